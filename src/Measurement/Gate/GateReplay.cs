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
        var counts = rows.ToDictionary(row => row.Case, _ => new Dictionary<Verdict, int>());
        var (red, notSame) = (0, 0);
        var seeds = new SplitMix64(unchecked((ulong)seed));
        for (var gate = 0; gate < gates; gate++)
        {
            var found = new GateTrial(rows, rules, new ResampledRounds(recording, unchecked((long)seeds.Next()))).Run();
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
        return MathNet.Numerics.Statistics.ArrayStatistics.StandardDeviation(centres);
    }
}
