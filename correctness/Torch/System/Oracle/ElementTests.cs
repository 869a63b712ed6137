using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Operations element by element against loops in C#, on tensors that are empty, of one element, in pieces, turned or spread.</summary>
public sealed class ElementTests
{
    private static IEnumerable<TestCaseData> Functions()
    {
        yield return Of("abs", Math.Abs, x => x.abs(), x => x.abs_(), abs, abs_);
        yield return Of("exp", Math.Exp, x => x.exp(), x => x.exp_(), exp, exp_);
        yield return Of("log", Math.Log, x => x.log(), x => x.log_(), log, log_);
        yield return Of("sqrt", Math.Sqrt, x => x.sqrt(), x => x.sqrt_(), sqrt, sqrt_);
        yield return Of("square", x => x * x, x => x.square(), null, square);
        yield return Of("sign", x => Math.Sign(x), x => x.sign());
        yield return Of("floor", Math.Floor, x => x.floor(), x => x.floor_());
        yield return Of("ceil", Math.Ceiling, x => x.ceil(), x => x.ceil_());
        yield return Of("tanh", Math.Tanh, x => x.tanh(), x => x.tanh_(), tanh, tanh_);
        yield return Of("functional.tanh", Math.Tanh, x => nn.functional.tanh(x));
        yield return Of("sigmoid", x => 1 / (1 + Math.Exp(-x)), x => x.sigmoid(), x => x.sigmoid_());
        yield return Of("relu", x => Math.Max(x, 0), x => x.relu(), x => x.relu_(), x => nn.functional.relu(x));
        yield return Of("neg", x => -x, x => x.neg(), null, x => -x);
        yield return Of("zero_", _ => 0, null, x => x.zero_(), null, nn.init.zeros_);
        yield return Of("ones_", _ => 1, null, nn.init.ones_);
        yield return Of("fill_", _ => 1.5, null, x => x.fill_(1.5), null, x => nn.init.constant_(x, 1.5));
        yield return Of("isfinite", x => double.IsFinite(x) ? 1 : 0, x => x.isfinite());
        yield return Of("isnan", x => double.IsNaN(x) ? 1 : 0, x => x.isnan());
        yield return Of("isinf", x => double.IsInfinity(x) ? 1 : 0, x => x.isinf());
        yield return Of("clone", x => x, x => x.clone());
        yield return Of("detach", x => x, x => x.detach());
        yield return Of("alias", x => x, x => x.alias());
        yield return Of("contiguous", x => x, x => x.contiguous());
        yield return Of("cpu", x => x, x => x.cpu());
        yield return Of("to a type", x => x, x => x.to(float64), null, x => x.to_type(float32));
        yield return Of("to a device", x => x, x => x.to(CPU), null, x => x.to("cpu"));
        yield return Of("to a kind of device", x => x, x => x.to(DeviceType.CPU), null, x => x.to(float64, CPU));
        yield return Of("to another's type", x => x, x =>
        {
            using var other = zeros(1L, float64);
            return x.to(other);
        });
        yield return Of("add a number", x => x + 2.5, x => x.add(2.5), x => x.add_(2.5), x => x + 2.5, null);
        yield return Of("add a scaled number", x => x + 7.5, x => x.add(2.5, 3), x => x.add_(2.5, 3));
        yield return Of("a number and", x => x + 2, x => 2 + x, null, x => 2L + x);
        yield return Of("and a number", x => x + 2, x => x + 2, null, x => x + 2L);
        yield return Of("a real and", x => x + 0.5, x => 0.5f + x, null, x => 0.5 + x);
        yield return Of("and a real", x => x + 0.5, x => x + 0.5f, null, x => x + (Scalar)0.5);
        yield return Of("a scalar and", x => x + 0.5, x => (Scalar)0.5 + x);
        yield return Of("sub a number", x => x - 2.5, x => x.sub(2.5), x => x.sub_(2.5), x => x - 2.5);
        yield return Of("a number less", x => 2 - x, x => 2 - x, null, x => 2L - x);
        yield return Of("less a number", x => x - 2, x => x - 2, null, x => x - 2L);
        yield return Of("a real less", x => 0.5 - x, x => 0.5f - x, null, x => 0.5 - x);
        yield return Of("less a real", x => x - 0.5, x => x - 0.5f, null, x => x - (Scalar)0.5);
        yield return Of("a scalar less", x => 0.5 - x, x => (Scalar)0.5 - x);
        yield return Of("mul by a number", x => x * 2.5, x => x.mul(2.5), x => x.mul_(2.5), x => x * 2.5);
        yield return Of("a number times", x => 2 * x, x => 2 * x, null, x => 2L * x);
        yield return Of("times a number", x => x * 2, x => x * 2, null, x => x * 2L);
        yield return Of("a real times", x => 0.5 * x, x => 0.5f * x, null, x => 0.5 * x);
        yield return Of("times a real", x => x * 0.5, x => x * 0.5f, null, x => x * (Scalar)0.5);
        yield return Of("a scalar times", x => 0.5 * x, x => (Scalar)0.5 * x);
        yield return Of("div by a number", x => x / 2.5, x => x.div(2.5), x => x.div_(2.5), x => x / 2.5);
        yield return Of("a number over", x => 2 / x, x => 2 / x, null, x => 2L / x);
        yield return Of("over a number", x => x / 4, x => x / 4, null, x => x / 4L);
        yield return Of("a real over", x => 0.5 / x, x => 0.5f / x, null, x => 0.5 / x);
        yield return Of("over a real", x => x / 0.5, x => x / 0.5f, null, x => x / (Scalar)0.5);
        yield return Of("a scalar over", x => 0.5 / x, x => (Scalar)0.5 / x);
        yield return Of("div, floor", x => Math.Floor(x / 0.75), x => x.div(0.75, RoundingMode.floor), x => x.div_(0.75, RoundingMode.floor));
        yield return Of("div, trunc", x => Math.Truncate(x / 0.75), x => x.div(0.75, RoundingMode.trunc), x => x.div_(0.75, RoundingMode.trunc));
        yield return Of("pow", x => x * x * x, x => x.pow(3), x => x.pow_(3), x => pow(x, 3), x => pow_(x, 3));
        yield return Of("clamp", x => Math.Clamp(x, -1, 2), x => x.clamp((Scalar)(-1), 2), x => x.clamp_((Scalar)(-1), 2), x => clamp(x, (Scalar)(-1), 2), x => clamp_(x, (Scalar)(-1), 2));
        yield return Of("clip", x => Math.Max(x, -1), x => x.clip(-1, null));
        yield return Of("clamp_min", x => Math.Max(x, -1), x => x.clamp_min(-1), x => x.clamp_min_(-1), x => clamp_min(x, -1), x => clamp_min_(x, -1));
        yield return Of("clamp_max", x => Math.Min(x, 1), x => x.clamp_max(1), x => x.clamp_max_(1), x => clamp_max(x, 1), x => clamp_max_(x, 1));
        yield return Of("eq", x => x == 1 ? 1 : 0, x => x.eq(1), null, x => x == (Scalar)1);
        yield return Of("eq, turned round", x => x == 1 ? 1 : 0, x => (Scalar)1 == x);
        yield return Of("ne", x => x != 1 ? 1 : 0, x => x.ne(1), null, x => x != (Scalar)1);
        yield return Of("ne, turned round", x => x != 1 ? 1 : 0, x => (Scalar)1 != x);
        yield return Of("lt", x => x < 1 ? 1 : 0, x => x.lt(1));
        yield return Of("le", x => x <= 1 ? 1 : 0, x => x.le(1));
        yield return Of("gt", x => x > 1 ? 1 : 0, x => x.gt(1));
        yield return Of("ge", x => x >= 1 ? 1 : 0, x => x.ge(1));
    }

