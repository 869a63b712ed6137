using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>
/// The table of a run, printed row by row as the rows come in, contenders side by side within 80 columns: value, its spread, and the ratio
/// to C++ with its own.
/// </summary>
internal sealed class Table(Display display) : IFindings
{
    private const int LabelWidth = 14;
    private const int ReferenceWidth = 12;
    private const int RatioWidth = 27;
    private const int Width = 80;
    private readonly Dictionary<string, string> titles = [];
    private readonly HashSet<string> beside = [];
    private string heading = "";

    public void Begin(Plan plan, IReadOnlyList<Entrant> entrants)
    {
        Introduce(entrants);
        display.Line();
        foreach (var entrant in entrants)
            titles[entrant.Contender.Name] = entrant.Contender.Title;
        var names = new string(' ', LabelWidth);
        var columns = Beside(entrants);
        foreach (var entrant in columns)
            names += Right(entrant.Contender.Title, WidthOf(entrant.Contender.Name));
        display.Heading(names.TrimEnd());
        var units = new string(' ', LabelWidth);
        foreach (var entrant in columns)
            units += Right(entrant.Contender.Name == Contenders.Contender.Cpp ? "median" : "median      × C++", WidthOf(entrant.Contender.Name) - (entrant.Contender.Name == Contenders.Contender.Cpp ? 5 : 9))
                + new string(' ', entrant.Contender.Name == Contenders.Contender.Cpp ? 5 : 9);
        display.Muted(units.TrimEnd());
    }

    /// <summary>Who takes part, in which versions, or why not.</summary>
    public void Introduce(IReadOnlyList<Entrant> entrants)
    {
        foreach (var entrant in entrants)
            foreach (var line in Wrapping.Lines($"{entrant.Contender.Title,-21}{Identity(entrant)}", 80, 21))
                display.Line(line);
    }

