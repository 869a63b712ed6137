namespace PerfSuite.Measurement;

/// <summary>Shapes of marks, so that nobody needs the colour.</summary>
public enum Marker
{
    /// <summary>A disc.</summary>
    Circle,

    /// <summary>Upright.</summary>
    Square,

    /// <summary>Point up.</summary>
    Triangle,

    /// <summary>A square on its corner.</summary>
    Diamond,

    /// <summary>Point down.</summary>
    Wedge,

    /// <summary>Two bars.</summary>
    Plus,

    /// <summary>The same, turned.</summary>
    Cross,

    /// <summary>Six corners.</summary>
    Hexagon,
}

/// <summary>Whose marks these are: the same colour and shape in every chart of a page.</summary>
/// <param name="Name">As in results.</param>
/// <param name="Title">As people read it.</param>
/// <param name="Hue">Which of the page's colours.</param>
/// <param name="Way">Which of several ways of one family: filled, hollow, with a dot, with a bar.</param>
public sealed record Series(string Name, string Title, int Hue, int Way = 0)
{
    private const int Ways = 4;

    /// <summary>Goes with the colour.</summary>
    public Marker Marker => (Marker)(Hue % ReportStyle.Hues);

    /// <summary>The class that has its colour.</summary>
    public string Class => $"s{Hue % ReportStyle.Hues}";

    /// <summary>
    /// Gives everybody a mark. A family has one colour and shape, its members differ in how that is filled; families that are not
    /// known beforehand have the colours that are left, in the order in which they come.
    /// </summary>
    /// <param name="names">Of all the page.</param>
    /// <param name="families">With colours of their own, whoever is there: a member's name is the family's, or begins with it and a hyphen.</param>
    /// <param name="title">How people read a name.</param>
    public static IReadOnlyDictionary<string, Series> Of(IEnumerable<string> names, IReadOnlyList<string> families, Func<string, string> title)
    {
        var known = families.ToList();
        var members = new Dictionary<string, int>();
        var given = new Dictionary<string, Series>();
        foreach (var name in names.Distinct())
        {
            var family = families.Where(one => name == one || name.StartsWith(one + "-", StringComparison.Ordinal)).MaxBy(one => one.Length);
            if (family is null)
                known.Add(family = name);
            var way = members[family] = members.GetValueOrDefault(family, -1) + 1;
            // More families than colours begin again with another filling.
            given[name] = new Series(name, title(name), known.IndexOf(family), way + (known.IndexOf(family) / ReportStyle.Hues));
        }
        return given;
    }

    /// <summary>Draws the mark.</summary>
    internal void Draw(Html drawing, double x, double y, double size = 4.5)
    {
        var filling = Way % Ways;
        drawing.Empty("path", ("class", $"mark {Class}{(filling == 0 || Marker is Marker.Plus or Marker.Cross ? "" : " hollow")}"), ("d", Shape(x, y, size)));
        if (filling == 2)
            drawing.Empty("path", ("class", $"mark {Class}"), ("d", Circle(x, y, size / 3)));
        else if (filling == 3)
            drawing.Empty("path", ("class", $"line {Class}"), ("d", $"M{Html.At(x - size)} {Html.At(y)}H{Html.At(x + size)}"));
    }

    private string Shape(double x, double y, double r) => Marker switch
    {
        Marker.Square => Polygon((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)),
        Marker.Triangle => Polygon((x, y - (1.2 * r)), (x + (1.15 * r), y + (0.9 * r)), (x - (1.15 * r), y + (0.9 * r))),
        Marker.Diamond => Polygon((x, y - (1.3 * r)), (x + (1.3 * r), y), (x, y + (1.3 * r)), (x - (1.3 * r), y)),
        Marker.Wedge => Polygon((x, y + (1.2 * r)), (x + (1.15 * r), y - (0.9 * r)), (x - (1.15 * r), y - (0.9 * r))),
        Marker.Plus => Polygon((x - 1.5, y - r), (x + 1.5, y - r), (x + 1.5, y + r), (x - 1.5, y + r)) + Polygon((x - r, y - 1.5), (x + r, y - 1.5), (x + r, y + 1.5), (x - r, y + 1.5)),
        Marker.Cross => $"M{Html.At(x - r)} {Html.At(y - r)}L{Html.At(x + r)} {Html.At(y + r)}M{Html.At(x - r)} {Html.At(y + r)}L{Html.At(x + r)} {Html.At(y - r)}",
        Marker.Hexagon => Polygon((x - r, y), (x - (r / 2), y - r), (x + (r / 2), y - r), (x + r, y), (x + (r / 2), y + r), (x - (r / 2), y + r)),
        _ => Circle(x, y, r),
    };

    private static string Circle(double x, double y, double r) =>
        $"M{Html.At(x - r)} {Html.At(y)}a{Html.At(r)} {Html.At(r)} 0 1 0 {Html.At(2 * r)} 0a{Html.At(r)} {Html.At(r)} 0 1 0 {Html.At(-2 * r)} 0z";

    private static string Polygon(params (double X, double Y)[] corners) =>
        "M" + string.Join("L", corners.Select(corner => $"{Html.At(corner.X)} {Html.At(corner.Y)}")) + "z";
}
