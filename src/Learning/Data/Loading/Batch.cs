using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Data.Loading;

/// <summary>Samples that are learned from together.</summary>
public sealed class Batch : IDisposable
{
    private readonly bool lent;
    private readonly Tensor? copy;
    private ReadOnlyMemory<int> indices;

    /// <summary>Takes the tensors over.</summary>
    /// <param name="input">float32 (B,…).</param>
    /// <param name="target">int64 (B), float32 (B,J,2), or the input again.</param>
    /// <param name="visible">float32 (B,J,1); null where the target is no pose.</param>
    /// <param name="indices">Where in the source each sample is; empty where none was drawn from a source.</param>
    public Batch(Tensor input, Tensor target, Tensor? visible = null, ReadOnlyMemory<int> indices = default)
    {
        (Input, Target, Visible, IsOwnTarget) = (input, target, visible, ReferenceEquals(input, target));
        this.indices = indices;
        Count = checked((int)input.shape[0]);
    }

    /// <summary>Tensors that stay their slot's.</summary>
    internal Batch(Tensor input, Tensor target, Tensor? visible, bool lent) : this(input, target, visible) => this.lent = lent;

    /// <summary>The samples of another batch in bfloat16, and that one's targets; takes over what it owned.</summary>
    private Batch(Batch whole) : this(whole.Input.to(ScalarType.BFloat16), whole.Target, whole.Visible, whole.indices)
    {
        (IsNarrow, IsOwnTarget) = (true, whole.IsOwnTarget);
        if (whole.lent)
            (lent, copy) = (true, Input);
        else if (!IsOwnTarget)
            whole.Input.Dispose();
    }

    /// <summary>float32 (B,…), or bfloat16 where it <see cref="IsNarrow"/>.</summary>
    public Tensor Input { get; }

    /// <summary>int64 (B), float32 (B,J,2), or the input again.</summary>
    public Tensor Target { get; }

    /// <summary>float32 (B,J,1), 1 where a joint is visible; null where the target is no pose.</summary>
    public Tensor? Visible { get; }

    /// <summary>Whether its samples are what is to be learned from them.</summary>
    public bool IsOwnTarget { get; }

    /// <summary>Whether its samples are bfloat16; its targets never are.</summary>
    public bool IsNarrow { get; }

    /// <summary>Samples in it.</summary>
    public int Count { get; }

    /// <summary>Where in the source each sample is; empty for a random batch.</summary>
    public ReadOnlySpan<int> Indices => indices.Span;

    /// <summary>
    /// The batch where it is computed: itself on the processor, a copy of its own on a GPU; to be disposed of either way. Copies of a loader's
    /// batches are complete when this returns, since their memory is filled again.
    /// </summary>
    public Batch To(Device device)
    {
        if (device.type == DeviceType.CPU)
            return this;
        var input = Input.to(device);
        return new Batch(input, IsOwnTarget ? input : Target.to(device), Visible?.to(device), indices);
    }

    /// <summary>
    /// The same with its samples in bfloat16, as a network of bfloat16 takes them; targets stay as losses take them. Takes this one over: only the
    /// result is to be disposed of.
    /// </summary>
    public Batch Narrowed() => new(this);

    /// <summary>Frees the tensors; harmless when repeated, and of no effect on a batch of a loader, which keeps its memory.</summary>
    public void Dispose()
    {
        copy?.Dispose();
        if (!lent)
            Free();
    }

    /// <summary>The same memory with other samples in it.</summary>
    internal Batch Holding(ReadOnlyMemory<int> samples)
    {
        indices = samples;
        return this;
    }

    internal void Free()
    {
        Input.Dispose();
        Target.Dispose();
        Visible?.Dispose();
    }
}
