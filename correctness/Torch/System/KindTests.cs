using System.Collections;
using System.Numerics;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Sizes, numbers, devices and modes: small things that other things become.</summary>
public sealed class KindTests
{
    [Test]
    public void Sizes_come_from_numbers_arrays_and_tuples()
    {
        Size[] sizes = [2L, new long[] { 2, 3 }, (2L, 3L), (2L, 3L, 4L), (2L, 3L, 4L, 5L), (2L, 3L, 4L, 5L, 6L), (2L, 3L, 4L, 5L, 6L, 7L)];
        long[][] expected = [[2], [2, 3], [2, 3], [2, 3, 4], [2, 3, 4, 5], [2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 7]];
        for (var i = 0; i < sizes.Length; i++)
        {
            Assert.That(sizes[i].Shape, Is.EqualTo(expected[i]));
            Assert.That(sizes[i].ToArray(), Is.EqualTo(expected[i]));
            Assert.That(((IEnumerable)sizes[i]).Cast<long>(), Is.EqualTo(expected[i]));
            Assert.That(sizes[i].GetEnumerator().MoveNext());
            Assert.That(sizes[i].numel(), Is.EqualTo(expected[i].Aggregate(1L, (product, size) => product * size)));
        }
        Assert.That((sizes[1] == sizes[2], sizes[1] != sizes[2], sizes[1] == sizes[3], sizes[1] != sizes[3]), Is.EqualTo((true, false, false, true)));
        Assert.That((default(Size).numel(), default(Size).Length), Is.EqualTo((1L, 0)));
        Assert.That(() => new Size([long.MaxValue, 2]).numel(), Throws.InstanceOf<OverflowException>());
        Size[] made =
        [
            new(2), new(2L), new((2, 3)), new((2L, 3L)), new((2, 3, 4)), new((2L, 3L, 4L)), new((2, 3, 4, 5)), new((2L, 3L, 4L, 5L)), new((2, 3, 4, 5, 6)), new((2L, 3L, 4L, 5L, 6L)),
            new((2, 3, 4, 5, 6, 7)), new((2L, 3L, 4L, 5L, 6L, 7L)), new(new[] { 2, 3 }), new([2L, 3L]), new(Enumerable.Range(2, 2).Select(size => (long)size)),
        ];
        foreach (var size in made)
        {
            Assert.That(size.Shape, Is.EqualTo(Enumerable.Range(2, size.Length)));
            Assert.That((size[0], size[size.Length - 1L]), Is.EqualTo((2L, 1L + size.Length)));
        }
        Assert.That(made.Select(size => size.Length), Is.EqualTo(new[] { 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 2, 2, 2 }));
    }

    [Test]
    public void Numbers_of_every_type_keep_their_value_and_kind()
    {
        using var scope = NewDisposeScope();
        Scalar[] wholes = [(byte)3, (sbyte)3, (short)3, 3, 3L];
        Scalar[] reals = [(Half)3, 3f, 3.0];
        foreach (var scalar in wholes)
        {
            Assert.That(scalar.Type, Is.EqualTo(ScalarType.Int64));
            Assert.That((from_array(new[] { 4L }) * scalar).item<long>(), Is.EqualTo(12));
            scalar.Dispose();
        }
        foreach (var scalar in reals)
            Assert.That((full(1L, scalar, float64) / 2).item<double>(), Is.EqualTo(1.5));
        Assert.That(((Scalar)true).Type, Is.EqualTo(ScalarType.Bool));
        Assert.That(((Scalar)new Complex(1, 2)).Type, Is.EqualTo(((Scalar)(1f, 2f)).Type));
        Tensor truth = true, truths = new[] { true, false }, complex = new Complex(1, 2), complexes = new[] { new Complex(1, 2), new Complex(3, 4) }, pair = (1f, 2f), pairs = new[] { (1f, 2f) };
        Assert.That((truth.item<bool>(), truths.dtype, truths.numel()), Is.EqualTo((true, ScalarType.Bool, 2L)));
        Assert.That((complex.dtype, complexes.dtype, pair.dtype, pairs.dtype), Is.EqualTo((ScalarType.ComplexFloat64, ScalarType.ComplexFloat64, ScalarType.ComplexFloat32, ScalarType.ComplexFloat32)));
        Assert.That((complex.item<Complex>(), pair.item<(float, float)>()), Is.EqualTo((new Complex(1, 2), (1f, 2f))));
    }

