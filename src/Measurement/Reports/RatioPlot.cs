using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>One ratio of a row: whose, its interval, and the rounds behind it.</summary>
/// <param name="Series">Whose.</param>
/// <param name="Median">Above 0.</param>
/// <param name="Low">Lower end of the interval; null where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Rounds">The ratio within each round, in order; empty where they are not known.</param>
/// <param name="To">Whom it is held against.</param>
public sealed record RatioMark(Series Series, double Median, double? Low, double? High, IReadOnlyList<double> Rounds, string To);

/// <summary>Ratios of one thing that was measured, one below the other.</summary>
public sealed record RatioRow(string Label, IReadOnlyList<RatioMark> Marks);

/// <summary>Ratios along a logarithmic axis with a line at 1: their intervals, or every round as a dot.</summary>
public static class RatioPlot
{
    /// <summary>Ratios beyond this, or below its reciprocal, stand at the edge with their number: one outlier must not squeeze all others together.</summary>
    private const double Edge = 5;

    private const double Left = 12;
    private const double Right = 292;
    private const double Top = 8;
    private const double LabelHeight = 17;
    private const double MarkHeight = 14;
    private const double AxisHeight = 34;
    private const int LongestLabel = 62;

    /// <summary>A forest plot: median and interval of each.</summary>
    public static Figure Forest(string title, string count, IReadOnlyList<RatioRow> rows) => new(
        title, "ratio of times with its interval of at least 95 %, logarithmic; the line is at 1", count,
        new ReportTable(title, ["", "who", "to", "n", "ratio", "low", "high"],
            [.. rows.SelectMany(row => row.Marks.Select(mark => ReportRow.Of(row.Label, mark.Series.Title, mark.To, mark.Rounds.Count > 0 ? Whole(mark.Rounds.Count) : "–", Number(mark.Median), Number(mark.Low), Number(mark.High))))])
        { Named = [1, 2] },
        HeightOf(rows), drawing => Draw(drawing, rows, (axis, mark, y) =>
        {
            if (mark is { Low: { } low, High: { } high })
                drawing.Empty("path", ("class", $"whisker {mark.Series.Class}"), ("d", $"M{Html.At(Inside(axis, low))} {Html.At(y)}H{Html.At(Inside(axis, high))}"));
            Mark(drawing, axis, mark, y);
        }))
    {
        Legend = LegendOf(rows),
    };

    /// <summary>The paired rounds: a dot for the ratio within each, a bar at their median.</summary>
    public static Figure Rounds(string title, string count, IReadOnlyList<RatioRow> rows) => new(
        title, "ratio of times within each round, logarithmic; the line is at 1, a bar at the median", count,
        new ReportTable(title, ["", "who", "to", "n", "least", "median", "most", "in the order of the rounds"],
            [.. rows.SelectMany(row => row.Marks.Where(mark => mark.Rounds.Count > 0).Select(mark => ReportRow.Of(row.Label, mark.Series.Title, mark.To, Whole(mark.Rounds.Count),
                Number(mark.Rounds.Min()), Number(mark.Median), Number(mark.Rounds.Max()), string.Join("  ", mark.Rounds.Select(round => Number(round))))))])
        { Named = [1, 2], Wordy = [7] },
        HeightOf(rows), drawing => Draw(drawing, rows, (axis, mark, y) =>
        {
            foreach (var (place, round) in mark.Rounds.Index())
                drawing.Empty("circle", ("class", $"dot {mark.Series.Class}"), ("cx", Html.At(Inside(axis, round))), ("cy", Html.At(y + (((place * 3) % 5) - 2) * 1.6)), ("r", "2"));
            var x = Inside(axis, mark.Median);
            drawing.Empty("path", ("class", $"whisker {mark.Series.Class}"), ("d", $"M{Html.At(x)} {Html.At(y - 6)}V{Html.At(y + 6)}"));
        }))
    {
        Legend = LegendOf(rows),
    };

