using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies.Why;

/// <summary>
/// A time with its doubt, in nanoseconds. What was measured by itself has its median's interval; sums and differences of rows that were not
/// in the same rounds add up theirs as independent ones, by their squares.
/// </summary>
/// <param name="Nanoseconds">Of a difference perhaps below 0.</param>
/// <param name="Doubt">Half of the interval, its wider side; NaN where a row has none.</param>
/// <param name="IsDifference">Whether it was not measured but is what others leave.</param>
internal readonly record struct Duration(double Nanoseconds, double Doubt, bool IsDifference = false)
{
    /// <summary>Of a measured row.</summary>
    public static Duration? Of(Row? row) => row is { Median: { } median }
        ? new Duration(median, Math.Max((row.High ?? double.NaN) - median, median - (row.Low ?? double.NaN)))
        : null;

    /// <summary>A difference that its doubt contains is nothing that shows.</summary>
    public bool IsNoise => IsDifference && Math.Abs(Nanoseconds) <= Doubt;

    public static Duration operator +(Duration a, Duration b) => new(a.Nanoseconds + b.Nanoseconds, Math.Sqrt((a.Doubt * a.Doubt) + (b.Doubt * b.Doubt)), a.IsDifference || b.IsDifference);

    public static Duration operator -(Duration a, Duration b) => new(a.Nanoseconds - b.Nanoseconds, Math.Sqrt((a.Doubt * a.Doubt) + (b.Doubt * b.Doubt)), IsDifference: true);

    public static Duration operator *(Duration a, double times) => a with { Nanoseconds = a.Nanoseconds * times, Doubt = a.Doubt * times };

    /// <summary><c>1.24ms</c>, <c>−3.10µs</c>, <c>≈ 0</c>; <c>?</c> behind a difference of rows without intervals.</summary>
    public override string ToString() => IsNoise ? "≈ 0"
        : (Nanoseconds < 0 ? "−" : "") + Figures.Time(Math.Abs(Nanoseconds)) + (IsDifference && double.IsNaN(Doubt) ? "?" : "");
}
