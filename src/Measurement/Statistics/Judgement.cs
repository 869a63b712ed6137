using static System.FormattableString;

namespace PerfSuite.Measurement;

/// <summary>From a measured ratio to a <see cref="Verdict"/>: a difference must be both certain and large enough to matter.</summary>
public static class Judgement
{
    /// <summary>
    /// <para>Slower: the whole interval lies above 1 and the estimate is at least 1 + <paramref name="effect"/>.</para>
    /// <para>Faster: the whole interval lies below 1 and the estimate is at most 1 / (1 + <paramref name="effect"/>).</para>
    /// <para>Same: the whole interval lies between these two bounds, ends excluded, whether or not it contains 1: two one-sided tests
    /// (Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987), in logarithms, where the bounds are symmetric.</para>
    /// <para>Inconclusive: anything else, an interval of a lower level than asked, and none.</para>
    /// </summary>
    /// <param name="ratio">Of times, changed side to the side compared with: above 1 is slower.</param>
    /// <param name="effect">The least that matters: 0.03 is 3 %.</param>
    /// <param name="level">What the interval must cover with: few values allow no certainty, however far from 1 they lie.</param>
    /// <exception cref="ArgumentException">The ratio or its interval is no ratio, or the effect is not above 0.</exception>
    public static Verdict Of(Estimate ratio, double effect, double level = Estimator.Level)
    {
        if (!(effect is > 0 and < double.PositiveInfinity))
            throw new ArgumentOutOfRangeException(nameof(effect), effect, "An effect is above 0.");
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level is above 0 and below 1.");
        if (!(ratio.Median is > 0 and < double.PositiveInfinity))
            throw new ArgumentException(Invariant($"A ratio is finite and above 0, not {ratio.Median}."), nameof(ratio));
        if (ratio.Interval is not { } interval || !(interval.Level >= level))
            return Verdict.Inconclusive;
        if (!(0 < interval.Low && interval.Low <= ratio.Median && ratio.Median <= interval.High))
            throw new ArgumentException(Invariant($"An interval is around its ratio: {interval.Low} to {interval.High} is not around {ratio.Median}."), nameof(ratio));
        var (least, most) = (1 / (1 + effect), 1 + effect);
        if (interval.Low > 1 && ratio.Median >= most)
            return Verdict.Slower;
        if (interval.High < 1 && ratio.Median <= least)
            return Verdict.Faster;
        return least < interval.Low && interval.High < most ? Verdict.Same : Verdict.Inconclusive;
    }
}
