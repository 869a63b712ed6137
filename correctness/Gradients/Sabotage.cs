using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>A function whose backward is whatever a test wants it to be.</summary>
internal sealed class Sabotage : autograd.SingleTensorFunction<Sabotage>
{
    public override string Name => nameof(Sabotage);

    /// <summary>A function of tensors with the given backward.</summary>
    /// <param name="forward">Its value.</param>
    /// <param name="backward">From the inputs and the gradient of the value to a gradient for each input; null where there is none.</param>
    /// <param name="inputs">What it is a function of.</param>
    public static Tensor Of(Func<Tensor[], Tensor> forward, Func<Tensor[], Tensor, Tensor?[]> backward, params Tensor[] inputs) =>
        apply([.. inputs, forward, backward]);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        Tensor[] inputs = [.. vars.OfType<Tensor>()];
        ctx.save_for_backward([.. inputs]);
        ctx.save_data("backward", vars[^1]);
        return ((Func<Tensor[], Tensor>)vars[^2])(inputs);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var backward = (Func<Tensor[], Tensor, Tensor?[]>)ctx.get_data("backward");
        return [.. backward([.. ctx.get_saved_variables()], grad_output).Select(gradient => gradient!), null!, null!];
    }
}
