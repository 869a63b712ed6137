using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>Layers and their functions, by their input and by every parameter.</summary>
public sealed class LayerGradientTests
{
    /// <summary>Every case.</summary>
    public static IEnumerable<GradientCase> Cases => [.. Convolutions(), .. TransposedConvolutions(), .. Dense(), .. Norms(), .. Pools(), .. Others()];

    [TestCaseSource(nameof(Cases))]
    public void Backward_is_the_derivative_by_input_and_parameters(GradientCase one) => one.AssertRight();

    private static IEnumerable<GradientCase> Convolutions()
    {
        const string name = "nn.Conv2d";
        yield return GradientCase.Of(name, "3×3, padded", () => Conv2d(2, 3, 3, padding: 1L), Numbers.Of(2, 2, 4, 4));
        yield return GradientCase.Of(name, "batch 1, odd sizes, stride 2", () => Conv2d(3, 2, 3, stride: 2L, padding: 1L), Numbers.Of(1, 3, 5, 7));
        yield return GradientCase.Of(name, "1×1 without bias", () => Conv2d(3, 2, 1, stride: 2L, bias: false), Numbers.Of(2, 3, 3, 5));
        yield return GradientCase.Of(name, "stride that leaves a rest, dilation", () => Conv2d(1, 2, 2, stride: 3L, dilation: 2), Numbers.Of(1, 1, 7, 8));
        yield return GradientCase.Of(name, "groups", () => Conv2d(4, 6, 3, padding: 1L, groups: 2), Numbers.Of(1, 4, 3, 3));
        yield return GradientCase.Of(name, "other sizes each way", () => Conv2d(2, 2, (3, 2), (2, 1), (0, 1), (1, 2)), Numbers.Of(2, 2, 5, 4));
        yield return GradientCase.Of(name, "Same", () => Conv2d(2, 2, 3, Padding.Same), Numbers.Of(1, 2, 3, 4));
        yield return GradientCase.Of(name, "Valid", () => Conv2d(2, 2, (2, 3), Padding.Valid), Numbers.Of(1, 2, 3, 4));
        foreach (var mode in new[] { PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular })
            yield return GradientCase.Of(name, $"{mode}", () => Conv2d(1, 2, 3, padding: 1L, padding_mode: mode), Numbers.Of(1, 1, 3, 4));
        yield return GradientCase.Of("functional.conv2d", "with all arguments",
            x => functional.conv2d(x[0], x[1], x[2], [2, 1], [1, 0], [1, 2], 2), Numbers.Of(1, 4, 5, 5), Numbers.Of(2, 2, 3, 2), Numbers.Of(2));
        yield return GradientCase.Of("functional.conv2d", "without bias", x => functional.conv2d(x[0], x[1]), Numbers.Of(2, 1, 3, 3), Numbers.Of(2, 1, 2, 2));
    }

    private static IEnumerable<GradientCase> TransposedConvolutions()
    {
        const string name = "nn.ConvTranspose2d";
        yield return GradientCase.Of(name, "4×4, stride 2, padded", () => ConvTranspose2d(2, 3, 4, 2, 1, bias: false), Numbers.Of(2, 2, 2, 2));
        yield return GradientCase.Of(name, "batch 1 of one pixel", () => ConvTranspose2d(3, 2, 4, 2, 1), Numbers.Of(1, 3, 1, 1));
        yield return GradientCase.Of(name, "output padding, odd sizes", () => ConvTranspose2d(1, 2, 3, 2, 1, 1), Numbers.Of(1, 1, 3, 2));
        yield return GradientCase.Of(name, "groups and dilation", () => ConvTranspose2d(4, 2, 2, 3, 0, 2, 2, groups: 2), Numbers.Of(1, 4, 2, 3));
        yield return GradientCase.Of(name, "other sizes each way", () => ConvTranspose2d(2, 1, (3, 2), (1, 2), (1, 0)), Numbers.Of(1, 2, 3, 2));
        yield return GradientCase.Of("functional.conv_transpose2d", "with all arguments",
            x => functional.conv_transpose2d(x[0], x[1], x[2], [2, 3], [1, 0], [1, 0], [2, 1], 2), Numbers.Of(1, 4, 2, 2), Numbers.Of(4, 1, 2, 3), Numbers.Of(2));
        yield return GradientCase.Of("functional.conv_transpose2d", "without bias", x => functional.conv_transpose2d(x[0], x[1]), Numbers.Of(2, 1, 2, 2), Numbers.Of(1, 2, 2, 2));
    }

