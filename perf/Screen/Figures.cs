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

    /// <summary>How far the wider side of an interval lies from its centre, in whole per cent rounded up: <c>±2%</c>; four wide at most.</summary>
    public static string Spread(double centre, double? low, double? high)
    {
        var per = Math.Max(0, Math.Ceiling((100 * Math.Max((high ?? double.NaN) - centre, centre - (low ?? double.NaN)) / centre) - 1e-9));
        return !double.IsFinite(per) ? "±?" : per > 99 ? ">99%" : "±" + Fixed(per, "0") + "%";
    }

    /// <summary>
    /// A ratio and its interval: <c>1.04 1.02–1.29</c>, fourteen wide at most. <c>≈</c> stands between them where the interval contains 1,
    /// so that nobody reads a difference into it.
    /// </summary>
    public static string Ratio(double centre, double? low, double? high, bool containsOne) =>
        Digits(centre) + (containsOne ? "≈" : " ") + (low is { } from && high is { } to ? $"{Digits(from)}–{Digits(to)}" : "?");

    /// <summary>The ratio alone, with the same mark.</summary>
    public static string Ratio(double centre, bool containsOne) => Digits(centre) + (containsOne ? "≈" : " ");

    /// <summary>Bytes per operation: whole ones, or one decimal where a fraction of an operation allocates.</summary>
    public static string Bytes(double bytes) => Fixed(bytes, Math.Abs(bytes - Math.Round(bytes)) < 0.05 ? "0" : "0.0");

    /// <summary>A large count in three digits: <c>7.84 k</c>, <c>250 M</c>, <c>1.13 G</c>; six wide at most.</summary>
    public static string Large(long count) => count switch
    {
        < 1_000 => Count(count),
        < 999_500 => Digits(count / 1e3) + " k",
        < 999_500_000 => Digits(count / 1e6) + " M",
        _ => Digits(count / 1e9) + " G",
    };

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A stretch of time for a person: <c>42 s</c>, <c>3 min 05 s</c>, <c>17 h 05 min</c>.</summary>
    public static string Span(TimeSpan span) => span.TotalSeconds < 99.5
        ? Fixed(span.TotalSeconds, span.TotalSeconds < 9.5 ? "0.0" : "0") + " s"
        : span.TotalMinutes < 100 ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds:00} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes:00} min");

    private static string Digits(double value) => Fixed(value, value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : "0");

    private static string Fixed(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
