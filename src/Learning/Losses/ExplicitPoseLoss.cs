using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Losses;

/// <summary>
/// <see cref="PoseLoss"/> with its derivative written down, as experiment 002 did in PyTorch and Chainer does in its library:
/// ∂L/∂o = 2 d v / N. Arguments: o, d, and where joints may be invisible N and v.
/// </summary>
internal sealed class ExplicitPoseLoss : autograd.SingleTensorFunction<ExplicitPoseLoss>
{
    public override string Name => nameof(ExplicitPoseLoss);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var kept = vars.Skip(1).Cast<Tensor>().ToList();
        ctx.save_for_backward(kept);
        return PoseLoss.MeanSquare(kept[0], kept.Count > 1 ? kept[1] : null);
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var kept = ctx.get_saved_variables();
        using var twice = grad_output.mul(2);
        using var scale = PoseLoss.Over(twice, kept[0], kept.Count > 1 ? kept[1] : null);
        var gradient = kept[0].mul(scale);
        if (kept.Count == 1)
            return [gradient, null!];
        using (gradient)
            return [gradient.mul(kept[2]), null!, null!, null!];
    }
}
