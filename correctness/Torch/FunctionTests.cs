using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Functions of elements, comparisons and views against .NET's own arithmetic.</summary>
public sealed class FunctionTests
{
    private static readonly double[] numbers = [-2.5, -1, -0.0, 0.25, 1, 3, double.NaN, double.PositiveInfinity];

    private static IEnumerable<TestCaseData> Functions()
    {
        yield return Function("square", x => x.square(), x => x * x);
        yield return Function("tanh", x => x.tanh(), Math.Tanh);
        yield return Function("tanh_", x => x.tanh_(), Math.Tanh);
        yield return Function("sigmoid", x => x.sigmoid(), x => 1 / (1 + Math.Exp(-x)));
        yield return Function("sigmoid_", x => x.sigmoid_(), x => 1 / (1 + Math.Exp(-x)));
        yield return Function("floor", x => x.floor(), Math.Floor);
        yield return Function("floor_", x => x.floor_(), Math.Floor);
        yield return Function("ceil", x => x.ceil(), Math.Ceiling);
        yield return Function("ceil_", x => x.ceil_(), Math.Ceiling);
        yield return Function("abs_", x => x.abs_(), Math.Abs);
        yield return Function("exp_", x => x.exp_(), Math.Exp);
        yield return Function("log_", x => x.log_(), Math.Log);
        yield return Function("sqrt_", x => x.sqrt_(), Math.Sqrt);
        yield return Function("pow of a number", x => x.pow(3), x => x * x * x);
        yield return Function("pow_ of a number", x => x.pow_(2), x => x * x);
        yield return Function("pow of a tensor", x => x.pow(full(1L, 2.0, float64)), x => x * x);
        yield return Function("pow_ of a tensor", x => x.pow_(full(1L, 3.0, float64)), x => x * x * x);
        yield return Function("clamp", x => x.clamp((Scalar)(-1), 2), x => Math.Clamp(x, -1, 2));
        yield return Function("clamp_min", x => x.clamp_min(1), x => Math.Max(x, 1));
        yield return Function("clamp_min_", x => x.clamp_min_(1), x => Math.Max(x, 1));
        yield return Function("clamp_max", x => x.clamp_max(1), x => Math.Min(x, 1));
        yield return Function("clamp_max_", x => x.clamp_max_(1), x => Math.Min(x, 1));
        yield return Function("clip", x => x.clip(0, null), x => Math.Max(x, 0));
        yield return Function("clamp by tensors", x => x.clamp(full(1L, -1.0, float64), full(1L, 1.0, float64)), x => Math.Clamp(x, -1, 1));
        yield return Function("maximum", x => x.maximum(full(1L, 0.5, float64)), x => Math.Max(x, 0.5));
        yield return Function("minimum", x => x.min(full(1L, 0.5, float64)), x => Math.Min(x, 0.5));
    }

    [TestCaseSource(nameof(Functions))]
    public void A_function_of_each_element(Func<Tensor, Tensor> function, Func<double, double> expected)
    {
        using var scope = NewDisposeScope();
        Assert.That(Values(function(from_array(numbers))), Is.EqualTo(numbers.Select(expected)).Within(1e-12));
    }

    [Test]
    public void A_number_divided_by_a_tensor_keeps_what_backward_needs()
    {
        using var scope = NewDisposeScope();
        var x = from_array(new[] { 0.5, -2 }).requires_grad_();
        (3 / x + 3.0 / x + (Scalar)3 / x).sum().backward();
        Assert.That(Values(x.grad!), Is.EqualTo(new[] { -36.0, -9.0 / 4 }).Within(1e-12));
    }

    [Test]
    public void Comparisons_say_what_NET_says()
    {
        using var scope = NewDisposeScope();
        var x = from_array(numbers);
        var one = ones(1L, float64);
        Assert.Multiple(() =>
        {
            Assert.That(Truths(x.lt(1)), Is.EqualTo(numbers.Select(value => value < 1)));
            Assert.That(Truths(x.le(one)), Is.EqualTo(numbers.Select(value => value <= 1)));
            Assert.That(Truths(x.gt(one)), Is.EqualTo(numbers.Select(value => value > 1)));
            Assert.That(Truths(x.ge(1)), Is.EqualTo(numbers.Select(value => value >= 1)));
            Assert.That(Truths(x.isnan()), Is.EqualTo(numbers.Select(double.IsNaN)));
            Assert.That(Truths(x.isinf()), Is.EqualTo(numbers.Select(double.IsInfinity)));
            Assert.That(x.isnan().any().item<bool>(), Is.True);
            Assert.That(x.isnan().all().item<bool>(), Is.False);
            Assert.That(Values(x.where(x.gt(0), zeros(1L, float64))), Is.EqualTo(numbers.Select(value => value > 0 ? value : 0)));
            Assert.That(double.IsNaN(x.max().item<double>()));
            Assert.That(x.narrow(0, 0, 6).min().item<double>(), Is.EqualTo(-2.5));
        });
    }

