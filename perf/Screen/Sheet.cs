using PerfSuite.Measurement;

namespace PerfSuite.Screen;

/// <summary>A small table in columns of a screen, whose cells are also kept as they are.</summary>
/// <param name="title">Heads the labels.</param>
/// <param name="width">Of the labels; one that is longer has a line of its own.</param>
/// <param name="columns">Their headings and widths; below 0 they stand at the left.</param>
internal sealed class Sheet(string title, int width, params IReadOnlyList<(string Heading, int Width)> columns)
{
    private readonly List<(string Label, IReadOnlyList<string> Cells)> rows = [];

    /// <summary>A row; without cells, a heading of those that follow.</summary>
    public Sheet Add(string label, params IReadOnlyList<string> cells)
    {
        rows.Add((label, cells));
        return this;
    }

    public string Heading => Line(title, [.. columns.Select(column => column.Heading)]);

    public IEnumerable<string> Lines => rows.SelectMany(row => row.Cells.Count == 0 ? [row.Label]
        : row.Label.Length > width ? new[] { row.Label, Line("", row.Cells) } : [Line(row.Label, row.Cells)]);

    /// <summary>The same for whoever reads it elsewhere: what blanks have put in place stands one blank apart.</summary>
    public Passage Passage => new(PassageKind.Table, OneLine.Of(title).Trim())
    {
        Columns = [.. columns.Select(column => OneLine.Of(column.Heading).Trim())],
        Rows = [.. rows.Select(row => (IReadOnlyList<string>)[OneLine.Of(row.Label).Trim(), .. row.Cells.Select(Cell)])],
    };

    // What a blank that does not break holds together is a value and what is to be said of it.
    private static string Cell(string cell) => cell.Split('\u00A0') is [var value, var remark] && remark.Trim().Length > 0
        ? $"{OneLine.Of(value).Trim()} ({OneLine.Of(remark).Trim()})" : OneLine.Of(cell).Trim();

    private string Line(string label, IReadOnlyList<string> cells) =>
        (label.PadRight(width) + string.Concat(cells.Select((cell, place) => columns[place].Width < 0 ? cell.PadRight(-columns[place].Width) : cell.PadLeft(columns[place].Width)))).Replace('\u00A0', ' ').TrimEnd();
}
