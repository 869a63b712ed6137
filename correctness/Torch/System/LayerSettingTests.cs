using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>What a layer tells of itself is what it was made of, and what is set on it is what it computes with.</summary>
public sealed class LayerSettingTests
{
    private static readonly long[] one = [1, 1], two = [2, 2];

    private static IEnumerable<TestCaseData> Settings()
    {
        yield return Of("AvgPool2d.kernel_size", () => AvgPool2d(2, 1), l => l.kernel_size = [3, 1], () => AvgPool2d((3, 1), (1, 1)), l => l.kernel_size);
        yield return Of("AvgPool2d.stride", () => AvgPool2d(2, 1), l => l.stride = two, () => AvgPool2d(2), l => l.stride);
        yield return Of("AvgPool2d.padding", () => AvgPool2d(2), l => l.padding = one, () => AvgPool2d(2, padding: 1), l => l.padding);
        yield return Of("AvgPool2d.ceil_mode", () => AvgPool2d(3, 2), l => l.ceil_mode = true, () => AvgPool2d(3, 2, ceil_mode: true), l => l.ceil_mode);
        yield return Of("AvgPool2d.count_include_pad", () => AvgPool2d(2, padding: 1), l => l.count_include_pad = false, () => AvgPool2d(2, padding: 1, count_include_pad: false), l => l.count_include_pad);
        yield return Of("AvgPool2d.divisor_override", () => AvgPool2d(2), l => l.divisor_override = 7, () => AvgPool2d(2, divisor_override: 7), l => l.divisor_override);
        yield return Of("AdaptiveAvgPool2d.output_size", () => AdaptiveAvgPool2d(1), l => l.output_size = [2, 3], () => AdaptiveAvgPool2d((2, 3)), l => l.output_size);
        yield return Of("MaxPool2d.kernel_size", () => MaxPool2d(2, 1), l => l.kernel_size = [3, 1], () => MaxPool2d((3, 1), (1, 1)), l => l.kernel_size);
        yield return Of("MaxPool2d.stride", () => MaxPool2d(2, 1), l => l.stride = two, () => MaxPool2d(2), l => l.stride);
        yield return Of("MaxPool2d.padding", () => MaxPool2d(2), l => l.padding = one, () => MaxPool2d(2, padding: 1), l => l.padding);
        yield return Of("MaxPool2d.dilation", () => MaxPool2d(2, 1), l => l.dilation = two, () => MaxPool2d(2, 1, dilation: 2), l => l.dilation);
        yield return Of("MaxPool2d.ceil_mode", () => MaxPool2d(3, 2), l => l.ceil_mode = true, () => MaxPool2d(3, 2, ceil_mode: true), l => l.ceil_mode);
        yield return Of("Conv2d.stride", () => Conv2d(2, 3, 3), l => l.stride = two, () => Conv2d(2, 3, 3, stride: 2), l => l.stride);
        yield return Of("Conv2d.dilation", () => Conv2d(2, 3, 3), l => l.dilation = two, () => Conv2d(2, 3, 3, dilation: 2), l => l.dilation);
        yield return Of("Conv2d.groups", () => Conv2d(1, 4, 3), l => l.groups = 2, () => Conv2d(2, 4, 3, groups: 2), l => l.groups);
        yield return Of("Conv2d.padding_mode", () => Conv2d(2, 3, 3, padding: 1), l => l.padding_mode = PaddingModes.Reflect, () => Conv2d(2, 3, 3, padding: 1, padding_mode: PaddingModes.Reflect), l => l.padding_mode);
        yield return Of("Conv2d.weight", () => Conv2d(2, 3, 3, bias: false), l => l.weight = Parameter(l.weight * 2), () => Changed(Conv2d(2, 3, 3, bias: false), l => l.weight.mul_(2)), l => l.weight.sum().item<float>());
        yield return Of("Conv2d.bias", () => Conv2d(2, 3, 3), l => l.bias = Parameter(full(3L, 2.5f)), () => Changed(Conv2d(2, 3, 3), l => l.bias!.fill_(2.5)), l => l.bias!.sum().item<float>());
        yield return Of("ConvTranspose2d.output_padding", () => ConvTranspose2d(2, 3, 3, stride: 2), l => l.output_padding = one, () => ConvTranspose2d(2, 3, 3, stride: 2, output_padding: 1), l => l.output_padding);
        yield return Of("Linear.weight", () => Linear(6, 2, hasBias: false), l => l.weight = Parameter(l.weight * 2), () => Changed(Linear(6, 2, hasBias: false), l => l.weight.mul_(2)), l => l.weight.sum().item<float>());
        yield return Of("Linear.bias", () => Linear(6, 2), l => l.bias = Parameter(full(2L, 2.5f)), () => Changed(Linear(6, 2), l => l.bias!.fill_(2.5)), l => l.bias!.sum().item<float>());
        yield return Of("BatchNorm2d.eps", () => BatchNorm2d(2), l => l.eps = 10, () => BatchNorm2d(2, eps: 10), l => l.eps);
        yield return Of("BatchNorm2d.weight", () => BatchNorm2d(2), l => l.weight = Parameter(full(2L, 3f)), () => Changed(BatchNorm2d(2), l => l.weight.fill_(3)), l => l.weight.sum().item<float>());
        yield return Of("BatchNorm2d.bias", () => BatchNorm2d(2), l => l.bias = Parameter(full(2L, 3f)), () => Changed(BatchNorm2d(2), l => l.bias!.fill_(3)), l => l.bias!.sum().item<float>());
        yield return Of("BatchNorm2d.running_mean", () => Evaluating(BatchNorm2d(2)), l => l.running_mean = full(2L, 3f), () => Changed(Evaluating(BatchNorm2d(2)), l => l.running_mean!.fill_(3)), l => l.running_mean!.sum().item<float>());
        yield return Of("BatchNorm2d.running_var", () => Evaluating(BatchNorm2d(2)), l => l.running_var = full(2L, 3f), () => Changed(Evaluating(BatchNorm2d(2)), l => l.running_var!.fill_(3)), l => l.running_var!.sum().item<float>());
        yield return Of("Dropout.p", () => Dropout(), l => l.p = 1, () => Dropout(1), l => l.p);
        yield return Of("Dropout.inplace", () => Dropout(1), l => l.inplace = true, () => Dropout(1, inplace: true), l => l.inplace);
        yield return Of("ReLU.inplace", () => ReLU(), l => l.inplace = true, () => ReLU(inplace: true), l => l.inplace);
        yield return Of("Tanh.inplace", () => Tanh(), l => l.inplace = true, () => Tanh(inplace: true), l => l.inplace);
        yield return Of("Flatten.start_dim", () => Flatten(), l => l.start_dim = 2, () => Flatten(start_dim: 2), l => l.start_dim);
        yield return Of("Flatten.end_dim", () => Flatten(), l => l.end_dim = 2, () => Flatten(end_dim: 2), l => l.end_dim);
    }

