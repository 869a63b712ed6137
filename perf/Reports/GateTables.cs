using System.Globalization;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using static PerfSuite.Reports.ReportPart;

namespace PerfSuite.Reports;

/// <summary>A gate's findings in tables, for its page and for a pull request.</summary>
internal static class GateTables
{
    /// <summary>Tier 1: a row for every finding, with what it comes to where a phone still shows it.</summary>
    public static ReportTable Times(string caption, IReadOnlyList<GateFinding> findings) => new(
        caption, ["time", "verdict", "head ÷ base", "base", "head", "δ", "p", "n", "remark"],
        [.. findings.Select(finding => new ReportRow(GateRows.Name(finding.Row.Case),
        [
            new ReportCell(GateScreen.Word(finding), Tone(finding.Verdict)),
            GateScreen.Ratio(finding),
            Median(finding, pair => pair.Base),
            Median(finding, pair => pair.Head),
            Effect(finding),
            GateScreen.P(finding),
            Whole(finding.Estimate?.Ratio.Count ?? 0),
            string.Join(' ', new[] { finding.Reason, finding.Accepted?.ToString() }.OfType<string>()),
        ]))])
    { Named = [1], Wordy = [8] };

    /// <summary>Tier 2. Who accepted a ratio stands beside those that are not kept; of the others see <see cref="Acceptances"/>.</summary>
    public static ReportTable Ratios(string caption, IReadOnlyList<RatioFinding> ratios)
    {
        var remarks = ratios.Select(Remark).Any(remark => remark.Length > 0);
        string[] columns = ["C# ÷ C++", "accepted", "now", "δ", "n", "verdict"];
        return new(caption, remarks ? [.. columns, "remark"] : columns, [.. ratios.Select(ratio => new ReportRow(GateRows.Name(ratio.Finding.Row.Case),
        [
            ratio.Accepted is { } accepted ? accepted.Ratio.ToString("0.00", CultureInfo.InvariantCulture) : "–",
            GateScreen.Stand(ratio),
            Effect(ratio.Finding),
            Whole(ratio.Stand?.Count ?? 0),
            new ReportCell(GateScreen.Word(ratio.Finding), ratio.Accepted is null ? null : Tone(ratio.Finding.Verdict)),
            .. remarks ? new ReportCell[] { Remark(ratio) } : [],
        ]))])
        { Named = [5], Wordy = remarks ? [6] : [] };

        static string Remark(RatioFinding ratio) =>
            string.Join(' ', new[] { ratio.Finding.Reason, ratio.Finding.Verdict == Verdict.Same ? null : ratio.Accepted?.Accepted.ToString() }.OfType<string>());
    }

    /// <summary>Who accepted the ratios that are kept, when and why: a sentence for each that did, mostly one for all.</summary>
    public static IReadOnlyList<string> Acceptances(IReadOnlyList<RatioFinding> ratios)
    {
        var kept = ratios.Where(ratio => ratio is { Finding.Verdict: Verdict.Same, Accepted: not null }).GroupBy(ratio => ratio.Accepted!.Accepted).ToList();
        return [.. kept.Select(group => $"{(kept.Count == 1 ? "What stands was" : $"{string.Join(", ", group.Select(ratio => GateRows.Name(ratio.Finding.Row.Case)))}:")} {group.Key}.")];
    }

    /// <summary>Tier 0.</summary>
    public static ReportTable Counters(string caption, IReadOnlyList<CounterFinding> findings) => new(
        caption, ["per iteration", "", "what"],
        [.. findings.Select(finding => new ReportRow(GateRows.Name(finding.Case),
        [
            new ReportCell(finding.Verdict switch { Verdict.Slower => "more", Verdict.Faster => "fewer", var other => other.ToString().ToLowerInvariant() }, finding.Accepted is null ? Tone(finding.Verdict) : null),
            string.Join("; ", finding.Changes.DefaultIfEmpty(finding.Reason ?? "")) + (finding.Accepted is { } accepted ? $" ({accepted})" : ""),
        ]))])
    { Named = [1], Wordy = [2] };

    /// <summary>What was compared with what.</summary>
    public static ReportTable Sides(GateSide before, GateSide after) => new(
        "Sides", ["", "named", "commit", "build", "torch"],
        [.. new[] { ("base", before), ("head", after) }.Select(side =>
            ReportRow.Of(side.Item1, Named(side.Item2), side.Item2.Commit ?? "unknown", OneLine.Of(side.Item2.Build, 17), side.Item2.Torch ?? "–"))])
    { Named = [1, 2, 3], Wordy = [4] };

    /// <summary>A side as people call it.</summary>
    public static string Named(GateSide side) => side.Name == SideBuild.WorkingTree ? "working tree" : side.Name;

    /// <summary>How a verdict is coloured.</summary>
    public static string? Tone(Verdict verdict) => verdict switch
    {
        Verdict.Slower or Verdict.Failed or Verdict.Missing => "bad",
        Verdict.Faster => "good",
        Verdict.Same => null,
        _ => "warn",
    };

    private static string Median(GateFinding finding, Func<GatePair, double> side) =>
        finding.Rounds.Count > 0 ? Figures.Time(Estimator.Median([.. finding.Rounds.Select(side)])) : "–";

    private static string Effect(GateFinding finding) => string.Create(CultureInfo.InvariantCulture, $"{100 * finding.Row.Effect:0.#} %");
}
