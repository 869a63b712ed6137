using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Reports;

/// <summary>A gate, from its file.</summary>
internal sealed class GatePart(GateFile gate) : ReportPart
{
    private static readonly Series head = new("head", "head", 1);

    public override string Title => $"gate: {Named(gate.Head)} against {Named(gate.Base)}";

    public override void Write(Html page, string id)
    {
        page.Element("h2", Title, ("id", $"{id}-title"));
        page.Element("p", GateReport.HeadlineOf(gate.Verdict, gate.Times, gate.Counters, gate.Ratios), ("class", $"lead {gate.ExitCode switch { ExitCode.Success => "good", ExitCode.Failure => "bad", _ => "warn" }}"));
        page.Element("p", $"{Of(gate.Taken)}, on {gate.Machine.Cpu ?? "an unknown processor"}, {gate.Machine.Cores.ToString(CultureInfo.InvariantCulture)} cores; exit code {gate.ExitCode.ToString(CultureInfo.InvariantCulture)}.", ("class", "muted"));
        foreach (var caution in gate.Cautions)
            page.Element("p", caution, ("class", "caution"));
        Heading(page, $"{id}-times", "Times");
        Times("What is not the same", [.. gate.Times.Where(finding => finding.Verdict != Verdict.Same)])?.Write(page);
        if (Times("The same", [.. gate.Times.Where(finding => finding.Verdict == Verdict.Same)]) is { } same)
            Folded(page, same.Rows.Count == 1 ? "1 row is the same" : $"{same.Rows.Count.ToString(CultureInfo.InvariantCulture)} rows are the same", () => same.Write(page));
        page.Element("p", GateScreen.Legend, ("class", "muted"));
        Ratios(page, id);
        AgainstCpp(page, id);
        Heading(page, $"{id}-counters", "Counters");
        Counters(page);
        Heading(page, $"{id}-how", "Sides, machine, and how to do it again");
        new ReportTable("Sides", ["", "named", "commit", "build", "torch"],
            [.. new[] { ("base", gate.Base), ("head", gate.Head) }.Select(side => ReportRow.Of(side.Item1, Named(side.Item2), side.Item2.Commit ?? "unknown", OneLine.Of(side.Item2.Build, 17), side.Item2.Torch ?? "–"))])
        { Named = [1, 2, 3], Wordy = [4] }.Write(page);
        Facts(page, [.. Of(gate.Machine), ("took", $"{Figures.Span(TimeSpan.FromSeconds(gate.Stages.Sum(stage => stage.Seconds)))} of {Figures.Span(TimeSpan.FromSeconds(gate.Budget))}: {string.Join(", ", gate.Stages.Select(stage => $"{stage.What} {Figures.Span(TimeSpan.FromSeconds(stage.Seconds))}"))}")]);
        Commands(page, gate.Command ?? $"{Workplace.Checkout} gate --base {Reproduction.Quoted(gate.Base.Name)} --head {Reproduction.Quoted(gate.Head.Name)}");
    }

    private static void Ratios(Html page, string id, IReadOnlyList<GateFinding> findings)
    {
        var rows = findings.Select(finding => new RatioRow(GateRows.Name(finding.Row.Case),
            [new RatioMark(head, finding.Estimate!.Ratio.Median, finding.Estimate.Ratio.Interval?.Low, finding.Estimate.Ratio.Interval?.High, [.. finding.Rounds.Select(pair => pair.Head / pair.Base).Where(ratio => ratio > 0 && double.IsFinite(ratio))], "base")])).ToList();
        var counts = findings.Select(finding => finding.Rounds.Count).Distinct().Order().ToList();
        var count = $"n = {(counts.Count == 1 ? counts[0].ToString(CultureInfo.InvariantCulture) : FormattableString.Invariant($"{counts[0]} to {counts[^1]}"))} rounds of fresh processes";
        Charts(page, $"{id}-ratio", [RatioPlot.Forest("Time of head as a multiple of base's, by the rounds that decided", count, rows), RatioPlot.Rounds("The same, round by round, of all stages", count, rows)]);
    }

