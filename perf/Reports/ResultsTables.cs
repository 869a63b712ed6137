using System.Globalization;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;
using static PerfSuite.Reports.ReportPart;

namespace PerfSuite.Reports;

/// <summary>Everything a file of results has, in tables.</summary>
internal sealed class ResultsTables(Results results, CaseNames names)
{
    /// <summary>Contenders beside each other; more of them stand below each other.</summary>
    private const int MostBeside = 4;

    private readonly Dictionary<(Case, string), Ratio> ratios = results.Ratios.Where(ratio => ratio.Contender != ratio.To).GroupBy(ratio => (ratio.Case, ratio.Contender)).ToDictionary(group => group.Key, group => group.First());

    /// <summary>What was timed, study by study.</summary>
    public IEnumerable<ReportTable> Timed() => results.Rows.Where(row => !CaseNames.IsCost(row.Case) && !CaseNames.IsLatency(row.Case)).GroupBy(row => row.Case.Study)
        .Select(study => study.Select(row => row.Contender).Distinct().ToList() is { Count: <= MostBeside } few ? Beside(study.Key, few, [.. study]) : Below(study.Key, [.. study]));

    /// <summary>How contenders stand to each other over all cases.</summary>
    public ReportTable? Standings(IReadOnlyList<Standing> standings) => standings.Count == 0 ? null : new ReportTable(
        "Everything that was timed, also what only the reasons need", ["who", "to", "cases", "faster", "the same", "slower", "not told apart", "the largest certain difference"],
        [.. standings.Select(standing => ReportRow.Of(names.Title(standing.Contender), [names.Title(standing.To), Whole(standing.Cases.Count),
            .. new[] { Verdict.Faster, Verdict.Same, Verdict.Slower, Verdict.Inconclusive }.Select(verdict => Whole(standing.Count(verdict))),
            standing.Most is { Ratio: { Interval: { } interval } ratio } most ? Invariant($"{ratio.Median:0.00} ({interval.Low:0.00}–{interval.High:0.00}), {names.Of(most.Case)}") : "none"]))])
    { Named = [1], Wordy = [7] };

    /// <summary>Where somebody is certainly slower; null where nobody is.</summary>
    public ReportTable? Slower(IReadOnlyList<Standing> standings) => Or(
        standings.SelectMany(standing => standing.Cases.Where(judged => judged.Verdict == Verdict.Slower).Select(judged => (standing, judged))).ToList(), slower => new ReportTable(
            "Certainly slower", ["slower", "who", "than", "by"],
            [.. slower.Select(one => new ReportRow(names.Of(one.judged.Case),
            [
                names.Title(one.standing.Contender), names.Title(one.standing.To),
                Invariant($"{one.judged.Ratio.Median:0.00} ({(one.judged.Ratio.Interval is { } interval ? Invariant($"{interval.Low:0.00}–{interval.High:0.00}") : "?")})"),
            ]))])
        { Named = [1, 2] });

    /// <summary>What has no value, and why; null where all have.</summary>
    public ReportTable? Unmeasured(IEnumerable<Row> rows) => Or(
        rows.Where(row => row.Reason is not null).GroupBy(row => (row.Contender, row.Status, row.Reason)).ToList(), reasons => new ReportTable(
            "What was not measured, and why", ["who", "became", "rows", "last words"],
            [.. reasons.Select(group => new ReportRow(names.Title(group.Key.Contender),
                [new ReportCell(Table.Word(group.Key.Status), group.Key.Status is RowStatus.Failed or RowStatus.Disagrees ? "bad" : null), Whole(group.Count()), group.Key.Reason!]))])
        { Named = [1], Wordy = [3] });

    /// <summary>Single iterations: their quantiles; null where nobody timed any.</summary>
    public ReportTable? Latencies() => Or(results.Rows.Where(row => CaseNames.IsLatency(row.Case)).ToList(), rows => new ReportTable(
        "Iterations timed each by itself", ["", "n", "p50", "p90", "p99", "most"],
        [.. rows.GroupBy(row => row.Case).SelectMany(group => group.Select(row => row.Status == RowStatus.Measured
            ? ReportRow.Of(names.Title(row.Contender), [Whole(row.Rounds.Count), .. new[] { 0.5, 0.9, 0.99, 1 }.Select(probability => Figures.Time(Estimator.Quantile(row.Rounds, probability)))])
            : ReportRow.Of(names.Title(row.Contender), Table.Word(row.Status), "", "", "", "")).Prepend(ReportRow.Of(names.Of(group.Key))))]));

