using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>Functions of each element: arithmetic, powers, activations, limits, and their forms in place.</summary>
public sealed class ElementGradientTests
{
    /// <summary>Every case.</summary>
    public static IEnumerable<GradientCase> Cases =>
        [.. new[] { Arithmetic(), Functions(), Copies(), Statics() }.SelectMany(group => group).SelectMany(cases => cases), .. Operators(), .. Limits()];

    [TestCaseSource(nameof(Cases))]
    public void Backward_is_the_derivative_of_a_function_of_elements(GradientCase one) => one.AssertRight();

    private static IEnumerable<IEnumerable<GradientCase>> Arithmetic()
    {
        yield return GradientCase.Each("Tensor.add", x => x.add((Scalar)2).add((Scalar)3, (Scalar)0.5));
        yield return GradientCase.Each("Tensor.add_", x => x.mul(3).add_((Scalar)2).add_((Scalar)3, (Scalar)0.5));
        yield return GradientCase.Each("Tensor.sub", x => x.sub((Scalar)2).mul(x));
        yield return GradientCase.Each("Tensor.sub_", x => x.mul(3).sub_((Scalar)2));
        yield return GradientCase.Each("Tensor.mul", x => x.mul((Scalar)(-1.5)));
        yield return GradientCase.Each("Tensor.mul_", x => x.mul(x).mul_((Scalar)(-1.5)));
        yield return GradientCase.Each("Tensor.div", x => x.div((Scalar)(-1.5)));
        yield return GradientCase.Each("Tensor.div", x => x.div((Scalar)0.3, RoundingMode.floor), flat: true);
        yield return GradientCase.Each("Tensor.div_", x => x.mul(x).div_((Scalar)(-1.5)));
        yield return Binary("Tensor.add", (x, y) => x.add(y));
        yield return Binary("Tensor.add", (x, y) => x.add(y, (Scalar)(-0.7)));
        yield return Binary("Tensor.add_", (x, y) => x.mul(2).add_(y).add_(y, (Scalar)0.3));
        yield return Binary("Tensor.sub", (x, y) => x.sub(y));
        yield return Binary("Tensor.sub_", (x, y) => x.mul(2).sub_(y));
        yield return Binary("Tensor.mul", (x, y) => x.mul(y));
        yield return Binary("Tensor.mul_", (x, y) => x.mul(2).mul_(y));
        yield return Binary("Tensor.div", (x, y) => x.div(y), positive: true);
        yield return Binary("Tensor.div_", (x, y) => x.mul(2).div_(y), positive: true);
        yield return Binary("Tensor.pow", (x, y) => x.pow(y), positive: true);
        yield return Binary("Tensor.pow_", (x, y) => x.mul(2).pow_(y), positive: true);
        yield return Binary("Tensor.maximum", (x, y) => x.maximum(y));
        yield return Binary("Tensor.minimum", (x, y) => x.minimum(y));
        yield return Binary("Tensor.max", (x, y) => x.max(y));
        yield return Binary("Tensor.min", (x, y) => x.min(y));
        yield return Binary("Tensor.where", (x, y) => x.square().where(x.gt(0.2), y.exp()));
    }

    /// <summary>Two tensors of one shape, then of shapes that are broadcast to each other, either way.</summary>
    private static IEnumerable<GradientCase> Binary(string operation, Func<Tensor, Tensor, Tensor> function, bool positive = false)
    {
        var inPlace = operation.EndsWith('_');
        Numbers Of(params long[] shape) => positive ? Numbers.Positive(shape) : Numbers.Of(shape);
        yield return GradientCase.Of(operation, "of one shape", x => function(x[0], x[1]), Of(3, 4), Of(3, 4));
        yield return GradientCase.Of(operation, "the right broadcast", x => function(x[0], x[1]), Of(3, 1, 5), Of(5));
        if (!inPlace)
            yield return GradientCase.Of(operation, "both broadcast", x => function(x[0], x[1]), Of(3, 1), Of(2, 1, 5));
    }