    private void Ratios(Html page, string id)
    {
        if (gate.Times.Where(finding => finding.Estimate is not null).ToList() is { Count: > 0 } estimated)
            Ratios(page, id, estimated);
    }

    private void AgainstCpp(Html page, string id)
    {
        if (gate.Ratios.Count == 0)
            return;
        Heading(page, $"{id}-cpp", "Against C++");
        new ReportTable("Time as a multiple of C++'s, held to the ratio that was accepted", ["", "accepted", "now", "δ", "n", "verdict", "remark"],
            [.. gate.Ratios.Select(ratio => new ReportRow(GateRows.Name(ratio.Finding.Row.Case),
            [
                ratio.Accepted is { } accepted ? string.Create(CultureInfo.InvariantCulture, $"{accepted.Ratio:0.00}") : "–",
                GateScreen.Stand(ratio),
                string.Create(CultureInfo.InvariantCulture, $"{100 * ratio.Finding.Row.Effect:0.#} %"),
                (ratio.Stand?.Count ?? 0).ToString(CultureInfo.InvariantCulture),
                new ReportCell(GateScreen.Word(ratio.Finding), ratio.Accepted is null ? null : Tone(ratio.Finding.Verdict)),
                string.Join(' ', new[] { ratio.Finding.Reason, ratio.Accepted?.Accepted.ToString() }.OfType<string>()),
            ]))])
        { Named = [5], Wordy = [6] }.Write(page);
    }

    private static ReportTable? Times(string caption, IReadOnlyList<GateFinding> findings) => findings.Count == 0 ? null : new ReportTable(
        caption, ["", "base", "head", "head ÷ base", "δ", "p", "n", "verdict", "remark"],
        [.. findings.Select(finding => new ReportRow(GateRows.Name(finding.Row.Case),
        [
            finding.Rounds.Count > 0 ? Figures.Time(Estimator.Median([.. finding.Rounds.Select(pair => pair.Base)])) : "–",
            finding.Rounds.Count > 0 ? Figures.Time(Estimator.Median([.. finding.Rounds.Select(pair => pair.Head)])) : "–",
            GateScreen.Ratio(finding),
            string.Create(CultureInfo.InvariantCulture, $"{100 * finding.Row.Effect:0.#} %"),
            GateScreen.P(finding),
            (finding.Estimate?.Ratio.Count ?? 0).ToString(CultureInfo.InvariantCulture),
            new ReportCell(GateScreen.Word(finding), Tone(finding.Verdict)),
            string.Join(' ', new[] { finding.Reason, finding.Accepted?.ToString() }.OfType<string>()),
        ]))])
    { Named = [7], Wordy = [8] };

    private void Counters(Html page)
    {
        var changed = gate.Counters.Where(finding => finding.Verdict != Verdict.Same).ToList();
        if (changed.Count == 0)
        {
            page.Element("p", gate.Counters.Count == 0 ? "Nothing was counted." : $"In all {gate.Counters.Count.ToString(CultureInfo.InvariantCulture)} rows the same bytes, operations by name, native calls and tensors.");
            return;
        }
        new ReportTable("What is not counted as it was, per iteration", ["", "", "what"],
            [.. changed.Select(finding => new ReportRow(GateRows.Name(finding.Case),
            [
                new ReportCell(finding.Verdict switch { Verdict.Slower => "more", Verdict.Faster => "fewer", var other => other.ToString().ToLowerInvariant() }, finding.Accepted is null ? Tone(finding.Verdict) : null),
                string.Join("; ", finding.Changes.DefaultIfEmpty(finding.Reason ?? "")) + (finding.Accepted is { } accepted ? $" ({accepted})" : ""),
            ]))])
        { Named = [1], Wordy = [2] }.Write(page);
    }

    private static string? Tone(Verdict verdict) => verdict switch
    {
        Verdict.Slower or Verdict.Failed or Verdict.Missing => "bad",
        Verdict.Faster => "good",
        Verdict.Same => null,
        _ => "warn",
    };

    private static string Named(GateSide side) => side.Name == SideBuild.WorkingTree ? "working tree" : side.Name;
}