    public void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios)
    {
        if (heading != section.Heading)
        {
            display.Line();
            display.Heading(section.Heading);
            heading = section.Heading;
        }
        var line = item.Label.PadRight(LabelWidth);
        foreach (var row in rows.Where(row => HasColumn(row.Contender)))
            line += Placed(Cell(row, ratios.FirstOrDefault(ratio => ratio.Contender == row.Contender)), WidthOf(row.Contender));
        display.Line(line.TrimEnd());
        // Why somebody is absent, the end says once.
        foreach (var row in rows.Where(row => !HasColumn(row.Contender) && row.Status != RowStatus.Absent))
        {
            var ratio = ratios.FirstOrDefault(ratio => ratio.Contender == row.Contender);
            display.Line($"  {titles[row.Contender].PadRight(LabelWidth - 2)} {Cell(row, ratio).TrimEnd()}{(ratio is null ? "" : " × " + titles[ratio.To])}");
        }
    }

    /// <summary>How to read the table, who could not take part and why, and who agreed.</summary>
    public void End(Run run, IReadOnlyList<Entrant> entrants)
    {
        display.Line();
        foreach (var note in Notes(run))
            display.Tell(note, note == run.Caution ? PassageKind.Warning : PassageKind.Note);
        foreach (var alike in run.Rows.Where(row => row.Reason is not null && row.Status != RowStatus.Cancelled).GroupBy(row => (row.Contender, row.Status)).GroupBy(Trouble))
        {
            var names = alike.Select(rows => entrants.First(entrant => entrant.Contender.Name == rows.Key.Contender).Contender.Title);
            display.Tell($"{string.Join(", ", names)}, {alike.Key}", PassageKind.Warning, indent: 2);
        }

        string Trouble(IGrouping<(string Contender, RowStatus Status), Row> rows)
        {
            var reasons = rows.Select(row => row.Reason).Distinct().ToList();
            var more = reasons.Count > 1 ? $" (and {reasons.Count - 1} more, in the results)" : "";
            return $"{Word(rows.Key.Status)} in {rows.Count()} of {run.Rows.Count(row => row.Contender == rows.Key.Contender)} rows: {reasons[0]}{more}";
        }
    }

    private static IEnumerable<string> Notes(Run run)
    {
        var measured = run.Rows.Where(row => row.Status == RowStatus.Measured && !Run.IsOfLatencies(row)).ToList();
        if (measured.Count > 0)
        {
            var counts = measured.Select(row => row.Rounds.Count).Distinct().Order().ToList();
            var level = measured.Min(row => row.Level ?? 0);
            var processes = measured.Max(row => row.Processes);
            var shared = processes > 1 ? string.Create(CultureInfo.InvariantCulture, $", of {processes} fresh processes of each: their medians are the values that count") : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"n = {string.Join(" or ", counts)} interleaved rounds a row, warm-up apart{shared}. Medians; intervals from order statistics, each of an exact level of at least {100 * level:0.#} %, ± being the wider side; ratios are taken within rounds. ≈ stands in a ratio whose interval contains 1: no difference shown.");
            if (Surroundings.Note is { Length: > 0 } note)
                yield return note;
            if (GpuConditions.Of(measured) is { } conditions)
                yield return conditions.ToString();
            if (run.Caution is { } caution)
                yield return caution;
        }
        var judged = run.Agreements.Where(row => row.Agreement.Status != AgreementStatus.Reference).ToList();
        if (judged.Count > 0)
        {
            var exact = judged.Count(row => row.Agreement.Status == AgreementStatus.Exact);
            var within = judged.Count(row => row.Agreement.Status == AgreementStatus.Within);
            yield return string.Create(CultureInfo.InvariantCulture, $"Agreement before timing, parameters and {Plan.AgreementSteps} losses: {exact} of {judged.Count} comparisons bit for bit")
                + (within > 0 ? string.Create(CultureInfo.InvariantCulture, $", {within} within tolerance (largest difference of a loss {judged.Max(row => row.Agreement.LargestDifference ?? 0):0.0e+0})") : "") + ".";
        }
    }

    private static string Cell(Row row, Ratio? ratio)
    {
        if (row is not { Status: RowStatus.Measured, Median: { } median })
            return Word(row.Status);
        var value = Figures.Time(median).PadLeft(6) + " " + Figures.Spread(median, row.Low, row.High).PadRight(4);
        return ratio is null ? value : value + " " + Figures.Ratio(ratio.Median, ratio.Low, ratio.High, ratio.ContainsOne).PadRight(14);
    }

    public static string Word(RowStatus status) => status switch
    {
        RowStatus.Failed => "failed",
        RowStatus.Absent => "absent",
        RowStatus.Disagrees => "disagrees",
        RowStatus.Cancelled => "stopped",
        RowStatus.NotOffered => "not offered",
        _ => "–",
    };

    public static string Identity(Entrant entrant) => entrant switch
    {
        { Contender.Absence: { } absence } => "absent: " + absence,
        { Hello: { LibTorch: null, Blas: null, Versions.Count: > 0 } hello } => string.Join(" · ", hello.Versions.Select(version => $"{version.Key} {version.Value}").Append(hello.Language)),
        { Hello: { } hello } => string.Join(" · ", new[]
        {
            hello.LibTorch is { } torch ? "libtorch " + torch : string.Join(" · ", hello.Versions.Select(version => $"{version.Key} {version.Value}")), hello.Language,
            "BLAS " + (hello.Blas ?? "unknown"), hello.CpuCapability,
        }.OfType<string>()),
        { Failure: { } failure } => "failed: " + failure,
        _ => "failed",
    };

    /// <summary>As many as a screen has room for; the others' figures stand in lines beneath. So do Chainer's, which are held against Python's.</summary>
    private List<Entrant> Beside(IReadOnlyList<Entrant> entrants)
    {
        var columns = new List<Entrant>();
        var width = LabelWidth;
        foreach (var entrant in entrants.Where(entrant => entrant.Contender.Name != Contenders.Contender.Chainer).OrderBy(entrant => entrant.Contender.Name == OtherSupplierContender.Name))
            if ((width += WidthOf(entrant.Contender.Name)) <= Width)
                columns.Add(entrant);
        beside.UnionWith(columns.Select(entrant => entrant.Contender.Name));
        return columns;
    }

    private bool HasColumn(string contender) => beside.Contains(contender);

    private static int WidthOf(string contender) => contender == Contenders.Contender.Cpp ? ReferenceWidth : RatioWidth;

    // Words stand under the medians, cells as they are.
    private static string Placed(string text, int width) => width > text.Length + 1 ? (" " + text).PadRight(width) : text.PadLeft(width);

    private static string Right(string text, int width) => text.PadLeft(width);
}
