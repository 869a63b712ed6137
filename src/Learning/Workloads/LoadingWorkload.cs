namespace PerfSuite.Learning.Workloads;

/// <summary>Not a network to train: what it costs to make batches, out of memory and out of files.</summary>
public sealed class LoadingWorkload : Workload
{
    /// <summary>Samples whose pixels are in the session's digest.</summary>
    public const int Digested = 2048;

    internal LoadingWorkload()
    {
    }

    /// <inheritdoc/>
    public override string Name => "loading";

    /// <inheritdoc/>
    public override string Summary => "batches alone: passes over rows in memory, CIFAR-10 or pictures, as the folder has it";

    /// <inheritdoc/>
    public override bool OnDevices => false;

    /// <inheritdoc/>
    public override int DefaultBatch => 100;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases { get; } =
    [
        Phase.Rows, Phase.RowsSelect, Phase.Cifar, Phase.CifarTensors, Phase.Memcpy, Phase.Faces, Phase.FacesScaled,
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings { get; } =
        [new("workers", "Threads, or in Python processes, that read ahead; 0 reads where the batch is used.", ["0", "1", "2", "4"], "0")];

    /// <inheritdoc/>
    /// <exception cref="Data.DataException">The folder holds nothing that can be loaded.</exception>
    public override LoadingSession Open(SessionOptions options)
    {
        options.Validate(this);
        return Weighted(new LoadingSession(this, options, Settle(options.Variant, options.Settings)));
    }
}
