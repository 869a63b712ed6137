using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>A line for each part: its time, what of it one sample has, and how many samples a second that makes.</summary>
internal sealed class OwnFindings(Display display, NetworkWorkload network) : StudyFindings(display)
{
    private const int Label = 36;
    private readonly Dictionary<string, string> titles = [];
    private string heading = "";

    public override void Begin(Plan plan, IReadOnlyList<Entrant> entrants)
    {
        new Table(Display).Introduce(entrants);
        foreach (var entrant in entrants)
            titles[entrant.Contender.Name] = entrant.Contender.Title;
    }

    public override void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios)
    {
        if (heading != section.Heading)
        {
            heading = section.Heading;
            Display.Line();
            Display.Heading($"{heading,-Label}{"median",7}{"",6}{"a sample",9}{"samples/s",11}");
        }
        foreach (var row in rows)
        {
            var label = rows.Count > 1 ? $"{item.Label}, {titles[row.Contender]}" : item.Label;
            Display.Line($"  {label,-(Label - 2)}" + (row is { Status: RowStatus.Measured, Median: { } median }
                ? $"{Figures.Time(median),7} {Figures.Spread(median, row.Low, row.High),-5}{Figures.Time(median / section.Batch),9}{Figures.Large((long)(section.Batch * 1e9 / median)),11}"
                : Table.Word(row.Status)));
        }
    }

    public override void Conclude(Run run)
    {
        var steps = run.Rows.Where(row => row is { Case.Phase: "step", Status: RowStatus.Measured, Median: not null } && row.Case.Variant == network.Variants[0].Name)
            .DistinctBy(row => row.Case.Batch).OrderBy(row => row.Case.Batch).ToList();
        if (steps.Count == 0)
            return;
        var shares = steps.Select(row => $"{Figures.Time(row.Median!.Value / row.Case.Batch)} in a batch of {row.Case.Batch}");
        Say($"A step spends on one sample {string.Join(", ", shares)}. No other language has {network.Name}, so nothing is held against it here; `gate --base REF` holds it against another commit, `leaks {network.Name}` looks for what it leaves behind.");
    }
}