    private static IEnumerable<GradientCase> Dense()
    {
        yield return GradientCase.Of("nn.Linear", "of a matrix", () => Linear(4, 3), Numbers.Of(5, 4));
        yield return GradientCase.Of("nn.Linear", "batch 1 without bias", () => Linear(3, 1, hasBias: false), Numbers.Of(1, 3));
        yield return GradientCase.Of("nn.Linear", "of three dimensions", () => Linear(2, 3), Numbers.Of(2, 1, 2));
        yield return GradientCase.Of("nn.Linear", "of given parameters", () => Linear(Parameter(zeros(2L, 3L)), Parameter(zeros(2L))), Numbers.Of(2, 3));
        yield return GradientCase.Of("functional.linear", "with bias", x => functional.linear(x[0], x[1], x[2]), Numbers.Of(2, 3), Numbers.Of(4, 3), Numbers.Of(4));
        yield return GradientCase.Of("functional.linear", "without bias", x => functional.linear(x[0], x[1]), Numbers.Of(1, 3), Numbers.Of(1, 3));
    }

    private static IEnumerable<GradientCase> Norms()
    {
        const string name = "nn.BatchNorm2d";
        foreach (var (shape, size) in new[] { (Numbers.Of(3, 2, 4, 4), "a round batch"), (Numbers.Of(1, 3, 1, 5), "batch 1"), (Numbers.Of(5, 1, 1, 1), "one pixel") })
        {
            var channels = shape.Shape[1];
            yield return GradientCase.Of(name, $"in training, {size}", () => BatchNorm2d(channels), shape);
            yield return GradientCase.Of(name, $"in evaluation, {size}", () => Evaluated(BatchNorm2d(channels, momentum: 0.5), shape), shape);
        }
        yield return GradientCase.Of(name, "in training, without weights", () => BatchNorm2d(2, affine: false), Numbers.Of(2, 2, 2, 2));
        yield return GradientCase.Of(name, "in evaluation, nothing remembered", () => Evaluated(BatchNorm2d(2, track_running_stats: false), Numbers.Of(2, 2, 3, 1)), Numbers.Of(2, 2, 3, 1));
        yield return GradientCase.Of("functional.batch_norm", "of the batch",
            x => functional.batch_norm(x[0], null, null, x[1], x[2], training: true, eps: 1e-3), Numbers.Of(2, 3, 2, 1), Numbers.Of(3), Numbers.Of(3));
        yield return GradientCase.Of("functional.batch_norm", "of what is remembered",
            x => functional.batch_norm(x[0], from_array(new[] { 0.3, -2, 1 }), from_array(new[] { 0.5, 2, 3 }), x[1], x[2]), Numbers.Of(2, 3, 2, 1), Numbers.Of(3), Numbers.Of(3));
    }

    /// <summary>Having seen a few batches, so that mean and variance are not 0 and 1.</summary>
    private static Module<Tensor, Tensor> Evaluated(TorchSharp.Modules.BatchNorm2d layer, Numbers shape)
    {
        layer.@double();
        using (no_grad())
        using (NewDisposeScope())
        {
            for (var i = 0; i < 3; i++)
                layer.call(shape.Leaf(i).mul(2).add((Scalar)1));
        }
        layer.eval();
        return layer;
    }

