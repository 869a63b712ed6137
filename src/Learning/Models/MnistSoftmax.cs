using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Models;

/// <summary>
/// Softmax regression on MNIST, 7,850 parameters: (B,1,28,28) images → (B,10) logits; the softmax is in the loss.
/// </summary>
/// <remarks>
/// The "beginner" network of experiment 003 (github.com/yukiB/tensorgraph, 5069b03): weights and bias start at zero,
/// so the first loss is ln 10 for whatever batch.
/// </remarks>
public sealed class MnistSoftmax : Module<Tensor, Tensor>
{
    private readonly Linear linear;

    /// <summary>Draws from the default generator as any new Linear does, then zeroes what was drawn.</summary>
    public MnistSoftmax() : base(nameof(MnistSoftmax))
    {
        linear = Linear(784, 10);
        using (no_grad())
        {
            linear.weight.zero_();
            linear.bias!.zero_();
        }
        RegisterComponents();
    }

    /// <param name="input">float32 (B,1,28,28), pixels in [0,1].</param>
    /// <returns>(B,10) logits, the caller's to dispose.</returns>
    public override Tensor forward(Tensor input)
    {
        using var flat = input.flatten(1);              // (B,1,28,28) → (B,784)
        return linear.call(flat);                       // (B,784) → (B,10)
    }
}
