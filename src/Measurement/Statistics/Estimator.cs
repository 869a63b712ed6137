namespace PerfSuite.Measurement;

/// <summary>A range that covers an unknown median.</summary>
/// <param name="Low">Lower end, in the unit of the values.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">The probability with which the method covers, exactly; may be above or, with few values, below what was asked.</param>
public readonly record struct Interval(double Low, double High, double Level)
{
    /// <summary>Whether a value lies within, ends included.</summary>
    public bool Contains(double value) => Low <= value && value <= High;
}

/// <summary>A centre and its doubt.</summary>
/// <param name="Median">The centre.</param>
/// <param name="Interval">Null with fewer than two values, which allow none.</param>
/// <param name="Count">Values behind it.</param>
public sealed record Estimate(double Median, Interval? Interval, int Count);

/// <summary>Order statistics of few, skewed, noisy values. Everything throws <see cref="ArgumentException"/> on no values or a value that is not finite.</summary>
public static class Estimator
{
    /// <summary>The level of every interval unless another is asked for.</summary>
    public const double Level = 0.95;

    /// <summary>The middle value, or the mean of the middle two.</summary>
    public static double Median(IReadOnlyList<double> values) => throw new NotImplementedException();

    /// <summary>Quantile, linear between order statistics (type 7 of Hyndman and Fan).</summary>
    public static double Quantile(IReadOnlyList<double> values, double probability) => throw new NotImplementedException();

    /// <summary>Median with its interval.</summary>
    public static Estimate MedianInterval(IReadOnlyList<double> values, double level = Level) => throw new NotImplementedException();

    /// <summary>Median of the ratios within each round, with its interval.</summary>
    public static Estimate PairedRatio(IReadOnlyList<double> values, IReadOnlyList<double> to, double level = Level) => throw new NotImplementedException();
}
