using System.Globalization;
using System.Text;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Gate;

/// <summary>The report as a comment on a pull request: verdict first, then what matters, the rest folded.</summary>
internal static class GateMarkdown
{
    public static string Of(GateReport report)
    {
        var text = new StringBuilder();
        text.AppendLine($"### {Mark(report.Verdict)} {report.Headline()}").AppendLine();
        foreach (var caution in report.Cautions)
            text.AppendLine($"> {Cell(caution)}").AppendLine();
        var notable = report.Times.Where(finding => finding.Verdict != Verdict.Same).ToList();
        Table(text, notable);
        Ratios(text, [.. report.Ratios.Where(ratio => ratio.Finding.Verdict is not (Verdict.Same or Verdict.New))]);
        var changed = report.Counters.Where(finding => finding.Verdict != Verdict.Same).ToList();
        if (changed.Count > 0)
        {
            text.AppendLine("| counters, per iteration | | |").AppendLine("|---|---|---|");
            foreach (var finding in changed)
                text.AppendLine($"| {GateRows.Name(finding.Case)} | {finding.Verdict switch { Verdict.Slower => "**more**", Verdict.Faster => "fewer", var other => other.ToString().ToLowerInvariant() }} | {Cell(string.Join("; ", finding.Changes.DefaultIfEmpty(finding.Reason ?? "")) + (finding.Accepted is { } accepted ? $" ({accepted})" : ""))} |");
            text.AppendLine();
        }
        var same = report.Times.Where(finding => finding.Verdict == Verdict.Same).ToList();
        if (same.Count > 0)
        {
            text.AppendLine($"<details><summary>{same.Count} {(same.Count == 1 ? "row is" : "rows are")} the same</summary>").AppendLine();
            Table(text, same);
            text.AppendLine("</details>").AppendLine();
        }
        var kept = report.Ratios.Where(ratio => ratio.Finding.Verdict is Verdict.Same or Verdict.New).ToList();
        if (kept.Count > 0)
        {
            text.AppendLine($"<details><summary>C# ÷ C++ of {kept.Count} {(kept.Count == 1 ? "row" : "rows")}, as accepted or new</summary>").AppendLine();
            Ratios(text, kept);
            text.AppendLine("</details>").AppendLine();
        }
        text.AppendLine("<details><summary>sides, machine, how it is judged</summary>").AppendLine();
        text.AppendLine("| | named | commit | build | torch |").AppendLine("|---|---|---|---|---|");
        foreach (var (label, side) in new[] { ("base", report.Base), ("head", report.Head) })
            text.AppendLine($"| {label} | {Cell(side.Name == SideBuild.WorkingTree ? "working tree" : side.Name)} | {Cell(side.Commit ?? "unknown")} | {side.Build[..16]} | {Cell(side.Torch ?? "")} |");
        text.AppendLine().AppendLine($"{Cell(report.Machine.Fingerprint)}. Took {Figures.Span(report.Took)} of {Figures.Span(report.Budget)}.").AppendLine();
        text.AppendLine(GateScreen.Legend).AppendLine();
        text.AppendLine("</details>");
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static void Table(StringBuilder text, IReadOnlyList<GateFinding> findings)
    {
        if (findings.Count == 0)
            return;
        text.AppendLine("| time | base | head | head ÷ base | δ | p | n | verdict |").AppendLine("|---|--:|--:|---|--:|--:|--:|---|");
        foreach (var finding in findings)
        {
            var measured = finding.Rounds.Count > 0;
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"| {GateRows.Name(finding.Row.Case)} | {(measured ? Figures.Time(Estimator.Median([.. finding.Rounds.Select(pair => pair.Base)])) : "")} | {(measured ? Figures.Time(Estimator.Median([.. finding.Rounds.Select(pair => pair.Head)])) : "")} | {GateScreen.Ratio(finding)} | {100 * finding.Row.Effect:0.#} % | {GateScreen.P(finding)} | {finding.Estimate?.Ratio.Count ?? 0} | {Bold(finding)}{(finding.Reason is { } reason ? ": " + Cell(reason) : "")} |"));
        }
        text.AppendLine();
    }

    private static void Ratios(StringBuilder text, IReadOnlyList<RatioFinding> ratios)
    {
        if (ratios.Count == 0)
            return;
        text.AppendLine("| C# ÷ C++ | accepted | now | δ | verdict |").AppendLine("|---|--:|--:|--:|---|");
        foreach (var ratio in ratios)
            text.AppendLine(string.Create(CultureInfo.InvariantCulture,
                $"| {GateRows.Name(ratio.Finding.Row.Case)} | {(ratio.Accepted is { } accepted ? $"{accepted.Ratio.ToString("0.00", CultureInfo.InvariantCulture)}, {accepted.Accepted.When:yyyy-MM-dd}" : "")} | {GateScreen.Stand(ratio)} | {100 * ratio.Finding.Row.Effect:0.#} % | {Bold(ratio.Finding)}{(ratio.Finding.Reason is { } reason ? ": " + Cell(reason) : "")} |"));
        text.AppendLine();
    }

    private static string Bold(GateFinding finding) => finding.Verdict is Verdict.Slower or Verdict.Failed or Verdict.Missing ? $"**{GateScreen.Word(finding)}**" : GateScreen.Word(finding);

    private static string Mark(GateVerdict verdict) => verdict switch { GateVerdict.Pass => "✅", GateVerdict.Regression => "❌", _ => "⚠️" };

    // A worker's last words and a branch's name are anybody's text.
    private static string Cell(string text) => OneLine(text).Replace("\\", "\\\\").Replace("|", "\\|").Replace("<", "&lt;").Replace("`", "\\`").Replace("*", "\\*").Replace("_", "\\_").Replace("[", "\\[").Replace("@", "&#64;");

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
