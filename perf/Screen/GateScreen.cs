using System.Globalization;
using PerfSuite.Gate;
using PerfSuite.Measurement;

namespace PerfSuite.Screen;

/// <summary>What <c>gate</c> shows: the verdict, the two sides, the rows that matter; what is as it was in one line.</summary>
internal sealed class GateScreen(Display display)
{
    private const int LabelWidth = 24;

    /// <param name="all">Whether rows that are as they were are shown, too.</param>
    public void Show(GateReport report, bool all)
    {
        display.Say($"gate: {report.Headline()}", PassageKind.Heading, 2);
        Side("base", report.Base);
        Side("head", report.Head);
        foreach (var caution in report.Cautions)
            display.Say(caution, PassageKind.Warning);
        Times(report, all);
        Ratios(report, all);
        Counters(report);
        display.Line();
        display.Say($"took {Figures.Span(report.Took)} of {Figures.Span(report.Budget)}: {string.Join(", ", report.Stages.Select(stage => $"{stage.What} {Figures.Span(stage.Took)}"))}", PassageKind.Note);
    }

    /// <summary>What the columns mean, for somebody who sees them for the first time.</summary>
    public static string Legend => Invariant(
        $"head ÷ base: Hodges–Lehmann estimate of the rounds that decided, 95 % interval. A row is slower if {GateRules.Standard.ConfirmRounds} fresh rounds, played after a suspicion, show at least δ with p ≤ {GateRules.Standard.ConfirmLevel} (exact one-sided Wilcoxon, Holm); δ is 3 %, or three times the row's spread on one source.");

    private void Side(string label, GateSide side)
    {
        var commit = side.Commit is { Length: > 8 } id ? $"{id[..8]}{(id.EndsWith("-dirty", StringComparison.Ordinal) ? "-dirty" : "")}" : side.Commit ?? "unknown commit";
        display.Say($"  {label}  {(side.Name == SideBuild.WorkingTree ? "working tree" : side.Name)} · {commit} · build {side.Build[..8]}", indent: 8);
        if (side.Torch is { } torch)
            display.Say($"        {torch}", PassageKind.Note, 8);
    }

    private void Times(GateReport report, bool all)
    {
        var shown = report.Times.Where(finding => all || finding.Verdict != Verdict.Same).ToList();
        if (shown.Count > 0)
        {
            display.Line();
            display.Muted($"{"time",-LabelWidth}{"base",8}{"head",8}  {"head ÷ base",-15}{"δ",4}  {"p",-8}verdict");
            foreach (var finding in shown)
                Row(finding);
        }
        var same = report.Times.Where(finding => finding.Verdict == Verdict.Same).ToList();
        if (same.Count > 0)
        {
            var largest = same.MaxBy(finding => finding.Estimate?.Ratio.Median ?? 0)!;
            display.Line();
            display.Say($"{same.Count} of {report.Times.Count} {(report.Times.Count == 1 ? "row" : "rows")} the same, at the most {Ratio(largest).TrimEnd()} ({GateRows.Name(largest.Row.Case)}).{(all ? "" : " --all shows them.")}");
        }
        if (report.Times.Any(finding => finding.Estimate is not null))
            display.Say(Legend);
    }

    private void Row(GateFinding finding)
    {
        var line = Label(finding.Row.Case);
        if (finding.Rounds.Count > 0)
            line += $"{Figures.Time(Estimator.Median([.. finding.Rounds.Select(pair => pair.Base)])),8}{Figures.Time(Estimator.Median([.. finding.Rounds.Select(pair => pair.Head)])),8}  {Ratio(finding),-15}{Invariant($"{100 * finding.Row.Effect:0}%"),4}  {P(finding),-8}";
        else
            line += new string(' ', 16) + $"  {"",-15}{"",4}  {"",-8}";
        line += Word(finding);
        if (finding.Verdict is Verdict.Slower or Verdict.Failed or Verdict.Missing or Verdict.Inconclusive)
            display.Warning(line);
        else
            display.Line(line);
        if (finding.Reason is { } reason)
            display.Say("  " + reason, indent: 2);
    }

