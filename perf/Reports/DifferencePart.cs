using PerfSuite.CommandLine;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Reports;

/// <summary>A file of results held against the times that were accepted on its machine.</summary>
/// <param name="file">The file.</param>
/// <param name="found">What it holds.</param>
/// <param name="difference">Of what was accepted and of that.</param>
/// <param name="verdict">What it comes to.</param>
/// <param name="command">The line that asked.</param>
internal sealed class DifferencePart(string file, Results found, Difference difference, GateVerdict verdict, string command) : ReportPart
{
    public override string Title => $"gate: {Path.GetFileName(file)} against {TimingLedger.File}";

    private string Headline => $"{GateReport.Word(verdict)}: of {Rows(difference.Pairs.Count)} {string.Join(", ", Order.Select(one => (one, Count: difference.Pairs.Count(pair => VerdictOf(pair) == one))).Where(one => one.Count > 0).Select(one => $"{Whole(one.Count)} {DifferenceScreen.Word(one.one)}"))}";

    private IReadOnlyList<PairDifference> Notable => [.. difference.Pairs.Where(pair => VerdictOf(pair) is not (Verdict.Same or Verdict.Inconclusive) || pair.Worsened.Count > 0)];

    /// <summary>As a headline has them: what is worst first.</summary>
    private static IReadOnlyList<Verdict> Order { get; } = [Verdict.Slower, Verdict.Failed, Verdict.Missing, Verdict.New, Verdict.Inconclusive, Verdict.Faster, Verdict.Same];

    /// <summary>What decides of one; slower is also who counts more.</summary>
    public static Verdict VerdictOf(PairDifference pair) => pair.GotWorse ? Verdict.Slower : pair.Verdict;

    public override void Write(Html page, string id)
    {
        page.Element("h2", Title, ("id", $"{id}-title"));
        page.Element("p", Headline, ("class", $"lead {verdict switch { GateVerdict.Pass => "good", GateVerdict.Regression => "bad", _ => "warn" }}"));
        page.Element("p", $"{Of(found.Taken)}, on {found.Machine.Cpu ?? "an unknown processor"}, {Whole(found.Machine.Cores)} cores; exit code {Whole(ExitCode.Of(verdict))}.", ("class", "muted"));
        var (notable, rest) = (Notable, difference.Pairs.Except(Notable).ToList());
        if (notable.Count > 0)
            Table("What is not as it was accepted", notable).Write(page);
        if (rest.Count > 0)
            Folded(page, $"{Rows(rest.Count)} the same, or unclear", () => Table("The same, or unclear", rest).Write(page));
        page.Sentence("p", DifferenceScreen.Legend, ("class", "muted"));
        Heading(page, $"{id}-how", "How to do it again");
        Facts(page, Of(found.Machine));
        Commands(page, command);
    }

    public override void Write(Markdown text)
    {
        var (notable, rest) = (Notable, difference.Pairs.Except(Notable).ToList());
        text.Heading($"{verdict switch { GateVerdict.Pass => "✅", GateVerdict.Regression => "❌", _ => "⚠️" }} {Headline}").Table(Table("", notable));
        if (rest.Count > 0)
            text.Folded($"{Rows(rest.Count)} the same, or unclear", () => text.Table(Table("", rest)));
        text.Folded("machine, how it is judged", () => text.Paragraph(found.Machine.Fingerprint + ".").Paragraph(DifferenceScreen.Legend));
        text.Paragraph("To do it again:").Commands(command);
    }

    private static ReportTable Table(string caption, IReadOnlyList<PairDifference> pairs) => new(
        caption, ["time", "who", "accepted", "now", "now ÷ accepted", "verdict", "remark"],
        [.. pairs.Select(pair => new ReportRow(WhyVerb.Name(pair.Case),
        [
            pair.Contender,
            Amount(pair, pair.Median.Before),
            Amount(pair, pair.Median.After),
            pair.Ratio is { } ratio ? Figures.Ratio(ratio, pair.Low, pair.High, pair.Low is not { } low || pair.High is not { } high || (low <= 1 && 1 <= high)) : "–",
            new ReportCell(DifferenceScreen.Word(VerdictOf(pair)), GateTables.Tone(VerdictOf(pair))),
            string.Join("; ", pair.Worsened.Where(what => what != "slower").Append(pair.Reason).OfType<string>()),
        ]))])
    { Named = [1, 5], Wordy = [6] };

    private static string Amount(PairDifference pair, double? median) =>
        median is not { } value ? "–" : pair.Unit == Row.Nanoseconds ? Figures.Time(value) : $"{Figures.Bytes(value)} {pair.Unit}";

    private static string Rows(int count) => $"{Whole(count)} {(count == 1 ? "row" : "rows")}";
}
