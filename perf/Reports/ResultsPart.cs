using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Measurement;
using PerfSuite.Studies;
using PerfSuite.Studies.Why;

namespace PerfSuite.Reports;

/// <summary>A tour or a study, from its file of results.</summary>
internal sealed class ResultsPart : ReportPart
{
    private readonly Results results;
    private readonly CaseNames names;
    private readonly ResultsTables tables;
    private readonly ResultsFigures figures;
    private readonly IReadOnlyList<Standing> standings;
    private readonly Study? study;

    public ResultsPart(Results results)
    {
        this.results = results;
        names = new CaseNames(results);
        tables = new ResultsTables(results, names);
        var everybody = results.Rows.Select(row => row.Contender).Concat(results.Ratios.SelectMany(ratio => new[] { ratio.Contender, ratio.To })).Concat(results.Counters.Select(row => row.Contender));
        figures = new ResultsFigures(results, names, Series.Of(everybody, CaseNames.Families, names.Title));
        standings = Standing.Of(results, WhyParagraph.Effect, CaseNames.IsTimed);
        var studies = results.Rows.Where(row => !CaseNames.IsLatency(row.Case)).Select(row => row.Case.Study).Distinct().ToList();
        study = studies is [var only] ? Study.All.FirstOrDefault(one => one.Name == only) : null;
        Title = results.Told.FirstOrDefault() is { Kind: PassageKind.Heading } opening ? opening.Text
            : IsBench ? "bench" : studies is [var alone] ? $"study {alone}" : studies.Count == 0 ? "nothing measured" : "tour";
    }

    public override string Title { get; }

    /// <summary>Whether BenchmarkDotNet measured, one benchmark after the other.</summary>
    private bool IsBench => results.Rows.Count > 0 && results.Rows.All(row => row.Case.Study == BenchmarkFile.Study);

    public override void Write(Html page, string id)
    {
        page.Element("h2", Title, ("id", $"{id}-title"));
        page.Element("p", Headline, ("class", "lead"));
        page.Element("p", $"{Of(results.Taken)}, commit {Short(results.Commit)}, seed {results.Seed.ToString(CultureInfo.InvariantCulture)}, on {results.Machine.Cpu ?? "an unknown processor"}, {results.Machine.Cores.ToString(CultureInfo.InvariantCulture)} cores.", ("class", "muted"));
        foreach (var warning in Warnings())
            page.Sentence("p", warning, ("class", "caution"));
        tables.Standings(standings)?.Write(page);
        (string Id, string Title, Action Content)[] sections =
        [
            .. study is not null || results.Told.Count > 1 ? new (string, string, Action)[] { ("found", study is null ? "What was found" : "The article, and this machine", () => Told(page)) } : [],
            .. Section("ratios", "Who takes how much time", figures.Ratios()),
            .. Section("batches", "Time against batch size", figures.Batches()),
            .. Section("parts", "Where the time goes", figures.Breakdowns()),
            .. Section("curves", "How far it learns", figures.Curves()),
            ("rows", "Every row", () => Rows(page)),
            ("how", "Machine, versions, and how to do it again", () => Again(page)),
        ];
        page.Within("nav", [("aria-label", $"Within {Title}")], () => page.Within("ul", () =>
        {
            foreach (var section in sections)
                page.Within("li", () => page.Element("a", section.Title, ("href", $"#{id}-{section.Id}")));
        }));
        foreach (var section in sections)
        {
            Heading(page, $"{id}-{section.Id}", section.Title);
            section.Content();
        }

        IEnumerable<(string, string, Action)> Section(string name, string title, IReadOnlyList<Figure> charts) =>
            charts.Count == 0 ? [] : [(name, title, () => Charts(page, $"{id}-{name}", charts))];
    }

    public override void Write(Markdown text)
    {
        text.Heading(Title).Paragraph(Headline);
        foreach (var warning in Warnings())
            text.Quote(warning);
        if (tables.Slower(standings) is { } slower)
            text.Table(slower);
        if (tables.Unmeasured(results.Rows.Where(row => row.Status is RowStatus.Failed or RowStatus.Disagrees)) is { } failed)
            text.Table(failed);
        if (tables.Standings(standings) is { } stand)
            text.Folded("everybody against everybody", () => text.Table(stand));
        if (Concluded.Any())
            text.Folded(study is null ? "what was found" : "the article, and this machine", () => Told(text));
        text.Folded("every row", () =>
        {
            foreach (var table in tables.Timed())
                text.Table(table);
        });
        text.Folded("machine and versions", () =>
        {
            text.Paragraph($"{results.Machine.Fingerprint}. {Of(results.Taken)}, commit {Short(results.Commit)}, seed {results.Seed.ToString(CultureInfo.InvariantCulture)}.");
            if (tables.Contenders() is { } contenders)
                text.Table(contenders);
        });
        if (results.Command is { } command)
            text.Paragraph("To do it again:").Commands(string.Join(" && ", Lines(command)));
    }

