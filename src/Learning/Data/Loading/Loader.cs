using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Data.Loading;

/// <summary>Batches of a source, in the same order and with the same bits however they are read.</summary>
public sealed class Loader : IDisposable
{
    private readonly SampleSource source;
    private readonly LoaderOptions options;
    private readonly Tensor input;
    private readonly Tensor? label;
    private readonly Tensor? pose;
    private readonly Tensor? visible;
    private readonly SampleReader reader;

    /// <param name="source">Stays the caller's, and is disposed of after the loader.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public Loader(SampleSource source, LoaderOptions options)
    {
        options.Validate();
        this.source = source;
        this.options = options;
        var layout = source.Layout;
        input = empty([options.Batch, .. layout.Input]);
        if (layout.Target == TargetKind.Label)
            label = empty([options.Batch], ScalarType.Int64);
        if (layout.Target == TargetKind.Pose)
        {
            pose = empty([options.Batch, layout.Joints, 2]);
            visible = empty([options.Batch, layout.Joints, 1]);
        }
        reader = source.OpenReader();
    }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch => options.DropLast
        ? source.Count / options.Batch
        : (source.Count + options.Batch - 1) / options.Batch;

    /// <summary>
    /// Every sample once: in the order <c>randperm</c> draws from a generator seeded seed + epoch, or as they are stored.
    /// </summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="skip">Batches to leave out at the beginning.</param>
    /// <returns>Batches whose memory is used again: each is valid until the next is asked for.</returns>
    /// <exception cref="DataException">A sample cannot be read.</exception>
    public IEnumerable<Batch> Epoch(long epoch, int skip = 0)
    {
        var order = Order(epoch);
        for (var number = skip; number < BatchesPerEpoch; number++)
        {
            var start = number * options.Batch;
            using var batch = Fill(order.AsMemory(start, Math.Min(options.Batch, order.Length - start)), epoch);
            yield return batch;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        reader.Dispose();
        input.Dispose();
        label?.Dispose();
        pose?.Dispose();
        visible?.Dispose();
    }

    private int[] Order(long epoch)
    {
        if (!options.Shuffle)
            return [.. Enumerable.Range(0, source.Count)];
        using var generator = new Generator((ulong)(options.Seed + epoch));
        using var order = randperm(source.Count, ScalarType.Int64, generator: generator);
        return [.. MemoryMarshal.Cast<byte, long>(order.bytes).ToArray().Select(index => (int)index)];
    }

    private Batch Fill(ReadOnlyMemory<int> indices, long epoch)
    {
        var layout = source.Layout;
        var length = layout.InputLength;
        var inputs = MemoryMarshal.Cast<byte, float>(input.bytes);
        var labels = label is null ? default : MemoryMarshal.Cast<byte, long>(label.bytes);
        var poses = pose is null ? default : MemoryMarshal.Cast<byte, float>(pose.bytes);
        var seen = visible is null ? default : MemoryMarshal.Cast<byte, float>(visible.bytes);
        for (var i = 0; i < indices.Length; i++)
        {
            var index = indices.Span[i];
            reader.Read(index, SplitMix64.Stream((ulong)options.Seed, (ulong)epoch, (ulong)index), new Sample(
                inputs.Slice(i * length, length),
                labels.IsEmpty ? default : labels.Slice(i, 1),
                poses.IsEmpty ? default : poses.Slice(i * layout.Joints * 2, layout.Joints * 2),
                seen.IsEmpty ? default : seen.Slice(i * layout.Joints, layout.Joints)));
        }
        var images = input.narrow(0, 0, indices.Length);
        return new Batch(
            images,
            (label ?? pose)?.narrow(0, 0, indices.Length) ?? images,
            visible?.narrow(0, 0, indices.Length),
            indices);
    }
}
