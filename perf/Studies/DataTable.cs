using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>The data study's table: either language at the number of workers that served it best, and the targets below.</summary>
internal sealed class DataTable(Display display, DataFolders folders) : IFindings
{
    private const double RowsLimit = 12e3;
    private const double CifarRate = 400e3;
    private const double FacesRatio = 2;
    private readonly Dictionary<string, (Row? Own, Row? Single, Row? Python)> found = [];
    private bool withCpp;

    public void Begin(Plan plan, IReadOnlyList<Entrant> entrants)
    {
        foreach (var entrant in entrants.Where(entrant => entrant.Contender.Settings is null || entrant.Contender.Settings["workers"] == "0"))
            foreach (var line in Wrapping.Lines($"{entrant.Contender.Title.Replace(" +0", "", StringComparison.Ordinal),-21}{Table.Identity(entrant)}", 80, 21))
                display.Line(line);
        withCpp = entrants.Any(entrant => entrant.Contender.Name == Contender.Cpp);
        display.Line();
        display.Heading($"{"a batch",-14}{"C#",7}{"images/s",16}{"w",3}{"Python",10}{"images/s",15}{"w",3}{"× C#",6}");
    }

    public void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios)
    {
        var (own, single, python) = (Best(rows, Contender.CSharp), One(rows, Contender.CSharp, 0), Best(rows, Contender.Python));
        found[item.Phase] = (own, single, python);
        var ratio = own is not null && python is not null ? Ratio.Of(python, own) : null;
        var line = item.Label.PadRight(14) + Cell(section, item, own, rows, Contender.CSharp) + Cell(section, item, python, rows, Contender.Python)
            + (ratio is null ? "" : " " + Figures.Ratio(ratio.Median, ratio.Low, ratio.High, ratio.ContainsOne));
        display.Line(line.TrimEnd());
    }

    /// <summary>What the C# side is held to, with what was measured.</summary>
    public void Targets()
    {
        if (withCpp)
            display.Line("C++           has no part in this study");
        display.Line();
        display.Tell("w: workers, the number of 0, 1, 2 and 4 that was best in these very rounds (– where workers have no part). A batch is 100 rows, 128 images or 32 faces.", PassageKind.Note);
        if (Single("rows") is { } rows)
            Target($"rows: a batch in at most 12 µs, no workers: {Figures.Time(rows * folders.Rows.Batch / folders.Rows.Count)}", rows * folders.Rows.Batch / folders.Rows.Count <= RowsLimit);
        if (Single("cifar") is { } cifar)
            Target($"cifar: at least 400,000 images/s, no workers: {Rate(folders.Cifar.Count, cifar)}", folders.Cifar.Count / cifar * 1e9 >= CifarRate);
        if (found.GetValueOrDefault("faces") is ({ } own, _, { } python) && Ratio.Of(python, own) is { } ratio)
            Target($"faces: at least twice Python's best: {Figures.Ratio(ratio.Median, ratio.Low, ratio.High, ratio.ContainsOne)}", ratio.Median >= FacesRatio);
    }

    private double? Single(string phase) => found.GetValueOrDefault(phase).Single?.Median;

    private void Target(string text, bool met) => display.Tell($"{text}, {(met ? "met" : "missed")}");

    private string Cell(Section section, Item item, Row? best, IReadOnlyList<Row> rows, string contender)
    {
        if (best is not { Median: { } median })
            return " " + (rows.FirstOrDefault(row => row.Contender.StartsWith(contender + "-", StringComparison.Ordinal)) is { } row ? Table.Word(row.Status) : "–").PadRight(25);
        var set = folders.Of(section.Data);
        var workers = DataStudy.IsWithoutWorkers(item.Phase) ? "–" : best.Contender[(best.Contender.LastIndexOf('-') + 1)..];
        return $" {Figures.Time(median * set.Batch / set.Count),7} {Figures.Spread(median, best.Low, best.High),-4}{Rate(set.Count, median),11}{workers,3}";
    }

    private static Row? Best(IReadOnlyList<Row> rows, string contender) => DataStudy.Workers
        .Select(workers => One(rows, contender, workers)).OfType<Row>().MinBy(row => row.Median);

    private static Row? One(IReadOnlyList<Row> rows, string contender, int workers) =>
        rows.FirstOrDefault(row => row.Contender == DataStudy.NameOf(contender, workers) && row is { Status: RowStatus.Measured, Median: not null });

    private static string Rate(int images, double nanoseconds) => (images / nanoseconds * 1e9).ToString("N0", CultureInfo.InvariantCulture);
}