    [TestCaseSource(nameof(Functions))]
    public void A_function_of_each_element(Func<double, double> oracle, Func<Tensor, Tensor>?[] functions)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < functions.Length; i++)
        {
            if (functions[i] is not { } function)
                continue;
            var inPlace = i % 2 == 1;
            foreach (var input in Awkward.All(seed: 31, writable: inPlace))
            {
                var expected = input.Values.Map(oracle);
                var result = function(input.Tensor);
                expected.Matches(result, input.Name);
                (inPlace ? expected : input.Values).Matches(input.Tensor, $"{input.Name}, the operand");
                Assert.That(ReferenceEquals(result, input.Tensor), Is.EqualTo(inPlace), $"{input.Name}: the same tensor");
                Assert.That(input.Spoilt(), Is.Zero, $"{input.Name}: elements around it changed");
            }
        }
    }

    private static IEnumerable<TestCaseData> Pairs()
    {
        yield return Of("add", (x, y) => x + y, (x, y) => x.add(y), (x, y) => x.add_(y), (x, y) => x + y);
        yield return Of("add scaled", (x, y) => x - 1.5 * y, (x, y) => x.add(y, -1.5), (x, y) => x.add_(y, -1.5));
        yield return Of("sub", (x, y) => x - y, (x, y) => x.sub(y), (x, y) => x.sub_(y), (x, y) => x - y);
        yield return Of("mul", (x, y) => x * y, (x, y) => x.mul(y), (x, y) => x.mul_(y), (x, y) => x * y);
        yield return Of("div", (x, y) => x / y, (x, y) => x.div(y), (x, y) => x.div_(y), (x, y) => x / y);
        yield return Of("div, floor", (x, y) => Floored(x, y), (x, y) => x.div(y, RoundingMode.floor), (x, y) => x.div_(y, RoundingMode.floor));
        yield return Of("div, trunc", (x, y) => Math.Truncate(x / y), (x, y) => x.div(y, RoundingMode.trunc), (x, y) => x.div_(y, RoundingMode.trunc));
        yield return Of("pow", Math.Pow, (x, y) => x.pow(y), (x, y) => x.pow_(y), pow, pow_);
        yield return Of("maximum", Math.Max, (x, y) => x.maximum(y), null, (x, y) => x.max(y));
        yield return Of("minimum", Math.Min, (x, y) => x.minimum(y), null, (x, y) => x.min(y));
        yield return Of("clamp from below", Math.Max, (x, y) => x.clamp(y, null), (x, y) => x.clamp_(y, null), (x, y) => clamp(x, y, null), (x, y) => clamp_(x, y, null));
        yield return Of("clamp from above", Math.Min, (x, y) => x.clamp(null, y), (x, y) => x.clamp_(null, y));
        yield return Of("copy_", (_, y) => y, null, (x, y) => x.copy_(y));
        yield return Of("eq", (x, y) => x == y ? 1 : 0, (x, y) => x.eq(y), null, (x, y) => x == y);
        yield return Of("ne", (x, y) => x != y ? 1 : 0, (x, y) => x.ne(y), null, (x, y) => x != y);
        yield return Of("lt", (x, y) => x < y ? 1 : 0, (x, y) => x.lt(y));
        yield return Of("le", (x, y) => x <= y ? 1 : 0, (x, y) => x.le(y));
        yield return Of("gt", (x, y) => x > y ? 1 : 0, (x, y) => x.gt(y));
        yield return Of("ge", (x, y) => x >= y ? 1 : 0, (x, y) => x.ge(y));
        yield return Of("where", (x, y) => x > 0 ? x : y, (x, y) => x.where(x.gt(0), y));
    }

    [TestCaseSource(nameof(Pairs))]
    public void A_function_of_each_pair_of_elements(Func<double, double, double> oracle, Func<Tensor, Tensor, Tensor>?[] functions)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < functions.Length; i++)
        {
            if (functions[i] is not { } function)
                continue;
            var inPlace = i % 2 == 1;
            foreach (var left in Awkward.All(seed: 32, writable: inPlace))
            {
                foreach (var right in Partners(left.Values.Shape, inPlace).SelectMany(shape => Awkward.Of(shape, seed: 33)))
                {
                    var whose = $"{left.Name} with {right.Name}";
                    var operand = inPlace ? Fresh(left) : left;
                    var expected = operand.Values.With(right.Values, oracle);
                    var result = function(operand.Tensor, right.Tensor);
                    expected.Matches(result, whose);
                    (inPlace ? expected : operand.Values).Matches(operand.Tensor, $"{whose}, the left operand");
                    right.Values.Matches(right.Tensor, $"{whose}, the right operand");
                    Assert.That(ReferenceEquals(result, operand.Tensor), Is.EqualTo(inPlace), $"{whose}: the same tensor");
                    Assert.That(operand.Spoilt(), Is.Zero, $"{whose}: elements around it changed");
                }
            }
        }
    }

    // What broadcasts with a shape: itself, a number, a row, and where the left need not keep its size a larger one.
    private static IEnumerable<long[]> Partners(long[] shape, bool inPlace)
    {
        yield return shape;
        yield return [];
        if (shape.Length > 1)
            yield return shape[^1..];
        if (shape.Length > 0 && !inPlace)
            yield return [2, .. shape.Select(size => size == 1 ? 3L : size)];
    }

    // A view of its own memory, with what it held.
    private static Awkward Fresh(Awkward used)
    {
        using var none = no_grad();
        using var values = Awkward.Plain(used.Values);
        used.Tensor.copy_(values);
        return used;
    }

    private static double Floored(double x, double y) => y == 0 ? x / y : Math.Floor(x / y);

    private static TestCaseData Of(string name, Func<double, double> oracle, params Func<Tensor, Tensor>?[] functions) =>
        new TestCaseData(oracle, functions).SetArgDisplayNames(name);

    private static TestCaseData Of(string name, Func<double, double, double> oracle, params Func<Tensor, Tensor, Tensor>?[] functions) =>
        new TestCaseData(oracle, functions).SetArgDisplayNames(name);
}