    /// <summary>Start-up, first answer and memory; null where they were left out.</summary>
    public ReportTable? Costs() => Or(results.Rows.Where(row => CaseNames.IsCost(row.Case)).ToList(), rows => new ReportTable(
        "What a contender costs besides its time at work", ["", "median", "±", "n"],
        [.. rows.GroupBy(row => row.Case).SelectMany(group => group.Select(row => ReportRow.Of(names.Title(row.Contender),
            row is { Median: { } median } ? Amount(row, median) : Table.Word(row.Status), row is { Median: { } centre } ? Figures.Spread(centre, row.Low, row.High) : "", Whole(row.Rounds.Count)))
            .Prepend(ReportRow.Of($"{group.Key.Phase.Replace(Studies.Costs.Memory, "memory over idle, session that begins with ", StringComparison.Ordinal)}, {names.Setting(group.Key)}, batch {Whole(group.Key.Batch)}")))]));

    /// <summary>Numbers without noise; null where nobody counted.</summary>
    public ReportTable? Counters() => Or(results.Counters, rows => new ReportTable(
        "Counters, per iteration", ["", "native operations", "native calls", "managed bytes", "tensors made", "tensors left", "bytes of tensors at once"],
        [.. rows.GroupBy(row => row.Case).SelectMany(group => group.Select(row => ReportRow.Of(names.Title(row.Contender),
            Count(row.Values.NativeOperations?.Values.Sum()), Count(row.Values.NativeCalls), Count(row.Values.ManagedBytes), Count(row.Values.TensorsMade), Count(row.Values.TensorsAlive), Count(row.Values.PeakBytes)))
            .Prepend(ReportRow.Of(names.Of(group.Key))))]));

    /// <summary>Who agreed with whom before being timed; null where nobody was asked.</summary>
    public ReportTable? Agreements() => Or(results.Agreements, rows => new ReportTable(
        "Agreement before timing", ["", "with", "came to", "largest difference", "allowed", "remark"],
        [.. rows.GroupBy(row => (row.Study, row.Workload, row.Variant, row.Settings, row.Batch, row.Threads)).SelectMany(group => group.Select(row => new ReportRow(names.Title(row.Agreement.Contender),
        [
            row.Agreement.To is { } to ? names.Title(to) : "",
            new ReportCell(Word(row.Agreement.Status), row.Agreement.Agrees ? null : "bad"),
            row.Agreement.LargestDifference is { } largest ? largest.ToString("0.0e+0", CultureInfo.InvariantCulture) : "–",
            row.Agreement.Tolerance == 0 ? "the same bits" : row.Agreement.Tolerance.ToString("0.0e+0", CultureInfo.InvariantCulture),
            row.Agreement.Reason ?? "",
        ])).Prepend(ReportRow.Of($"{group.Key.Study}: {string.Join(' ', new[] { group.Key.Workload, group.Key.Variant, group.Key.Settings }.Where(part => part.Length > 0))}, batch {Whole(group.Key.Batch)}")))])
    { Named = [1, 2], Wordy = [5] });

    /// <summary>Who took part, in which versions.</summary>
    public ReportTable? Contenders() => Or(results.Contenders, rows => new ReportTable(
        "Contenders", ["", "language", "libtorch", "BLAS", "CPU capability", "versions"],
        [.. rows.Select(entry => ReportRow.Of(entry.Title, entry.Language, entry.LibTorch ?? "–", entry.Blas ?? "–", entry.CpuCapability ?? "–",
            string.Join(", ", entry.Versions.OrderBy(version => version.Key, StringComparer.Ordinal).Select(version => $"{version.Key} {version.Value}"))))])
    { Named = [1, 2, 4], Wordy = [3, 5] });