    /// <summary>A row's name in its column; one that is too long, such as of somebody's own network, has a line of its own.</summary>
    private string Label(Case row)
    {
        var name = GateRows.Name(row);
        if (name.Length < LabelWidth)
            return name.PadRight(LabelWidth);
        display.Line(name);
        return new string(' ', LabelWidth);
    }

    /// <summary>Tier 2; nothing where nothing was held against C++.</summary>
    private void Ratios(GateReport report, bool all)
    {
        if (report.Ratios.Count == 0)
            return;
        var shown = report.Ratios.Where(ratio => all || ratio.Finding.Verdict != Verdict.Same).ToList();
        display.Line();
        if (shown.Count < report.Ratios.Count)
            display.Say($"Against C++, {report.Ratios.Count - shown.Count} of {report.Ratios.Count} rows stand as accepted.");
        if (shown.Count == 0)
            return;
        display.Muted($"{"C# ÷ C++",-LabelWidth}{"accepted",8}  {"now",-17}{"δ",4}  verdict");
        foreach (var ratio in shown)
        {
            var line = Label(ratio.Finding.Row.Case) + $"{(ratio.Accepted is { } accepted ? Invariant($"{accepted.Ratio:0.00}") : ""),8}  {Stand(ratio),-17}{Invariant($"{100 * ratio.Finding.Row.Effect:0}%"),4}  {Word(ratio.Finding)}";
            if (ratio.Finding.Verdict is Verdict.Slower or Verdict.Failed or Verdict.Missing)
                display.Warning(line);
            else
                display.Line(line);
            if (ratio.Finding.Reason is { } reason && ratio.Finding.Verdict != Verdict.New)
                display.Say("  " + reason, indent: 2);
        }
        if (shown.Any(ratio => ratio.Finding.Verdict == Verdict.New))
            display.Say("New: nothing is accepted for this BLAS and processor, and decides nothing. A ratio is accepted with how far it wanders: `prove record FILE --ratios`, then `accept FILE --ratios`.");
    }

    /// <summary>A row's time to C++'s.</summary>
    public static string Stand(RatioFinding ratio) => ratio.Stand is { } stand ? Figures.Ratio(stand.Ratio, stand.Low, stand.High, false) : "";

    private void Counters(GateReport report)
    {
        var changed = report.Counters.Where(finding => finding.Verdict != Verdict.Same).ToList();
        display.Line();
        if (changed.Count == 0)
        {
            display.Say($"Counters: in all {report.Counters.Count} rows the same bytes, operations by name, native calls and tensors.");
            return;
        }
        display.Muted("counters, per iteration");
        foreach (var finding in changed)
        {
            var word = finding.Verdict switch { Verdict.Slower => "more", Verdict.Faster => "fewer", var other => other.ToString().ToLowerInvariant() };
            var line = $"{GateRows.Name(finding.Case),-23}{word}{(finding.Changes.Count > 0 ? ": " + string.Join("; ", finding.Changes) : finding.Reason is { } reason ? ": " + reason : "")}";
            if (finding.Accepted is { } accepted)
                line += $" ({accepted})";
            display.Say(line, finding.Verdict == Verdict.Faster || finding.Accepted is not null ? PassageKind.Text : PassageKind.Warning, 4);
        }
    }

    /// <summary>The ratio of the rounds that decided.</summary>
    public static string Ratio(GateFinding finding) => finding.Estimate is { Ratio: { } ratio }
        ? Figures.Ratio(ratio.Median, ratio.Interval?.Low, ratio.Interval?.High, ratio.Interval is not { } interval || interval.Contains(1))
        : "";

    /// <summary>The p-value of the test that decided.</summary>
    public static string P(GateFinding finding) => finding.Estimate is { } estimate
        ? Math.Min(estimate.Slower, estimate.Faster).ToString("0.####", CultureInfo.InvariantCulture)
        : "";

    /// <summary>The verdict, with what it lacks where the row only informs.</summary>
    public static string Word(GateFinding finding) => finding.Verdict switch
    {
        Verdict.Inconclusive when finding.Row.OnlyInforms => "informs",
        Verdict.Inconclusive => "unclear",
        var verdict => verdict.ToString().ToLowerInvariant(),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