    [Test]
    public void Extremes_along_a_dimension_come_with_their_places()
    {
        using var scope = NewDisposeScope();
        var table = from_array(new double[,] { { 1, 5, 2 }, { 7, 0, 3 } });
        var (largest, where) = table.max(1);
        var (smallest, at) = table.min(0, keepdim: true);
        Assert.Multiple(() =>
        {
            Assert.That(Values(largest), Is.EqualTo(new double[] { 5, 7 }));
            Assert.That(MemoryMarshal.Cast<byte, long>(where.bytes).ToArray(), Is.EqualTo(new long[] { 1, 0 }));
            Assert.That(smallest.shape, Is.EqualTo(new long[] { 1, 3 }));
            Assert.That(MemoryMarshal.Cast<byte, long>(at.bytes).ToArray(), Is.EqualTo(new long[] { 0, 1, 0 }));
            Assert.That(Truths(table.gt(4).any(0)), Is.EqualTo(new[] { true, true, false }));
            Assert.That(Truths(table.ge(0).all(1)), Is.EqualTo(new[] { true, true }));
        });
    }

    [Test]
    public void Views_and_copies_of_another_shape()
    {
        using var scope = NewDisposeScope();
        var row = from_array(new double[,] { { 1, 2 } });
        Assert.Multiple(() =>
        {
            Assert.That(Values(row.expand(2L, -1L)), Is.EqualTo(new double[] { 1, 2, 1, 2 }));
            Assert.That(row.expand([3L, 2L], false).shape, Is.EqualTo(new long[] { 3, 2 }));
            Assert.That(row.expand(new Size((4L, 2L))).shape, Is.EqualTo(new long[] { 4, 2 }));
            Assert.That(row.expand_as(zeros(5L, 2L)).shape, Is.EqualTo(new long[] { 5, 2 }));
            Assert.That(row.squeeze().shape, Is.EqualTo(new long[] { 2 }));
            Assert.That(row.squeeze(1).shape, Is.EqualTo(new long[] { 1, 2 }));
            Assert.That(row.permute(1, 0).shape, Is.EqualTo(new long[] { 2, 1 }));
            Assert.That(row.view_as(zeros(2L, 1L)).shape, Is.EqualTo(new long[] { 2, 1 }));
            Assert.That(Values(row.flip(1)), Is.EqualTo(new double[] { 2, 1 }));
            Assert.That(Values(row.repeat(1, 2)), Is.EqualTo(new double[] { 1, 2, 1, 2 }));
            Assert.That(Values(row.mm(from_array(new double[,] { { 3 }, { 4 } }))), Is.EqualTo(new double[] { 11 }));
            Assert.That(row.unsqueeze(0).squeeze_(0).shape, Is.EqualTo(new long[] { 1, 2 }));
        });
    }

    [Test]
    public void Tensors_like_another_take_its_size_and_type()
    {
        using var scope = NewDisposeScope();
        var pattern = zeros([2L, 3L], float64);
        Assert.Multiple(() =>
        {
            Assert.That(Values(pattern.ones_like()), Is.EqualTo(Enumerable.Repeat(1.0, 6)));
            Assert.That(Values(pattern.full_like(2.5)), Is.EqualTo(Enumerable.Repeat(2.5, 6)));
            Assert.That(pattern.zeros_like(int64).dtype, Is.EqualTo(ScalarType.Int64));
            Assert.That(pattern.rand_like().shape, Is.EqualTo(pattern.shape));
            Assert.That(pattern.randn_like(requires_grad: true).requires_grad);
            Assert.That(pattern.empty_like().dtype, Is.EqualTo(ScalarType.Float64));
        });
    }

    private static TestCaseData Function(string name, Func<Tensor, Tensor> function, Func<double, double> expected) =>
        new TestCaseData(function, expected).SetArgDisplayNames(name);

    private static double[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, double>(tensor.contiguous().bytes).ToArray();

    private static bool[] Truths(Tensor tensor) => MemoryMarshal.Cast<byte, bool>(tensor.contiguous().bytes).ToArray();
}
