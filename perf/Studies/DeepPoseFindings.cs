using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>The tour's table, then a prediction as the article's authors timed it and as it is, taken apart.</summary>
/// <param name="pictures">Of one pass of reading.</param>
internal sealed class DeepPoseFindings(Display display, int pictures) : StudyFindings(display)
{
    private const double TrainingImages = 10_900;
    private Run run = null!;

    public override void Conclude(Run finished)
    {
        run = finished;
        var batch = run.Plan.Sections[0].Batch;
        Display.Line();
        var sheet = new Sheet("in the article's shape", 40, [.. new[] { "C++", "C#", "Python", "Chainer" }.Take(Columns.Count).Select(name => (name, 10))]);
        void Line(string what, Func<string, double?> of) => sheet.Add(what, [.. Columns.Select(language => Hours(of(language)))]);
        Line("100 epochs*, momentum", language => Median("step", language, "") * 100 * TrainingImages / batch);
        Line("100 epochs*, Adam", language => Median("step", language, "optimizer=adam") * 100 * TrainingImages / batch);
        foreach (var curve in Trained)
            Line($"to a loss of {Goal!.Value.ToString("0.000", CultureInfo.InvariantCulture)}, {Label(curve)}", language => Median("step", language, Optimizer(curve)) * curve.EpochsTo(Goal!.Value) * curve.Samples / batch);
        Line("one prediction, as the authors timed it", language => Reading(language) + Median("forward", language));
        Line("  of it reading the picture", Reading);
        Line("one prediction", language => Median("infer", language));
        Display.Tell(sheet);
        Display.Tell("* 10,900 pictures, a number reckoned from the article's times; reading apart.", PassageKind.Note);
        if (Chainer.IsIn(run))
            Say(Chainer.Training(run), Chainer.Prediction(run, pictures));
        if (Median("infer", Contender.Cpp) is null || Median("infer", Contender.Python) is null)
            return;
        Say(
            $"Why did PyTorch train faster than Chainer but predict slower? What was timed contained reading the picture, and PyTorch's side put colour noise on 1.27 times the pixels. Here reading is {Among(language => Percent(Share(language)))} of a prediction as the authors timed it{(Languages.Max(Share) < 0.1 ? ": too little to turn an order round on this machine" : "")}; train mode and the graph add {Among(language => Change(Of("forward", language), Of("infer", language)))}.");
        Say(
            $"Given the same network and nothing to read, C# takes {Word(Ratio("infer", Contender.CSharp))} and Python {Word(Ratio("infer", Contender.Python))} times as long as C++ for one picture; a step of {batch} takes them {Word(Ratio("step", Contender.CSharp))} and {Word(Ratio("step", Contender.Python))} with momentum, {Word(Ratio("step", Contender.CSharp, "optimizer=adam"))} and {Word(Ratio("step", Contender.Python, "optimizer=adam"))} with Adam, which costs {Median("step", Contender.Cpp, "optimizer=adam") / Median("step", Contender.Cpp, ""):0.00} times momentum's step in C++: it reads and writes twice the state of 58 million parameters.");
    }

    /// <summary>Trainings that came to the end.</summary>
    private IReadOnlyList<TrainingCurve> Trained => [.. run.Curves.Where(curve => curve is { IsComplete: true, Epochs.Count: > 0 })];

    /// <summary>The loss that all trainings came down to; null without any.</summary>
    private double? Goal => Trained.Count == 0 ? null : Trained.Max(curve => curve.Epochs.Min(epoch => epoch.Loss));

    private static string Label(TrainingCurve curve) => $"{(Optimizer(curve).Length > 0 ? "Adam" : "momentum")}{(curve.Case.Variant == Variant.Matched ? "" : ", LeCun")}";

    // As the timed section of the same optimizer has it.
    private static string Optimizer(TrainingCurve curve) => curve.Case.Settings.Contains("optimizer=adam", StringComparison.Ordinal) ? "optimizer=adam" : "";

    private IReadOnlyList<string> Columns => Chainer.IsIn(run) ? LanguagesAndChainer : Languages;

    private static string Hours(double? nanoseconds) => nanoseconds switch
    {
        null => "–",
        >= 3.6e15 and var most => (most / 3.6e12).ToString("N0", CultureInfo.InvariantCulture) + " h",
        >= 3.6e12 and var much => (much / 3.6e12).ToString("0.0", CultureInfo.InvariantCulture) + " h",
        var time => Figures.Time(time.Value),
    };

    private double? Share(string language) => Reading(language) / (Reading(language) + Median("forward", language));

    private double? Reading(string language) => Median("data", language) / pictures;

    private double? Median(string phase, string contender, string settings = "") => Of(phase, contender, settings)?.Median;

    private Row? Of(string phase, string contender, string settings = "") => run.Rows.FirstOrDefault(row =>
        row.Case.Phase == phase && row.Contender == contender && row.Case.Settings == settings && (phase != "forward" || row.Case.Batch == 1));

    private Ratio? Ratio(string phase, string contender, string settings = "") => run.Ratios.FirstOrDefault(ratio =>
        ratio.Case.Phase == phase && ratio.Contender == contender && ratio.Case.Settings == settings);
}
