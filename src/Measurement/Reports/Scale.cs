namespace PerfSuite.Measurement;

/// <summary>From values to places along an axis of a drawing.</summary>
public sealed class Scale
{
    private const double Margin = 0.04;
    private readonly double low;
    private readonly double high;
    private readonly double from;
    private readonly double to;
    private readonly bool logarithmic;

    // Of a logarithmic scale the ends are logarithms: so nothing overflows.
    private Scale(double low, double high, double from, double to, bool logarithmic) =>
        (this.low, this.high, this.from, this.to, this.logarithmic) = (low, high, from, to, logarithmic);

    /// <summary>One that has room for all of them, and a little more.</summary>
    /// <param name="values">Those that are not finite, or on a logarithmic scale not above 0, are passed over; without any the scale is around 1.</param>
    /// <param name="from">Where it begins in the drawing.</param>
    /// <param name="to">Where it ends; before <paramref name="from"/> for an axis that goes up.</param>
    /// <param name="logarithmic">Whether equal ratios have equal lengths.</param>
    public static Scale Of(IEnumerable<double> values, double from, double to, bool logarithmic = false)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values.Where(value => double.IsFinite(value) && (!logarithmic || value > 0)))
        {
            var at = logarithmic ? Math.Log(value) : value;
            (low, high) = (Math.Min(low, at), Math.Max(high, at));
        }
        if (low > high)
            (low, high) = logarithmic ? (0, 0) : (0, 1);
        // What hardly differs is not blown up.
        var least = logarithmic ? Math.Log(1.25) : Math.Max(Math.Abs(low), Math.Abs(high)) is > 0 and var largest ? largest / 10 : 1;
        if (!((high / 2) - (low / 2) >= least / 4))
            (low, high) = (Finite(low - least), Finite(high + least));
        var margin = Margin * ((high / 2) - (low / 2)) * 2;
        return new Scale(Finite(low - margin), Finite(high + margin), from, to, logarithmic);
    }

    /// <summary>Whether a value has a place within the ends.</summary>
    public bool Has(double value) => Along(value) is >= 0 and <= 1;

    /// <summary>Its place; beyond the ends for what lies there, at the beginning for what has none.</summary>
    public double Place(double value) => Along(value) is var along && double.IsFinite(along) ? from + ((to - from) * along) : from;

    /// <summary>Round values to write beside it, about so many, in order.</summary>
    public IReadOnlyList<double> Ticks(int about = 5)
    {
        if (!logarithmic)
            return Even(low, high, about);
        var decades = (high - low) / Math.Log(10);
        if (decades < 1)
            return Even(Math.Exp(low), Math.Exp(high), about);
        var step = Math.Max(1, (int)Math.Ceiling(decades / about));
        double[] between = decades <= about / 2.0 ? [1, 2, 5] : [1];
        var first = (int)Math.Floor(low / Math.Log(10));
        return [.. Enumerable.Range(0, (int)Math.Ceiling(decades) + 2).Where(k => (first + k) % step == 0)
            .SelectMany(k => between.Select(one => one * Math.Pow(10, first + k))).Where(value => double.IsFinite(value) && value > 0 && Has(value))];
    }

    private static IReadOnlyList<double> Even(double low, double high, int about)
    {
        var rough = ((high / 2) - (low / 2)) / about * 2;
        if (!(rough > 0 && double.IsFinite(rough)))
            return [];
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * (rough / power) switch { <= 1.5 => 1, <= 3.5 => 2, <= 7.5 => 5, _ => 10 };
        if (!(step > 0 && double.IsFinite(step)))
            return [];
        var first = Math.Ceiling(low / step);
        return [.. Enumerable.Range(0, 4 * about).Select(k => (first + k) * step).TakeWhile(value => value <= high).Select(value => value + 0.0)];
    }

    private double Along(double value)
    {
        var at = logarithmic ? Math.Log(value) : value;
        return ((at / 2) - (low / 2)) / ((high / 2) - (low / 2));
    }

    private static double Finite(double value) => Math.Clamp(value, -double.MaxValue, double.MaxValue);
}
