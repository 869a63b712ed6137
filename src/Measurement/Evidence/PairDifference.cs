namespace PerfSuite.Measurement;

/// <summary>One contender in one case, before and after.</summary>
public sealed record PairDifference
{
    /// <summary>Bytes per iteration that are no difference: something that happened once in all the iterations.</summary>
    private const double LeastBytes = 1;

    private const string More = "more ";

    /// <summary>What was measured.</summary>
    public required Case Case { get; init; }

    /// <summary>By whom.</summary>
    public required string Contender { get; init; }

    /// <summary>
    /// Of the times. Slower and Faster: the two intervals do not meet and the medians differ by <see cref="Difference.Effect"/> or more.
    /// Same: any two values out of the intervals differ by less. New and Missing: only one side measured it. Failed: the second did not
    /// come to a value. Inconclusive: anything else.
    /// </summary>
    public required Verdict Verdict { get; init; }

    /// <summary>The medians, in <see cref="Unit"/>.</summary>
    public required Change Median { get; init; }

    /// <summary>Of the medians.</summary>
    public required string Unit { get; init; }

    /// <summary>After to before; null unless both are measured.</summary>
    public double? Ratio { get; init; }

    /// <summary>The least ratio of two values out of the intervals.</summary>
    public double? Low { get; init; }

    /// <summary>The greatest.</summary>
    public double? High { get; init; }

    /// <summary>How it stood to another contender within the rounds of each file; null where one of them does not tell.</summary>
    public Against? Against { get; init; }

    /// <summary>Why a side has no value; null where both have.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether both sides counted native operations.</summary>
    public bool Counted { get; init; }

    /// <summary>Native operations that are not as they were.</summary>
    public IReadOnlyList<OperationChange> Operations { get; init; } = [];

    /// <summary>All native operations per iteration; null on a side that did not count.</summary>
    public required Change OperationCount { get; init; }

    /// <summary>Nanoseconds per iteration within native operations, a clock around each; null on a side that did not time them.</summary>
    public required Change OperationNanoseconds { get; init; }

    /// <summary>Managed bytes per iteration.</summary>
    public required Change ManagedBytes { get; init; }

    /// <summary>Calls from managed into native code per iteration.</summary>
    public required Change NativeCalls { get; init; }

    /// <summary>Most bytes of tensors that libtorch held at once in an iteration.</summary>
    public required Change PeakBytes { get; init; }

    /// <summary>Tensors made per iteration.</summary>
    public required Change TensorsMade { get; init; }

    /// <summary>Tensors left alive by all iterations together.</summary>
    public required Change TensorsAlive { get; init; }

    /// <summary>What got worse, in words. A single operation that slowed is an explanation and not among them.</summary>
    public IReadOnlyList<string> Worsened { get; init; } = [];

    /// <summary>Whether it is slower or counts more; what is missing or failed is neither.</summary>
    public bool GotWorse => Verdict == Verdict.Slower || Worsened.Any(what => what.StartsWith(More, StringComparison.Ordinal));

    /// <summary>Whether both sides measured or counted it.</summary>
    public bool Comparable => Ratio is not null || Counted || ManagedBytes.By is not null;

