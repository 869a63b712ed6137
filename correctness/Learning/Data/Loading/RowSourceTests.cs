using NUnit.Framework;
using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Correctness.Learning.Data.Loading;

/// <summary>Rows of bytes in memory.</summary>
[NonParallelizable]
public sealed class RowSourceTests
{
    [Test]
    public void Every_byte_becomes_the_float_that_division_gives([Values(256, 8, 7, 1)] int length)
    {
        var rows = new byte[512 / length * length];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = (byte)i;
        using var source = new Rows(rows, new byte[rows.Length / length], [length]);
        using var loader = new Loader(source, new LoaderOptions(source.Count, Shuffle: false));
        foreach (var batch in loader.Epoch(0))
            Assert.That(LoaderTests.Floats(batch.Input), Is.EqualTo(rows.Take(source.Count * length).Select(value => value / 255f)));
    }

    [Test]
    public void Rows_follow_the_order_with_any_number_of_workers([Values(0, 1, 4)] int workers)
    {
        var rows = Enumerable.Range(0, 230 * 9).Select(i => (byte)(i * 31)).ToArray();
        var labels = Enumerable.Range(0, 230).Select(i => (byte)(i % 10)).ToArray();
        using var source = new Rows(rows, labels, [3, 3]);
        using var loader = new Loader(source, new LoaderOptions(50, Seed: 7, workers));
        foreach (var batch in loader.Epoch(1))
        {
            var indices = batch.Indices.ToArray();
            Assert.That(batch.Input.shape, Is.EqualTo(new long[] { indices.Length, 3, 3 }));
            Assert.That(LoaderTests.Floats(batch.Input), Is.EqualTo(indices.SelectMany(index => rows.Skip(index * 9).Take(9)).Select(value => value / 255f)));
            Assert.That(LoaderTests.Longs(batch.Target), Is.EqualTo(indices.Select(index => (long)labels[index])));
        }
    }

    [Test]
    public void Rows_and_labels_must_belong_together() =>
        Assert.That(() => new Rows(new byte[10], new byte[3], [4]), Throws.ArgumentException.With.Message.Contains("3 labels belong to 12 bytes, not to 10"));

    private sealed class Rows(byte[] rows, byte[] labels, IReadOnlyList<long> shape) : RowSource(rows, labels, shape)
    {
        public override string NameOf(int index) => $"row {index}";
    }
}
