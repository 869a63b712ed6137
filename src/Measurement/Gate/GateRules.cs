namespace PerfSuite.Measurement;

/// <summary>
/// How many rounds decide, and how much certainty they must bring: screen, then confirm on rounds of their own. What the confirmation
/// sees was not what raised the suspicion, so looking twice does not make a false alarm likelier.
/// </summary>
public sealed record GateRules
{
    /// <summary>
    /// Those that hold unless a test has others. Simulated with heavy-tailed noise of 2 % a pair: a loss of 5 % is found 99.9 times in 100,
    /// none is alleged where there is none; with noise of 5 % a pair, 86 times.
    /// </summary>
    public static GateRules Standard { get; } = new();

    /// <summary>Rounds of the screen, in which every row takes part.</summary>
    public int ScreenRounds { get; init; } = 10;

    /// <summary>The p-value, one-sided, up to which the screen suspects.</summary>
    public double ScreenLevel { get; init; } = 0.05;

    /// <summary>Fresh rounds of each confirmation, in which only suspects take part.</summary>
    public int ConfirmRounds { get; init; } = 14;

    /// <summary>The p-value, one-sided and adjusted for the number of suspects, up to which a confirmation convicts.</summary>
    public double ConfirmLevel { get; init; } = 0.005;

    /// <summary>Confirmations at most: what is still unclear after them is Inconclusive.</summary>
    public int Confirmations { get; init; } = 2;

    /// <summary>Rounds that a row can take part in.</summary>
    public int MostRounds => ScreenRounds + (Confirmations * ConfirmRounds);

    /// <summary>The least effect that a row is judged by, however quiet it is: 0.03 is 3 %.</summary>
    public const double LeastEffect = 0.03;

    /// <summary>The greatest: a row that needs more is too noisy to judge, and only informs.</summary>
    public const double MostEffect = 0.10;

    /// <summary>Spreads of the estimate, where nothing changed, that the effect is above.</summary>
    private const double Spreads = 3;

    /// <summary>The effect a row is judged by: max(3 %, 3 standard deviations of its Hodges–Lehmann estimate over a screen's rounds where both sides are one commit).</summary>
    /// <param name="spread">That deviation, of logarithms; null where nobody has measured it.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0, or no number.</exception>
    public static double EffectOf(double? spread)
    {
        if (spread is not (null or (>= 0 and < double.PositiveInfinity)))
            throw new ArgumentOutOfRangeException(nameof(spread), spread, "A standard deviation is 0 or above.");
        return Math.Max(LeastEffect, Spreads * (spread ?? 0));
    }
}
