namespace PerfSuite.Measurement;

/// <summary>What was measured, by whom left open.</summary>
public sealed record Case(string Study, string Workload, string Variant, string Phase, int Batch, string Device, int Threads);

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
}

/// <summary>One contender in one case.</summary>
public sealed record Row
{
    /// <summary>What was measured.</summary>
    public required Case Case { get; init; }

    /// <summary>By whom.</summary>
    public required string Contender { get; init; }

    /// <summary>Of the values: <c>ns</c>, per iteration.</summary>
    public string Unit { get; init; } = "ns";

    /// <summary>Iterations in each round; 0 when it got none.</summary>
    public int Iterations { get; init; }

    /// <summary>Values kept apart.</summary>
    public IReadOnlyList<double> WarmUp { get; init; } = [];

    /// <summary>Values that count, a round each.</summary>
    public IReadOnlyList<double> Rounds { get; init; } = [];

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

    /// <summary>The row of a contender's rounds, estimated; Failed if it failed, Cancelled if it has no complete round.</summary>
    public static Row Of(Case measured, RoundsOutcome outcome, string contender) => throw new NotImplementedException();

    /// <summary>The row of a contender that was not timed.</summary>
    public static Row Without(Case measured, string contender, RowStatus status, string reason) =>
        new() { Case = measured, Contender = contender, Status = status, Reason = reason };
}

/// <summary>One contender against another, paired within rounds.</summary>
public sealed record Ratio
{
    /// <summary>What was measured.</summary>
    public required Case Case { get; init; }

    /// <summary>The numerator.</summary>
    public required string Contender { get; init; }

    /// <summary>The denominator.</summary>
    public required string To { get; init; }

    /// <summary>Rounds behind it.</summary>
    public required int Count { get; init; }

    /// <summary>Above 1: slower than <see cref="To"/>.</summary>
    public required double Median { get; init; }

    /// <summary>Lower end of the interval; null where there is none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end.</summary>
    public double? High { get; init; }

    /// <summary>Exact coverage of the interval.</summary>
    public double? Level { get; init; }

    /// <summary>No difference shown: the interval contains 1, or there is none.</summary>
    public bool ContainsOne => Low is not { } low || High is not { } high || (low <= 1 && 1 <= high);

    /// <summary>The ratio of two rows of one case; null unless both are measured with equally many rounds.</summary>
    public static Ratio? Of(Row row, Row to) => throw new NotImplementedException();
}

/// <summary>Counters of one contender in one case.</summary>
/// <param name="Iterations">That they were taken over.</param>
/// <param name="Values">Per iteration.</param>
public sealed record CounterRow(Case Case, string Contender, int Iterations, WorkerCounters Values);

/// <summary>A contender with the versions that must stand beside its name.</summary>
/// <param name="Title">How tables name it: <c>C# PerfSuite binding</c>.</param>
public sealed record ContenderEntry(
    string Contender,
    string Title,
    string Language,
    IReadOnlyDictionary<string, string> Versions,
    string? LibTorch,
    string? Blas,
    string? CpuCapability);
