namespace PerfSuite.Measurement;

/// <summary>
/// Several tests at once: rejecting where the adjusted p-value is at most α wrongly rejects anything with probability α at most,
/// whatever the tests depend on (Holm, Scandinavian Journal of Statistics 6, 1979).
/// </summary>
public static class Holm
{
    /// <summary>
    /// Each p-value times the number of those not below it, at least the adjusted value before it, at most 1
    /// (adjusted p-values of Holm's procedure: Wright, Biometrics 48, 1992).
    /// </summary>
    /// <param name="pValues">In any order; the adjusted ones come back in it. None is no test, and gives none.</param>
    /// <exception cref="ArgumentException">A p-value is not between 0 and 1.</exception>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        var adjusted = pValues.ToArray();
        for (var i = 0; i < adjusted.Length; i++)
            if (!(adjusted[i] is >= 0 and <= 1))
                throw new ArgumentException($"P-value {i + 1} of {adjusted.Length} is {adjusted[i]}, not between 0 and 1.", nameof(pValues));
        var order = Enumerable.Range(0, adjusted.Length).ToArray();
        Array.Sort(pValues.ToArray(), order);
        var least = 0.0;
        for (var i = 0; i < order.Length; i++)
            adjusted[order[i]] = least = Math.Max(least, Math.Min(1, (order.Length - i) * adjusted[order[i]]));
        return adjusted;
    }
}
