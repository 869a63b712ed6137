using System.Runtime.InteropServices;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>A few values computed by hand for each kind of operation: the right function is behind the right name.</summary>
public sealed class ValueTests
{
    private static readonly float[] numbers = [1, -2, 3];

    [Test]
    public void Arithmetic_with_tensors_and_numbers()
    {
        using var scope = NewDisposeScope();
        var a = from_array(numbers);
        var b = from_array(new float[] { 4, 5, 6 });
        Assert.Multiple(() =>
        {
            Assert.That(Values(a + b), Is.EqualTo(new float[] { 5, 3, 9 }));
            Assert.That(Values(a - b), Is.EqualTo(new float[] { -3, -7, -3 }));
            Assert.That(Values(a * b), Is.EqualTo(new float[] { 4, -10, 18 }));
            Assert.That(Values(b / a), Is.EqualTo(new float[] { 4, -2.5f, 2 }));
            Assert.That(Values(a + 1), Is.EqualTo(new float[] { 2, -1, 4 }));
            Assert.That(Values(1.5 - a), Is.EqualTo(new float[] { 0.5f, 3.5f, -1.5f }));
            Assert.That(Values(6 / a), Is.EqualTo(new float[] { 6, -3, 2 }));
            Assert.That(Values(-a), Is.EqualTo(new float[] { -1, 2, -3 }));
            Assert.That(Values(a.add(b, 10)), Is.EqualTo(new float[] { 41, 48, 63 }));
            Assert.That(Values(b.div(4, RoundingMode.floor)), Is.EqualTo(new float[] { 1, 1, 1 }));
            Assert.That(Values(a.relu()), Is.EqualTo(new float[] { 1, 0, 3 }));
            Assert.That(Values(a.clone().clamp_(-1, 2)), Is.EqualTo(new float[] { 1, -1, 2 }));
        });
    }

    [Test]
    public void In_place_operations_return_the_tensor_they_changed()
    {
        using var a = from_array(numbers);
        using var b = ones(3L);
        Assert.That(a.add_(b).mul_(2).sub_(b).div_(3), Is.SameAs(a));
        Assert.That(Values(a), Is.EqualTo(new float[] { 1, -1, 7f / 3 }));
    }

