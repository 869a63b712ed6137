using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Data.Loading;

/// <summary>The memory of one batch, allocated once and written again and again.</summary>
internal sealed class Slot : IDisposable
{
    private readonly SampleLayout layout;
    private readonly Tensor input;
    private readonly Tensor? label;
    private readonly Tensor? pose;
    private readonly Tensor? visible;
    private readonly Batch whole;
    private Batch? part;

    public Slot(SampleLayout layout, int capacity)
    {
        this.layout = layout;
        input = Kept(empty([capacity, .. layout.Input]));
        if (layout.Target == TargetKind.Label)
            label = Kept(empty([capacity], ScalarType.Int64));
        if (layout.Target == TargetKind.Pose)
        {
            pose = Kept(empty([capacity, layout.Joints, 2]));
            visible = Kept(empty([capacity, layout.Joints, 1]));
        }
        whole = new Batch(input, label ?? pose ?? input, visible, lent: true);
    }

    /// <summary>Which batch of the epoch is in it; −1 for none.</summary>
    public int Number { get; set; } = -1;

    /// <summary>Runs of samples that are still to be read before it is whole.</summary>
    public int Left { get; set; }

    /// <summary>The first sample of the batch that could not be read.</summary>
    public SampleFault? Fault { get; set; }

    /// <summary>Reads samples into their places.</summary>
    /// <param name="source">For the name of a sample at fault.</param>
    /// <param name="reader">This thread's.</param>
    /// <param name="indices">Which samples.</param>
    /// <param name="first">Place of the first of them in the batch.</param>
    /// <param name="seed">Of the draws.</param>
    /// <param name="epoch">Of the draws.</param>
    /// <param name="stop">Looked at before every sample.</param>
    /// <returns>The first sample that could not be read; null where all were, or were not wanted any more.</returns>
    public SampleFault? Fill(SampleSource source, SampleReader reader, ReadOnlySpan<int> indices, int first, ulong seed, ulong epoch, StopFlag stop)
    {
        var (length, joints) = (layout.InputLength, layout.Joints);
        var inputs = Of<float>(input).Slice(first * length, indices.Length * length);
        var labels = label is null ? default : Of<long>(label).Slice(first, indices.Length);
        var poses = pose is null ? default : Of<float>(pose).Slice(first * joints * 2, indices.Length * joints * 2);
        var seen = visible is null ? default : Of<float>(visible).Slice(first * joints, indices.Length * joints);
        var i = 0;
        try
        {
            if (reader is RowReader rows)
            {
                rows.ReadRows(indices, inputs, labels);
                return null;
            }
            for (; i < indices.Length && !stop.IsSet; i++)
                reader.Read(indices[i], SplitMix64.Stream(seed, epoch, (ulong)indices[i]), new Sample(
                    inputs.Slice(i * length, length),
                    labels.IsEmpty ? default : labels.Slice(i, 1),
                    poses.IsEmpty ? default : poses.Slice(i * joints * 2, joints * 2),
                    seen.IsEmpty ? default : seen.Slice(i * joints, joints)));
            return null;
        }
        catch (Exception cause)
        {
            return new SampleFault(first + i, source.NameOf(indices[i]), cause);
        }
    }

    /// <summary>The batch, for the thread that asked for it.</summary>
    public Batch Lend(ReadOnlyMemory<int> indices)
    {
        if (indices.Length == whole.Count)
            return whole.Holding(indices);
        if (part?.Count != indices.Length)
        {
            part?.Free();
            var samples = Kept(input.narrow(0, 0, indices.Length));
            part = new Batch(
                samples,
                (label ?? pose) is { } target ? Kept(target.narrow(0, 0, indices.Length)) : samples,
                visible is null ? null : Kept(visible.narrow(0, 0, indices.Length)),
                lent: true);
        }
        return part.Holding(indices);
    }

    public void Dispose()
    {
        part?.Free();
        whole.Free();
    }

    // Asked for each time: a span cannot be kept, and this costs less than reading a sample.
    private static Span<T> Of<T>(Tensor tensor)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(tensor.bytes);

    // The caller may stand in a scope that ends before the loader does.
    private static Tensor Kept(Tensor tensor) => tensor.DetachFromDisposeScope();
}

/// <summary>A sample that could not be read.</summary>
/// <param name="Place">In its batch.</param>
/// <param name="Name">Its file.</param>
/// <param name="Cause">What the reader threw.</param>
internal sealed record SampleFault(int Place, string Name, Exception Cause)
{
    /// <summary>The reader's own fault where it names the file already; otherwise one that does, with the reader's within.</summary>
    public DataException Exception() => Cause is DataException told && told.Message.Contains(Name, StringComparison.Ordinal)
        ? told
        : new DataException(
            Name, 0, $"the sample cannot be read ({Cause.GetType().Name}: {Cause.Message})", "one like the others of its set",
            "look at the file, or take it out of the set", Cause);
}

/// <summary>Set once, seen by every thread.</summary>
internal sealed class StopFlag
{
    private volatile bool isSet;

    public bool IsSet => isSet;

    public void Set() => isSet = true;
}
