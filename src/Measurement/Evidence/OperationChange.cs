namespace PerfSuite.Measurement;

/// <summary>What became of a native operation.</summary>
public enum OperationFate
{
    /// <summary>Only the second side calls it.</summary>
    Added,

    /// <summary>Only the first side calls it.</summary>
    Lost,

    /// <summary>Called more often.</summary>
    More,

    /// <summary>Called less often.</summary>
    Fewer,

    /// <summary>Called as often, and takes longer by itself.</summary>
    Slowed,

    /// <summary>Called as often, and takes less time by itself.</summary>
    Quickened,
}

/// <summary>One native operation that is not on both sides as it was.</summary>
/// <param name="Name">Such as <c>aten::add_</c>.</param>
/// <param name="Fate">What became of it.</param>
/// <param name="Count">Calls per iteration.</param>
/// <param name="Nanoseconds">Per iteration, without the operations nested in it; null on a side that was not timed.</param>
public sealed record OperationChange(string Name, OperationFate Fate, Change Count, Change Nanoseconds)
{
    /// <summary>Slowed or quickened is what changed by at least so much of its own time …</summary>
    public const double OfItself = 0.10;

    /// <summary>… and by so much of that of all operations together. Times of single operations have no intervals: less is noise.</summary>
    public const double OfAll = 0.02;

    /// <summary>Counts that differ by less are the same: something that happened once in all the iterations.</summary>
    internal const double LeastCount = 0.02;

    /// <summary>Those that changed, the largest change of time first; empty where a side was not counted.</summary>
    internal static IReadOnlyList<OperationChange> Between(WorkerCounters? before, WorkerCounters? after)
    {
        if (before?.NativeOperations is not { } countsBefore || after?.NativeOperations is not { } countsAfter)
            return [];
        var (timesBefore, timesAfter) = (before.OperationNanoseconds, after.OperationNanoseconds);
        var least = OfAll * (timesBefore?.Values.Sum() ?? 0);
        return [.. countsBefore.Keys.Union(countsAfter.Keys)
            .Select(name => Judge(
                name,
                new Change(countsBefore.GetValueOrDefault(name), countsAfter.GetValueOrDefault(name)),
                new Change(timesBefore is null ? null : timesBefore.GetValueOrDefault(name), timesAfter is null ? null : timesAfter.GetValueOrDefault(name)),
                least))
            .OfType<OperationChange>()
            .OrderByDescending(change => Math.Abs(change.Nanoseconds.By ?? 0))
            .ThenByDescending(change => Math.Abs(change.Count.By ?? 0))
            .ThenBy(change => change.Name, StringComparer.Ordinal)];
    }

    private static OperationChange? Judge(string name, Change count, Change nanoseconds, double least)
    {
        OperationFate? fate = count switch
        {
            { By: > -LeastCount and < LeastCount } => nanoseconds.By is { } by && Math.Abs(by) >= least && Math.Abs(by) >= OfItself * nanoseconds.Before && by != 0
                ? by > 0 ? OperationFate.Slowed : OperationFate.Quickened
                : null,
            { Before: 0 } => OperationFate.Added,
            { After: 0 } => OperationFate.Lost,
            { By: > 0 } => OperationFate.More,
            _ => OperationFate.Fewer,
        };
        return fate is { } found ? new OperationChange(name, found, count, nanoseconds) : null;
    }
}
