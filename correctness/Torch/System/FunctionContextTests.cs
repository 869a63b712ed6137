using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>What a function with a backward of its own tells libtorch of its outputs, and what becomes of its context.</summary>
public sealed class FunctionContextTests
{
    /// <summary>2x, and x rounded down: the second has no gradient.</summary>
    private sealed class DoubleAndFloor : autograd.MultiTensorFunction<DoubleAndFloor>
    {
        public static autograd.AutogradContext? Last { get; private set; }

        public override string Name => nameof(DoubleAndFloor);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, before) = ((Tensor)vars[0], ctx.MaterializeGrads);
            ctx.set_materialize_grads(false);
            ctx.save_data("materialized", (before, ctx.MaterializeGrads));
            List<Tensor> outputs = [x * 2, x.floor()];
            ctx.mark_non_differentiable([outputs[1]]);
            Last = ctx;
            return outputs;
        }

        // Not materialized: what nobody asked a gradient of has none.
        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) =>
            [grad_outputs[1].IsInvalid ? grad_outputs[0] * 2 : grad_outputs[0] * 1000];
    }

    [Test]
    public void An_output_that_is_marked_has_no_gradient_and_a_context_forgets_when_it_ends()
    {
        using var scope = NewDisposeScope();
        var x = from_array(new[] { 1.5, -2.5 }).requires_grad_();
        var outputs = DoubleAndFloor.apply_internal(x);
        Assert.That(outputs.Select(output => output.requires_grad), Is.EqualTo(new[] { true, false }));
        Assert.That(outputs[1].data<double>().ToArray(), Is.EqualTo(new double[] { 1, -3 }));
        outputs[0].sum().backward();
        Assert.That(x.grad!.data<double>().ToArray(), Is.EqualTo(new double[] { 2, 2 }));
        Assert.That(DoubleAndFloor.Last!.get_data("materialized"), Is.EqualTo((true, false)));
        DoubleAndFloor.Last.Dispose();
        Assert.That(DoubleAndFloor.Last.get_data("materialized"), Is.Null);
    }
}