    internal static PairDifference Of(
        Case measured, string contender, Row? before, Row? after, WorkerCounters? countsBefore, WorkerCounters? countsAfter, Against? against)
    {
        var both = before is { Status: RowStatus.Measured } && after is { Status: RowStatus.Measured } && before.Unit == after.Unit;
        var (ratio, interval) = both ? Compare(before!, after!) : default;
        var pair = new PairDifference
        {
            Case = measured,
            Contender = contender,
            Verdict = ratio is { } centre ? Judgement.Of(new Estimate(centre, interval, 1), Difference.Effect) : Without(before, after),
            Median = new Change(before?.Median, after?.Median),
            Unit = (after ?? before)?.Unit ?? "ns",
            Ratio = ratio,
            Low = interval?.Low,
            High = interval?.High,
            Against = against,
            Reason = both ? null : Why(before, after),
            Counted = countsBefore?.NativeOperations is not null && countsAfter?.NativeOperations is not null,
            Operations = OperationChange.Between(countsBefore, countsAfter),
            OperationCount = new Change(countsBefore?.NativeOperations?.Values.Sum(), countsAfter?.NativeOperations?.Values.Sum()),
            OperationNanoseconds = new Change(countsBefore?.OperationNanoseconds?.Values.Sum(), countsAfter?.OperationNanoseconds?.Values.Sum()),
            ManagedBytes = new Change(countsBefore?.ManagedBytes, countsAfter?.ManagedBytes),
            NativeCalls = new Change(countsBefore?.NativeCalls, countsAfter?.NativeCalls),
            PeakBytes = new Change(countsBefore?.PeakBytes, countsAfter?.PeakBytes),
            TensorsMade = new Change(countsBefore?.TensorsMade, countsAfter?.TensorsMade),
            TensorsAlive = new Change(countsBefore?.TensorsAlive, countsAfter?.TensorsAlive),
        };
        return pair with { Worsened = [.. pair.Worse(before)] };
    }

    /// <summary>Whether a count differs by more than chance could make it.</summary>
    public static bool Differs(Change count) => Math.Abs(count.By ?? 0) >= OperationChange.LeastCount;

    /// <summary>The same for bytes.</summary>
    public static bool BytesDiffer(Change bytes) => Math.Abs(bytes.By ?? 0) >= LeastBytes;

    private IEnumerable<string> Worse(Row? before)
    {
        var had = before is { Status: RowStatus.Measured };
        if (Verdict == Verdict.Slower || (had && Verdict is Verdict.Missing or Verdict.Failed))
            yield return Verdict.ToString().ToLowerInvariant();
        if (Operations.Any(operation => operation.Fate is OperationFate.Added or OperationFate.More))
            yield return More + "native operations";
        if (BytesDiffer(ManagedBytes) && ManagedBytes.By > 0)
            yield return More + "managed bytes";
        if (Differs(NativeCalls) && NativeCalls.By > 0)
            yield return More + "native calls";
        if (BytesDiffer(PeakBytes) && PeakBytes.By > 0)
            yield return More + "memory of tensors";
        if (Differs(TensorsMade) && TensorsMade.By > 0)
            yield return More + "tensors made";
        if (TensorsAlive.By > 0)
            yield return More + "tensors left";
    }

    /// <summary>An interval only where both sides have one of the level that every interval has.</summary>
    private static (double? Ratio, Interval? Interval) Compare(Row before, Row after)
    {
        if (Within(after.Median!.Value / before.Median!.Value) is not { } ratio)
            return default;
        var level = Math.Min(before.Level ?? 0, after.Level ?? 0);
        return level >= Estimator.Level && Within(after.Low / before.High) is { } low && Within(after.High / before.Low) is { } high
            ? (ratio, new Interval(low, high, level))
            : (ratio, null);
    }

    // Of files that are not believed: what is beyond any number is no ratio.
    private static double? Within(double? ratio) => ratio is > 0 and < double.PositiveInfinity ? ratio : null;

    private static Verdict Without(Row? before, Row? after) => (before?.Status, after?.Status) switch
    {
        (RowStatus.Measured, RowStatus.Measured) => Verdict.Inconclusive,
        (_, RowStatus.Measured) => Verdict.New,
        (_, RowStatus.Failed or RowStatus.Disagrees) => Verdict.Failed,
        (null, not null) => Verdict.New,
        _ => Verdict.Missing,
    };

    private static string Why(Row? before, Row? after) => (before, after) switch
    {
        ({ Status: RowStatus.Measured }, { Status: RowStatus.Measured }) => $"in {before.Unit} before, in {after.Unit} after",
        (null, null) => "counted and not timed",
        (_, { Status: not RowStatus.Measured }) => $"after: {after.Reason}",
        (_, null) => "only in the first file",
        (null, _) => "only in the second file",
        _ => $"before: {before.Reason}",
    };
}
