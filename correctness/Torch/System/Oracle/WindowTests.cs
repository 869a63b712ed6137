using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Convolutions, poolings and normalisation against loops over windows.</summary>
public sealed class WindowTests
{
    [TestCase(1, 1, 1, 5, 5, 3, 1, 0, 1, 1)]
    [TestCase(2, 4, 6, 7, 5, 3, 2, 1, 1, 2)]
    [TestCase(1, 2, 3, 5, 5, 3, 1, 1, 1, 1)]
    [TestCase(1, 3, 3, 9, 4, 2, 3, 2, 2, 3)]
    [TestCase(3, 1, 2, 1, 1, 1, 1, 0, 1, 1)]
    public void A_convolution_sums_each_window(int batch, int channels, int outputs, int height, int width, int kernel, int stride, int padding, int dilation, int groups)
    {
        using var scope = NewDisposeScope();
        long Length(long length) => (length + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        var bias = Dense.Of([outputs], at => at[0] - 1.5);
        foreach (var weight in Awkward.Of([outputs, channels / groups, kernel, kernel], seed: 71))
        {
            foreach (var input in Awkward.Of([batch, channels, height, width], seed: 72))
            {
                var expected = Dense.Of([batch, outputs, Length(height), Length(width)], at => bias.Values[at[1]] + (
                    from within in Dense.Indices([channels / groups, kernel, kernel])
                    let y = at[2] * stride - padding + within[1] * dilation
                    let x = at[3] * stride - padding + within[2] * dilation
                    where y >= 0 && y < height && x >= 0 && x < width
                    select input.Values[at[0], at[1] / (outputs / groups) * (channels / groups) + within[0], y, x] * weight.Values[at[1], within[0], within[1], within[2]]).Sum());
                long[] Both(long one) => [one, one];
                expected.Matches(nn.functional.conv2d(input.Tensor, weight.Tensor, Awkward.Plain(bias), Both(stride), Both(padding), Both(dilation), groups), $"{input.Name} by {weight.Name}");
                var layer = nn.Conv2d(channels, outputs, kernel, stride, padding, dilation, groups: groups, dtype: float64);
                using (no_grad())
                {
                    layer.weight!.copy_(weight.Tensor);
                    layer.bias!.copy_(Awkward.Plain(bias));
                }
                expected.Matches(layer.call(input.Tensor).detach(), $"the layer on {input.Name}");
            }
        }
    }

    [TestCase(5, 5, 2, 2, 0, 1, false)]
    [TestCase(7, 4, 3, 2, 1, 1, true)]
    [TestCase(6, 6, 2, 1, 1, 2, false)]
    [TestCase(1, 1, 1, 1, 0, 1, false)]
    public void The_largest_of_each_window_is_taken(int height, int width, int kernel, int stride, int padding, int dilation, bool ceiling)
    {
        using var scope = NewDisposeScope();
        long Length(long length)
        {
            var room = length + 2 * padding - dilation * (kernel - 1) - 1;
            var count = (ceiling ? (room + stride - 1) / stride : room / stride) + 1;
            // A window must begin inside the picture or its border on the left.
            return ceiling && (count - 1) * stride >= length + padding ? count - 1 : count;
        }

        foreach (var input in Awkward.Of([2, 3, height, width], seed: 73))
        {
            var expected = Dense.Of([2, 3, Length(height), Length(width)], at => (
                from within in Dense.Indices([kernel, kernel])
                let y = at[2] * stride - padding + within[0] * dilation
                let x = at[3] * stride - padding + within[1] * dilation
                where y >= 0 && y < height && x >= 0 && x < width
                select input.Values[at[0], at[1], y, x]).Max());
            long[] Both(long one) => [one, one];
            expected.Matches(nn.functional.max_pool2d(input.Tensor, kernel, stride, padding, dilation, ceiling), input.Name);
            expected.Matches(nn.functional.max_pool2d(input.Tensor, (kernel, kernel), (stride, stride), (padding, padding), (dilation, dilation), ceiling), input.Name);
            expected.Matches(nn.functional.max_pool2d(input.Tensor, Both(kernel), Both(stride), Both(padding), Both(dilation), ceiling), input.Name);
            expected.Matches(nn.MaxPool2d(kernel, stride, padding, dilation, ceiling).call(input.Tensor), input.Name);
        }
    }

    [TestCase(1, 1)]
    [TestCase(2, 3)]
    [TestCase(5, 4)]
    public void Adaptive_pooling_shares_a_plane_out(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.Of([2, 2, 5, 4], seed: 74))
        {
            var expected = Dense.Of([2, 2, rows, columns], at => (
                from within in Dense.Indices([5, 4])
                where within[0] >= at[2] * 5 / rows && within[0] < ((at[2] + 1) * 5 + rows - 1) / rows
                where within[1] >= at[3] * 4 / columns && within[1] < ((at[3] + 1) * 4 + columns - 1) / columns
                select input.Values[at[0], at[1], within[0], within[1]]).Average());
            expected.Matches(nn.functional.adaptive_avg_pool2d(input.Tensor, (rows, columns)), input.Name);
            expected.Matches(nn.functional.adaptive_avg_pool2d(input.Tensor, [rows, columns]), input.Name);
            expected.Matches(nn.AdaptiveAvgPool2d((rows, columns)).call(input.Tensor), input.Name);
        }
    }

