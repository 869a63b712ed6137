namespace PerfSuite.Measurement;

/// <summary>One point of a line.</summary>
/// <param name="X">Along the axis.</param>
/// <param name="Y">Its height.</param>
/// <param name="Low">Lower end of its interval; null where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">Values behind it.</param>
public readonly record struct LinePoint(double X, double Y, double? Low = null, double? High = null, int Count = 1);

/// <summary>The points of one of several, in the order of X.</summary>
public sealed record Line(Series Series, IReadOnlyList<LinePoint> Points);

/// <summary>An axis and how its values are written.</summary>
/// <param name="Title">What it is, unit included.</param>
/// <param name="Text">Of one value.</param>
/// <param name="Logarithmic">Whether equal ratios have equal lengths: what is not above 0 is then only in the table.</param>
public sealed record Axis(string Title, Func<double, string> Text, bool Logarithmic = false);

/// <summary>Lines with a mark at every point, and intervals where there are any.</summary>
public static class LinePlot
{
    private const double Left = 54;
    private const double Right = 392;
    private const double Top = 26;
    private const double Bottom = 214;
    private const double Height = 252;
    private const int MostNamed = 12;

    /// <param name="title">What it shows.</param>
    /// <param name="count">How many values are behind each point.</param>
    /// <param name="across">To the right.</param>
    /// <param name="up">Upwards.</param>
    /// <param name="lines">Points without a finite place are in the table only.</param>
    public static Figure Of(string title, string count, Axis across, Axis up, IReadOnlyList<Line> lines) => new(
        title, $"{up.Title}{(up.Logarithmic ? ", logarithmic" : "")}, against {across.Title}{(across.Logarithmic ? ", logarithmic" : "")}", count, Numbers(title, across, up, lines), Height,
        drawing => Draw(drawing, across, up, lines))
    {
        Legend = [.. lines.Select(line => line.Series).Distinct()],
    };

    private static ReportTable Numbers(string title, Axis across, Axis up, IReadOnlyList<Line> lines) => new(
        title, [across.Title, "who", "n", up.Title, "low", "high"],
        [.. lines.SelectMany(line => line.Points.Select(point => (line.Series, Point: point))).OrderBy(one => one.Point.X).Select(one => ReportRow.Of(
            Text(across, one.Point.X), one.Series.Title, FormattableString.Invariant($"{one.Point.Count}"), Text(up, one.Point.Y), Text(up, one.Point.Low), Text(up, one.Point.High)))])
    {
        Named = [1],
    };

    private static void Draw(Html drawing, Axis across, Axis up, IReadOnlyList<Line> lines)
    {
        var points = lines.SelectMany(line => line.Points).Where(point => Drawn(across, up, point)).ToList();
        var x = Scale.Of(points.Select(point => point.X), Left, Right, across.Logarithmic);
        var y = Scale.Of(points.SelectMany(point => new[] { point.Y, point.Low ?? point.Y, point.High ?? point.Y }), Bottom, Top, up.Logarithmic);
        Frame(drawing, across, up, x, y, [.. points.Select(point => point.X).Distinct().Order()]);
        foreach (var line in lines)
        {
            var drawn = line.Points.Where(point => Drawn(across, up, point)).ToList();
            if (drawn.Count > 1)
                drawing.Empty("path", ("class", $"line {line.Series.Class}"), ("d", "M" + string.Join("L", drawn.Select(point => $"{Html.At(x.Place(point.X))} {Html.At(y.Place(point.Y))}"))));
            foreach (var point in drawn)
            {
                if (point is { Low: { } low, High: { } high } && double.IsFinite(low) && double.IsFinite(high) && (!up.Logarithmic || low > 0))
                    drawing.Empty("path", ("class", $"whisker {line.Series.Class}"), ("d", $"M{Html.At(x.Place(point.X))} {Html.At(y.Place(low))}V{Html.At(y.Place(high))}"));
                line.Series.Draw(drawing, x.Place(point.X), y.Place(point.Y), 4);
            }
        }
    }

    private static void Frame(Html drawing, Axis across, Axis up, Scale x, Scale y, IReadOnlyList<double> values)
    {
        drawing.Element("text", up.Title, ("class", "soft"), ("x", "0"), ("y", "12"));
        foreach (var tick in y.Ticks())
        {
            drawing.Empty("path", ("class", "grid"), ("d", $"M{Html.At(Left)} {Html.At(y.Place(tick))}H{Html.At(Right)}"));
            drawing.Element("text", up.Text(tick), ("class", "soft"), ("x", Html.At(Left - 6)), ("y", Html.At(y.Place(tick) + 4)), ("text-anchor", "end"));
        }
        // A few values are named themselves; of many, round ones.
        foreach (var tick in values.Count is > 0 and <= MostNamed ? values : x.Ticks())
        {
            drawing.Empty("path", ("class", "grid"), ("d", $"M{Html.At(x.Place(tick))} {Html.At(Top)}V{Html.At(Bottom)}"));
            drawing.Element("text", across.Text(tick), ("class", "soft"), ("x", Html.At(x.Place(tick))), ("y", Html.At(Bottom + 16)), ("text-anchor", "middle"));
        }
        drawing.Element("text", across.Title, ("class", "soft"), ("x", Html.At(Right)), ("y", Html.At(Bottom + 33)), ("text-anchor", "end"));
    }

    private static bool Drawn(Axis across, Axis up, LinePoint point) =>
        double.IsFinite(point.X) && double.IsFinite(point.Y) && (!across.Logarithmic || point.X > 0) && (!up.Logarithmic || point.Y > 0);

    private static string Text(Axis axis, double? value) => value is { } known && double.IsFinite(known) ? axis.Text(known) : "–";
}
