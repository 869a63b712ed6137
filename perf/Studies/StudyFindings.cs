using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>The tour's table, or a study's own, and what is to be said when it is complete.</summary>
internal abstract class StudyFindings(Display display) : IFindings
{
    private readonly Table table = new(display);
    private bool headed;

    /// <summary>Where it is told.</summary>
    protected Display Display { get; } = display;

    /// <summary>Contenders as columns and in sentences.</summary>
    protected static readonly string[] Languages = [Contender.Cpp, Contender.CSharp, Contender.Python];

    /// <summary>The same in a study that Chainer takes part in.</summary>
    protected static readonly string[] LanguagesAndChainer = [.. Languages, Contender.Chainer];

    public virtual void Begin(Plan plan, IReadOnlyList<Entrant> entrants) => table.Begin(plan, entrants);

    public virtual void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios) => table.Case(section, item, rows, ratios);

    /// <summary>A line for each training, under a heading of their own.</summary>
    public void Curve(CurvePlan plan, TrainingCurve curve)
    {
        if (!headed)
        {
            Display.Line();
            Display.Heading($"{$"{plan.Epochs} epoch{(plan.Epochs == 1 ? "" : "s")} of {Figures.Count(curve.Samples)}, batch {plan.Batch}",-34}{"loss",7}{Short(curve),9}{"test loss",10}{Short(curve),9}{"an epoch",10}");
            headed = true;
        }
        if (curve.Epochs.Count == 0)
        {
            Display.Line($"{plan.Label,-34}{curve.Reason}");
            return;
        }
        var (last, seconds) = (curve.Epochs[^1], Estimator.Quantile([.. curve.Epochs.Select(epoch => epoch.Seconds)], 0.5));
        Display.Line($"{plan.Label,-34}{Loss(last.Loss),7}{Score(curve, last.Score),9}{Loss(last.TestLoss),10}{Score(curve, last.TestScore),9}{Figures.Time(seconds * 1e9),10}");
        if (!curve.IsComplete)
            Display.Warning($"  after {curve.Epochs.Count} of {plan.Epochs} epochs: {curve.Reason}");
    }

    /// <summary>By how much two shares of right answers among so many may differ by chance, at 95 %: both are counted on the same images, which this leaves out.</summary>
    protected static double Chance(double share, double other, int count) => 1.96 * Math.Sqrt(((share * (1 - share)) + (other * (1 - other))) / count);

    private static string Short(TrainingCurve curve) => curve.Metric == Learning.Workloads.Metric.Accuracy.Name ? "accuracy" : "error";

    private static string Score(TrainingCurve curve, double score) =>
        score.ToString(curve.Metric == Learning.Workloads.Metric.Accuracy.Name ? "0.0 %" : "0.0000", CultureInfo.InvariantCulture);

    private static string Loss(double loss) => loss.ToString(Math.Abs(loss) < 1000 ? "0.000" : "0.0e0", CultureInfo.InvariantCulture);

    /// <summary>Sentences in lines of a screen, with figures in everybody's notation.</summary>
    protected void Say(params FormattableString[] sentences)
    {
        Display.Line();
        Display.Tell(string.Join(' ', sentences.Select(sentence => sentence.ToString(CultureInfo.InvariantCulture))));
    }

    /// <summary>One figure for each language, in a sentence.</summary>
    protected static string Among(Func<string, string> of) => string.Join(", ", Languages.Select(language =>
        $"{of(language)} in {(language == Contender.Cpp ? "C++" : language == Contender.Python ? "Python" : "C#")}"));

    /// <summary>A share for a sentence.</summary>
    protected static string Percent(double? share) => share?.ToString("0 %", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Median, interval, and whether that contains 1, for a sentence: <c>1.04 (1.02–1.06)</c>.</summary>
    protected static string Word(Ratio? ratio) => ratio is null ? "–"
        : string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.00} ({ratio.Low ?? double.NaN:0.00}–{ratio.High ?? double.NaN:0.00}{(ratio.ContainsOne ? ", no difference shown" : "")})");

    /// <summary>
    /// By how much one row is slower than another of other rounds, for a sentence. Only what was in the same rounds has a ratio with an interval of
    /// its own: here nothing is said where the two intervals meet.
    /// </summary>
    protected static string Change(Row? row, Row? to) => (row, to) switch
    {
        ({ Median: { } median, Low: { } low, High: { } high }, { Median: { } other, Low: { } least, High: { } most }) => low <= most && least <= high
            ? "nothing that shows"
            : (median / other - 1).ToString("+0.0 %;−0.0 %", CultureInfo.InvariantCulture),
        _ => "–",
    };

    /// <summary>The paragraph: who wins by how much with what certainty, where the time goes, and what the article concluded.</summary>
    public abstract void Conclude(Run run);
}
