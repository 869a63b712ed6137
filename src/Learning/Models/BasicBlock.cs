using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Models;

/// <summary>
/// relu(F(x) + x) with F of two 3×3 convolutions: (B,from,H,W) → (B,to,H/stride,W/stride). Where the shape changes, a 1×1
/// convolution takes x along. He et al.: Deep residual learning for image recognition, CVPR 2016.
/// </summary>
public sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d? shortcut_conv;
    private readonly BatchNorm2d? shortcut_bn;

    /// <param name="from">Channels that come in.</param>
    /// <param name="to">Channels that go out.</param>
    /// <param name="stride">Of the first convolution.</param>
    public BasicBlock(long from, long to, long stride) : base(nameof(BasicBlock))
    {
        conv1 = Conv2d(from, to, 3, stride: stride, padding: 1L, bias: false);
        bn1 = BatchNorm2d(to);
        conv2 = Conv2d(to, to, 3, padding: 1L, bias: false);
        bn2 = BatchNorm2d(to);
        if (stride != 1 || from != to)
        {
            shortcut_conv = Conv2d(from, to, 1, stride: stride, bias: false);
            shortcut_bn = BatchNorm2d(to);
        }
        RegisterComponents();
    }

    /// <summary>Its convolutions in the order in which they were made.</summary>
    internal IEnumerable<Conv2d> Convolutions => shortcut_conv is null ? [conv1, conv2] : [conv1, conv2, shortcut_conv];

    /// <param name="input">float32 (B,from,H,W).</param>
    /// <returns>(B,to,H/stride,W/stride), the caller's to dispose.</returns>
    public override Tensor forward(Tensor input)
    {
        using var branch = conv1.call(input).Then(bn1).ThenRelu().Then(conv2).Then(bn2);
        if (shortcut_conv is null)
        {
            branch.add_(input);
        }
        else
        {
            using var shortcut = shortcut_conv.call(input).Then(shortcut_bn!);
            branch.add_(shortcut);
        }
        return functional.relu(branch);
    }
}