    private static IEnumerable<GradientCase> Pools()
    {
        yield return GradientCase.Of("nn.MaxPool2d", "2×2", () => MaxPool2d(2), Numbers.Of(2, 2, 4, 4));
        yield return GradientCase.Of("nn.MaxPool2d", "overlapping, padded, odd", () => MaxPool2d(3, 2, 1), Numbers.Of(1, 2, 5, 7));
        yield return GradientCase.Of("nn.MaxPool2d", "other sizes each way, dilated, up", () => MaxPool2d((2, 1), (3, 2), (1, 0), (2, 1), ceil_mode: true), Numbers.Of(1, 1, 6, 4));
        yield return GradientCase.Of("nn.MaxPool2d", "from arrays", () => MaxPool2d([2L, 3L]), Numbers.Of(1, 1, 4, 3));
        yield return Of("functional.max_pool2d", "2×2", x => functional.max_pool2d(x, 2), 2, 1, 4, 4);
        yield return Of("functional.max_pool2d", "3×3, stride 2, odd", x => functional.max_pool2d(x, 3, 2, 1), 1, 2, 5, 3);
        yield return Of("functional.max_pool2d", "pairs and arrays", x =>
            functional.max_pool2d(x, (2, 1), (1, 2)).sum().mul(functional.max_pool2d(x, [2L, 1L], [1L, 2L])), 1, 1, 3, 4);
        yield return GradientCase.Of("nn.AvgPool2d", "2×2", () => AvgPool2d(2L), Numbers.Of(2, 2, 4, 4));
        yield return GradientCase.Of("nn.AvgPool2d", "overlapping, padded, up", () => AvgPool2d(3L, 2, 1, ceil_mode: true), Numbers.Of(1, 2, 4, 6));
        yield return GradientCase.Of("nn.AvgPool2d", "padding not counted", () => AvgPool2d((3, 2), (2, 1), (1, 1), count_include_pad: false), Numbers.Of(1, 1, 5, 3));
        yield return GradientCase.Of("nn.AvgPool2d", "another divisor", () => AvgPool2d([2L, 2L], divisor_override: 3), Numbers.Of(1, 1, 3, 5));
        yield return Of("functional.avg_pool2d", "in each way to say it", x => functional.avg_pool2d(x, 2L).add(functional.avg_pool2d(x, (2, 2))).mul(functional.avg_pool2d(x, [2L, 2L])), 1, 2, 5, 4);
        yield return GradientCase.Of("nn.AdaptiveAvgPool2d", "to one", () => AdaptiveAvgPool2d(1L), Numbers.Of(2, 2, 3, 3));
        yield return GradientCase.Of("nn.AdaptiveAvgPool2d", "uneven windows", () => AdaptiveAvgPool2d((2, 3)), Numbers.Of(1, 2, 3, 5));
        yield return GradientCase.Of("nn.AdaptiveAvgPool2d", "to more than there are", () => AdaptiveAvgPool2d([3L, 2L]), Numbers.Of(1, 1, 2, 2));
        yield return Of("functional.adaptive_avg_pool2d", "in each way to say it", x =>
            functional.adaptive_avg_pool2d(x, 2L).add(functional.adaptive_avg_pool2d(x, (2, 2))).mul(functional.adaptive_avg_pool2d(x, [2L, 2L])), 1, 1, 3, 5);
    }

    private static IEnumerable<GradientCase> Others()
    {
        yield return GradientCase.Of("nn.ReLU", "a copy", () => ReLU(), Numbers.Of(3, 5));
        yield return GradientCase.Of("nn.Tanh", "a copy", () => Tanh(), Numbers.Of(3, 5));
        yield return GradientCase.Of("nn.Flatten", "from dimension 1", () => Flatten(), Numbers.Of(2, 3, 1, 2));
        yield return InPlace("nn.ReLU", () => ReLU(inplace: true));
        yield return InPlace("nn.Tanh", () => Tanh(inplace: true));

        // The same mask at every call.
        yield return Dropped("nn.Dropout", "in training, seeded", () => Dropout(0.4));
        yield return Dropped("nn.Dropout", "in training, in place", () => Dropout(0.4, inplace: true));
        yield return Dropped("nn.Dropout", "in evaluation", () => { var layer = Dropout(0.9); layer.eval(); return layer; });
        yield return Of("functional.dropout", "seeded", x => { manual_seed(7); return functional.dropout(x, 0.6); }, 3, 1, 5);
        yield return Of("functional.dropout", "in place", x => { manual_seed(7); return functional.dropout(x.mul(2), 0.6, inplace: true); }, 4, 2);
        yield return Of("functional.dropout", "not in training", x => functional.dropout(x, 0.6, training: false), 4, 2);
    }

    private static GradientCase InPlace(string operation, Func<Module<Tensor, Tensor>> make) => With(operation, "in place", make, (module, x) => module.call(x.mul(2)));

    private static GradientCase Dropped(string operation, string about, Func<Module<Tensor, Tensor>> make) => With(operation, about, make, (module, x) =>
    {
        manual_seed(7);
        return module.call(x.mul(2));
    });

    private static GradientCase With(string operation, string about, Func<Module<Tensor, Tensor>> make, Func<Module<Tensor, Tensor>, Tensor, Tensor> call) =>
        new(operation, about, () =>
        {
            var module = make();
            var leaf = Numbers.Of(3, 5).Leaf();
            return new GradientSubject(() => call(module, leaf), [("input", leaf)], module);
        });

    private static GradientCase Of(string operation, string about, Func<Tensor, Tensor> function, params long[] shape) =>
        GradientCase.Of(operation, about, x => function(x[0]), Numbers.Of(shape));
}