    private static IEnumerable<GradientCase> Operators()
    {
        yield return Of("Tensor.op_UnaryNegation", x => -x);
        yield return Of("Tensor.op_Addition", x => x + 2 + 2L + 0.5f + 0.5 + (Scalar)1 + (1 + x) + (1L + x) + (0.5f + x) + (0.5 + x) + ((Scalar)1 + x));
        yield return Of("Tensor.op_Subtraction", x => x - 2 - 2L - 0.5f - 0.5 - (Scalar)1 - (1 - x * 3) - (1L - x) - (0.5f - x) - (0.5 - x) - ((Scalar)1 - x));
        yield return Of("Tensor.op_Multiply", x => x * 2 * 2L * 0.5f * 0.5 * (Scalar)2 + (2 * x) + (2L * x) + (0.5f * x) + (0.5 * x) + ((Scalar)2 * x));
        yield return Of("Tensor.op_Division", x => x / 2 / 2L / 0.5f / 0.5 / (Scalar)2 + (2 / x) + (2L / x) + (0.5f / x) + (0.5 / x) + ((Scalar)2 / x));
        foreach (var (name, function) in new (string, Func<Tensor, Tensor, Tensor>)[]
        {
            ("op_Addition", (x, y) => x + y), ("op_Subtraction", (x, y) => x - y), ("op_Multiply", (x, y) => x * y), ("op_Division", (x, y) => x / y),
        })
            yield return GradientCase.Of($"Tensor.{name}", "two tensors", x => function(x[0], x[1]), Numbers.Positive(2, 3), Numbers.Positive(3));

        static GradientCase Of(string name, Func<Tensor, Tensor> function) =>
            GradientCase.Of(name, "with numbers", x => function(x[0]), Numbers.Positive(5));
    }

    private static IEnumerable<IEnumerable<GradientCase>> Functions()
    {
        yield return GradientCase.Each("Tensor.neg", x => x.neg());
        yield return GradientCase.Each("Tensor.abs", x => x.abs());
        yield return GradientCase.Each("Tensor.abs_", x => x.mul(2).abs_());
        yield return GradientCase.Each("Tensor.square", x => x.square());
        yield return GradientCase.Each("Tensor.exp", x => x.exp());
        yield return GradientCase.Each("Tensor.exp_", x => x.mul(2).exp_());
        yield return GradientCase.Each("Tensor.log", x => x.log(), 0.2, 3);
        yield return GradientCase.Each("Tensor.log_", x => x.mul(2).log_(), 0.2, 3);
        yield return GradientCase.Each("Tensor.sqrt", x => x.sqrt(), 0.2, 3);
        yield return GradientCase.Each("Tensor.sqrt_", x => x.mul(2).sqrt_(), 0.2, 3);
        yield return GradientCase.Each("Tensor.pow", x => x.pow((Scalar)3));
        yield return GradientCase.Each("Tensor.pow", x => x.pow((Scalar)(-1.5)), 0.2, 3);
        yield return GradientCase.Each("Tensor.pow_", x => x.mul(2).pow_((Scalar)3));
        yield return GradientCase.Each("Tensor.tanh", x => x.tanh());
        yield return GradientCase.Each("Tensor.tanh_", x => x.mul(2).tanh_());
        yield return GradientCase.Each("Tensor.sigmoid", x => x.sigmoid());
        yield return GradientCase.Each("Tensor.sigmoid_", x => x.mul(2).sigmoid_());
        yield return GradientCase.Each("Tensor.relu", x => x.relu());
        yield return GradientCase.Each("Tensor.relu_", x => x.mul(2).relu_());
        yield return GradientCase.Each("Tensor.erfinv_", x => x.mul(0.9).erfinv_());
        yield return GradientCase.Each("Tensor.sign", x => x.sign(), flat: true);
        yield return GradientCase.Each("Tensor.floor", x => x.floor(), flat: true);
        yield return GradientCase.Each("Tensor.floor_", x => x.mul(2).floor_(), flat: true);
        yield return GradientCase.Each("Tensor.ceil", x => x.ceil(), flat: true);
        yield return GradientCase.Each("Tensor.ceil_", x => x.mul(2).ceil_(), flat: true);
        yield return GradientCase.Each("functional.relu", x => functional.relu(x).add(functional.relu(x.mul(3), inplace: true)));
        yield return GradientCase.Each("functional.tanh", x => functional.tanh(x).add(functional.tanh(x.mul(3), inplace: true)));
    }

