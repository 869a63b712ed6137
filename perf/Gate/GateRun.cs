using System.Diagnostics;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Gate;

/// <summary>The gate from two names to a report.</summary>
/// <param name="measure">What the base holds a row to.</param>
/// <param name="claimed">The head's own accepted counters: what the change under test says of itself.</param>
internal sealed class GateRun(Side baseSide, Side headSide, IReadOnlyList<Case> rows, Ledgers measure, CounterLedger claimed, TimeSpan budget, long seed)
{
    /// <summary>Of a round of two builds, what it costs however few rows it has: two processes.</summary>
    private const double ProcessesShare = 0.3;

    private static readonly WorkerLimits limits = WorkerLimits.Default;
    private readonly List<(string What, TimeSpan Took)> stages = [];
    private readonly List<string> cautions = [];

    /// <summary>What was spent before, such as on building; it counts against the budget.</summary>
    public IReadOnlyList<(string What, TimeSpan Took)> Before { init => stages.AddRange(value); }

    /// <summary>Rounds and levels.</summary>
    public GateRules Rules { get; init; } = GateRules.Standard;

    /// <summary>What the head is held against in tier 2.</summary>
    public Contender Yardstick { get; init; } = CppContender.Find(Surroundings.Of(threads: 1));

    /// <summary>Whether the sides may compute with different torches: then the difference is the subject, and else no comparison of the two.</summary>
    public bool IsUpgrade { get; init; }

    /// <summary>Whether rows are held against C++ for which no ratio is accepted yet.</summary>
    public bool AllRatios { get; init; }

    public GateReport Carry(Progress progress, CancellationToken cancellation)
    {
        var taken = TimeProvider.System.GetUtcNow();
        var machine = Machine.Read();
        IReadOnlyList<Prepared> prepared = [];
        IReadOnlyList<WorkerHello> hellos = [];
        Timed("counters", () =>
        {
            try
            {
                var preparation = new Preparation(baseSide, headSide, seed, limits);
                prepared = preparation.Run(rows, (done, row) => progress.Report(0.1 * done / rows.Count, $"count and agree: {GateRows.Name(row)}"), cancellation);
                hellos = preparation.Hellos;
            }
            catch (WorkerException fault)
            {
                // Without a worker on a side nothing is measured, and every row says why.
                prepared = [.. rows.Select(row => new Prepared(row, Verdict.Failed, fault.Message, default, null, null))];
            }
        });
        if (!IsUpgrade && Differing(hellos) is { } differing)
            prepared = [.. rows.Select(row => new Prepared(row, Verdict.Failed, differing, default, null, null))];
        var (one, other) = (With(baseSide, hellos.ElementAtOrDefault(0)), With(headSide, hellos.ElementAtOrDefault(1)));
        if (one.IsSameAs(other))
            cautions.Add(one.Build == other.Build
                ? "Both sides are one and the same build: whatever differs is noise. Name another --base if that was not meant."
                : "Both sides are built from one source: whatever differs is noise. Name another --base if that was not meant.");
        var times = Judge(prepared, machine, progress, cancellation);
        CounterFinding[] counters = [.. prepared.Select(row => Count(row, hellos.ElementAtOrDefault(1)))];
        var ratios = hellos.ElementAtOrDefault(1) is { } ours ? Ratios(prepared, ours, progress, cancellation) : [];
        times = [.. times.Zip(counters, (time, count) => time.Verdict == Verdict.New ? time with { Accepted = count.Accepted } : time)];
        return new GateReport
        {
            Taken = taken,
            Machine = machine,
            Base = one,
            Head = other,
            Times = times,
            Counters = counters,
            Counted = hellos.ElementAtOrDefault(1) is { } hello
                ? new CounterTake(hello.Contender, CounterLedger.Short(hello.LibTorch), other.Commit, [.. prepared.Where(row => row.Head is not null).Select(row => (row.Row, row.Head!))])
                : null,
            Ratios = ratios,
            Stood = hellos.ElementAtOrDefault(1) is { } who ? RatioTier.Stood(ratios, who, other.Commit) : null,
            Verdict = GateAnswer.Of(times, counters, ratios),
            Cautions = cautions,
            Stages = stages,
            Budget = budget,
        };
    }

