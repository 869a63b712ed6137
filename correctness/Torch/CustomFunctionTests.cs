using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Functions with a backward of their own: values, what they keep, faults in them, and their ends.</summary>
public sealed class CustomFunctionTests
{
    private sealed class ScaledProduct : autograd.SingleTensorFunction<ScaledProduct>
    {
        public override string Name => nameof(ScaledProduct);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (left, right, scale) = ((Tensor)vars[0], (Tensor)vars[1], (double)vars[2]);
            ctx.save_for_backward([left, right]);
            ctx.save_data("scale", scale);
            using var product = left * right;
            return product * scale;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            var scaled = grad_output * (double)ctx.get_data("scale");
            return [scaled * saved[1], scaled * saved[0], null!];
        }
    }

    private sealed class SumAndDifference : autograd.MultiTensorFunction<SumAndDifference>
    {
        internal static readonly List<bool> Defined = [];
        internal static bool Materialize = true;

        public override string Name => nameof(SumAndDifference);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.set_materialize_grads(Materialize);
            return [(Tensor)vars[0] + (Tensor)vars[1], (Tensor)vars[0] - (Tensor)vars[1]];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            Defined.AddRange(grad_outputs.Select(gradient => !gradient.IsInvalid));
            if (grad_outputs.Any(gradient => gradient.IsInvalid)) return [grad_outputs[0], null!];
            return [grad_outputs[0] + grad_outputs[1], grad_outputs[0] - grad_outputs[1]];
        }
    }

    private sealed class Doubled : autograd.SingleTensorFunction<Doubled>
    {
        public override string Name => nameof(Doubled);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var input = (Tensor)vars[0];
            ctx.mark_dirty([input]);
            return input.mul_(2);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
    }

    private sealed class Faulty : autograd.SingleTensorFunction<Faulty>
    {
        internal static string Fault = "";

        public override string Name => nameof(Faulty);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) =>
            Fault == "forward" ? throw new InvalidOperationException("the forward is at fault") : ((Tensor)vars[0]).clone();

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => Fault switch
        {
            "count" => [],
            "sizes" => [zeros(3L)],
            "null" => null!,
            _ => throw new InvalidOperationException("the backward is at fault"),
        };
    }

    [Test]
    public void Gradients_are_those_that_backward_gives()
    {
        using var scope = NewDisposeScope();
        var left = from_array(new[] { 1.0, 2 }).requires_grad_();
        var right = from_array(new[] { 3.0, 5 }).requires_grad_();
        var result = ScaledProduct.apply(left, right, 10.0);
        Assert.That(Values(result), Is.EqualTo(new double[] { 30, 100 }));
        (result * result).sum().backward();
        Assert.Multiple(() =>
        {
            Assert.That(Values(left.grad!), Is.EqualTo(new double[] { 2 * 30 * 30, 2 * 100 * 50 }));
            Assert.That(Values(right.grad!), Is.EqualTo(new double[] { 2 * 30 * 10, 2 * 100 * 20 }));
        });
    }

    [Test]
    public void A_function_of_parameters_that_need_no_gradient_records_nothing()
    {
        using var scope = NewDisposeScope();
        Assert.That(ScaledProduct.apply(ones(2L), ones(2L), 2.0).requires_grad, Is.False);
        using (no_grad()) Assert.That(ScaledProduct.apply(ones(2L, requires_grad: true), ones(2L), 2.0).requires_grad, Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_output_that_nobody_used_has_zeros_or_no_gradient(bool materialize)
    {
        using var scope = NewDisposeScope();
        SumAndDifference.Materialize = materialize;
        SumAndDifference.Defined.Clear();
        var left = ones(2L, requires_grad: true);
        var right = ones(2L, requires_grad: true);
        SumAndDifference.apply(left, right)[0].sum().backward();
        Assert.That(SumAndDifference.Defined, Is.EqualTo(new[] { true, materialize }));
        Assert.That(left.grad!.sum().item<float>(), Is.EqualTo(2f));
        Assert.That(right.grad is null, Is.EqualTo(!materialize));
    }

    [Test]
    public void A_gradient_of_a_gradient_goes_through_the_backward()
    {
        using var scope = NewDisposeScope();
        var x = from_array(new[] { 3.0 }).requires_grad_();
        var first = autograd.grad([ScaledProduct.apply(x, x, 1.0)], [x], create_graph: true)[0];
        var second = autograd.grad([first], [x])[0];
        Assert.That((first.item<double>(), second.item<double>()), Is.EqualTo((6.0, 2.0)));
    }

    [Test]
    public void A_change_in_place_that_is_marked_keeps_the_graph_right()
    {
        using var scope = NewDisposeScope();
        var leaf = ones(2L, requires_grad: true);
        var inner = leaf * 3;
        var changed = Doubled.apply(inner);
        Assert.That(changed.Handle, Is.EqualTo(inner.Handle));
        changed.sum().backward();
        Assert.That(leaf.grad!.sum().item<float>(), Is.EqualTo(12f));
        Assert.That(() => Doubled.apply(leaf), Throws.InstanceOf<ExternalException>());
    }

    [Test]
    public void A_saved_tensor_that_was_changed_since_is_refused()
    {
        using var scope = NewDisposeScope();
        var left = ones(2L, requires_grad: true);
        var right = ones(2L);
        var result = ScaledProduct.apply(left, right, 1.0).sum();
        right.add_(1);
        Assert.That(() => result.backward(), Throws.InstanceOf<ExternalException>().With.Message.Contains("inplace"));
    }

    [Test]
    public void A_second_backward_needs_a_graph_that_was_kept()
    {
        using var scope = NewDisposeScope();
        var left = ones(2L, requires_grad: true);
        var result = ScaledProduct.apply(left, ones(2L), 1.0).sum();
        result.backward(retain_graph: true);
        result.backward();
        Assert.That(left.grad!.sum().item<float>(), Is.EqualTo(4f));
        Assert.That(() => result.backward(), Throws.InstanceOf<ExternalException>());
    }

    [TestCase("backward", "Faulty.backward: InvalidOperationException: the backward is at fault")]
    [TestCase("count", "expected 1 gradients")]
    [TestCase("null", "got null")]
    [TestCase("sizes", "shape")]
    public void A_fault_in_backward_comes_out_of_it(string fault, string message)
    {
        using var scope = NewDisposeScope();
        Faulty.Fault = fault;
        var leaf = ones(2L, requires_grad: true);
        using var result = Faulty.apply(leaf).sum();
        var thrown = Assert.Throws<ExternalException>(() => result.backward())!;
        Assert.That(thrown.Message, Does.Contain(message));
        Assert.That(thrown.InnerException, fault == "sizes" ? Is.Null : Is.InstanceOf<InvalidOperationException>());
        Assert.That(leaf.grad, Is.Null);
    }

    [Test]
    public void A_fault_in_forward_is_the_very_exception()
    {
        Faulty.Fault = "forward";
        using var leaf = ones(2L, requires_grad: true);
        Assert.That(() => Faulty.apply(leaf), Throws.InvalidOperationException.With.Message.EqualTo("the forward is at fault"));
        Assert.That(is_grad_enabled());
    }

    [Test]
    public void Many_calls_leave_nothing_behind()
    {
        using var left = ones(100L, requires_grad: true);
        using var right = ones(100L, requires_grad: true);
        Step();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 200; i++) Step();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));

        void Step()
        {
            using var result = ScaledProduct.apply(left, right, 2.0);
            using var sum = result.sum();
            sum.backward();
        }
    }

    [Test]
    public void What_a_call_kept_can_be_collected_after_its_node_has_ended()
    {
        var kept = Keep();
        using (var leaf = ones(1L, requires_grad: true)) ScaledProduct.apply(leaf, leaf, 1.0).Dispose();
        using (var leaf = ones(1L, requires_grad: true)) ScaledProduct.apply(leaf, leaf, 1.0).Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.That(kept.IsAlive, Is.False);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Keep()
        {
            using var leaf = ones(1L, requires_grad: true);
            object scale = 3.0;
            ScaledProduct.apply(leaf, leaf, scale).Dispose();
            return new WeakReference(scale);
        }
    }

    [Test]
    public void Threads_call_functions_at_once()
    {
        var sums = new float[4];
        Parallel.For(0, 4, index =>
        {
            set_num_threads(1);
            using var scope = NewDisposeScope();
            var leaf = full(3L, index + 1f, requires_grad: true);
            for (var i = 0; i < 100; i++) ScaledProduct.apply(leaf, leaf, 1.0).sum().backward();
            sums[index] = leaf.grad!.sum().item<float>();
        });
        Assert.That(sums, Is.EqualTo(new[] { 600f, 1200, 1800, 2400 }));
    }

    [Test]
    public void Gradients_of_several_tensors_are_added_up_or_given()
    {
        using var scope = NewDisposeScope();
        var x = from_array(new[] { 2.0 }).requires_grad_();
        var unused = ones(1L, requires_grad: true);
        autograd.backward([x * 2, x * x], [null!, from_array(new[] { 3.0 })]);
        Assert.That(x.grad!.item<double>(), Is.EqualTo(2 + 3 * 4));
        autograd.backward(x * 5, from_array(new[] { 2.0 }));
        Assert.That(x.grad!.item<double>(), Is.EqualTo(14 + 10));
        var given = autograd.grad([x * x], [x, unused], allow_unused: true);
        Assert.That((given[0].item<double>(), given[1] is null), Is.EqualTo((4.0, true)));
        Assert.That(() => autograd.grad([x * x], [unused]), Throws.InstanceOf<ExternalException>());
        var middle = x * 3;
        middle.retain_grad();
        (middle * middle).sum().backward();
        Assert.That(middle.grad!.item<double>(), Is.EqualTo(12));
    }

    private static double[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, double>(tensor.bytes).ToArray();
}
