using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Layers against their definitions, written out element by element; awkward sizes.</summary>
public sealed class LayerTests
{
    [TestCase(1, 1, 1, 3, 1, 0, 0, 1, 1)]
    [TestCase(2, 3, 5, 4, 2, 1, 0, 1, 1)]
    [TestCase(1, 4, 6, 3, 2, 1, 1, 1, 2)]
    [TestCase(3, 2, 2, 2, 3, 0, 2, 2, 2)]
    public void A_transposed_convolution_spreads_every_element_over_its_window(
        int batch, int into, int outOf, int kernel, int stride, int padding, int outputPadding, int dilation, int groups)
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var layer = nn.ConvTranspose2d(into, outOf, kernel, stride, padding, outputPadding, dilation, groups: groups).@double();
        const int height = 3, width = 5;
        var input = rand([batch, into, height, width], float64);
        var output = layer.call(input);
        int high = Grown(height), wide = Grown(width);
        Assert.That(output.shape, Is.EqualTo(new long[] { batch, outOf, high, wide }));
        var x = Values(input);
        var w = Values(layer.weight);
        var b = Values(layer.bias!);
        var expected = new double[batch * outOf * high * wide];
        for (var i = 0; i < expected.Length; i++) expected[i] = b[i / (high * wide) % outOf];
        int inGroup = into / groups, outGroup = outOf / groups;
        for (var at = 0; at < x.Length; at++)
        {
            int column = at % width, row = at / width % height, channel = at / (width * height) % into, image = at / (width * height * into);
            for (var o = 0; o < outGroup; o++)
            {
                for (var tap = 0; tap < kernel * kernel; tap++)
                {
                    int y = row * stride - padding + tap / kernel * dilation, z = column * stride - padding + tap % kernel * dilation;
                    if (y < 0 || z < 0 || y >= high || z >= wide) continue;
                    var target = channel / inGroup * outGroup + o;
                    expected[((image * outOf + target) * high + y) * wide + z] += x[at] * w[(channel * outGroup + o) * kernel * kernel + tap];
                }
            }
        }

        Assert.That(Values(output), Is.EqualTo(expected).Within(1e-12));

        int Grown(int size) => (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + outputPadding + 1;
    }

