namespace PerfSuite.Measurement;

/// <summary>
/// Null distribution of the Wilcoxon signed-rank statistic W⁺: the sum of those ranks whose coin shows heads
/// (Hollander, Wolfe and Chicken, Nonparametric Statistical Methods, 3rd ed., 3.1).
/// </summary>
internal static class SignedRankDistribution
{
    /// <summary>Up to here every probability is a multiple of 2⁻⁵⁰, which a double holds without rounding.</summary>
    public const int MostTabled = 50;

    /// <summary>
    /// P(W⁺ ≤ w) of the ranks 1 to n, as a function of w: a table up to <see cref="MostTabled"/>, above it inverted from the
    /// characteristic function to within 1e-12, where a table would take n³ steps and n² memory, and this √n angles.
    /// </summary>
    public static Func<int, double> Below(int n)
    {
        if (n > MostTabled)
            return Inverted(n);
        var table = Table([.. Enumerable.Range(1, n)]);
        return w => w < 0 ? 0 : table[Math.Min(w, table.Length - 1)];
    }

    /// <summary>P(sum ≤ s) at index s, of any whole ranks. Doubled midranks are such, so ties need no other distribution.</summary>
    public static double[] Table(IReadOnlyList<int> ranks)
    {
        var table = new double[ranks.Sum() + 1];
        table[0] = 1;
        var reach = 0;
        foreach (var rank in ranks)
        {
            reach += rank;
            for (var sum = reach; sum >= 0; sum--)
                table[sum] = (table[sum] + (sum < rank ? 0 : table[sum - rank])) / 2;
        }
        for (var sum = 1; sum < table.Length; sum++)
            table[sum] += table[sum - 1];
        return table;
    }

    // W⁺ less its mean has the characteristic function Π cos(rθ/2). On a lattice of m points the Fourier sum over m angles
    // is exact (Abate and Whitt, Queueing Systems 10, 1992, on lattice distributions), and the sum of w + 1 neighbouring points
    // has a closed form. The product falls as exp(-σ²θ²/2): angles past 12/σ add nothing that a double would show.
    private static Func<int, double> Inverted(int n)
    {
        var greatest = (int)((long)n * (n + 1) / 2);
        var m = greatest + 1.0;
        var deviation = Math.Sqrt(n * (n + 1.0) * (2 * n + 1) / 24);
        var step = Math.PI / m;
        var weights = new double[(int)(6 / (deviation * step))];
        for (var j = 0; j < weights.Length; j++)
        {
            var half = (j + 1) * step;
            weights[j] = 2 / (m * Math.Sin(half));
            for (var rank = 1; rank <= n; rank++)
                weights[j] *= Math.Cos(rank * half);
        }
        return w =>
        {
            if (w < 0 || w >= greatest)
                return w < 0 ? 0 : 1;
            var below = (w + 1.0) / m;
            for (var j = 0; j < weights.Length; j++)
                below += weights[j] * Math.Sin((j + 1) * step * (w + 1)) * Math.Cos((j + 1) * step * (w - greatest));
            return Math.Clamp(below, 0, 1);
        };
    }
}
