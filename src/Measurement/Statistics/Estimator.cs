using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace PerfSuite.Measurement;

/// <summary>A range that covers an unknown median.</summary>
/// <param name="Low">Lower end, in the unit of the values.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">The probability with which the method covers, exactly; above what was asked, or below with too few values.</param>
public readonly record struct Interval(double Low, double High, double Level)
{
    /// <summary>Whether a value lies within, ends included.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}

/// <summary>A centre and its doubt.</summary>
/// <param name="Median">The centre.</param>
/// <param name="Interval">Null for a single value, which allows none.</param>
/// <param name="Count">Values behind it.</param>
public sealed record Estimate(double Median, Interval? Interval, int Count);

/// <summary>Order statistics of few, skewed, noisy values. Everything throws <see cref="ArgumentException"/> on no values or a value that is not finite.</summary>
public static class Estimator
{
    /// <summary>The level of every interval unless another is asked for.</summary>
    public const double Level = 0.95;

    /// <summary>The middle value, or the mean of the middle two.</summary>
    public static double Median(IReadOnlyList<double> values) =>
        SortedArrayStatistics.Median(Sorted(values, nameof(values)));

    /// <summary>Quantile, linear between order statistics (type 7 of Hyndman and Fan, The American Statistician 50, 1996).</summary>
    /// <param name="values">In any order.</param>
    /// <param name="probability">0, the least, to 1, the greatest.</param>
    /// <exception cref="ArgumentException">There are no values, one is not finite, or the probability is none.</exception>
    public static double Quantile(IReadOnlyList<double> values, double probability)
    {
        if (!(probability >= 0 && probability <= 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is 0 to 1.");
        return SortedArrayStatistics.QuantileCustom(Sorted(values, nameof(values)), probability, QuantileDefinition.R7);
    }

    /// <summary>
    /// Median with the interval between the k-th value from below and the k-th from above, k as large as the level allows.
    /// No shape of the distribution is assumed: each value falls below the median with probability ½, so the interval misses
    /// only when fewer than k of n do on either side, 2·P(Binomial(n, ½) &lt; k) (David and Nagaraja, Order Statistics, 3rd ed., 7.1).
    /// With too few values for the level (under 6 for 95 %) it is the whole range, and <see cref="Interval.Level"/> says how little that is.
    /// </summary>
    public static Estimate MedianInterval(IReadOnlyList<double> values, double level = Level)
    {
        var sorted = Sorted(values, nameof(values));
        var n = sorted.Length;
        var median = SortedArrayStatistics.Median(sorted);
        var k = Rank(n / 2, level, rank => Coverage(n, rank));
        if (n == 1)
            return new Estimate(median, null, n);
        return new Estimate(median, new Interval(sorted[k - 1], sorted[n - k], Coverage(n, k)), n);
    }

    /// <summary>Median of the ratios within each round, with the interval of <see cref="MedianInterval"/>: what troubled a whole round troubled both.</summary>
    /// <param name="values">Numerators, above 0.</param>
    /// <param name="to">Denominators, above 0, of the same rounds in the same order.</param>
    /// <param name="level">Of the interval.</param>
    /// <param name="processes">How many the rounds are of, as <see cref="ByProcess"/> takes them.</param>
    public static Estimate PairedRatio(IReadOnlyList<double> values, IReadOnlyList<double> to, double level = Level, int processes = 1) =>
        MedianInterval(ByProcess(Ratios(values, to), processes), level);

    /// <summary>
    /// The values that tell of other processes, too: of several the median of each one's rounds, for these share where memory came to lie and what
    /// was compiled when. Of one, every value.
    /// </summary>
    /// <param name="values">Process after process, equally many of each.</param>
    /// <param name="processes">1 or more.</param>
    /// <exception cref="ArgumentException">The values are not equally many of each.</exception>
    public static IReadOnlyList<double> ByProcess(IReadOnlyList<double> values, int processes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(processes, 1);
        if (values.Count % processes != 0)
            throw new ArgumentException($"{values.Count} values are not equally many of each of {processes} processes.", nameof(values));
        return processes == 1 || values.Count == 0 ? values : [.. values.Chunk(values.Count / processes).Select(Median)];
    }

    /// <summary>Probability that the median lies between the k-th values from either end of n.</summary>
    internal static double Coverage(int n, int k) => 1 - 2 * Binomial.CDF(0.5, n, k - 1);

    /// <summary>The largest k up to <paramref name="most"/> whose coverage keeps the level, but 1 where none does. Coverage falls as k grows.</summary>
    internal static int Rank(int most, double level, Func<int, double> coverage)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "A level is above 0 and below 1.");
        var (low, high) = (1, most);
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (coverage(middle) >= level)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    /// <summary>The ratio within each round, finite and above 0.</summary>
    internal static double[] Ratios(IReadOnlyList<double> values, IReadOnlyList<double> to)
    {
        if (values.Count != to.Count)
            throw new ArgumentException($"Ratios need the same rounds on both sides: {values.Count} against {to.Count}.", nameof(to));
        var ratios = new double[values.Count];
        for (var i = 0; i < ratios.Length; i++)
        {
            ratios[i] = values[i] / to[i];
            if (!(values[i] > 0 && to[i] > 0 && ratios[i] is > 0 and < double.PositiveInfinity))
                throw new ArgumentException($"Ratios need finite values above 0: round {i + 1} has {values[i]} and {to[i]}.", nameof(values));
        }
        return ratios;
    }

    internal static double[] Sorted(IReadOnlyList<double> values, string name)
    {
        if (values.Count == 0)
            throw new ArgumentException("There are no values.", name);
        var sorted = values.ToArray();
        for (var i = 0; i < sorted.Length; i++)
            if (!double.IsFinite(sorted[i]))
                throw new ArgumentException($"Value {i + 1} of {sorted.Length} is {sorted[i]}, not finite.", name);
        Array.Sort(sorted);
        return sorted;
    }
}