    [Test]
    public void Normalisation_over_the_batch_by_its_formula([Values] bool training)
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.Of([3, 2, 4, 5], seed: 75))
        {
            double[] mean = [0.5, -1], variance = [2, 0.25];
            Tensor runningMean = mean, runningVariance = variance, weight = new[] { 1.5, -2 }, bias = new[] { 0.25, 3 };
            var own = input.Values.Fold([0, 2, 3], true, values => values.Average());
            var spread = input.Values.Fold([0, 2, 3], true, values => values.Sum(value => Math.Pow(value - values.Average(), 2)) / values.Length);
            var (middle, wide) = training ? (own, spread) : (new Dense([1, 2, 1, 1], mean), new Dense([1, 2, 1, 1], variance));
            var expected = input.Values.With(middle, (x, m) => x - m).With(wide, (x, v) => x / Math.Sqrt(v + 1e-3))
                .With(new Dense([1, 2, 1, 1], [1.5, -2]), (x, w) => x * w).With(new Dense([1, 2, 1, 1], [0.25, 3]), (x, b) => x + b);
            expected.Matches(nn.functional.batch_norm(input.Tensor, runningMean, runningVariance, weight, bias, training, 0.3, 1e-3), input.Name);
            var remembered = training ? [.. mean.Select((old, channel) => 0.7 * old + 0.3 * own.Values[channel])] : mean;
            new Dense([2], remembered).Matches(runningMean, $"what {input.Name} leaves behind");
            new Dense([2], training ? [.. variance.Select((old, channel) => 0.7 * old + 0.3 * spread.Values[channel] * 60 / 59)] : variance).Matches(runningVariance, $"what {input.Name} leaves behind");
        }
    }

    private static IEnumerable<TestCaseData> Distances()
    {
        yield return new TestCaseData((double x, double y) => Math.Abs(x - y), (Tensor x, Tensor y, nn.Reduction how) => nn.functional.l1_loss(x, y, how)).SetArgDisplayNames("l1");
        yield return new TestCaseData((double x, double y) => (x - y) * (x - y), (Tensor x, Tensor y, nn.Reduction how) => nn.functional.mse_loss(x, y, how)).SetArgDisplayNames("mse");
        yield return new TestCaseData((double x, double y) => Math.Abs(x - y) < 0.75 ? (x - y) * (x - y) / 1.5 : Math.Abs(x - y) - 0.375,
            (Tensor x, Tensor y, nn.Reduction how) => nn.functional.smooth_l1_loss(x, y, how, 0.75)).SetArgDisplayNames("smooth l1");
    }

    [TestCaseSource(nameof(Distances))]
    public void Distances_are_reduced_as_asked(Func<double, double, double> oracle, Func<Tensor, Tensor, nn.Reduction, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 76).Where(input => input.Tensor.dtype == ScalarType.Float64))
        {
            var target = Awkward.Of(input.Values.Shape, seed: 77).Last();
            var each = input.Values.With(target.Values, oracle);
            each.Matches(loss(input.Tensor, target.Tensor, nn.Reduction.None), input.Name);
            new Dense([], [each.Values.Sum()]).Matches(loss(input.Tensor, target.Tensor, nn.Reduction.Sum), input.Name);
            new Dense([], [each.Values.Sum() / each.Values.Length]).Matches(loss(input.Tensor, target.Tensor, nn.Reduction.Mean), input.Name);
        }
    }

    [Test]
    public void Cross_entropy_weighs_skips_and_smooths()
    {
        using var scope = NewDisposeScope();
        long[] labels = [2, -1, 0, 3, 2];
        double[] weights = [1, 0.5, 2, 0.25];
        const double smoothing = 0.1;
        foreach (var input in Awkward.Of([5, 4], seed: 78))
        {
            var logs = input.Values.With(input.Values.Fold([1], true, values => Math.Log(values.Sum(Math.Exp))), (value, log) => value - log);
            // PyTorch's documentation of CrossEntropyLoss: (1 − ε)·w_y·l_y + ε/C·Σ w_c·l_c, the mean over Σ w_y.
            var each = labels.Select((label, row) => label < 0 ? 0 :
                -(1 - smoothing) * weights[label] * logs[row, label] - smoothing / 4 * Enumerable.Range(0, 4).Sum(kind => weights[kind] * logs[row, kind])).ToArray();
            var (target, weight) = (from_array(labels), from_array(weights));
            new Dense([5], each).Matches(nn.functional.cross_entropy(input.Tensor, target, weight, -1, nn.Reduction.None, smoothing), input.Name);
            new Dense([], [each.Sum()]).Matches(nn.functional.cross_entropy(input.Tensor, target, weight, -1, nn.Reduction.Sum, smoothing), input.Name);
            new Dense([], [each.Sum() / labels.Where(label => label >= 0).Sum(label => weights[label])]).Matches(nn.functional.cross_entropy(input.Tensor, target, weight, -1, nn.Reduction.Mean, smoothing), input.Name);
        }
    }
}
