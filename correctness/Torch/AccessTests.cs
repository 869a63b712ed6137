using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Elements read and written where they lie, and the state of random numbers.</summary>
public sealed class AccessTests
{
    [Test]
    public void Elements_are_read_in_row_major_order_wherever_they_lie()
    {
        using var scope = NewDisposeScope();
        var table = from_array(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        var turned = table.transpose(0, 1).data<float>();
        Assert.Multiple(() =>
        {
            Assert.That(table.data<float>().ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }));
            Assert.That(turned.ToArray(), Is.EqualTo(new float[] { 1, 4, 2, 5, 3, 6 }));
            Assert.That(turned, Is.EqualTo(new float[] { 1, 4, 2, 5, 3, 6 }));
            Assert.That(turned.ToNDArray(), Is.EqualTo(new float[,] { { 1, 4 }, { 2, 5 }, { 3, 6 } }));
            Assert.That((turned[2, 1], turned[3]), Is.EqualTo((6f, 5f)));
            Assert.That(turned == table.data<float>(), Is.False);
            Assert.That(() => turned[3, 0], Throws.InstanceOf<IndexOutOfRangeException>());
            Assert.That(() => turned[0, 0, 0], Throws.ArgumentException);
            Assert.That(() => table.data<double>(), Throws.ArgumentException);
        });
    }

    [Test]
    public void Elements_are_written_in_place_and_copied_in_part()
    {
        using var scope = NewDisposeScope();
        var row = zeros([5L], int64);
        var data = row.data<long>();
        data[1] = 7;
        data.CopyFrom([8, 9], 0, 3);
        var part = new long[3];
        data.CopyTo(part, 1, 3);
        Assert.That(data.ToArray(), Is.EqualTo(new long[] { 0, 7, 0, 8, 9 }));
        Assert.That(part, Is.EqualTo(new long[] { 0, 8, 9 }));
        Assert.That(() => data.CopyTo(part, 0, 6), Throws.InstanceOf<ArgumentOutOfRangeException>());
        row.Dispose();
        Assert.That(() => data[0], Throws.InstanceOf<ObjectDisposedException>());
    }

    [Test]
    public void A_kept_state_repeats_the_numbers()
    {
        using var scope = NewDisposeScope();
        manual_seed(11);
        rand(3L);
        var state = get_rng_state();
        var first = randn(17L);
        set_rng_state(state);
        Assert.That(randn(17L).bytes.ToArray(), Is.EqualTo(first.bytes.ToArray()));
        Assert.That((initial_seed(), random.initial_seed()), Is.EqualTo((11L, 11L)));
        random.manual_seed(11);
        rand(3L);
        Assert.That(random.get_rng_state().bytes.ToArray(), Is.EqualTo(state.bytes.ToArray()));
        Assert.That(seed(), Is.EqualTo(initial_seed()));
    }

    [Test]
    public void A_generator_of_its_own_keeps_and_takes_its_state()
    {
        using var scope = NewDisposeScope();
        using var one = new Generator(3);
        using var other = new Generator(4);
        rand(5L, generator: one);
        other.set_state(one.get_state());
        Assert.That(rand(5L, generator: other).bytes.ToArray(), Is.EqualTo(rand(5L, generator: one).bytes.ToArray()));
    }

    [Test]
    public void Bytes_that_are_no_state_are_refused()
    {
        using var scope = NewDisposeScope();
        var state = get_rng_state();
        Assert.That(() => set_rng_state(zeros([3L], uint8)), Throws.InstanceOf<System.Runtime.InteropServices.ExternalException>());
        Assert.That(() => set_rng_state(zeros(state.numel())), Throws.InstanceOf<System.Runtime.InteropServices.ExternalException>());
        Assert.That(get_rng_state().bytes.ToArray(), Is.EqualTo(state.bytes.ToArray()));
    }
}