    private IReadOnlyList<GateFinding> Judge(IReadOnlyList<Prepared> prepared, Machine machine, Progress progress, CancellationToken cancellation)
    {
        var timed = prepared.Where(row => row.Verdict is null).ToList();
        var gated = timed.Select(row => new GateRow(row.Row, measure.Noise.EffectOf(row.Row, machine.Fingerprint))).ToList();
        var live = new LiveRounds(baseSide, headSide, timed.ToDictionary(row => row.Row, row => row.Bursts), seed, limits);
        var watch = new Watch(this, new RoundClock(TimeProvider.System, ProcessesShare), "", progress);
        var found = new List<GateFinding>();
        Timed("rounds", () => found.AddRange(new GateTrial(gated, Rules, live).Run(watch.HasTime, watch.Played, cancellation)));
        var all = prepared.ToDictionary(row => row.Row, row => row.Verdict is { } verdict
            ? new GateFinding { Row = new GateRow(row.Row, measure.Noise.EffectOf(row.Row, machine.Fingerprint)), Verdict = verdict, Reason = row.Reason }
            : null);
        foreach (var finding in found)
            all[finding.Row.Case] = finding with { Reason = finding.Reason ?? timed.First(row => row.Row == finding.Row.Case).Reason };
        return [.. rows.Select(row => all[row]!)];
    }

    private IReadOnlyList<RatioFinding> Ratios(IReadOnlyList<Prepared> prepared, WorkerHello hello, Progress progress, CancellationToken cancellation)
    {
        var tier = new RatioTier(Yardstick, headSide, measure.Ratios, Rules, seed, limits);
        Case[] asked = [.. prepared.Where(row => row.Verdict is null).Select(row => row.Row)];
        var clock = new RoundClock(TimeProvider.System, leastShare: 0);
        var watch = new Watch(this, clock, "against C++: ", progress);
        var found = tier.Judge(asked, hello, AllRatios, clock.Begin, watch.HasTime, watch.Played, cancellation);
        if (found.Count > 0)
            stages.Add(("against C++", clock.Elapsed));
        return found;
    }

    /// <summary>The head's counters against those that the base has accepted, or has itself; and whether the head's own ledger owns up to the difference.</summary>
    private CounterFinding Count(Prepared row, WorkerHello? hello)
    {
        if (row.Verdict is { } verdict && verdict != Verdict.New)
            return new CounterFinding(row.Row, verdict, [], row.Reason);
        var torch = CounterLedger.Short(hello?.LibTorch);
        var accepted = hello is null ? null : measure.Counters.Of(row.Row, hello.Contender, torch)?.Values;
        var found = CounterFinding.Of(row.Row, accepted ?? row.Base, row.Head, accepted is null && row.Base is not null ? $"nothing is accepted for libtorch {torch}: held against the base as it counts here" : null);
        if (found.Verdict is not (Verdict.Slower or Verdict.New) || hello is null || claimed.Of(row.Row, hello.Contender, torch) is not { } claim)
            return found;
        return CounterFinding.Of(row.Row, claim.Values, row.Head) is { Verdict: Verdict.Same } ? found with { Accepted = claim.Accepted } : found;
    }

    /// <summary>What the two compute with, where it is not the same; null where it is.</summary>
    private static string? Differing(IReadOnlyList<WorkerHello> hellos)
    {
        if (hellos is not [var before, var after])
            return null;
        (string What, string? Before, string? After)[] facts =
        [
            ("supplier", before.Contender, after.Contender), ("libtorch", before.LibTorch, after.LibTorch), ("BLAS", before.Blas, after.Blas), ("vector instructions", before.CpuCapability, after.CpuCapability),
        ];
        var different = facts.Where(fact => fact.Before != fact.After).Select(fact => $"{fact.What} {fact.Before ?? "unknown"} and {fact.After ?? "unknown"}").ToList();
        return different.Count == 0 ? null : $"the sides do not compute with the same ({string.Join(", ", different)}): --upgrade compares them all the same";
    }

    private bool HasTime(TimeSpan needed) => TimeSpan.FromTicks(stages.Sum(stage => stage.Took.Ticks)) + needed < budget;

    private static GateSide With(Side side, WorkerHello? hello) => hello is null ? side.Identity : side.Identity with
    {
        Torch = string.Join(" · ", new[] { hello.Contender, hello.LibTorch is { } torch ? "libtorch " + torch : null, hello.Blas, hello.CpuCapability }.OfType<string>()),
    };

    private void Timed(string what, Action action)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            action();
        }
        finally
        {
            stages.Add((what, clock.Elapsed));
        }
    }

    /// <summary>How much of the budget rounds have taken, and what is told of it.</summary>
    private sealed class Watch(GateRun run, RoundClock clock, string prefix, Progress progress)
    {
        private int done;

        public bool HasTime(int rounds, int suspects) => run.HasTime(clock.After(rounds, suspects));

        public void Played(GateProgress step)
        {
            done++;
            clock.Played(step);
            progress.Report(
                0.1 + (0.9 * Math.Min(1, (double)done / (run.Rules.ScreenRounds + (step.Stage * run.Rules.ConfirmRounds)))),
                $"{prefix}{(step.Stage == 0 ? "screen" : $"confirm {step.Rows} {(step.Rows == 1 ? "row" : "rows")}")}: round {step.Round} of {step.Rounds}");
        }
    }
}
