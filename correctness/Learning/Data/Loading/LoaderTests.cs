using System.Runtime.InteropServices;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using TorchSharp;

namespace PerfSuite.Correctness.Learning.Data.Loading;

/// <summary>What a loader gives, whoever reads it.</summary>
[NonParallelizable]
public sealed class LoaderTests
{
    [Test]
    public void The_batches_are_the_same_bits_with_0_1_and_4_workers(
        [Values(1, 2, 7, 32, 100, 101)] int batch, [Values] bool shuffle, [Values] bool dropLast, [Values] TargetKind target)
    {
        using var source = new NumberSource(100, target);
        var expected = Bits(source, new LoaderOptions(batch, Seed: 5, Shuffle: shuffle, DropLast: dropLast));
        foreach (var workers in new[] { 1, 4 })
            Assert.That(Bits(source, new LoaderOptions(batch, Seed: 5, workers, shuffle, dropLast, Ahead: workers)), Is.EqualTo(expected), $"{workers} workers");
    }

    [Test]
    public void A_batch_grown_by_cat_holds_what_one_written_in_place_does([Values(0, 2)] int workers)
    {
        using var source = new NumberSource(20, TargetKind.Input);
        using var whole = new Loader(source, new LoaderOptions(6, Seed: 5, DropLast: true));
        using var single = new Loader(source, new LoaderOptions(1, Seed: 5, workers));
        var grown = GrownBatch.Of(single.Epoch(1), 6).Select(batch => Floats(batch.Input)).ToList();
        Assert.That(grown, Is.EqualTo(whole.Epoch(1).Select(batch => Floats(batch.Input)).ToList()));
        Assert.That(grown, Has.Count.EqualTo(3));
    }

