namespace TorchSharp.Modules;

/// <summary>A tensor that a module learns. It takes the given tensor over: that object is as if disposed.</summary>
public class Parameter : torch.Tensor
{
    /// <param name="data">Taken over.</param>
    /// <param name="requires_grad">Whether it is learned.</param>
    public Parameter(torch.Tensor data, bool requires_grad = true) : base(data) => this.requires_grad = requires_grad;
}
