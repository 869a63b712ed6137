using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>What is found out of one row before anything is timed.</summary>
/// <param name="Row">The row.</param>
/// <param name="Verdict">Null where both sides have it and agree: it can be timed.</param>
/// <param name="Reason">Why not; or a remark of what can be timed.</param>
/// <param name="Bursts">How each side is timed.</param>
/// <param name="Base">Counters of the side compared with.</param>
/// <param name="Head">Counters of the changed side.</param>
internal sealed record Prepared(Case Row, Verdict? Verdict, string? Reason, Bursts Bursts, WorkerCounters? Base, WorkerCounters? Head);

/// <summary>
/// A worker of each side, once: do both have the row, do they agree on parameters and losses, how often does each call, allocate and make
/// tensors, and how many iterations make a burst.
/// </summary>
internal sealed class Preparation(Side baseSide, Side headSide, long seed, WorkerLimits limits)
{
    private const int Steps = 2;
    private const int CountedIterations = 100;
    private const int CountedOfLong = 5;

    /// <summary>Nanoseconds of an iteration from which on it is counted less often.</summary>
    private const double Long = 5e6;

    /// <summary>What the workers say of themselves, base first.</summary>
    public IReadOnlyList<WorkerHello> Hellos { get; private set; } = [];

    /// <exception cref="WorkerException">A side's worker cannot be started or does not answer.</exception>
    public IReadOnlyList<Prepared> Run(IReadOnlyList<Case> rows, Action<int, Case> progress, CancellationToken cancellation)
    {
        using var pair = new Pair(baseSide, headSide, limits);
        Hellos = [pair.Base.Hello, pair.Head.Hello];
        var prepared = new List<Prepared>();
        foreach (var (i, row) in rows.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            progress(i, row);
            prepared.Add(Prepare(pair, row));
        }
        return prepared;
    }

    private Prepared Prepare(Pair pair, Case row)
    {
        var (before, after) = (pair.Base.Hello.Has(row.Workload, row.Phase), pair.Head.Hello.Has(row.Workload, row.Phase));
        if (!before || !after)
            return (before, after) switch
            {
                (true, false) => Without(Verdict.Missing, "head has it no more: what vanished cannot be shown to be as fast as it was"),
                (false, true) => Alone(),
                _ => Without(Verdict.Missing, "neither side has it"),
            };
        try
        {
            var judged = Agreement.Judge([Testify(pair.Base, row), Testify(pair.Head, row)]);
            if (judged.FirstOrDefault(one => !one.Agrees) is { } stranger)
                return Without(Verdict.Failed, $"{stranger.Contender} is not timed: {stranger.Reason}");
            // The steps of agreement have changed the parameters: all else starts from the same.
            pair.Base.Worker.Open(GateRows.Request(row, seed));
            pair.Head.Worker.Open(GateRows.Request(row, seed));
            var (iterations, nanoseconds, failure) = Calibrate(pair, row);
            if (failure is not null)
            {
                pair.Revive();
                return Without(Verdict.Failed, failure);
            }
            var counted = nanoseconds > Long ? CountedOfLong : CountedIterations;
            var (countsBefore, countsAfter) = (Count(pair.Base, row, counted), Count(pair.Head, row, counted));
            return new Prepared(row, null, judged[1].Reason, Bursts.Of(iterations, nanoseconds), countsBefore, countsAfter);
        }
        catch (WorkerException fault)
        {
            pair.Revive();
            return Without(Verdict.Failed, fault.Message);
        }

        // Nothing to compare with, but what it counts can be accepted.
        Prepared Alone()
        {
            try
            {
                pair.Head.Worker.Open(GateRows.Request(row, seed));
                return new Prepared(row, Verdict.New, "base does not have it: nothing to compare with", default, null, Count(pair.Head, row, CountedOfLong));
            }
            catch (WorkerException fault)
            {
                pair.Revive();
                return Without(Verdict.Failed, fault.Message);
            }
        }

        Prepared Without(Verdict verdict, string reason) => new(row, verdict, reason, default, null, null);
    }

    private Testimony Testify(Pair.Half half, Case row)
    {
        var digest = half.Worker.Open(GateRows.Request(row, seed)).Digest;
        return new Testimony(half.Worker.Contender, half.Hello.LibTorch, half.Hello.Blas, half.Hello.CpuCapability, digest, half.Worker.Agree(Steps));
    }

    private static WorkerCounters Count(Pair.Half half, Case row, int iterations)
    {
        // What is compiled, cached or grown once is not part of an iteration.
        half.Worker.Counters(row.Phase, iterations);
        return half.Worker.Counters(row.Phase, iterations);
    }

    private static (int Iterations, double Nanoseconds, string? Failure) Calibrate(Pair pair, Case row)
    {
        var outcome = new Rounds(new RoundsPlan(row.Phase) { Rounds = 1, WarmUp = 0, Burst = Bursts.Length }, [pair.Base.Worker, pair.Head.Worker]).Run();
        return outcome.Contenders.Select(one => one.Failure).FirstOrDefault(failure => failure is not null) is { } failure
            ? (0, 0, failure)
            : (outcome.Iterations, outcome.Contenders.Min(one => one.Values[0]), null);
    }
}
