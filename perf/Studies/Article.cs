using System.Globalization;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>What was published: shown beside what is measured here.</summary>
/// <param name="Title">By which people know it.</param>
/// <param name="Code">Where its code is, or that it is not published.</param>
/// <param name="Machine">It was measured on.</param>
/// <param name="Columns">Of its table.</param>
/// <param name="Rows">Of its table.</param>
/// <param name="Remarks">What its figures are not, sentences.</param>
internal sealed record Article(
    string Title,
    string Code,
    string Machine,
    IReadOnlyList<string> Columns,
    IReadOnlyList<PublishedRow> Rows,
    params IReadOnlyList<string> Remarks)
{
    private const int LabelWidth = 20;
    private const int Width = 80;

    /// <summary>The table as it was published.</summary>
    public void Show(Display display)
    {
        display.Heading($"as published: {Title}");
        foreach (var line in Wrapping.Lines($"{Code}; {Machine}", Width, 0))
            display.Muted(line);
        var column = Math.Min(13, (Width - LabelWidth) / Columns.Count);
        display.Line("".PadRight(LabelWidth) + string.Concat(Columns.Select(name => name.PadLeft(column))));
        foreach (var row in Rows)
            display.Line(row.What.PadRight(LabelWidth) + string.Concat(row.Figures.Select(figure => Text(figure, row.Format).PadLeft(column))));
        foreach (var remark in Remarks)
            foreach (var line in Wrapping.Lines(remark, Width, 0))
                display.Muted(line);
    }

    /// <summary>A figure as it was published.</summary>
    public static string Text(double? figure, string format) => figure?.ToString(format, CultureInfo.InvariantCulture) ?? "–";
}

/// <summary>One row of it.</summary>
/// <param name="What">Was measured.</param>
/// <param name="Format">Of its figures, unit included: <c>0.00 h</c>.</param>
/// <param name="Figures">One for each column, null where none was published.</param>
internal sealed record PublishedRow(string What, string Format, params IReadOnlyList<double?> Figures);