    /// <summary>The output differs before the setting and not after it; in place shows in the input.</summary>
    [TestCaseSource(nameof(Settings))]
    public void What_is_set_is_told_and_computed_with(Func<Module<Tensor, Tensor>> make, Action<Module<Tensor, Tensor>> set, Func<Module<Tensor, Tensor>> meant, Func<Module<Tensor, Tensor>, object?> read)
    {
        using var scope = NewDisposeScope();
        using Module<Tensor, Tensor> changed = Drawn(make), expected = Drawn(meant);
        Assert.That(read(changed), Is.Not.EqualTo(read(expected)));
        Assert.That(Computed(changed), Is.Not.EqualTo(Computed(expected)));
        set(changed);
        Assert.That(read(changed), Is.EqualTo(read(expected)));
        Assert.That(Computed(changed), Is.EqualTo(Computed(expected)));
    }

    [Test]
    public void A_layer_tells_what_it_was_made_of()
    {
        using var scope = NewDisposeScope();
        var conv = Conv2d(2, 6, (3, 5), (1, 2), (0, 1), (2, 1), groups: 2);
        Assert.That((conv.in_channels, conv.out_channels, conv.groups, conv.transposed, conv.padding_type), Is.EqualTo((2L, 6L, 2L, false, (Padding?)null)));
        Assert.That(new[] { conv.kernel_size, conv.stride, conv.padding, conv.dilation }, Is.EqualTo(new long[][] { [3, 5], [1, 2], [0, 1], [2, 1] }));
        var same = Conv2d(2, 6, 3, Padding.Same);
        Assert.That((same.padding_type, same.padding), Is.EqualTo(((Padding?)Padding.Same, (long[]?)null)));
        // The size of the weights is what counts.
        same.kernel_size = [7, 7];
        Assert.That((same.kernel_size, same.call(ones(1, 2, 4, 4)).shape), Is.EqualTo((new long[] { 7, 7 }, new long[] { 1, 6, 4, 4 })));
        Assert.That(ConvTranspose2d(2, 3, 3).transposed);
        var linear = Linear(3, 4);
        Assert.That((linear.in_features, linear.out_features), Is.EqualTo((3L, 4L)));
        (linear.in_features, linear.out_features) = (5, 6);
        Assert.That((linear.in_features, linear.out_features, linear.call(ones(1, 3)).shape[1]), Is.EqualTo((5L, 6L, 4L)));
        var norm = BatchNorm2d(3, momentum: 0.25, affine: false, track_running_stats: false);
        Assert.That((norm.num_features, norm.momentum, norm.affine, norm.track_running_stats, norm.running_mean is null), Is.EqualTo((3L, (double?)0.25, false, false, true)));
        var counting = BatchNorm2d(2);
        counting.num_batches_tracked = full([], 5L, int64);
        counting.call(ones(2, 2, 1, 1));
        Assert.That(counting.num_batches_tracked.item<long>(), Is.EqualTo(6));
    }

