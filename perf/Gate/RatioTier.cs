using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>
/// Tier 2: the head against C++ in rounds of their own, held to the ratio that was accepted for this BLAS and these vector instructions. The same
/// rules as between two builds, with C++'s time multiplied by that ratio for a base, and an effect from how far the ratio wandered when it was recorded.
/// </summary>
/// <param name="yardstick">C++; its absence where it is not on this machine.</param>
internal sealed class RatioTier(Contender yardstick, Side head, RatioLedger measure, GateRules rules, long seed, WorkerLimits limits)
{
    /// <summary>C++ as the side compared with; null where it is not on this machine.</summary>
    public static Side? Base(Contender yardstick) => yardstick.Command is { } command
        ? new Side(Contender.Cpp, new GateSide(Contender.Cpp, null, null, Contender.Cpp, null), null, command)
        : null;

    /// <summary>Why the two cannot be compared; null where they load the same libtorch.</summary>
    public static string? Differing(WorkerHello cpp, WorkerHello head) =>
        cpp.LibTorch == head.LibTorch ? null : $"C++ has libtorch {cpp.LibTorch} and the head {head.LibTorch}: no yardstick";

    /// <param name="rows">That may be held against C++.</param>
    /// <param name="hello">What the head's worker says of itself.</param>
    /// <param name="all">Whether rows without an accepted ratio are measured, too.</param>
    /// <param name="begun">Called when all is prepared and rounds of some rows begin.</param>
    /// <param name="left">Whether there is time for so many more rounds of so many rows.</param>
    /// <param name="progress">Called after every round.</param>
    public IReadOnlyList<RatioFinding> Judge(
        IReadOnlyList<Case> rows, WorkerHello hello, bool all, Action begun, Func<int, int, bool> left, Action<GateProgress> progress, CancellationToken cancellation)
    {
        var footing = RatioFooting.Of(hello);
        var accepted = rows.Select(row => measure.Of(row, footing)).OfType<RatioEntry>().ToDictionary(entry => entry.Case);
        var asked = rows.Where(row => all || accepted.ContainsKey(row)).ToList();
        if (asked.Count == 0)
            return [];
        if (Base(yardstick) is not { } cpp)
            return [.. asked.Select(row => Without(row, Verdict.Missing, $"there is no C++ to hold it against: {yardstick.Absence}"))];
        var preparation = new Preparation(cpp, head, seed, limits);
        IReadOnlyList<Prepared> prepared;
        try
        {
            prepared = preparation.Run(asked, (_, _) => { }, cancellation);
        }
        catch (WorkerException fault)
        {
            return [.. asked.Select(row => Without(row, Verdict.Failed, fault.Message))];
        }
        if (Differing(preparation.Hellos[0], hello) is { } differing)
            return [.. asked.Select(row => Without(row, Verdict.Missing, differing))];
        var ready = prepared.Where(row => row.Verdict is null).ToDictionary(row => row.Row, row => row.Bursts);
        var rounds = new ScaledRounds(new LiveRounds(cpp, head, ready, seed, limits) { Alone = true }, accepted.ToDictionary(entry => entry.Key, entry => entry.Value.Ratio));
        var found = Play(ready.Keys.Where(accepted.ContainsKey), rules)
            .Concat(Play(ready.Keys.Where(row => !accepted.ContainsKey(row)), rules with { Confirmations = 0 }).Select(finding => finding with
            {
                Verdict = Verdict.New,
                Reason = $"no ratio to C++ is accepted for {footing}: `prove record FILE --ratios`, `accept FILE --ratios`",
            }))
            .ToDictionary(finding => finding.Row.Case);
        return [.. prepared.Select(row => row.Verdict switch
        {
            null => new RatioFinding(found[row.Row], accepted.GetValueOrDefault(row.Row)),
            Verdict.New => Without(row.Row, Verdict.Missing, "C++ does not have it"),
            { } verdict => Without(row.Row, verdict, row.Reason),
        })];

        IReadOnlyList<GateFinding> Play(IEnumerable<Case> some, GateRules by)
        {
            GateRow[] gated = [.. some.Select(Row)];
            begun();
            return gated.Length > 0 ? new GateTrial(gated, by, rounds).Run(left, progress, cancellation) : [];
        }

        RatioFinding Without(Case row, Verdict verdict, string? reason) =>
            new(new GateFinding { Row = Row(row), Verdict = verdict, Reason = reason }, accepted.GetValueOrDefault(row));

        GateRow Row(Case row) => new(row, accepted.GetValueOrDefault(row)?.Effect ?? GateRules.LeastEffect);
    }

    /// <summary>What can be accepted of it; null where nothing came to a ratio.</summary>
    public static RatioTake? Stood(IReadOnlyList<RatioFinding> findings, WorkerHello hello, string? commit) =>
        findings.Select(finding => finding.Stand).OfType<RatioStand>().ToList() is { Count: > 0 } stands
            ? new RatioTake(RatioFooting.Of(hello), commit, stands)
            : null;
}