    /// <summary>Limits within the range of the numbers, so that some are cut off and some are not.</summary>
    private static IEnumerable<GradientCase> Limits()
    {
        foreach (var (name, function) in new (string, Func<Tensor, Tensor>)[]
        {
            ("Tensor.clamp", x => x.clamp((Scalar)(-0.5), 0.5)), ("Tensor.clamp_", x => x.mul(2).clamp_((Scalar)(-0.5), 0.5)),
            ("Tensor.clamp_min", x => x.clamp_min(0.2)), ("Tensor.clamp_min_", x => x.mul(2).clamp_min_(0.2)),
            ("Tensor.clamp_max", x => x.clamp_max(0.2)), ("Tensor.clamp_max_", x => x.mul(2).clamp_max_(0.2)),
            ("Tensor.clip", x => x.clip(-0.5, 0.5)),
            ("torch.clamp", x => clamp(x, (Scalar)(-0.5), 0.5)), ("torch.clamp_", x => clamp_(x.mul(2), (Scalar)(-0.5), 0.5)),
            ("torch.clamp_min", x => clamp_min(x, 0.2)), ("torch.clamp_min_", x => clamp_min_(x.mul(2), 0.2)),
            ("torch.clamp_max", x => clamp_max(x, 0.2)), ("torch.clamp_max_", x => clamp_max_(x.mul(2), 0.2)),
        })
            yield return GradientCase.Of(name, "numbers", x => function(x[0]), Numbers.Of(3, 1, 5));
        foreach (var (name, function) in new (string, Func<Tensor, Tensor, Tensor, Tensor>)[]
        {
            ("Tensor.clamp", (x, low, high) => x.clamp(low, high)), ("Tensor.clamp_", (x, low, high) => x.mul(2).clamp_(low, high)),
            ("torch.clamp", (x, low, high) => clamp(x, low, high)), ("torch.clamp_", (x, low, high) => clamp_(x.mul(2), low, high)),
        })
            yield return GradientCase.Of(name, "tensors", x => function(x[0], x[1], x[2]), Numbers.Of(3, 5), new Numbers([5], -0.9, -0.1), new Numbers([5], 0.1, 0.9));
    }

    private static IEnumerable<IEnumerable<GradientCase>> Copies()
    {
        yield return GradientCase.Each("Tensor.clone", x => x.clone());
        yield return GradientCase.Each("Tensor.alias", x => x.alias());
        yield return GradientCase.Each("Tensor.contiguous", x => x.contiguous().mul(x.transpose(0, -1).contiguous().sum()));
        yield return GradientCase.Each("Tensor.copy_", x => x.zeros_like().copy_(x));
        yield return GradientCase.Each("Tensor.cpu", x => x.mul(1).cpu());
        yield return GradientCase.Each("Tensor.to", x => x.to(ScalarType.Float64, copy: true).add(x.to(CPU)));
        yield return GradientCase.Each("Tensor.to_type", x => x.to_type(ScalarType.Float64, copy: true));
    }

    private static IEnumerable<IEnumerable<GradientCase>> Statics()
    {
        yield return GradientCase.Each("torch.abs", x => abs(x));
        yield return GradientCase.Each("torch.abs_", x => abs_(x.mul(2)));
        yield return GradientCase.Each("torch.exp", x => exp(x));
        yield return GradientCase.Each("torch.exp_", x => exp_(x.mul(2)));
        yield return GradientCase.Each("torch.log", x => log(x), 0.2, 3);
        yield return GradientCase.Each("torch.log_", x => log_(x.mul(2)), 0.2, 3);
        yield return GradientCase.Each("torch.sqrt", x => sqrt(x), 0.2, 3);
        yield return GradientCase.Each("torch.sqrt_", x => sqrt_(x.mul(2)), 0.2, 3);
        yield return GradientCase.Each("torch.square", x => square(x));
        yield return GradientCase.Each("torch.tanh", x => tanh(x));
        yield return GradientCase.Each("torch.tanh_", x => tanh_(x.mul(2)));
        yield return GradientCase.Each("torch.pow", x => pow(x, (Scalar)3).add(pow(x, x)), 0.2, 3);
        yield return GradientCase.Each("torch.pow_", x => pow_(x.mul(2), (Scalar)3).add(pow_(x.mul(2), x)), 0.2, 3);
    }
}
