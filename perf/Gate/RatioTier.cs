using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>
/// Tier 2: the head against C++ in rounds of their own, held to the ratio that was accepted for this BLAS and these vector instructions. The same
/// rules as between two builds, with C++'s time multiplied by that ratio for a base.
/// </summary>
/// <param name="yardstick">C++; its absence where it is not on this machine.</param>
internal sealed class RatioTier(Contender yardstick, Side head, Ledgers measure, GateRules rules, long seed, WorkerLimits limits)
{
    /// <param name="rows">That may be held against C++.</param>
    /// <param name="hello">What the head's worker says of itself.</param>
    /// <param name="fingerprint">Of this machine.</param>
    /// <param name="all">Whether rows without an accepted ratio are measured, too, so that it can be accepted.</param>
    /// <param name="left">Whether there is time for so many more rounds of so many rows.</param>
    /// <param name="progress">Called after every round.</param>
    public IReadOnlyList<RatioFinding> Judge(
        IReadOnlyList<Case> rows, WorkerHello hello, string fingerprint, bool all, Func<int, int, bool> left, Action<GateProgress> progress, CancellationToken cancellation)
    {
        var (blas, capability) = (RatioLedger.Short(hello.Blas), hello.CpuCapability ?? "unknown");
        var accepted = rows.Select(row => measure.Ratios.Of(row, hello.Contender, blas, capability)).OfType<RatioEntry>().ToDictionary(entry => entry.Case);
        var asked = rows.Where(row => all || accepted.ContainsKey(row)).ToList();
        if (asked.Count == 0)
            return [];
        if (yardstick.Command is not { } command)
            return [.. asked.Select(row => Without(row, Verdict.Missing, $"there is no C++ to hold it against: {yardstick.Absence}"))];
        var cpp = new Side(Contender.Cpp, new GateSide(Contender.Cpp, null, null, Contender.Cpp, null), null, command);
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
        if (preparation.Hellos[0].LibTorch is var other && other != hello.LibTorch)
            return [.. asked.Select(row => Without(row, Verdict.Missing, $"C++ has libtorch {other} and the head {hello.LibTorch}: no yardstick"))];
        var ready = prepared.Where(row => row.Verdict is null).ToDictionary(row => row.Row, row => row.Bursts);
        var rounds = new ScaledRounds(new LiveRounds(cpp, head, ready, seed, limits), accepted.ToDictionary(entry => entry.Key, entry => entry.Value.Ratio));
        var found = Play(ready.Keys.Where(accepted.ContainsKey), rules)
            .Concat(Play(ready.Keys.Where(row => !accepted.ContainsKey(row)), rules with { Confirmations = 0 }).Select(finding => finding with
            {
                Verdict = Verdict.New,
                Reason = $"no ratio to C++ is accepted for {blas} and {capability}: `accept --ratios`",
            }))
            .ToDictionary(finding => finding.Row.Case);
        return [.. prepared.Select(row => row.Verdict switch
        {
            null => new RatioFinding(found[row.Row], accepted.GetValueOrDefault(row.Row)),
            Verdict.New => Without(row.Row, Verdict.Missing, "C++ does not have it"),
            { } verdict => Without(row.Row, verdict, row.Reason),
        })];

        IReadOnlyList<GateFinding> Play(IEnumerable<Case> some, GateRules by) => some.Select(Row).ToList() is { Count: > 0 } gated
            ? new GateTrial(gated, by, rounds).Run(left, progress, cancellation)
            : [];

        RatioFinding Without(Case row, Verdict verdict, string? reason) =>
            new(new GateFinding { Row = Row(row), Verdict = verdict, Reason = reason }, accepted.GetValueOrDefault(row));

        GateRow Row(Case row) => new(row, measure.Noise.EffectOf(row, fingerprint));
    }

    /// <summary>What can be accepted of it; null where nothing came to a ratio.</summary>
    public static RatioTake? Stood(IReadOnlyList<RatioFinding> findings, WorkerHello hello, string? commit) =>
        findings.Select(finding => finding.Stand).OfType<RatioStand>().ToList() is { Count: > 0 } stands
            ? new RatioTake(hello.Contender, RatioLedger.Short(hello.Blas), hello.CpuCapability ?? "unknown", commit, stands)
            : null;
}
