namespace PerfSuite.Measurement;

/// <summary>
/// The Wilcoxon–Mann–Whitney test of two samples that are not paired (Mann and Whitney, Annals of Mathematical Statistics 18, 1947). Kept for what
/// it shows: on a drifting machine one side measured after the other differs where nothing changed.
/// </summary>
public static class RankSum
{
    private const int Most = 60;

    /// <summary>Two-sided p-value, exact: twice the lesser tail over all ways to deal the ranks, but at most 1. Equal values count half.</summary>
    /// <exception cref="ArgumentException">A side has no values or more than 60, or one is not finite.</exception>
    public static double TwoSided(IReadOnlyList<double> one, IReadOnlyList<double> other)
    {
        double[] a = Estimator.Sorted(one, nameof(one)), b = Estimator.Sorted(other, nameof(other));
        if (a.Length > Most || b.Length > Most)
            throw new ArgumentException($"At most {Most} values a side.", a.Length > Most ? nameof(one) : nameof(other));
        var above = a.Sum(x => b.Sum(y => x > y ? 1 : x == y ? 0.5 : 0));
        var counts = Ways(a.Length, b.Length);
        var all = counts.Sum();
        var least = (int)Math.Floor(Math.Min(above, (a.Length * b.Length) - above));
        return Math.Min(1, 2 * counts.Take(least + 1).Sum() / all);
    }

    // Ways to deal the ranks by U, from the generating function of the Gaussian binomial coefficient.
    private static double[] Ways(int m, int n)
    {
        var ways = new double[(m * n) + 1];
        ways[0] = 1;
        for (var i = 1; i <= m; i++)
        {
            for (var u = ways.Length - 1; u >= n + i; u--)
                ways[u] -= ways[u - n - i];
            for (var u = i; u < ways.Length; u++)
                ways[u] += ways[u - i];
        }
        return ways;
    }
}
