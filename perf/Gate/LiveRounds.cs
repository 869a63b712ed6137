using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>
/// Rounds of two sides: a fresh process of each, every row opened in both, their bursts interleaved while the other is stopped. The base's value
/// is the median of its bursts; the head's is that times the median ratio of bursts that followed on each other.
/// </summary>
internal sealed class LiveRounds(Side baseSide, Side headSide, IReadOnlyDictionary<Case, Bursts> bursts, long seed, WorkerLimits limits) : IGateRounds
{
    private readonly IReadOnlyList<int> processors = bursts.Keys.All(row => row.Threads == 1) ? Processors.Allowed : [];
    private readonly Random order = new((int)(seed % int.MaxValue));
    private int round;

    /// <summary>
    /// Whether every row has processes of its own. What a process did before shifts two builds alike, but C# and C++ not: a ratio to C++ would
    /// depend on which rows were asked for, and be another in a confirmation of two rows than in the screen of all.
    /// </summary>
    public bool Alone { get; init; }

    public IReadOnlyDictionary<Case, GateValue> Next(IReadOnlyList<Case> rows, CancellationToken cancellation)
    {
        round++;
        var values = new Dictionary<Case, GateValue>();
        var shuffled = rows.ToArray();
        order.Shuffle(shuffled);
        // One processor for both, another from time to time: two would have two neighbourhoods.
        int? processor = processors.Count > 0 ? processors[round / 2 % processors.Count] : null;
        Pair? pair = null;
        try
        {
            foreach (var row in shuffled)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    pair ??= new Pair(baseSide, headSide, limits, processor);
                    values[row] = Measure(pair, row, cancellation);
                    pair.Revive();
                }
                catch (WorkerException fault)
                {
                    values[row] = new GateValue(null, fault.Message);
                    pair?.Dispose();
                    pair = null;
                }
                if (Alone)
                {
                    pair?.Dispose();
                    pair = null;
                }
            }
        }
        finally
        {
            pair?.Dispose();
        }
        return values;
    }

    /// <summary>
    /// The median burst of the base, and the median ratio of bursts that followed on each other: whatever slows the machine for longer than two
    /// bursts slows both.
    /// </summary>
    private static GatePair Paired(IReadOnlyList<double> before, IReadOnlyList<double> after)
    {
        var usual = Estimator.Median(before);
        return new GatePair(usual, usual * Math.Exp(Estimator.Median([.. before.Zip(after, (one, other) => Math.Log(other / one))])));
    }

    private GateValue Measure(Pair pair, Case row, CancellationToken cancellation)
    {
        var request = GateRows.Request(row, seed);
        // Who comes first alternates with the round, so that an advantage of the place cancels out.
        Pair.Half[] halves = round % 2 == 0 ? [pair.Head, pair.Base] : [pair.Base, pair.Head];
        foreach (var half in halves)
            half.Worker.Open(request);
        var (iterations, count, warmUp) = bursts[row];
        var outcome = new Rounds(
            new RoundsPlan(row.Phase) { Rounds = count, WarmUp = warmUp, Iterations = iterations, Seed = seed + round },
            [.. halves.Select(half => half.Worker)]).Run(cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        var found = outcome.Contenders.ToDictionary(one => one.Contender);
        var (before, after) = (found[pair.Base.Worker.Contender], found[pair.Head.Worker.Contender]);
        return (before.Failure ?? after.Failure) is { } failure
            ? new GateValue(null, failure)
            : new GateValue(Paired(before.Values, after.Values), null);
    }
}