    [Test]
    public void The_first_samples_of_a_set_are_a_set()
    {
        using var source = new FirstSamples(new NumberSource(20), 7);
        using var loader = new Loader(source, new LoaderOptions(3, Shuffle: false));
        Assert.That(Labels(loader, 0), Is.EqualTo(Enumerable.Range(0, 7)));
        using var all = new FirstSamples(new NumberSource(20), 21);
        Assert.That(all.Count, Is.EqualTo(20));
        Assert.That(() => new FirstSamples(source, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0)]
    [TestCase(3)]
    public void The_order_is_randperm_of_a_generator_of_seed_plus_epoch(int workers)
    {
        using var source = new NumberSource(50);
        using var loader = new Loader(source, new LoaderOptions(8, Seed: 40, workers));
        using var generator = new torch.Generator(42);
        using var order = torch.randperm(50, torch.ScalarType.Int64, generator: generator);
        var expected = MemoryMarshal.Cast<byte, long>(order.bytes).ToArray();
        Assert.That(Labels(loader, epoch: 2), Is.EqualTo(expected));
        Assert.That(Labels(loader, epoch: 3), Is.Not.EqualTo(expected));
        Assert.That(Labels(loader, epoch: 2), Is.EqualTo(expected), "read again");
    }

    [TestCase(0)]
    [TestCase(2)]
    public void A_sample_draws_from_seed_epoch_and_its_own_index(int workers)
    {
        using var source = new NumberSource(20);
        using var loader = new Loader(source, new LoaderOptions(6, Seed: 9, workers));
        foreach (var batch in loader.Epoch(4))
            for (var i = 0; i < batch.Count; i++)
            {
                var draws = SplitMix64.Stream(9, 4, (ulong)batch.Indices[i]);
                Assert.That(Floats(batch.Input)[i * 6], Is.EqualTo((float)draws.Fraction()));
            }
    }

    [Test]
    public void Skipped_batches_are_left_out_and_nothing_else_changes([Values(0, 1, 5, 13, 14)] int skip, [Values(0, 4)] int workers)
    {
        using var source = new NumberSource(100);
        using var loader = new Loader(source, new LoaderOptions(7, Workers: workers, DropLast: true));
        Assert.That(loader.BatchesPerEpoch, Is.EqualTo(14));
        Assert.That(Labels(loader, 1, skip), Is.EqualTo(Labels(loader, 1).Skip(skip * 7)));
    }

    [TestCase(0)]
    [TestCase(4)]
    public void A_batch_larger_than_the_set_holds_the_set_or_is_dropped(int workers)
    {
        using var source = new NumberSource(5);
        using var kept = new Loader(source, new LoaderOptions(32, Workers: workers, Shuffle: false));
        Assert.That(kept.Epoch(0).Select(batch => (batch.Count, batch.Input.shape[0], batch.Target.shape[0])), Is.EqualTo(new[] { (5, 5L, 5L) }));
        using var dropped = new Loader(source, new LoaderOptions(32, Workers: workers, DropLast: true));
        Assert.That(dropped.BatchesPerEpoch, Is.Zero);
        Assert.That(dropped.Epoch(0), Is.Empty);
    }

    [Test]
    public void An_empty_set_has_no_batches([Values(0, 2)] int workers)
    {
        using var source = new NumberSource(0);
        using var loader = new Loader(source, new LoaderOptions(4, Workers: workers));
        Assert.That(loader.Epoch(0), Is.Empty);
    }

    [Test]
    public void The_target_of_a_set_without_one_is_the_input_itself()
    {
        using var source = new NumberSource(5, TargetKind.Input);
        using var loader = new Loader(source, new LoaderOptions(2));
        foreach (var batch in loader.Epoch(0))
            Assert.That(batch.Target, Is.SameAs(batch.Input));
    }

    [Test]
    public void A_batch_is_not_written_again_before_the_next_is_asked_for([Values(1, 4)] int workers)
    {
        using var source = new NumberSource(60);
        using var loader = new Loader(source, new LoaderOptions(5, Workers: workers, Ahead: 1));
        foreach (var batch in loader.Epoch(0))
        {
            var before = Floats(batch.Input);
            Thread.Sleep(5);
            Assert.That(Floats(batch.Input), Is.EqualTo(before));
        }
    }

    [Test]
    public void Workers_read_no_further_ahead_than_they_may([Values(1, 3)] int workers)
    {
        var read = 0;
        using var source = new NumberSource(100) { Reading = _ => Interlocked.Increment(ref read) };
        using var loader = new Loader(source, new LoaderOptions(5, Workers: workers, Ahead: 2));
        var asked = 0;
        foreach (var _ in loader.Epoch(0))
        {
            asked++;
            Thread.Sleep(3);
            Assert.That(Volatile.Read(ref read), Is.LessThanOrEqualTo((asked + 2) * 5));
        }
        Assert.That(read, Is.EqualTo(100));
    }

    [Test]
    public void It_may_be_made_and_read_within_a_scope_that_ends_before_it()
    {
        using var source = new NumberSource(10);
        using var loader = new Loader(source, new LoaderOptions(4));
        using (torch.NewDisposeScope())
            Assert.That(Labels(loader, 0), Has.Length.EqualTo(10));
        Assert.That(Labels(loader, 1), Has.Length.EqualTo(10));
    }

    [Test]
    public void Disposing_of_one_of_its_batches_does_no_harm()
    {
        using var source = new NumberSource(10);
        using var loader = new Loader(source, new LoaderOptions(4));
        var expected = Labels(loader, 0);
        var found = new List<long>();
        foreach (var batch in loader.Epoch(0))
            using (batch)
                found.AddRange(Longs(batch.Target));
        Assert.That(found, Is.EqualTo(expected));
        Assert.That(Labels(loader, 0), Is.EqualTo(expected));
    }

    [Test]
    public void Every_fault_of_its_options_is_told_at_once()
    {
        using var source = new NumberSource(10);
        var exception = Assert.Throws<ArgumentException>(() => _ = new Loader(source, new LoaderOptions(0, -1, 99, Ahead: 0)))!;
        Assert.That(exception.Message, Does.Contain("batch 0").And.Contain("seed -1").And.Contain("workers 99").And.Contain("ahead 0"));
        using var loader = new Loader(source, new LoaderOptions(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Epoch(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Epoch(0, skip: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Epoch(0, skip: -1));
    }

    [Test]
    public void Managed_bytes_of_a_batch_do_not_grow_with_it([Values(0, 2)] int workers)
    {
        var small = BytesPerEpoch(16, workers);
        var large = BytesPerEpoch(512, workers);
        // 20 batches of either; the large ones hold a quarter of a million numbers more.
        Assert.That(large, Is.LessThan(small + 20_000));
        Assert.That(workers > 0 || small < 2000, Is.True, $"{small} bytes");
    }

    private static long BytesPerEpoch(int batch, int workers)
    {
        using var source = new NumberSource(batch * 20);
        using var loader = new Loader(source, new LoaderOptions(batch, Workers: workers));
        long Once(long epoch)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            foreach (var _ in loader.Epoch(epoch))
            {
            }
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
        Once(0);
        return Enumerable.Range(1, 5).Min(epoch => Once(epoch));
    }

    internal static float[] Floats(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray();

    internal static long[] Longs(torch.Tensor tensor) => MemoryMarshal.Cast<byte, long>(tensor.bytes).ToArray();

    internal static long[] Labels(Loader loader, long epoch, int skip = 0) => [.. loader.Epoch(epoch, skip).SelectMany(batch => Longs(batch.Target))];

    private static List<string> Bits(SampleSource source, LoaderOptions options)
    {
        using var loader = new Loader(source, options);
        return [.. Enumerable.Range(0, 2).SelectMany(epoch => loader.Epoch(epoch).Select(batch => string.Join(' ',
            Convert.ToHexString(batch.Input.bytes), Convert.ToHexString(batch.Target.bytes), batch.Visible is { } visible ? Convert.ToHexString(visible.bytes) : "",
            string.Join(',', batch.Indices.ToArray()))))];
    }
}