    private ReportTable Beside(string study, IReadOnlyList<string> contenders, IReadOnlyList<Row> rows)
    {
        var held = contenders.Where(contender => rows.Any(row => row.Contender == contender && ratios.ContainsKey((row.Case, contender)))).ToHashSet();
        string To(string contender) => rows.Where(row => row.Contender == contender).Select(row => ratios.GetValueOrDefault((row.Case, contender))?.To).OfType<string>().Distinct().ToList() is [var one] ? names.Title(one) : "whom it is held against";
        return new ReportTable(
            $"{study}: medians, and the ratio within rounds", ["", .. contenders.SelectMany(contender => held.Contains(contender) ? new[] { names.Title(contender), $"÷ {To(contender)}" } : [names.Title(contender)]), "n"],
            [.. rows.GroupBy(row => names.Setting(row.Case)).SelectMany(setting => setting.GroupBy(row => row.Case).Select(one => new ReportRow(CaseNames.Step(one.Key),
            [
                .. contenders.SelectMany(contender => Cells(one.FirstOrDefault(row => row.Contender == contender), contender, held.Contains(contender))),
                new ReportCell(string.Join(" or ", one.Where(row => row.Rounds.Count > 0).Select(RoundsOf).Distinct()), "muted"),
            ])).Prepend(ReportRow.Of(setting.Key)))]);
    }

    private IEnumerable<ReportCell> Cells(Row? row, string contender, bool held)
    {
        yield return row is null ? "" : Value(row);
        if (held)
            yield return row is not null && ratios.TryGetValue((row.Case, contender), out var ratio) ? Told(ratio) : "";
    }

    private ReportTable Below(string study, IReadOnlyList<Row> rows) => new(
        $"{study}: medians, and the ratio within rounds", ["", "median", "ratio", "to", "n"],
        [.. rows.GroupBy(row => row.Case).SelectMany(one => one.Where(row => row.Status != RowStatus.Absent).Select(row => new ReportRow(names.Title(row.Contender),
        [
            Value(row),
            ratios.TryGetValue((row.Case, row.Contender), out var ratio) ? Told(ratio) : "",
            ratio is null ? "" : names.Title(ratio.To),
            new ReportCell(RoundsOf(row), "muted"),
        ])).Prepend(ReportRow.Of(names.Of(one.Key))))])
    { Named = [3] };

    /// <summary>How many, and of several processes how many of each.</summary>
    private static string RoundsOf(Row row) => row.Processes > 1 ? $"{Whole(row.Processes)} × {Whole(row.Rounds.Count / row.Processes)}" : Whole(row.Rounds.Count);

    private static ReportCell Value(Row row) => row switch
    {
        { Status: RowStatus.Measured, Median: { } median } => $"{Amount(row, median)} {Figures.Spread(median, row.Low, row.High)}",
        { Status: RowStatus.Absent or RowStatus.NotOffered } => new ReportCell(Table.Word(row.Status), "muted"),
        _ => new ReportCell(Table.Word(row.Status), "bad"),
    };

    // Bold and coloured only where an interval is beside 1; the figure says it too.
    private static ReportCell Told(Ratio ratio) => new(
        Invariant($"{ratio.Median:0.00} ({(ratio is { Low: { } low, High: { } high } ? Invariant($"{low:0.00}–{high:0.00}") : "?")})"),
        ratio.ContainsOne ? "muted" : ratio.Median > 1 ? "warn" : "good");

    private static string Amount(Row row, double value) => row.Unit == Row.Bytes ? Invariant($"{value / (1 << 20):0.0} MiB") : Figures.Time(value);

    private static string Word(AgreementStatus status) => status switch
    {
        AgreementStatus.Reference => "the reference",
        AgreementStatus.Exact => "bit for bit",
        AgreementStatus.Within => "within tolerance",
        AgreementStatus.Disagrees => "disagrees",
        _ => "failed",
    };

    private static ReportTable? Or<T>(IReadOnlyList<T> rows, Func<IReadOnlyList<T>, ReportTable> table) => rows.Count == 0 ? null : table(rows);

    private static string Count(double? count) => count is { } value ? value.ToString("#,0.##", CultureInfo.InvariantCulture) : "–";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
