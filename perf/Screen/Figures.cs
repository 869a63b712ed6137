using System.Globalization;

namespace PerfSuite.Screen;

/// <summary>Numbers as a reader wants them: three digits, a unit, no more precision than was measured.</summary>
internal static class Figures
{
    /// <summary>A time given in nanoseconds: <c>7.5ns</c>, <c>228ns</c>, <c>27.4µs</c>, <c>1.24ms</c>, <c>12.3s</c>; at most six wide.</summary>
    public static string Time(double nanoseconds) => nanoseconds switch
    {
        double.NaN => "–",
        < 999.5 => Digits(nanoseconds) + "ns",
        < 999.5e3 => Digits(nanoseconds / 1e3) + "µs",
        < 999.5e6 => Digits(nanoseconds / 1e6) + "ms",
        _ => Digits(nanoseconds / 1e9) + "s",
    };

    /// <summary>How far the wider side of an interval lies from its centre, in per cent: <c>±2%</c>; <c>±0.4%</c> below one per cent.</summary>
    public static string Spread(double centre, double low, double high)
    {
        var per = 100 * Math.Max(high - centre, centre - low) / centre;
        return !double.IsFinite(per) ? "±?" : per < 0.95 ? string.Create(CultureInfo.InvariantCulture, $"±{per:0.0}%") : $"±{Math.Min(Math.Round(per), 999)}%";
    }

    /// <summary>A ratio with the wider side of its interval: <c>1.04±.01</c>; three digits whatever its size.</summary>
    public static string Ratio(double centre, double low, double high)
    {
        if (!double.IsFinite(centre))
            return "–";
        var half = Math.Max(high - centre, centre - low);
        return centre switch
        {
            < 9.995 => Fixed(centre, "0.00") + "±" + (half < 0.995 ? Fixed(Math.Max(half, 0.005), ".00") : Fixed(half, "0.0")),
            < 99.95 => Fixed(centre, "0.0") + "±" + Fixed(half, half < 0.95 ? ".0" : "0"),
            _ => Fixed(centre, "0") + "±" + Fixed(half, "0"),
        };
    }

    /// <summary>Bytes per operation: whole ones, or one decimal where a fraction of an operation allocates.</summary>
    public static string Bytes(double bytes) => Fixed(bytes, Math.Abs(bytes - Math.Round(bytes)) < 0.05 ? "0" : "0.0");

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A stretch of time for a person: <c>42 s</c>, <c>3 min 05 s</c>.</summary>
    public static string Span(TimeSpan span) => span.TotalSeconds < 99.5
        ? Fixed(span.TotalSeconds, span.TotalSeconds < 9.5 ? "0.0" : "0") + " s"
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds:00} s");

    private static string Digits(double value) => Fixed(value, value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0");

    private static string Fixed(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
