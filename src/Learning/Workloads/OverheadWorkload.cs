namespace PerfSuite.Learning.Workloads;

/// <summary>Not a network to train: what one small operation costs when it is called from this language.</summary>
public sealed class OverheadWorkload : Workload
{
    internal OverheadWorkload()
    {
    }

    /// <inheritdoc/>
    public override string Name => "overhead";

    /// <inheritdoc/>
    public override string Summary => "single operations: what a call from this language costs on top of libtorch";

    /// <inheritdoc/>
    public override int DefaultBatch => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases { get; } =
    [
        Phase.AddInPlace, Phase.Add, Phase.AddGrad, Phase.LinearSoftmax, Phase.Step, Phase.Item, Phase.Shape,
    ];

    /// <inheritdoc/>
    public override OverheadSession Open(SessionOptions options)
    {
        options.Validate(this);
        return Weighted(new OverheadSession(this, options));
    }
}
