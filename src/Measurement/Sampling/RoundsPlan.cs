namespace PerfSuite.Measurement;

/// <summary>How many rounds, how long, in which order.</summary>
/// <param name="Phase">What every contender works through.</param>
public sealed record RoundsPlan(string Phase)
{
    /// <summary>Rounds that count, 1 or more, 15 if nothing is said. From 6 on a 95 % interval of a median exists.</summary>
    public int Rounds { get; init; } = 15;

    /// <summary>Rounds before them, kept apart: 0 or more, 3 if nothing is said.</summary>
    public int WarmUp { get; init; } = 3;

    /// <summary>What one burst should last: 50 ms if nothing is said.</summary>
    public TimeSpan Burst { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>In every burst; null: calibrated to <see cref="Burst"/>. An epoch is 1.</summary>
    public int? Iterations { get; init; }

    /// <summary>Decides the order within every round.</summary>
    public long Seed { get; init; }
}

/// <summary>Which of a run's three parts a burst belongs to.</summary>
public enum RoundStage
{
    /// <summary>Finding out how many iterations make a burst.</summary>
    Calibration,

    /// <summary>Kept apart from the values that count.</summary>
    WarmUp,

    /// <summary>Counts.</summary>
    Measured,
}

/// <summary>One burst, just finished.</summary>
/// <param name="Phase">What was worked through.</param>
/// <param name="Stage">Which part of the run it belongs to.</param>
/// <param name="Round">From 1 to <paramref name="Rounds"/> within its stage; 0 while calibrating.</param>
/// <param name="Rounds">How many its stage has; 0 while calibrating.</param>
/// <param name="Contender">Whose burst.</param>
/// <param name="NanosecondsPerIteration">Null when it failed.</param>
public sealed record RoundProgress(
    string Phase,
    RoundStage Stage,
    int Round,
    int Rounds,
    string Contender,
    double? NanosecondsPerIteration);

/// <summary>One contender's values. The i-th values of two contenders come from the same round.</summary>
/// <param name="Contender">Who.</param>
/// <param name="WarmUp">Nanoseconds per iteration.</param>
/// <param name="Values">Nanoseconds per iteration, finite and above zero.</param>
/// <param name="Failure">Why it stopped short; null when it did not.</param>
public sealed record ContenderRounds(
    string Contender,
    IReadOnlyList<double> WarmUp,
    IReadOnlyList<double> Values,
    string? Failure)
{
    /// <summary>How the GPU ran as each burst that counts ended; empty where nobody looked.</summary>
    public IReadOnlyList<GpuState> Gpu { get; init; } = [];

    /// <summary>How many processes of the contender the values are of, one after the other, equally many of each.</summary>
    public int Processes { get; init; } = 1;
}

/// <summary>What a run brought.</summary>
/// <param name="Phase">What was worked through.</param>
/// <param name="Iterations">In every burst of every contender; 0 when none got that far.</param>
/// <param name="Contenders">In the order given.</param>
/// <param name="Cancelled">The round in flight was dropped; the complete ones are there.</param>
public sealed record RoundsOutcome(
    string Phase,
    int Iterations,
    IReadOnlyList<ContenderRounds> Contenders,
    bool Cancelled)
{
    /// <summary>The rounds of several runs as those of one, where everybody's process was a fresh one in each run.</summary>
    /// <param name="runs">One or more of the same plan, in their order. Who failed in one of them, or had no part in it, has failed.</param>
    public static RoundsOutcome Join(IReadOnlyList<RoundsOutcome> runs) => runs is [var only] ? only : new(
        runs[0].Phase,
        runs[0].Iterations,
        [.. runs.SelectMany(run => run.Contenders).Select(one => one.Contender).Distinct().Select(contender => Join(contender, runs))],
        runs.Any(run => run.Cancelled));

    private static ContenderRounds Join(string contender, IReadOnlyList<RoundsOutcome> runs)
    {
        var own = runs.Select(run => run.Contenders.FirstOrDefault(one => one.Contender == contender)).ToList();
        var failure = own.Select((one, place) => one is null ? $"{contender} had no part in process {place + 1} of {runs.Count}" : one.Failure).FirstOrDefault(reason => reason is not null);
        return new ContenderRounds(contender, [.. own.SelectMany(one => one?.WarmUp ?? [])], [.. own.SelectMany(one => one?.Values ?? [])], failure)
        {
            Gpu = [.. own.SelectMany(one => one?.Gpu ?? [])],
            Processes = failure is null ? runs.Count : 1,
        };
    }
}
