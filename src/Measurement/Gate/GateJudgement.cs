namespace PerfSuite.Measurement;

/// <summary>The two decisions of the gate, as pure functions of differences ln(head / base), a round each.</summary>
public static class GateJudgement
{
    /// <summary>
    /// <para>Slower: p ≤ <see cref="GateRules.ScreenLevel"/> and the estimate at least half the effect. Faster: the same the other way.</para>
    /// <para>Unclear: neither, and the interval reaches a loss of twice the effect: these rounds cannot clear it.</para>
    /// </summary>
    /// <param name="differences">Of the screen's rounds.</param>
    /// <param name="effect">The row's.</param>
    /// <param name="rules">The levels.</param>
    public static (Suspicion Suspicion, GateEstimate Estimate) Screen(IReadOnlyList<double> differences, double effect, GateRules rules)
    {
        var found = GateEstimate.Of(differences);
        var half = 1 + effect / 2;
        var suspicion = found.Slower <= rules.ScreenLevel && found.Ratio.Median >= half ? Suspicion.Slower
            : found.Faster <= rules.ScreenLevel && found.Ratio.Median <= 1 / half ? Suspicion.Faster
            : Cleared(found, effect) ? Suspicion.None : Suspicion.Unclear;
        return (suspicion, found);
    }

    /// <summary>
    /// <para>Slower: p, adjusted by Holm over those confirmed together, ≤ <see cref="GateRules.ConfirmLevel"/>, and the estimate at least the effect;
    /// Faster the other way, among those suspected of it.</para>
    /// <para>Same: the estimate is below the effect and the interval excludes a loss of twice the effect.</para>
    /// <para>Null: neither; another confirmation may tell.</para>
    /// </summary>
    /// <param name="suspects">With the differences of these fresh rounds alone.</param>
    /// <param name="rules">The levels.</param>
    public static IReadOnlyList<(Verdict? Verdict, GateEstimate Estimate)> Confirm(
        IReadOnlyList<(Suspicion Suspicion, IReadOnlyList<double> Differences, double Effect)> suspects, GateRules rules)
    {
        var found = suspects.Select(suspect => GateEstimate.Of(suspect.Differences)).ToArray();
        // Whoever is suspected of the one is not tested for the other: two families.
        Adjust(suspicion => suspicion != Suspicion.Faster, one => one.Slower, (one, p) => one with { Slower = p });
        Adjust(suspicion => suspicion == Suspicion.Faster, one => one.Faster, (one, p) => one with { Faster = p });
        return [.. suspects.Select((suspect, i) => (Judge(suspect.Suspicion, found[i], suspect.Effect, rules), found[i]))];

        void Adjust(Func<Suspicion, bool> family, Func<GateEstimate, double> p, Func<GateEstimate, double, GateEstimate> with)
        {
            var members = Enumerable.Range(0, found.Length).Where(i => family(suspects[i].Suspicion)).ToArray();
            var adjusted = Holm.Adjust([.. members.Select(i => p(found[i]))]);
            foreach (var (place, i) in members.Index())
                found[i] = with(found[i], adjusted[place]);
        }
    }

    private static Verdict? Judge(Suspicion suspicion, GateEstimate found, double effect, GateRules rules)
    {
        var faster = suspicion == Suspicion.Faster;
        var (p, large) = faster
            ? (found.Faster, found.Ratio.Median <= 1 / (1 + effect))
            : (found.Slower, found.Ratio.Median >= 1 + effect);
        if (large)
            return p <= rules.ConfirmLevel ? faster ? Verdict.Faster : Verdict.Slower : null;
        return Cleared(found, effect) ? Verdict.Same : null;
    }

    private static bool Cleared(GateEstimate found, double effect) =>
        found.Ratio.Interval is { } interval && interval.Level >= Estimator.Level && interval.High < (1 + effect) * (1 + effect);
}
