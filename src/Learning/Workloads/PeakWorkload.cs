namespace PerfSuite.Learning.Workloads;

/// <summary>Not a network to train: the most arithmetic this machine does in a second, against which networks are held.</summary>
public sealed class PeakWorkload : Workload
{
    /// <summary>Rows and columns of the matrices: large enough to be all arithmetic, and small enough for a burst.</summary>
    public const int Side = 1024;

    /// <summary>Multiply-accumulates of one iteration, whatever the batch.</summary>
    public const long Macs = (long)Side * Side * Side;

    internal PeakWorkload()
    {
    }

    /// <inheritdoc/>
    public override string Name => "peak";

    /// <inheritdoc/>
    public override string Summary => "one product of two 1024×1024 matrices, float32: this machine's measured peak";

    /// <inheritdoc/>
    public override bool TakesBfloat16 => true;

    /// <inheritdoc/>
    public override int DefaultBatch => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases { get; } = [Phase.MatMul];

    /// <inheritdoc/>
    public override PeakSession Open(SessionOptions options)
    {
        options.Validate(this);
        return Weighted(new PeakSession(this, options));
    }
}
