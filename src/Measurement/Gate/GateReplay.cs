using MathNet.Numerics.Statistics;

namespace PerfSuite.Measurement;

/// <summary>What became of many gates played on one recording.</summary>
/// <param name="Gates">How many.</param>
/// <param name="Red">Gates in which at least one row was Slower.</param>
/// <param name="NotSame">Gates in which at least one row was anything but Same.</param>
/// <param name="Rows">By row, how often each verdict fell.</param>
public sealed record GateReplay(int Gates, int Red, int NotSame, IReadOnlyDictionary<Case, IReadOnlyDictionary<Verdict, int>> Rows)
{
    /// <summary>Plays the whole gate, screen and confirmations, on so many seeded resamples.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than one gate.</exception>
    public static GateReplay Of(GateRecording recording, IReadOnlyList<GateRow> rows, GateRules rules, int gates, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(gates, 1);
        var seeds = new SplitMix64(unchecked((ulong)seed));
        return Of(Enumerable.Range(0, gates).Select(_ => new ResampledRounds(recording, unchecked((long)seeds.Next()))), rows, rules);
    }

    /// <summary>Plays the whole gate once from each round on behind which there are as many as it can take: hours as they came, and not mixed.</summary>
    /// <exception cref="ArgumentException">The recording is shorter than one gate may be.</exception>
    public static GateReplay OfStretches(GateRecording recording, IReadOnlyList<GateRow> rows, GateRules rules) => recording.Rounds.Count >= rules.MostRounds
        ? Of(Enumerable.Range(0, recording.Rounds.Count - rules.MostRounds + 1).Select(start => new ConsecutiveRounds(recording, start)), rows, rules)
        : throw new ArgumentException($"{recording.Rounds.Count} rounds are less than the {rules.MostRounds} that a gate may take.", nameof(recording));

    private static GateReplay Of(IEnumerable<IGateRounds> all, IReadOnlyList<GateRow> rows, GateRules rules)
    {
        var counts = rows.ToDictionary(row => row.Case, _ => new Dictionary<Verdict, int>());
        var (gates, red, notSame) = (0, 0, 0);
        foreach (var rounds in all)
        {
            var found = new GateTrial(rows, rules, rounds).Run();
            gates++;
            foreach (var finding in found)
                counts[finding.Row.Case][finding.Verdict] = counts[finding.Row.Case].GetValueOrDefault(finding.Verdict) + 1;
            red += found.Any(finding => finding is { Verdict: Verdict.Slower, Row.OnlyInforms: false }) ? 1 : 0;
            notSame += found.Any(finding => finding.Verdict != Verdict.Same && !finding.Row.OnlyInforms) ? 1 : 0;
        }
        return new GateReplay(gates, red, notSame, counts.ToDictionary(entry => entry.Key, entry => (IReadOnlyDictionary<Verdict, int>)entry.Value));
    }

    /// <summary>
    /// Standard deviation of the Hodges–Lehmann estimate over a screen's rounds, of logarithms, where these rounds show nothing but noise:
    /// what <see cref="GateRules.EffectOf"/> asks for.
    /// </summary>
    public static double Spread(GateRecording recording, Case row, GateRules rules, int resamples, long seed)
    {
        var rounds = new ResampledRounds(recording, seed);
        var centres = new double[resamples];
        for (var i = 0; i < resamples; i++)
            centres[i] = HodgesLehmann.Of([.. Enumerable.Range(0, rules.ScreenRounds).Select(_ => rounds.Next([row], default)[row].Pair!.Value.Difference)]).Median;
        return ArrayStatistics.StandardDeviation(centres);
    }

    /// <summary>
    /// The same of rounds as they came, every stretch of a screen's length once: what changes from hour to hour stays in, where rounds drawn anew
    /// would mix the hours.
    /// </summary>
    /// <param name="differences">More than a screen has rounds.</param>
    /// <param name="rules">How many those are.</param>
    public static double SpreadOfStretches(IReadOnlyList<double> differences, GateRules rules)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(differences.Count, rules.ScreenRounds);
        return ArrayStatistics.StandardDeviation([.. Enumerable.Range(0, differences.Count - rules.ScreenRounds + 1)
            .Select(start => HodgesLehmann.Of([.. differences.Skip(start).Take(rules.ScreenRounds)]).Median)]);
    }
}