    private static IReadOnlyList<Series> LegendOf(IReadOnlyList<RatioRow> rows) => [.. rows.SelectMany(row => row.Marks).Select(mark => mark.Series).Distinct()];

    private static double HeightOf(IReadOnlyList<RatioRow> rows) => Top + rows.Sum(row => LabelHeight + (MarkHeight * row.Marks.Count) + 4) + AxisHeight;

    private static void Draw(Html drawing, IReadOnlyList<RatioRow> rows, Action<Scale, RatioMark, double> draw)
    {
        var axis = Scale.Of(rows.SelectMany(row => row.Marks).SelectMany(mark => new[] { mark.Median, mark.Low ?? mark.Median, mark.High ?? mark.Median })
            .Where(ratio => ratio > 0).Select(ratio => Math.Clamp(ratio, 1 / Edge, Edge)).Append(1), Left, Right, logarithmic: true);
        var bottom = HeightOf(rows) - AxisHeight;
        foreach (var tick in axis.Ticks())
        {
            var x = Html.At(axis.Place(tick));
            drawing.Empty("path", ("class", "grid"), ("d", $"M{x} {Html.At(Top)}V{Html.At(bottom)}"));
            drawing.Element("text", Number(tick), ("class", "soft"), ("x", x), ("y", Html.At(bottom + 15)), ("text-anchor", "middle"));
        }
        drawing.Empty("path", ("class", "one"), ("d", $"M{Html.At(axis.Place(1))} {Html.At(Top)}V{Html.At(bottom)}"));
        drawing.Element("text", "← takes less time", ("class", "soft"), ("x", Html.At(Left)), ("y", Html.At(bottom + 30)));
        drawing.Element("text", "takes more →", ("class", "soft"), ("x", Html.At(Right)), ("y", Html.At(bottom + 30)), ("text-anchor", "end"));
        var y = Top;
        foreach (var row in rows)
        {
            drawing.Element("text", OneLine.Of(row.Label, LongestLabel), ("x", "0"), ("y", Html.At(y + 12)));
            y += LabelHeight;
            foreach (var mark in row.Marks)
            {
                if (mark.Median > 0 && double.IsFinite(mark.Median))
                    draw(axis, mark, y + (MarkHeight / 2));
                drawing.Element("text", Told(mark), ("class", "soft"), ("x", Html.At(Figure.Width)), ("y", Html.At(y + (MarkHeight / 2) + 4)), ("text-anchor", "end"));
                y += MarkHeight;
            }
            y += 4;
        }
    }

    /// <summary>The mark, or an arrow where it would lie beyond the edge.</summary>
    private static void Mark(Html drawing, Scale axis, RatioMark mark, double y)
    {
        if (axis.Has(mark.Median))
        {
            mark.Series.Draw(drawing, axis.Place(mark.Median), y);
            return;
        }
        var (x, back) = mark.Median > 1 ? (Right, -7) : (Left, 7);
        drawing.Empty("path", ("class", $"mark {mark.Series.Class}"), ("d", $"M{Html.At(x)} {Html.At(y)}l{Html.At(back)} -5v10z"));
    }

    private static double Inside(Scale axis, double ratio) => Math.Clamp(axis.Place(ratio), Left, Right);

    private static string Told(RatioMark mark) => mark is { Low: { } low, High: { } high } ? $"{Number(mark.Median)} {Number(low)}–{Number(high)}" : Number(mark.Median);

    internal static string Number(double? ratio) => ratio is { } value && double.IsFinite(value)
        ? value.ToString(value < 0.00995 ? "0.0e0" : value < 9.995 ? "0.00" : value < 99.95 ? "0.0" : value < 1e6 ? "0" : "0.0e0", CultureInfo.InvariantCulture)
        : "–";

    private static string Whole(int count) => count.ToString(CultureInfo.InvariantCulture);
}
