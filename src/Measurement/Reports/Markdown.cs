using System.Text;

namespace PerfSuite.Measurement;

/// <summary>
/// A report in the Markdown of GitHub: for a comment on a pull request or a job's summary. The same calls give the same bytes, and text of
/// whatever origin is nothing but text: no mark-up, no picture, no link, no mention.
/// </summary>
public sealed class Markdown
{
    private const int LeastFence = 3;

    private readonly StringBuilder text = new();

    /// <summary>A heading of the third level, which a comment may have.</summary>
    public Markdown Heading(string words) => Block("### " + Prose(words));

    /// <summary>Sentences; what stands between two backticks is code.</summary>
    public Markdown Paragraph(string words) => Block(Led(Prose(words)));

    /// <summary>A line above what belongs to it.</summary>
    public Markdown Strong(string words) => Block(Bold(words));

    /// <summary>Sentences that a reader must know before believing the rest.</summary>
    public Markdown Quote(string words) => Block("> " + Led(Prose(words)));

    /// <summary>A table without its caption, cells of the class <c>bad</c> in bold; nothing where it has no rows.</summary>
    public Markdown Table(ReportTable table)
    {
        if (table.Rows.Count == 0)
            return this;
        Row(table.Columns.Select(Prose), table.Columns.Count);
        Row(table.Columns.Select((_, place) => place == 0 || table.Named.Contains(place) || table.Wordy.Contains(place) ? "---" : "--:"), table.Columns.Count);
        foreach (var row in table.Rows)
            Row(row.Cells.Select(Cell).Prepend(row.Cells.Count == 0 ? Bold(row.Label) : Prose(row.Label)), table.Columns.Count);
        text.Append('\n');
        return this;
    }

    /// <summary>What most readers do not need.</summary>
    /// <param name="summary">What it is, to be seen without unfolding.</param>
    /// <param name="content">Writes it.</param>
    public Markdown Folded(string summary, Action content)
    {
        Block($"<details><summary>{OneLine.Of(summary).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;")}</summary>");
        content();
        return Block("</details>");
    }

    /// <summary>Lines for a shell, to be copied.</summary>
    public Markdown Commands(params IEnumerable<string> lines)
    {
        string[] all = [.. lines.Select(line => OneLine.Of(line))];
        var fence = new string('`', Math.Max(LeastFence, all.Select(LongestRun).DefaultIfEmpty(0).Max() + 1));
        return Block($"{fence}bash\n{string.Join('\n', all)}\n{fence}");
    }

    /// <summary>All of it, lines ended by line feeds.</summary>
    public override string ToString() => text.ToString().TrimEnd('\n') + "\n";

    private Markdown Block(string block)
    {
        text.Append(block).Append("\n\n");
        return this;
    }

    private void Row(IEnumerable<string> cells, int columns) =>
        text.Append("| ").AppendJoin(" | ", cells.Concat(Enumerable.Repeat("", columns)).Take(columns).Select(cell => cell.Replace("|", "\\|"))).Append(" |\n");

    private static string Cell(ReportCell cell) => cell.Class == "bad" ? Bold(cell.Text) : Prose(cell.Text);

    private static string Bold(string words) => Prose(words) is { Length: > 0 } prose ? $"**{prose}**" : "";

    private static string Prose(string words) =>
        string.Concat(Sentences.Parts(OneLine.Of(words)).Select(part => part.IsCode ? $"`{part.Part}`" : Escaped(part.Part)));

    // What would begin a heading, a list or a quotation.
    private static string Led(string prose) => prose is ['#' or '>' or '-' or '+' or '=', ..] ? "\\" + prose : prose;

    private static string Escaped(string words)
    {
        var escaped = new StringBuilder();
        foreach (var letter in words)
            switch (letter)
            {
                case '&':
                    escaped.Append("&amp;");
                    break;
                case '<':
                    escaped.Append("&lt;");
                    break;
                case '@':
                    escaped.Append("&#64;");
                    break;
                case '\\' or '`' or '*' or '_' or '[' or ']' or '~' or '$':
                    escaped.Append('\\').Append(letter);
                    break;
                default:
                    escaped.Append(letter);
                    break;
            }
        return escaped.ToString();
    }

    private static int LongestRun(string line)
    {
        var (longest, run) = (0, 0);
        foreach (var letter in line)
        {
            run = letter == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}
