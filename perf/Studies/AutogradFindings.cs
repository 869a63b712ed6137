using System.Globalization;
using MathNet.Numerics.Statistics;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>A line for each language: both ways with mean, standard deviation and median as the article had them, and their ratio within rounds.</summary>
internal sealed class AutogradFindings(Display display) : StudyFindings(display)
{
    private string heading = "";

    public override void Begin(Plan plan, IReadOnlyList<Entrant> entrants) =>
        new Table(Display).Introduce([.. entrants.Where(entrant => entrant.Contender.Group == AutogradStudy.Automatic)
            .Select(entrant => new Entrant(entrant.Contender with { Title = entrant.Contender.Title.Replace($" {AutogradStudy.Automatic}", "", StringComparison.Ordinal) }) { Hello = entrant.Hello, Failure = entrant.Failure })]);

    public override void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios)
    {
        if (heading != section.Heading)
        {
            heading = section.Heading;
            Display.Line();
            Display.Heading($"{heading,-14}{"automatic",-26}{"explicit",-26}÷ automatic");
            Display.Muted($"{"batch",-12}{"mean",7}{"sd",7}{"median",7}{"",5}{"mean",7}{"sd",7}{"median",7}");
        }
        foreach (var language in LanguagesAndChainer.Where(language => rows.Any(row => row.Contender == AutogradStudy.NameOf(language, AutogradStudy.Automatic)
            && (language != Contender.Chainer || row.Status != RowStatus.Absent))))
        {
            var ratio = ratios.FirstOrDefault(one => one.Contender == AutogradStudy.NameOf(language, AutogradStudy.Explicit));
            Display.Line(($"{Label(item, section)}{Language(language),-7}"
                + Cell(rows, AutogradStudy.NameOf(language, AutogradStudy.Automatic)) + Cell(rows, AutogradStudy.NameOf(language, AutogradStudy.Explicit))
                + (ratio is null ? "" : " " + Figures.Ratio(ratio.Median, ratio.Low, ratio.High, ratio.ContainsOne))).TrimEnd());
        }
    }

    public override void Conclude(Run run)
    {
        var whole = Of(run, "gradient");
        if (whole.Count == 0)
            return;
        var (least, most) = (whole.Min(ratio => ratio.Median), whole.Max(ratio => ratio.Median));
        var sentences = new List<FormattableString>
        {
            $"Forward and backward of the whole network take {least:0.00} to {most:0.00} times as long with the explicit backward, over {whole.Count} rows of batches, languages and seeds; in {whole.Count(ratio => ratio.ContainsOne)} of them the interval contains 1.",
        };
        var costs = LanguagesAndChainer.Select(language => (Language: language, Automatic: Median(run, language, AutogradStudy.Automatic, "loss"), Explicit: Median(run, language, AutogradStudy.Explicit, "loss")))
            .Where(cost => cost is { Automatic: not null, Explicit: not null }).ToList();
        if (costs.Count > 0)
        {
            var share = costs.Max(cost => Math.Abs(cost.Automatic!.Value - cost.Explicit!.Value)) / Smallest(run);
            sentences.Add($"The loss by itself, automatically and by hand, takes {string.Join("; ", costs.Select(cost => $"{Figures.Time(cost.Automatic!.Value)} and {Figures.Time(cost.Explicit!.Value)} in {Language(cost.Language)}"))}: at most {share * 100:0.000} % of the smallest batch's time lies between them, which is all that the choice can bring.");
        }
        if (Chainer.ForwardAndBackward(run) is { } beside)
            sentences.Add(beside);
        sentences.Add($"The article saw no difference on a CPU and 4 % on a GPU, in one run each; there its explicit loss was computed on the CPU, and so waited for the GPU in every step.");
        Say([.. sentences]);
    }

    private static IReadOnlyList<Ratio> Of(Run run, string phase) =>
        [.. run.Ratios.Where(ratio => ratio.Case.Phase == phase && ratio.Contender.EndsWith("-" + AutogradStudy.Explicit, StringComparison.Ordinal))];

    private static double Smallest(Run run) => run.Rows.Where(row => row.Case.Phase == "gradient").Min(row => row.Median) ?? double.NaN;

    // Over batches and seeds: the loss of some dozen numbers takes as long for one pose as for thirty.
    private static double? Median(Run run, string language, string way, string phase)
    {
        var values = run.Rows.Where(row => row.Case.Phase == phase && row.Contender == AutogradStudy.NameOf(language, way)).Select(row => row.Median).OfType<double>().ToList();
        return values.Count == 0 ? null : Estimator.Median(values);
    }

    private static string Cell(IReadOnlyList<Row> rows, string contender)
    {
        if (rows.FirstOrDefault(row => row.Contender == contender) is not { Median: { } median } row)
            return ("  " + Table.Word(rows.First(row => row.Contender == contender).Status)).PadRight(26);
        var (mean, deviation) = row.Rounds.MeanStandardDeviation();
        return $"{Figures.Time(mean),7}{Figures.Time(deviation),7}{Figures.Time(median),7}{Figures.Spread(median, row.Low, row.High),4} ";
    }

    private static string Label(Item item, Section section) => item.Phase == "loss" ? "loss " : section.Batch.ToString(CultureInfo.InvariantCulture).PadLeft(3) + "  ";

    private static string Language(string contender) => contender switch
    {
        Contender.Cpp => CppContender.Title,
        Contender.Python => PythonContender.Title,
        Contender.Chainer => ChainerContender.Title,
        _ => "C#",
    };
}