    [Test]
    public void Devices_come_from_their_name_kind_or_number()
    {
        Device named = "cuda:1";
        Assert.That((named.type, named.index), Is.EqualTo((DeviceType.CUDA, 1)));
        foreach (var same in new[] { device("cuda:1"), device("cuda", 1), device(DeviceType.CUDA, 1), device(1) })
            Assert.That((same.type, same.index, same.ToString()), Is.EqualTo((DeviceType.CUDA, 1, "cuda:1")));
        foreach (var same in new[] { new Device("cuda:1"), new Device("cuda", 1), new Device(DeviceType.CUDA, 1), new Device(1) })
            Assert.That((same.type, same.index), Is.EqualTo((DeviceType.CUDA, 1)));
        Assert.That(cuda.is_available(), Is.EqualTo(cuda.device_count() > 0));
        if (cuda.is_available())
            Assert.That(() => cuda.synchronize(), Throws.Nothing);
        else
            Assert.That(() => cuda.synchronize(), Throws.Exception);
    }

    [Test]
    public void Recording_is_switched_and_comes_back()
    {
        using (no_grad())
        {
            using (enable_grad()) Assert.That(is_grad_enabled());
            using (enable_grad(false)) Assert.That(is_grad_enabled(), Is.False);
            using (set_grad_enabled(true)) Assert.That(is_grad_enabled());
            Assert.That(is_grad_enabled(), Is.False);
        }
        Assert.That(is_grad_enabled());
    }

    [Test]
    public void Threads_are_as_many_as_were_set()
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(2);
            Assert.That(get_num_threads(), Is.EqualTo(2));
        }
        finally
        {
            set_num_threads(before);
        }
        Assert.That(get_num_interop_threads(), Is.GreaterThan(0));
        // libtorch takes it once, before any is used, and throws afterwards: what a number below one must always do.
        Assert.That(() => set_num_interop_threads(0), Throws.Exception);
        Assert.That(__version__, Does.Match(@"^\d+\.\d+"));
    }

    [Test]
    public void Elements_are_compared_copied_and_let_go()
    {
        using var scope = NewDisposeScope();
        var (one, other) = (from_array(new[] { 1f, 2 }), from_array(new[] { 1f, 3 }));
        var elements = one.data<float>();
        Assert.That((elements == one.data<float>(), elements != other.data<float>()), Is.EqualTo((true, true)));
        elements.CopyFrom(new float[] { 5, 6 }, 0, 0);
        var copied = new float[2];
        elements.CopyTo(copied.AsSpan());
        Assert.That(copied, Is.EqualTo(new float[] { 5, 6 }));
        using var each = elements.GetEnumerator();
        Assert.That((each.MoveNext(), each.Current), Is.EqualTo((true, 5f)));
        elements.Dispose();
        Assert.That(one.IsInvalid, Is.False);
    }

    [Test]
    public void Bytes_are_written_over_and_numbers_drawn_into_any_shape()
    {
        using var scope = NewDisposeScope();
        var tensor = zeros(2, int32);
        tensor.bytes = new byte[] { 1, 0, 0, 0, 0, 1, 0, 0 };
        Assert.That(tensor.data<int>().ToArray(), Is.EqualTo(new[] { 1, 256 }));
        Assert.That(() => tensor.bytes = new byte[7], Throws.ArgumentException);
        manual_seed(4);
        var drawn = randn((ReadOnlySpan<long>)[2, 3], float64);
        manual_seed(4);
        Assert.That(randn(new long[] { 2, 3 }, float64, generator: Generator.Default).data<double>().ToArray(), Is.EqualTo(drawn.data<double>().ToArray()));
        using var generator = new Generator(1, CPU);
        Assert.That((generator.device.type, generator.Handle == 0), Is.EqualTo((DeviceType.CPU, false)));
    }

    [Test]
    public void What_cannot_be_done_says_so()
    {
        using var scope = NewDisposeScope();
        Assert.That(() => zeros(2, 2).flatten(["a", "b"], "c"), Throws.Exception);
        var leaf = zeros(2, requires_grad: true);
        Assert.That((leaf + 1).detach_().requires_grad, Is.False);
    }
}