    [Test]
    public void Reductions_and_shapes()
    {
        using var scope = NewDisposeScope();
        var a = from_array(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Multiple(() =>
        {
            Assert.That(a.shape, Is.EqualTo(new long[] { 2, 3 }));
            Assert.That(a.sum().item<float>(), Is.EqualTo(21));
            Assert.That(Values(a.sum(0L)), Is.EqualTo(new float[] { 5, 7, 9 }));
            Assert.That(a.sum(1L, keepdim: true).shape, Is.EqualTo(new long[] { 2, 1 }));
            Assert.That(a.mean().item<float>(), Is.EqualTo(3.5f));
            Assert.That(a.argmax(1).bytes.ToArray(), Is.EqualTo(MemoryMarshal.AsBytes<long>(new long[] { 2, 2 }).ToArray()));
            Assert.That(a.flatten().shape, Is.EqualTo(new long[] { 6 }));
            Assert.That(a.view(3L, 2L).shape, Is.EqualTo(new long[] { 3, 2 }));
            Assert.That(Values(a.transpose(0, 1).contiguous()), Is.EqualTo(new float[] { 1, 4, 2, 5, 3, 6 }));
            Assert.That(Values(a.select(0, 1)), Is.EqualTo(new float[] { 4, 5, 6 }));
            Assert.That(Values(a.narrow(1, 1, 2).contiguous()), Is.EqualTo(new float[] { 2, 3, 5, 6 }));
            Assert.That(Values(a.index_select(1, from_array(new long[] { 2, 0 }))), Is.EqualTo(new float[] { 3, 1, 6, 4 }));
            Assert.That(Values(cat([a, a], 1)), Is.EqualTo(new float[] { 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6 }));
            Assert.That(stack([a, a]).shape, Is.EqualTo(new long[] { 2, 2, 3 }));
        });
    }

    [Test]
    public void A_tensor_of_many_dimensions_tells_its_whole_shape()
    {
        var sizes = Enumerable.Repeat(1L, 12).ToArray();
        using var tensor = zeros(sizes);
        Assert.That(tensor.shape, Is.EqualTo(sizes));
    }

    [Test]
    public void Every_element_type_keeps_its_value()
    {
        using var scope = NewDisposeScope();
        Assert.Multiple(() =>
        {
            Assert.That(from_array(new[] { 7 }).item<int>(), Is.EqualTo(7));
            Assert.That(from_array(new[] { long.MaxValue }).item<long>(), Is.EqualTo(long.MaxValue));
            Assert.That(from_array(new[] { 0.1 }).item<double>(), Is.EqualTo(0.1));
            Assert.That(from_array(new[] { 0.1f }).item<float>(), Is.EqualTo(0.1f));
            Assert.That(from_array(new byte[] { 200 }).item<byte>(), Is.EqualTo((byte)200));
            Assert.That(from_array(new[] { true }).item<bool>(), Is.True);
            Assert.That(from_array(new[] { 1.9f }, int64).item<long>(), Is.EqualTo(1));
            Assert.That(from_array(numbers).to_type(float64).dtype, Is.EqualTo(ScalarType.Float64));
        });
    }

    [Test]
    public void Numbers_and_arrays_become_tensors()
    {
        using var scope = NewDisposeScope();
        Tensor number = 2.5, array = new long[] { 1, 2 }, scalar = (Scalar)3;
        Assert.Multiple(() =>
        {
            Assert.That(number.item<double>(), Is.EqualTo(2.5));
            Assert.That(number.shape, Is.Empty);
            Assert.That(array.sum().item<long>(), Is.EqualTo(3));
            Assert.That(scalar.item<long>(), Is.EqualTo(3));
        });
    }

    [Test]
    public void Cross_entropy_is_minus_the_log_of_the_targets_probability()
    {
        using var scope = NewDisposeScope();
        var logits = from_array(new float[,] { { 0, 0 }, { 0, MathF.Log(3) } });
        var loss = nn.functional.cross_entropy(logits, from_array(new long[] { 0, 1 }));
        Assert.That(loss.item<float>(), Is.EqualTo((MathF.Log(2) - MathF.Log(0.75f)) / 2).Within(1e-6f));
    }

    [Test]
    public void Convolution_sums_each_window_and_padding_adds_a_border()
    {
        using var scope = NewDisposeScope();
        using var recording = no_grad();
        var plain = nn.Conv2d(1, 1, 3, padding: 1, bias: false);
        plain.weight!.fill_(1);
        var same = nn.Conv2d(1, 1, 3, Padding.Same, bias: false);
        same.weight!.fill_(1);
        var mirrored = nn.Conv2d(1, 1, 3, padding: 1, padding_mode: PaddingModes.Reflect, bias: false);
        mirrored.weight!.fill_(1);
        var input = ones(1L, 1L, 3L, 3L);
        Assert.Multiple(() =>
        {
            Assert.That(Values(plain.call(input)), Is.EqualTo(new float[] { 4, 6, 4, 6, 9, 6, 4, 6, 4 }));
            Assert.That(Values(same.call(input)), Is.EqualTo(new float[] { 4, 6, 4, 6, 9, 6, 4, 6, 4 }));
            Assert.That(Values(mirrored.call(input)), Is.EqualTo(Enumerable.Repeat(9f, 9)));
        });
    }

    [Test]
    public void Dropout_scales_what_it_keeps_and_does_nothing_in_evaluation()
    {
        manual_seed(0);
        using var scope = NewDisposeScope();
        var dropout = nn.Dropout(0.25);
        var dropped = Values(dropout.call(ones(1000L)));
        dropout.eval();
        Assert.Multiple(() =>
        {
            Assert.That(dropped, Is.All.EqualTo(0f).Or.EqualTo(1 / 0.75f).Within(1e-6f));
            Assert.That(dropped.Count(value => value == 0), Is.InRange(200, 300));
            Assert.That(Values(dropout.call(ones(10L))), Is.All.EqualTo(1f));
        });
    }

    [Test]
    public void Nothing_is_recorded_under_no_grad_and_the_mode_comes_back()
    {
        using var leaf = ones(2L, requires_grad: true);
        using (no_grad())
        using (var inside = leaf * 2)
            Assert.That(inside.requires_grad, Is.False);
        using var outside = leaf * 2;
        Assert.That(outside.requires_grad);
    }

    [TestCase(0, 0, 0, false)]
    [TestCase(0.9, 0, 0, false)]
    [TestCase(0.9, 0.1, 0, false)]
    [TestCase(0.9, 0, 1e-2, true)]
    public void SGD_follows_its_definition(double momentum, double dampening, double decay, bool nesterov)
    {
        using var parameter = new TorchSharp.Modules.Parameter(full(1L, 2.0, float64));
        using var optimizer = optim.SGD([parameter], 0.1, momentum, dampening, decay, nesterov);
        double value = 2, buffer = double.NaN;
        for (var step = 0; step < 4; step++)
        {
            optimizer.zero_grad();
            using (var loss = parameter.mul(parameter).sum()) loss.backward();
            optimizer.step();
            var gradient = 2 * value + decay * value;
            if (momentum != 0)
            {
                buffer = double.IsNaN(buffer) ? gradient : momentum * buffer + (1 - dampening) * gradient;
                gradient = nesterov ? gradient + momentum * buffer : buffer;
            }

            value -= 0.1 * gradient;
            Assert.That(parameter.item<double>(), Is.EqualTo(value).Within(1e-12));
        }
    }

    private static float[] Values(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray();
}
