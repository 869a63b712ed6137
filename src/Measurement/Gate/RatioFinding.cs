namespace PerfSuite.Measurement;

/// <summary>Tier 2 of the gate: how the head stands to C++, against how it stood when that was accepted.</summary>
/// <param name="Finding">Its base is C++'s time multiplied by the accepted ratio: slower means further behind C++ than accepted. New where nothing was accepted.</param>
/// <param name="Accepted">What it is held to; null where there is nothing.</param>
public sealed record RatioFinding(GateFinding Finding, RatioEntry? Accepted)
{
    /// <summary>The head's time to C++'s; null where too few rounds were played.</summary>
    public RatioStand? Stand => Finding.Estimate is { Ratio: { Interval: { } interval } ratio }
        ? new RatioStand(Finding.Row.Case, ratio.Median * Scale, interval.Low * Scale, interval.High * Scale, interval.Level, ratio.Count)
        : null;

    private double Scale => Accepted?.Ratio ?? 1;
}

/// <summary>Rounds against a base that is some multiple of what was timed.</summary>
/// <param name="rounds">Whose base is C++.</param>
/// <param name="ratios">By row; a row without one is left as it is.</param>
public sealed class ScaledRounds(IGateRounds rounds, IReadOnlyDictionary<Case, double> ratios) : IGateRounds
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<Case, GateValue> Next(IReadOnlyList<Case> rows, CancellationToken cancellation) =>
        rounds.Next(rows, cancellation).ToDictionary(one => one.Key, one => one.Value.Pair is { } pair
            ? one.Value with { Pair = pair with { Base = pair.Base * ratios.GetValueOrDefault(one.Key, 1) } }
            : one.Value);
}
