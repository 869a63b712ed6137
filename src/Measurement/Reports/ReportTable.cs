namespace PerfSuite.Measurement;

/// <summary>One cell.</summary>
/// <param name="Text">Of whatever origin.</param>
/// <param name="Class">One of the style's own: <c>bad</c>, <c>good</c>, <c>muted</c>; null where it is a plain one.</param>
public readonly record struct ReportCell(string Text, string? Class = null)
{
    /// <summary>A plain one.</summary>
    public static implicit operator ReportCell(string text) => new(text);
}

/// <summary>One row: its label, and a cell for each column; without cells it is a heading of those below.</summary>
public sealed record ReportRow(string Label, IReadOnlyList<ReportCell> Cells)
{
    /// <summary>Of plain cells.</summary>
    public static ReportRow Of(string label, params IEnumerable<string> cells) => new(label, [.. cells.Select(cell => new ReportCell(cell))]);
}

/// <summary>A table with a caption, which scrolls by itself where it is wider than the page.</summary>
/// <param name="Caption">What it shows.</param>
/// <param name="Columns">Of the labels first.</param>
/// <param name="Rows">In order.</param>
public sealed record ReportTable(string Caption, IReadOnlyList<string> Columns, IReadOnlyList<ReportRow> Rows)
{
    /// <summary>Columns that are sentences, counted with that of the labels: they wrap, and stand at the left.</summary>
    public IReadOnlyList<int> Wordy { get; init; } = [];

    /// <summary>Columns that are names: they stand at the left, too.</summary>
    public IReadOnlyList<int> Named { get; init; } = [];

    /// <summary>Into the page.</summary>
    public void Write(Html page) => page.Within("div", [("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-label", Caption)], () =>
        page.Within("table", () =>
        {
            page.Sentence("caption", Caption);
            page.Within("thead", () => page.Within("tr", () =>
            {
                for (var column = 0; column < Columns.Count; column++)
                    if (Columns[column].Length == 0)
                        page.Element("td", "");
                    else
                        page.Sentence("th", Columns[column], ("scope", "col"), ("class", ClassOf(column)));
            }));
            page.Within("tbody", () =>
            {
                foreach (var row in Rows)
                    page.Within("tr", () => Write(page, row));
            });
        }));

    private string? ClassOf(int column) => Wordy.Contains(column) ? "words" : Named.Contains(column) ? "name" : null;

    private void Write(Html page, ReportRow row)
    {
        if (row.Cells.Count == 0)
        {
            page.Sentence("th", row.Label, ("scope", "colgroup"), ("colspan", FormattableString.Invariant($"{Columns.Count}")), ("class", "group"));
            return;
        }
        page.Sentence("th", row.Label, ("scope", "row"), ("class", ClassOf(0)));
        for (var column = 1; column < Columns.Count; column++)
        {
            var cell = column <= row.Cells.Count ? row.Cells[column - 1] : default;
            page.Sentence("td", cell.Text, ("class", string.Join(' ', new[] { ClassOf(column), cell.Class }.OfType<string>()) is { Length: > 0 } classes ? classes : null));
        }
    }
}