    private sealed class Two(Tensor weight, Reduction reduction) : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
    {
        public override Tensor forward(Tensor a, Tensor b) => (a - b) * weight!;
    }

    private sealed class Three(Tensor weight, Reduction reduction) : WeightedLoss<Tensor, Tensor, Tensor, Tensor>(weight, reduction)
    {
        public override Tensor forward(Tensor a, Tensor b, Tensor c) => (a - b - c) * weight!;
    }

    private sealed class Four(Tensor weight, Reduction reduction) : WeightedLoss<Tensor, Tensor, Tensor, Tensor, Tensor>(weight, reduction)
    {
        public override Tensor forward(Tensor a, Tensor b, Tensor c, Tensor d) => (a - b - c - d) * weight!;
    }

    [Test]
    public void A_loss_of_ones_own_has_its_weight_and_reduction()
    {
        using var scope = NewDisposeScope();
        Tensor N(int value) => full(1L, value, float32);
        var (two, three, four) = (new Two(N(2), Reduction.Sum), new Three(N(3), Reduction.None), new Four(N(4), Reduction.Mean));
        Assert.That((two.reduction, three.reduction, four.reduction), Is.EqualTo((Reduction.Sum, Reduction.None, Reduction.Mean)));
        Assert.That((two.weight!.item<float>(), three.weight!.item<float>(), four.weight!.item<float>()), Is.EqualTo((2f, 3f, 4f)));
        Assert.That(two.call(N(9), N(1)).item<float>(), Is.EqualTo(16));
        Assert.That(three.call(N(9), N(1), N(2)).item<float>(), Is.EqualTo(18));
        Assert.That(four.call(N(9), N(1), N(2), N(3)).item<float>(), Is.EqualTo(12));
        var entropy = CrossEntropyLoss(ignore_index: 3, reduction: Reduction.Sum);
        Assert.That((entropy.ignore_index, entropy.label_smoothing, entropy.reduction), Is.EqualTo(((long?)3, 0.0, Reduction.Sum)));
    }

    private static Module<Tensor, Tensor> Drawn(Func<Module<Tensor, Tensor>> make)
    {
        manual_seed(7);
        return make();
    }

    /// <summary>Shape and numbers of the output, and of the input afterwards; nothing where it does not fit.</summary>
    private static double[]? Computed(Module<Tensor, Tensor> layer)
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        var input = randn([1L, 2L, 6L, 6L]);
        try
        {
            using var unrecorded = no_grad();
            var output = layer.call(input);
            return [.. output.shape.Select(size => (double)size), .. Numbers(output), .. Numbers(input)];
        }
        catch (ExternalException)
        {
            return null;
        }

        static IEnumerable<double> Numbers(Tensor tensor) => tensor.data<float>().ToArray().Select(value => (double)value);
    }

    private static T Changed<T>(T layer, Action<T> change)
    {
        using var unrecorded = no_grad();
        change(layer);
        return layer;
    }

    private static T Evaluating<T>(T layer) where T : Module
    {
        layer.eval();
        return layer;
    }

    private static TestCaseData Of<T>(string name, Func<T> make, Action<T> set, Func<T> meant, Func<T, object?> read) where T : Module<Tensor, Tensor> =>
        new TestCaseData((Func<Module<Tensor, Tensor>>)make, (Action<Module<Tensor, Tensor>>)(layer => Changed((T)layer, set)), (Func<Module<Tensor, Tensor>>)meant, (Func<Module<Tensor, Tensor>, object?>)(layer => read((T)layer))).SetArgDisplayNames(name);
}
