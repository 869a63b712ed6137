using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>Tier 0 of the gate: numbers without noise, so that any increase is a finding.</summary>
/// <param name="Case">What was counted.</param>
/// <param name="Verdict">Slower: something increased. Faster: something fell and nothing increased. New: nothing to compare with. Missing: the head did not count.</param>
/// <param name="Changes">What is not as it was, in words: <c>managed bytes 104 → 152</c>; increases first.</param>
/// <param name="Reason">A remark; null where there is none.</param>
public sealed record CounterFinding(Case Case, Verdict Verdict, IReadOnlyList<string> Changes, string? Reason)
{
    /// <summary>That the head's own ledger accepts just these values, which the pull request shows; null where it does not.</summary>
    public Acceptance? Accepted { get; init; }

    /// <summary>Bytes, operations by name, calls and tensors per iteration, head against what it is held to.</summary>
    public static CounterFinding Of(Case measured, WorkerCounters? before, WorkerCounters? after, string? reason = null)
    {
        if (after is null)
            return new CounterFinding(measured, before is null ? Verdict.New : Verdict.Missing, [], reason ?? "the changed side has not counted");
        if (before is null)
            return new CounterFinding(measured, Verdict.New, [], reason ?? "nothing accepted to compare with");
        var pair = PairDifference.Of(measured, "head", null, null, before, after, null);
        (string What, Change Change, bool Differs)[] counts =
        [
            ("managed bytes", pair.ManagedBytes, PairDifference.BytesDiffer(pair.ManagedBytes)),
            ("native calls", pair.NativeCalls, PairDifference.Differs(pair.NativeCalls)),
            ("bytes of tensors at once", pair.PeakBytes, PairDifference.BytesDiffer(pair.PeakBytes)),
            ("tensors made", pair.TensorsMade, PairDifference.Differs(pair.TensorsMade)),
            ("tensors left alive", pair.TensorsAlive, PairDifference.Differs(pair.TensorsAlive)),
            .. pair.Operations.Where(operation => operation.Fate is OperationFate.Added or OperationFate.Lost or OperationFate.More or OperationFate.Fewer)
                .Select(operation => (operation.Name, operation.Count, true)),
        ];
        // A counter that only one side has is no zero.
        string[] lost =
        [
            .. Lost("managed bytes", before.ManagedBytes, after.ManagedBytes), .. Lost("native calls", before.NativeCalls, after.NativeCalls),
            .. Lost("bytes of tensors at once", before.PeakBytes, after.PeakBytes), .. Lost("tensors made", before.TensorsMade, after.TensorsMade),
            .. Lost("tensors left alive", before.TensorsAlive, after.TensorsAlive), .. Lost("native operations", before.NativeOperations?.Count, after.NativeOperations?.Count),
        ];
        var changed = counts.Where(count => count.Differs).OrderByDescending(count => count.Change.By > 0).ToList();
        var verdict = lost.Length > 0 ? Verdict.Missing
            : changed.Any(count => count.Change.By > 0) ? Verdict.Slower
            : changed.Count > 0 ? Verdict.Faster : Verdict.Same;
        return new CounterFinding(measured, verdict, [.. lost, .. changed.Select(count => $"{count.What} {Number(count.Change.Before)} → {Number(count.Change.After)}")], reason);
    }

    private static IEnumerable<string> Lost(string what, double? before, double? after) =>
        before is not null && after is null ? [$"{what} no longer counted"] : [];

    private static string Number(double? value) => (value ?? 0).ToString("#,0.##", CultureInfo.InvariantCulture);
}