    /// <summary>In one sentence how C# stands, or whoever else there is.</summary>
    private string Headline
    {
        get
        {
            var standing = standings.FirstOrDefault(one => one.Contender.StartsWith("csharp", StringComparison.Ordinal)) ?? (standings.Count > 0 ? standings[0] : null);
            if (standing is null)
                return results.Rows.Any(row => row.Status == RowStatus.Measured) ? "Measured, with nobody to compare with." : "Nothing was measured.";
            var counts = new[] { (Verdict.Faster, "faster in {0}"), (Verdict.Same, "the same within 2 % in {0}"), (Verdict.Slower, "slower in {0}"), (Verdict.Inconclusive, "not to be told apart in {0}") }
                .Where(one => standing.Count(one.Item1) > 0).Select(one => string.Format(CultureInfo.InvariantCulture, one.Item2, standing.Count(one.Item1)));
            return $"{names.Title(standing.Contender)} against {names.Title(standing.To)} is {string.Join(", ", counts)} of {standing.Cases.Count.ToString(CultureInfo.InvariantCulture)} {(standing.Cases.Count == 1 ? "case" : "cases")}.";
        }
    }

    /// <summary>What a reader must know before believing it.</summary>
    private IEnumerable<string> Warnings()
    {
        if (results.Commit is { } commit && IsDirty(commit))
            yield return "The source was modified: the commit alone does not give these numbers.";
        foreach (var told in results.Told.Where(told => told.Kind == PassageKind.Warning))
            yield return told.Text;
        var failed = results.Rows.Count(row => row.Status is RowStatus.Failed or RowStatus.Disagrees);
        if (failed > 0 && !results.Told.Any(told => told.Kind == PassageKind.Warning))
            yield return $"{failed.ToString(CultureInfo.InvariantCulture)} of {results.Rows.Count.ToString(CultureInfo.InvariantCulture)} rows failed or disagreed; why stands with them below.";
    }

    /// <summary>The published table, and below it what the screen said.</summary>
    private void Told(Html page)
    {
        if (study?.Article is { } article)
        {
            Published(article).Write(page);
            page.Sentence("p", $"{article.Code}; {article.Machine}. {string.Join(' ', article.Remarks)}", ("class", "muted"));
        }
        foreach (var told in Concluded)
            switch (told.Kind)
            {
                case PassageKind.Heading:
                    page.Sentence("h4", told.Text);
                    break;
                case PassageKind.Table:
                    Of(told).Write(page);
                    break;
                case PassageKind.Text:
                    page.Sentence("p", told.Text);
                    break;
                case PassageKind.Note:
                    page.Sentence("p", told.Text, ("class", "muted"));
                    break;
            }
    }

    private void Told(Markdown text)
    {
        if (study?.Article is { } article)
            text.Paragraph($"As published: {article.Title}.").Table(Published(article));
        foreach (var told in Concluded.Where(told => told.Kind != PassageKind.Warning))
            _ = told.Kind switch
            {
                PassageKind.Table => text.Table(Of(told) with { Columns = [told.Text, .. told.Columns] }),
                PassageKind.Heading => text.Strong(told.Text),
                _ => text.Paragraph(told.Text),
            };
    }

    /// <summary>What the screen said, without its first line, which is the title.</summary>
    private IEnumerable<Passage> Concluded => results.Told.Skip(results.Told is [{ Kind: PassageKind.Heading }, ..] ? 1 : 0);

    private static ReportTable Published(Article article) => new(
        $"As published: {article.Title}", ["", .. article.Columns], [.. article.Rows.Select(row => ReportRow.Of(row.What, row.Figures.Select(figure => Article.Text(figure, row.Format))))]);

    private static ReportTable Of(Passage table) => new(table.Text, ["", .. table.Columns], [.. table.Rows.Select(row => ReportRow.Of(row[0], row.Skip(1)))]);

    private void Rows(Html page)
    {
        page.Element("p", IsBench ? "Medians of BenchmarkDotNet's measurements, ± the wider side of an interval from order statistics." : "Medians over interleaved rounds, ± the wider side of an interval from order statistics; ratios are taken within rounds, in brackets their interval, of at least 95 % from six rounds on. A ratio whose interval contains 1 is grey: no difference is shown.", ("class", "muted"));
        foreach (var table in tables.Timed())
            table.Write(page);
        tables.Latencies()?.Write(page);
        tables.Unmeasured(results.Rows)?.Write(page);
        if (tables.Costs() is { } costs)
            Folded(page, "Start-up, first answer and memory", () => costs.Write(page));
        if (tables.Counters() is { } counters)
            Folded(page, "Counters: numbers without noise", () => counters.Write(page));
        if (tables.Agreements() is { } agreements)
            Folded(page, $"Agreement: {results.Agreements.Count(row => row.Agreement.Status == AgreementStatus.Exact).ToString(CultureInfo.InvariantCulture)} of {results.Agreements.Count(row => row.Agreement.Status != AgreementStatus.Reference).ToString(CultureInfo.InvariantCulture)} comparisons bit for bit", () => agreements.Write(page));
    }

    private void Again(Html page)
    {
        Facts(page, [.. Of(results.Machine), ("commit", results.Commit ?? "unknown"), ("threads", string.Join(", ", results.Rows.Select(row => row.Case.Threads).Distinct().Order().Select(count => count.ToString(CultureInfo.InvariantCulture))))]);
        tables.Contenders()?.Write(page);
        if (results.Command is not { } command)
        {
            page.Element("p", "This file does not say by which command it was made.", ("class", "muted"));
            return;
        }
        page.Element("p", "To do it again, in a checkout of its source:");
        Commands(page, Lines(command));
    }

    private IEnumerable<string> Lines(string command) =>
        [.. results.Commit is { } commit ? new[] { $"git checkout {Reproduction.Quoted(commit.Replace("-dirty", "", StringComparison.Ordinal))}" } : [], command];
}
