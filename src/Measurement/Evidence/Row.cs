namespace PerfSuite.Measurement;

/// <summary>What became of a contender in a case.</summary>
public enum RowStatus
{
    /// <summary>Has its median.</summary>
    Measured,

    /// <summary>Refused, died, hung or answered nonsense; <see cref="Row.Reason"/> has its last words.</summary>
    Failed,

    /// <summary>Not on this machine.</summary>
    Absent,

    /// <summary>Other parameters or losses than the reference: not timed.</summary>
    Disagrees,

    /// <summary>Stopped by the user before its first complete round.</summary>
    Cancelled,

    /// <summary>Has no such workload: it is one of the user's own, in another language.</summary>
    NotOffered,
}

/// <summary>One contender in one case.</summary>
public sealed record Row
{
    /// <summary>The unit of a time, per iteration.</summary>
    public const string Nanoseconds = "ns";

    /// <summary>The unit of memory.</summary>
    public const string Bytes = "bytes";

    /// <summary>What was measured.</summary>
    public required Case Case { get; init; }

    /// <summary>By whom.</summary>
    public required string Contender { get; init; }

    /// <summary>Of the values: <see cref="Nanoseconds"/> or <see cref="Bytes"/>.</summary>
    public string Unit { get; init; } = Nanoseconds;

    /// <summary>Iterations in each round; 0 when it got none.</summary>
    public int Iterations { get; init; }

    /// <summary>Values kept apart.</summary>
    public IReadOnlyList<double> WarmUp { get; init; } = [];

    /// <summary>Values that count, a round each.</summary>
    public IReadOnlyList<double> Rounds { get; init; } = [];

    /// <summary>
    /// How many processes of the contender <see cref="Rounds"/> are of, one after the other, equally many of each. Of more than one the median and its
    /// interval are those of the processes' medians.
    /// </summary>
    public int Processes { get; init; } = 1;

    /// <summary>How the GPU ran as each of the rounds ended; empty where it was none of a GPU, or nobody told.</summary>
    public IReadOnlyList<GpuState> Gpu { get; init; } = [];

    /// <summary>Null unless <see cref="RowStatus.Measured"/>.</summary>
    public double? Median { get; init; }

    /// <summary>Lower end of the interval; null where there is none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end.</summary>
    public double? High { get; init; }

    /// <summary>Exact coverage of the interval.</summary>
    public double? Level { get; init; }

    /// <summary>What became of it.</summary>
    public required RowStatus Status { get; init; }

    /// <summary>Why it is not <see cref="RowStatus.Measured"/>: one line.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether both have equally many rounds, of equally many processes, as contenders of one run have.</summary>
    public bool IsPairedWith(Row other) => Rounds.Count == other.Rounds.Count && Processes == other.Processes;

    /// <summary>The row of a contender's rounds, estimated: Failed if it failed on the way, Cancelled if the run ended before its first complete round.</summary>
    /// <exception cref="ArgumentException">The contender took no part.</exception>
    public static Row Of(Case measured, RoundsOutcome outcome, string contender)
    {
        var rounds = outcome.Contenders.FirstOrDefault(one => one.Contender == contender)
            ?? throw new ArgumentException($"'{contender}' took no part in the rounds of {outcome.Phase}.", nameof(contender));
        var row = new Row
        {
            Case = measured,
            Contender = contender,
            Iterations = outcome.Iterations,
            WarmUp = rounds.WarmUp,
            Rounds = rounds.Values,
            Processes = rounds.Processes,
            Gpu = rounds.Gpu,
            Status = RowStatus.Measured,
        };
        if (rounds.Failure is { } failure)
            return row with { Status = RowStatus.Failed, Reason = OneLine.Of(failure) };
        if (rounds.Values.Count == 0)
            return row with { Status = RowStatus.Cancelled, Reason = "stopped before its first complete round" };
        var estimate = Estimator.MedianInterval(Estimator.ByProcess(rounds.Values, rounds.Processes));
        return row with { Median = estimate.Median, Low = estimate.Interval?.Low, High = estimate.Interval?.High, Level = estimate.Interval?.Level };
    }

    /// <summary>The row of a contender that was not timed.</summary>
    /// <param name="measured">What should have been.</param>
    /// <param name="contender">Who.</param>
    /// <param name="status">Any but <see cref="RowStatus.Measured"/>.</param>
    /// <param name="reason">Is made one line.</param>
    /// <exception cref="ArgumentException">The status is Measured.</exception>
    public static Row Without(Case measured, string contender, RowStatus status, string reason)
    {
        if (status == RowStatus.Measured)
            throw new ArgumentException("A row without values is not measured.", nameof(status));
        var line = OneLine.Of(reason);
        return new Row { Case = measured, Contender = contender, Status = status, Reason = line.Length > 0 ? line : "no reason given" };
    }
}
