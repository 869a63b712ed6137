using PerfSuite.CommandLine;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Reports;

/// <summary>A gate, from its file.</summary>
internal sealed class GatePart(GateFile gate) : ReportPart
{
    private static readonly Series head = new("head", "head", 1);

    public override string Title => $"gate: {GateTables.Named(gate.Head)} against {GateTables.Named(gate.Base)}";

    private string Headline => GateReport.HeadlineOf(gate.Verdict, gate.Times, gate.Counters, gate.Ratios);

    /// <summary>Of one that came to nothing there is no stage.</summary>
    private string Took =>
        $"{Figures.Span(TimeSpan.FromSeconds(gate.Stages.Sum(stage => stage.Seconds)))} of {Figures.Span(TimeSpan.FromSeconds(gate.Budget))}{(gate.Stages.Count > 0 ? ": " : "")}{string.Join(", ", gate.Stages.Select(stage => $"{stage.What} {Figures.Span(TimeSpan.FromSeconds(stage.Seconds))}"))}";

    private string Command => gate.Command ?? $"{Workplace.Checkout} gate --base {Reproduction.Quoted(gate.Base.Name)} --head {Reproduction.Quoted(gate.Head.Name)}";

    public override void Write(Html page, string id)
    {
        page.Element("h2", Title, ("id", $"{id}-title"));
        page.Element("p", Headline, ("class", $"lead {gate.ExitCode switch { ExitCode.Success => "good", ExitCode.Failure => "bad", _ => "warn" }}"));
        page.Element("p", $"{Of(gate.Taken)}, on {gate.Machine.Cpu ?? "an unknown processor"}, {Whole(gate.Machine.Cores)} cores; exit code {Whole(gate.ExitCode)}.", ("class", "muted"));
        foreach (var caution in gate.Cautions)
            page.Sentence("p", caution, ("class", "caution"));
        Heading(page, $"{id}-times", "Times");
        var (same, others) = (gate.Times.Where(finding => finding.Verdict == Verdict.Same).ToList(), gate.Times.Where(finding => finding.Verdict != Verdict.Same).ToList());
        if (others.Count > 0)
            GateTables.Times("What is not the same", others).Write(page);
        if (same.Count > 0)
            Folded(page, Rows(same.Count, "the same"), () => GateTables.Times("The same", same).Write(page));
        if (gate.Times.Count == 0)
            page.Element("p", "Nothing was timed.");
        else
            page.Element("p", GateScreen.Legend, ("class", "muted"));
        Charts(page, id);
        if (gate.Ratios.Count > 0)
        {
            Heading(page, $"{id}-cpp", "Against C++");
            GateTables.Ratios("Time as a multiple of C++'s, held to the ratio that was accepted", gate.Ratios).Write(page);
            foreach (var acceptance in GateTables.Acceptances(gate.Ratios))
                page.Element("p", acceptance, ("class", "muted"));
        }
        Heading(page, $"{id}-counters", "Counters");
        Counters(page);
        Heading(page, $"{id}-how", "Sides, machine, and how to do it again");
        GateTables.Sides(gate.Base, gate.Head).Write(page);
        Facts(page, [.. Of(gate.Machine), ("took", Took)]);
        Commands(page, Command);
    }

    public override void Write(Markdown text)
    {
        text.Heading($"{gate.ExitCode switch { ExitCode.Success => "✅", ExitCode.Failure => "❌", _ => "⚠️" }} {Headline}");
        foreach (var caution in gate.Cautions)
            text.Quote(caution);
        text.Table(GateTables.Times("", [.. gate.Times.Where(finding => finding.Verdict != Verdict.Same)]));
        text.Table(GateTables.Ratios("", [.. gate.Ratios.Where(ratio => !IsKept(ratio))]));
        text.Table(GateTables.Counters("", [.. gate.Counters.Where(finding => finding.Verdict != Verdict.Same)]));
        var (same, kept) = (gate.Times.Where(finding => finding.Verdict == Verdict.Same).ToList(), gate.Ratios.Where(IsKept).ToList());
        if (same.Count > 0)
            text.Folded(Rows(same.Count, "the same"), () => text.Table(GateTables.Times("", same)));
        if (kept.Count > 0)
            text.Folded($"C# ÷ C++ of {Whole(kept.Count)} {(kept.Count == 1 ? "row" : "rows")}, as accepted or new", () =>
            {
                text.Table(GateTables.Ratios("", kept));
                foreach (var acceptance in GateTables.Acceptances(kept))
                    text.Paragraph(acceptance);
            });
        text.Folded("sides, machine, how it is judged", () => text.Table(GateTables.Sides(gate.Base, gate.Head)).Paragraph($"{gate.Machine.Fingerprint}. Took {Took}.").Paragraph(GateScreen.Legend));
        text.Paragraph("To do it again:").Commands(Command);
    }

    /// <summary>What nobody need look at: a ratio that is as accepted, or that nobody accepted yet.</summary>
    private static bool IsKept(RatioFinding ratio) => ratio.Finding.Verdict is Verdict.Same or Verdict.New;

    private void Charts(Html page, string id)
    {
        var findings = gate.Times.Where(finding => finding.Estimate is not null).ToList();
        if (findings.Count == 0)
            return;
        var rows = findings.Select(finding => new RatioRow(GateRows.Name(finding.Row.Case),
            [new RatioMark(head, finding.Estimate!.Ratio.Median, finding.Estimate.Ratio.Interval?.Low, finding.Estimate.Ratio.Interval?.High, [.. finding.Rounds.Select(pair => pair.Head / pair.Base).Where(ratio => ratio > 0 && double.IsFinite(ratio))], "base")])).ToList();
        var counts = findings.Select(finding => finding.Rounds.Count).Distinct().Order().ToList();
        var count = $"n = {(counts.Count == 1 ? Whole(counts[0]) : FormattableString.Invariant($"{counts[0]} to {counts[^1]}"))} rounds of fresh processes";
        Charts(page, $"{id}-ratio", [RatioPlot.Forest("Time of head as a multiple of base's, by the rounds that decided", count, rows), RatioPlot.Rounds("The same, round by round, of all stages", count, rows)]);
    }

    private void Counters(Html page)
    {
        if (gate.Counters.Where(finding => finding.Verdict != Verdict.Same).ToList() is { Count: > 0 } changed)
            GateTables.Counters("What is not counted as it was, per iteration", changed).Write(page);
        else
            page.Element("p", gate.Counters.Count == 0 ? "Nothing was counted." : $"In all {Whole(gate.Counters.Count)} rows the same bytes, operations by name, native calls and tensors.");
    }

    private static string Rows(int count, string what) => $"{Whole(count)} {(count == 1 ? "row is" : "rows are")} {what}";
}