    [Test]
    public void A_transposed_convolution_gives_the_size_asked_for_or_refuses()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.ConvTranspose2d(1, 1, 3, stride: 2, padding: 1);
        var input = rand(1L, 1L, 4L, 4L);
        Assert.Multiple(() =>
        {
            Assert.That(layer.forward(input, [8, 7]).shape, Is.EqualTo(new long[] { 1, 1, 8, 7 }));
            Assert.That(layer.forward(input, [1, 1, 7, 8]).shape, Is.EqualTo(new long[] { 1, 1, 7, 8 }));
            Assert.That(() => layer.forward(input, [9, 7]), Throws.ArgumentException);
            Assert.That(() => layer.forward(input, [7]), Throws.ArgumentException);
        });
    }

    [TestCase(1, 3, 5, 2)]
    [TestCase(4, 1, 1, 1)]
    [TestCase(3, 2, 3, 7)]
    public void Batch_normalisation_uses_the_batch_in_training_and_what_it_remembers_in_evaluation(int batch, int channels, int height, int width)
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        using var layer = nn.BatchNorm2d(channels, eps: 1e-3, momentum: 0.25).@double();
        layer.weight.uniform_(0.5, 1.5);
        layer.bias!.uniform_(-1, 1);
        var (mean, variance) = (new double[channels], Enumerable.Repeat(1.0, channels).ToArray());
        for (var step = 0; step < 3; step++)
        {
            var input = rand([batch, channels, height, width], float64);
            var (own, spread) = Statistics(Values(input), channels, height * width);
            var count = (double)batch * height * width;
            Assert.That(Values(layer.call(input)), Is.EqualTo(Normalised(Values(input), layer, own, spread, height * width)).Within(1e-10));
            for (var c = 0; c < channels; c++)
            {
                mean[c] = 0.75 * mean[c] + 0.25 * own[c];
                variance[c] = 0.75 * variance[c] + 0.25 * spread[c] * count / (count - 1);
            }

            Assert.That(Values(layer.running_mean!), Is.EqualTo(mean).Within(1e-12));
            Assert.That(Values(layer.running_var!), Is.EqualTo(variance).Within(1e-12));
            Assert.That(layer.num_batches_tracked!.item<long>(), Is.EqualTo(step + 1));
        }

        layer.eval();
        var unseen = rand([batch, channels, height, width], float64);
        Assert.That(Values(layer.call(unseen)), Is.EqualTo(Normalised(Values(unseen), layer, mean, variance, height * width)).Within(1e-10));
        Assert.That(layer.num_batches_tracked!.item<long>(), Is.EqualTo(3));
    }

    [Test]
    public void Batch_normalisation_without_a_momentum_remembers_the_mean_of_all_batches()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.BatchNorm2d(1);
        layer.momentum = null;
        foreach (var level in new[] { 1.0, 2.0, 6.0 }) layer.call(full(2L, 1L, 2L, 2L, level));
        Assert.That(layer.running_mean!.item<float>(), Is.EqualTo(3f).Within(1e-6f));
    }

    [Test]
    public void Batch_normalisation_keeps_its_buffers_by_name_and_follows_its_switches()
    {
        using var scope = NewDisposeScope();
        using var whole = nn.BatchNorm2d(3);
        using var bare = nn.BatchNorm2d(3, affine: false, track_running_stats: false);
        Assert.Multiple(() =>
        {
            Assert.That(whole.state_dict().Keys, Is.EqualTo(new[] { "weight", "bias", "running_mean", "running_var", "num_batches_tracked" }));
            Assert.That(whole.num_batches_tracked!.shape, Is.Empty);
            Assert.That(bare.state_dict(), Is.Empty);
            bare.eval();
            Assert.That(bare.call(rand(2L, 3L, 2L, 2L)).mean().item<float>(), Is.EqualTo(0f).Within(1e-6f));
            Assert.That(() => whole.call(rand(2L, 3L)), Throws.ArgumentException);
            Assert.That(() => whole.call(rand(1L, 3L, 1L, 1L)), Throws.InstanceOf<ExternalException>());
        });
    }

    [TestCase(2, 2, 0, false, true)]
    [TestCase(3, 2, 1, false, true)]
    [TestCase(3, 2, 1, true, false)]
    [TestCase(4, 3, 2, true, true)]
    public void Average_pooling_takes_the_mean_of_each_window(int kernel, int stride, int padding, bool ceiling, bool countPadding)
    {
        using var scope = NewDisposeScope();
        const int height = 7, width = 6;
        var input = rand([1L, 2L, height, width], float64);
        var output = nn.AvgPool2d(kernel, stride, padding, ceiling, countPadding).call(input);
        var x = Values(input);
        int high = Windows(height), wide = Windows(width);
        var expected = new double[2 * high * wide];
        for (var at = 0; at < expected.Length; at++)
        {
            int left = at % wide * stride - padding, top = at / wide % high * stride - padding;
            var (sum, counted) = (0.0, 0);
            for (var y = top; y < Math.Min(top + kernel, height + padding); y++)
            {
                for (var z = left; z < Math.Min(left + kernel, width + padding); z++)
                {
                    var inside = y >= 0 && z >= 0 && y < height && z < width;
                    if (inside) sum += x[(at / (wide * high) * height + y) * width + z];
                    if (inside || countPadding) counted++;
                }
            }

            expected[at] = sum / counted;
        }

        Assert.That(output.shape, Is.EqualTo(new long[] { 1, 2, high, wide }));
        Assert.That(Values(output), Is.EqualTo(expected).Within(1e-12));

        int Windows(int size)
        {
            var steps = (size + 2 * padding - kernel + (ceiling ? stride - 1 : 0)) / stride;
            return steps * stride >= size + padding ? steps : steps + 1;
        }
    }

    [Test]
    public void Every_way_to_say_a_window_means_the_same()
    {
        using var scope = NewDisposeScope();
        var input = rand(1L, 1L, 5L, 5L);
        var expected = Values(nn.functional.avg_pool2d(input, 2L).to_type(float64));
        Assert.Multiple(() =>
        {
            Assert.That(Values(nn.functional.avg_pool2d(input, (2, 2)).to_type(float64)), Is.EqualTo(expected));
            Assert.That(Values(nn.functional.avg_pool2d(input, [2L]).to_type(float64)), Is.EqualTo(expected));
            Assert.That(Values(nn.AvgPool2d([2L, 2L]).call(input).to_type(float64)), Is.EqualTo(expected));
            Assert.That(Values(nn.functional.avg_pool2d(input, 2L, divisor_override: 1).to_type(float64)), Is.EqualTo(expected.Select(value => 4 * value)).Within(1e-6));
            Assert.That(nn.functional.adaptive_avg_pool2d(input, 1L).item<float>(), Is.EqualTo(input.mean().item<float>()).Within(1e-6f));
            Assert.That(nn.AdaptiveAvgPool2d((2, 3)).call(input).shape, Is.EqualTo(new long[] { 1, 1, 2, 3 }));
            Assert.That(nn.AdaptiveAvgPool2d([3L]).call(input).shape, Is.EqualTo(new long[] { 1, 1, 3, 3 }));
            Assert.That(() => nn.functional.avg_pool2d(input, [2L, 2L, 2L]), Throws.ArgumentException);
        });
    }

    [TestCase(nn.Reduction.Mean, 2.0, 14.0 / 3)]
    [TestCase(nn.Reduction.Sum, 6.0, 14.0)]
    public void Losses_reduce_distances_and_squares(nn.Reduction reduction, double absolute, double square)
    {
        using var scope = NewDisposeScope();
        var input = from_array(new[] { 1.0, 2, 3 });
        var target = from_array(new[] { 2.0, 4, 0 });
        Assert.Multiple(() =>
        {
            Assert.That(nn.L1Loss(reduction).call(input, target).item<double>(), Is.EqualTo(absolute).Within(1e-12));
            Assert.That(nn.MSELoss(reduction).call(input, target).item<double>(), Is.EqualTo(square).Within(1e-12));
            Assert.That(Values(nn.functional.l1_loss(input, target, nn.Reduction.None)), Is.EqualTo(new[] { 1.0, 2, 3 }));
        });
    }

    [TestCase(nn.init.FanInOut.FanIn, nn.init.NonlinearityType.ReLU, 0, 0.3333)]
    [TestCase(nn.init.FanInOut.FanOut, nn.init.NonlinearityType.ReLU, 0, 0.1667)]
    [TestCase(nn.init.FanInOut.FanIn, nn.init.NonlinearityType.LeakyReLU, 1, 0.2357)]
    public void Kaiming_draws_have_the_spread_of_their_fan(nn.init.FanInOut mode, nn.init.NonlinearityType kind, double slope, double deviation)
    {
        manual_seed(7);
        using var scope = NewDisposeScope();
        var weight = nn.Parameter(empty(8L, 2L, 3L, 3L));
        nn.init.kaiming_normal_(weight, slope, mode, kind);
        var drawn = Values(weight.detach().to_type(float64));
        manual_seed(7);
        var standard = Values(randn([8L, 2L, 3L, 3L]).to_type(float64));
        Assert.That(drawn, Is.EqualTo(standard.Select(value => value * deviation)).Within(1e-3));
        Assert.That(weight.requires_grad);
    }

    [Test]
    public void A_list_registers_its_modules_under_their_places()
    {
        using var list = nn.ModuleList(nn.Linear(1, 2), nn.Linear(2, 3));
        var third = nn.Linear(3, 4, hasBias: false);
        list.append(third);
        Assert.That(list.state_dict().Keys, Is.EqualTo(new[] { "0.weight", "0.bias", "1.weight", "1.bias", "2.weight" }));
        list[0].Dispose();
        list.RemoveAt(0);
        Assert.That(list.state_dict().Keys, Is.EqualTo(new[] { "0.weight", "0.bias", "1.weight" }));
        Assert.That(list, Has.Count.EqualTo(2).And.Member(third));
        list.eval();
        Assert.That(third.training, Is.False);
    }

    private static (double[] mean, double[] variance) Statistics(double[] values, int channels, int plane)
    {
        var groups = values.Select((value, index) => (value, channel: index / plane % channels)).GroupBy(entry => entry.channel, entry => entry.value).OrderBy(group => group.Key).ToList();
        var mean = groups.Select(group => group.Average()).ToArray();
        return (mean, groups.Select((group, c) => group.Average(value => (value - mean[c]) * (value - mean[c]))).ToArray());
    }

    private static double[] Normalised(double[] values, TorchSharp.Modules.BatchNorm2d layer, double[] mean, double[] variance, int plane)
    {
        var (weight, bias) = (Values(layer.weight), Values(layer.bias!));
        return values.Select((value, index) =>
        {
            var c = index / plane % mean.Length;
            return (value - mean[c]) / Math.Sqrt(variance[c] + layer.eps) * weight[c] + bias[c];
        }).ToArray();
    }

    private static double[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, double>(tensor.contiguous().bytes).ToArray();
}
