using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Models;

/// <summary>
/// A small convolutional network on MNIST, 211,690 parameters: (B,1,28,28) images → (B,10) logits.
/// </summary>
/// <remarks>
/// The "expert" network experiment 003 really measured (github.com/yukiB/tensorgraph, 5069b03); TensorFlow's tutorial
/// network (5×5 kernels, 1024 units) is another one. Flattening is channels first: (C,H,W) order.
/// </remarks>
public sealed class MnistCnn : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly MaxPool2d pool;
    private readonly Linear fc1;
    private readonly Dropout dropout;
    private readonly Linear fc2;

    /// <summary>
    /// Draws from the default generator: first each layer's own initialisation, then that of the experiment.
    /// </summary>
    public MnistCnn() : base(nameof(MnistCnn))
    {
        conv1 = Conv2d(1, 32, 3, padding: 1);
        conv2 = Conv2d(32, 32, 3, padding: 1);
        pool = MaxPool2d(2);
        fc1 = Linear(1568, 128);
        dropout = Dropout(0.5);
        fc2 = Linear(128, 10);
        using (no_grad())
        {
            Initialise(conv1.weight, conv1.bias!);
            Initialise(conv2.weight, conv2.bias!);
            Initialise(fc1.weight, fc1.bias!);
            Initialise(fc2.weight, fc2.bias!);
        }
        RegisterComponents();
    }

    /// <param name="input">float32 (B,1,28,28), pixels in [0,1].</param>
    /// <returns>(B,10) logits, the caller's to dispose.</returns>
    public override Tensor forward(Tensor input) =>
        conv1.call(input).ThenRelu().Then(pool)         // (B,1,28,28) → (B,32,14,14)
            .Then(conv2).ThenRelu().Then(pool)          // → (B,32,7,7)
            .ThenFlatten()                              // → (B,1568)
            .Then(fc1).ThenRelu()                       // → (B,128)
            .Then(dropout)
            .Then(fc2);                                 // → (B,10)

    /// <summary>
    /// Weight: normal of σ 0.1 cut off at ±2σ, by inversion: u uniform in (2Φ(−2)−1, 2Φ(2)−1), w = σ√2·erf⁻¹(u),
    /// clamped against rounding at the ends. Bias: 0.1. In-place operations in this order, so that every language
    /// that does the same gets the same bits.
    /// </summary>
    private static void Initialise(Tensor weight, Tensor bias)
    {
        weight.uniform_(-0.9544997361036416, 0.9544997361036416);
        weight.erfinv_();
        weight.mul_(0.14142135623730953);
        weight.clamp_(-0.2, 0.2);
        bias.fill_(0.1);
    }
}
