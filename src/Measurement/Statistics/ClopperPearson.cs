using MathNet.Numerics.Distributions;

namespace PerfSuite.Measurement;

/// <summary>How often something happens, from how often it was seen to (Clopper and Pearson, Biometrika 26, 1934).</summary>
public static class ClopperPearson
{
    /// <summary>
    /// The interval that covers the true proportion with at least <paramref name="level"/>, whatever it is: below it, as many hits or more would
    /// be rarer than half of the rest, above it as few or fewer. 0 of 200 at 95 %: 0 to 1.8 %.
    /// </summary>
    /// <param name="hits">How often it was seen, 0 to <paramref name="trials"/>.</param>
    /// <param name="trials">How often it could have been, 1 or more, independent of each other.</param>
    /// <param name="level">At least this, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Interval Of(int hits, int trials, double level = Estimator.Level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level is above 0 and below 1.");
        var tail = (1 - level) / 2;
        return new Interval(
            hits == 0 ? 0 : Beta.InvCDF(hits, trials - hits + 1, tail),
            hits == trials ? 1 : Beta.InvCDF(hits + 1, trials - hits, 1 - tail),
            level);
    }
}
