using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>A whole in its parts.</summary>
/// <param name="Series">Whose.</param>
/// <param name="Parts">In the order of the chart's; one below 0 or null is drawn as nothing, and is in the table as it is.</param>
public sealed record StackedBar(Series Series, IReadOnlyList<double?> Parts);

/// <summary>Bars of parts beside each other, in the colour of whoever they belong to; the parts are told apart by number and shade.</summary>
public static class StackedBars
{
    private const double Left = 4;
    private const double Right = 396;
    private const double Top = 4;
    private const double BarHeight = 16;
    private const double RowHeight = 52;
    private const double AxisHeight = 24;
    private const double Gap = 1.5;
    private const double NumberWidth = 12;
    private const int Shades = 4;

    /// <param name="title">What it shows.</param>
    /// <param name="unit">What its lengths are.</param>
    /// <param name="count">How many values are behind each bar.</param>
    /// <param name="parts">From left to right.</param>
    /// <param name="bars">From top to bottom.</param>
    /// <param name="text">Of a length.</param>
    public static Figure Of(string title, string unit, string count, IReadOnlyList<string> parts, IReadOnlyList<StackedBar> bars, Func<double, string> text) => new(
        title, unit, count,
        new ReportTable(title, ["part", .. bars.SelectMany(bar => new[] { bar.Series.Title, "share" })],
            [.. parts.Select((part, place) => ReportRow.Of(part, bars.SelectMany(bar => Cells(bar, place, text)))), ReportRow.Of("together", bars.SelectMany(bar => new[] { text(Whole(bar)), "" }))]),
        Top + (RowHeight * bars.Count) + AxisHeight, drawing => Draw(drawing, bars, text))
    {
        Parts = parts,
    };

    private static void Draw(Html drawing, IReadOnlyList<StackedBar> bars, Func<double, string> text)
    {
        var longest = bars.Select(Whole).Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var bottom = Top + (RowHeight * bars.Count);
        // From 0, always: lengths are compared.
        double Length(double value) => longest > 0 ? (Right - Left) * Math.Min(1, value / longest) : 0;
        foreach (var (tick, anchor) in new[] { (0.0, "start"), (longest / 2, "middle"), (longest, "end") })
        {
            drawing.Empty("path", ("class", "grid"), ("d", $"M{Html.At(Left + Length(tick))} {Html.At(Top)}V{Html.At(bottom)}"));
            drawing.Element("text", tick == 0 ? "0" : text(tick), ("class", "soft"), ("x", Html.At(Left + Length(tick))), ("y", Html.At(bottom + 15)), ("text-anchor", anchor));
        }
        foreach (var (row, bar) in bars.Index())
        {
            var y = Top + (RowHeight * row);
            drawing.Element("text", $"{bar.Series.Title}  {text(Whole(bar))}", ("x", Html.At(Left)), ("y", Html.At(y + 12)));
            var x = Left;
            foreach (var (place, part) in bar.Parts.Index())
            {
                var length = Math.Min(Length(Drawn(part)), Right - x);
                if (length > 0)
                    drawing.Empty("rect", ("class", $"part {bar.Series.Class} shade{place % Shades}"), ("x", Html.At(x)), ("y", Html.At(y + 30)),
                        ("width", Html.At(Math.Max(0.5, length - Gap))), ("height", Html.At(BarHeight)));
                if (length >= NumberWidth)
                    drawing.Element("text", FormattableString.Invariant($"{place + 1}"), ("class", "soft"), ("x", Html.At(x + (length / 2))), ("y", Html.At(y + 27)), ("text-anchor", "middle"));
                x += length;
            }
        }
    }

    private static IEnumerable<string> Cells(StackedBar bar, int place, Func<double, string> text) => place < bar.Parts.Count && bar.Parts[place] is { } part && double.IsFinite(part)
        ? [(part < 0 ? "−" : "") + text(Math.Abs(part)), Whole(bar) is > 0 and var whole ? (part / whole).ToString("0 %;−0 %", CultureInfo.InvariantCulture) : ""]
        : ["–", ""];

    /// <summary>What is drawn of it together.</summary>
    private static double Whole(StackedBar bar) => Math.Min(double.MaxValue, bar.Parts.Sum(Drawn));

    private static double Drawn(double? part) => part is { } length && double.IsFinite(length) ? Math.Max(0, length) : 0;
}
