namespace PerfSuite.Measurement;

/// <summary>
/// The centre of values that scatter symmetrically, as differences of pairs do: the median of the Walsh averages (x[i] + x[j]) / 2,
/// i ≤ j (Hodges and Lehmann, Annals of Mathematical Statistics 34, 1963). A quarter of the values may be
/// outliers, and of normal ones it needs two thirds of what the median needs. Of skewed values it is the pseudomedian, not the median.
/// Throws as <see cref="Estimator"/> does.
/// </summary>
public static class HodgesLehmann
{
    /// <summary>
    /// The estimate, with the interval between the k-th Walsh average from below and the k-th from above, k as large as the level
    /// allows: it misses with probability 2·P(W⁺ &lt; k) of the signed-rank statistic (Tukey's interval: Hollander, Wolfe and Chicken,
    /// Nonparametric Statistical Methods, 3rd ed., 3.2 and 3.3). Ties only make it cover more often. With too few values for the level
    /// (under 6 for 95 %) it is the whole range, and <see cref="Interval.Level"/> says how little that is.
    /// </summary>
    /// <remarks>The n² Walsh averages are counted, not stored: memory grows as n, time as n·√n. 3000 values take a few hundredths of a second; 65,535 are the most.</remarks>
    /// <exception cref="ArgumentException">There are no values, more than that, or one is not finite.</exception>
    public static Estimate Of(IReadOnlyList<double> values, double level = Estimator.Level)
    {
        var sorted = Estimator.Sorted(values, nameof(values));
        var n = sorted.Length;
        var averages = (long)n * (n + 1) / 2;
        if (averages > int.MaxValue)
            throw new ArgumentException($"{n} values have more Walsh averages than can be counted.", nameof(values));
        var below = SignedRankDistribution.Below(n);
        double Coverage(int k) => 1 - 2 * below(k - 1);
        var k = Estimator.Rank((int)(averages / 2), level, Coverage);
        var centre = Halfway(WalshAverage(sorted, (averages + 1) / 2), WalshAverage(sorted, averages / 2 + 1));
        return n == 1
            ? new Estimate(centre, null, n)
            : new Estimate(centre, new Interval(WalshAverage(sorted, k), WalshAverage(sorted, averages + 1 - k), Coverage(k)), n);
    }

    /// <summary>The ratio of paired values: <see cref="Of"/> the logarithms of the ratios within rounds, as a ratio again.</summary>
    /// <param name="values">Numerators, above 0.</param>
    /// <param name="to">Denominators, above 0, of the same rounds in the same order.</param>
    /// <param name="level">Of the interval.</param>
    /// <param name="processes">How many the rounds are of, as <see cref="Estimator.ByProcess"/> takes them.</param>
    public static Estimate PairedRatio(IReadOnlyList<double> values, IReadOnlyList<double> to, double level = Estimator.Level, int processes = 1)
    {
        var logarithm = Of(Estimator.ByProcess(Array.ConvertAll(Estimator.Ratios(values, to), Math.Log), processes), level);
        return logarithm with
        {
            Median = Math.Exp(logarithm.Median),
            Interval = logarithm.Interval is { } interval ? interval with { Low = Math.Exp(interval.Low), High = Math.Exp(interval.High) } : null,
        };
    }

    // The least double with k Walsh averages at or below it is the k-th of them, to the bit: bisection over the doubles
    // themselves, which order as their bits do, takes at most 64 counts.
    private static double WalshAverage(double[] sorted, long k)
    {
        var (low, high) = (Order(sorted[0]), Order(sorted[^1]));
        while (low < high)
        {
            var middle = (low & high) + ((low ^ high) >> 1);
            if (CountUpTo(sorted, Ordered(middle)) >= k)
                high = middle;
            else
                low = middle + 1;
        }
        return Ordered(low) + 0.0;
    }

    // Down the columns as the rows grow, so one pass over the sorted values is enough (Monahan, ACM TOMS 10, 1984).
    private static long CountUpTo(double[] sorted, double most)
    {
        var count = 0L;
        var j = sorted.Length - 1;
        for (var i = 0; i <= j; i++)
        {
            while (j >= i && Halfway(sorted[i], sorted[j]) > most)
                j--;
            count += j - i + 1;
        }
        return count;
    }

    // Halved first: a sum of two finite values may not be finite.
    private static double Halfway(double a, double b) => a / 2 + b / 2;

    private static long Order(double value) => Flipped(BitConverter.DoubleToInt64Bits(value));

    private static double Ordered(long order) => BitConverter.Int64BitsToDouble(Flipped(order));

    // Negative doubles have their magnitude's bits, so these run backwards.
    private static long Flipped(long bits) => bits ^ ((bits >> 63) & long.MaxValue);
}
