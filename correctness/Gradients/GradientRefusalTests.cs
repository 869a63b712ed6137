using NUnit.Framework;
using PerfSuite.Learning.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>Tensors and functions that difference quotients say nothing about: refused with the reason, in every mode.</summary>
public sealed class GradientRefusalTests
{
    private static readonly Func<Func<Tensor>, (string, Tensor)[], IReadOnlyList<GradientFault>>[] modes =
        [new GradientCheck().Run, new GradientCheck().Project, new GradientCheck().ProjectTogether];

    [Test]
    public void Float32_is_refused_with_the_reason()
    {
        using var x = rand(2L, requires_grad: true);
        AssertRefused(() => x.sum(), [("x", x)], "'x' is Float32", "float64");
    }

    [Test]
    public void A_value_that_is_no_float64_number_is_refused()
    {
        using var x = Leaf(new[] { 1.0, 2.0 });
        AssertRefused(() => x.mul(2), [("x", x)], "Float64 tensor of 2 elements");
        AssertRefused(() => x.sum().to_type(ScalarType.Float32), [("x", x)], "Float32 tensor of 1 elements");
        AssertRefused(() => x.sum(), [], "No tensor");
    }

    [Test]
    public void A_tensor_without_a_gradient_or_computed_from_others_is_refused()
    {
        using var constant = ones(2L, ScalarType.Float64);
        using var x = Leaf(new[] { 1.0, 2.0 });
        using var computed = x.mul(2);
        AssertRefused(() => constant.sum(), [("constant", constant)], "'constant' does not require a gradient");
        AssertRefused(() => computed.sum(), [("computed", computed)], "'computed' is computed from other tensors", "detach()");
    }

    [Test]
    public void Elements_that_share_memory_are_refused_with_the_reason()
    {
        using var row = from_array(new[] { 1.0, 2.0 });
        using var repeated = row.expand(3, 2);
        repeated.requires_grad = true;
        AssertRefused(() => repeated.sum(), [("repeated", repeated)], "Elements of 'repeated' share memory", "clone()");
    }

    [Test]
    public void A_tensor_that_is_not_contiguous_is_refused_with_the_reason()
    {
        using var matrix = from_array(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } });
        using var turned = matrix.transpose(0, 1);
        turned.requires_grad = true;
        using var column = matrix.select(1, 0);
        column.requires_grad = true;
        AssertRefused(() => turned.sum(), [("turned", turned)], "'turned' is not contiguous", "contiguous()");
        AssertRefused(() => column.sum(), [("column", column)], "'column' is not contiguous");
    }

    [Test]
    public void Two_tensors_that_share_memory_are_refused_and_neighbours_are_not()
    {
        using var memory = from_array(new[] { 1.0, 2.0, 3.0, 4.0 });
        using var all = memory.view(2, 2).requires_grad_();
        using var first = memory.narrow(0, 0, 2).requires_grad_();
        using var last = memory.narrow(0, 2, 2).requires_grad_();
        using var middle = memory.narrow(0, 1, 2).requires_grad_();
        AssertRefused(() => all.sum(), [("last", last), ("all", all)], "'all'", "'last'", "share memory");
        AssertRefused(() => middle.sum(), [("first", first), ("middle", middle)], "share memory");
        AssertRefused(() => first.sum(), [("first", first), ("again", first)], "share memory");
        Assert.That(new GradientCheck().Run(() => first.mul(last).sum(), [("last", last), ("first", first)]), Is.Empty);
    }

    [Test]
    public void A_check_of_nothing_is_refused()
    {
        using var x = Leaf(new[] { 1.0 });
        Assert.That(() => new GradientCheck { Directions = 0 }.Project(() => x.sum(), [("x", x)]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new GradientCheck { ElementsPerTensor = 0 }.Run(() => x.sum(), [("x", x)]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static void AssertRefused(Func<Tensor> function, (string, Tensor)[] tensors, params string[] words)
    {
        foreach (var mode in modes)
        {
            var message = Assert.Throws<ArgumentException>(() => mode(function, tensors))!.Message;
            Assert.Multiple(() =>
            {
                foreach (var word in words)
                    Assert.That(message, Does.Contain(word));
            });
        }
    }

    private static Tensor Leaf(Array values)
    {
        var tensor = from_array(values);
        tensor.requires_grad = true;
        return tensor;
    }
}
