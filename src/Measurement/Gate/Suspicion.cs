namespace PerfSuite.Measurement;

/// <summary>What a screen thinks of a row.</summary>
public enum Suspicion
{
    /// <summary>Nothing to look into.</summary>
    None,

    /// <summary>Probably slower.</summary>
    Slower,

    /// <summary>Probably faster.</summary>
    Faster,

    /// <summary>So noisy in these very rounds that even a loss of twice the effect could hide in it.</summary>
    Unclear,
}

/// <summary>One row after a stage of the gate.</summary>
/// <param name="Ratio">Head to base: the Hodges–Lehmann estimate of the differences of logarithms, as a ratio, with its interval.</param>
/// <param name="Slower">p-value of the exact one-sided Wilcoxon signed-rank test against slower; adjusted where it decided.</param>
/// <param name="Faster">The same against faster.</param>
public sealed record GateEstimate(Estimate Ratio, double Slower, double Faster)
{
    /// <summary>Of the differences ln(head / base) of a stage's rounds.</summary>
    /// <exception cref="ArgumentException">There are none, or one is not finite.</exception>
    public static GateEstimate Of(IReadOnlyList<double> differences)
    {
        var (centre, test) = (HodgesLehmann.Of(differences), SignedRank.Of(differences));
        return new GateEstimate(
            centre with
            {
                Median = Math.Exp(centre.Median),
                Interval = centre.Interval is { } interval ? interval with { Low = Math.Exp(interval.Low), High = Math.Exp(interval.High) } : null,
            },
            test.Greater,
            test.Less);
    }
}
