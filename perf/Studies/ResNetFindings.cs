using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>The tour's table, then the article's, from the same rounds; and what became of its three open questions.</summary>
internal sealed class ResNetFindings(Display display) : StudyFindings(display)
{
    private const int TrainingImages = 50_000;
    private readonly Dictionary<string, IReadOnlyList<NetworkSize>> sizes = [];
    private Run run = null!;

    public override void Conclude(Run finished)
    {
        run = finished;
        Shape();
        if (Epoch("resnet18", Variant.Matched, Contender.Cpp) is null || Epoch("resnet18", Variant.Matched, Contender.Python) is null)
            return;
        var macs = new[] { "resnet18", "resnet34" }.ToDictionary(network => network, network => Work(network, Variant.Matched) / Work(network, ResNetStudy.PublishedCpp));
        Say(
            $"Why was C++ 3.6 and 4.1 times as fast per epoch? It did {macs["resnet18"]:0.0} and {macs["resnet34"]:0.0} times less arithmetic. As published, Python's epoch takes {Apart("resnet18"):0.0} and {Apart("resnet34"):0.0} times C++'s here. Given the same network, Python takes {Text("step", "resnet18", Contender.Python)} and {Text("step", "resnet34", Contender.Python)} times as long, and C# {Text("step", "resnet18", Contender.CSharp)} and {Text("step", "resnet34", Contender.CSharp)}.",
            $"C++'s network runs here at {Rate("resnet18", ResNetStudy.PublishedCpp):0} GFLOP/s, the matched one at {Rate("resnet18", Variant.Matched):0}.");
        Say(
            $"Why was C++'s latency worse? Its network has more layers, though smaller ones: 1.43 and 1.07 times Python's on the article's GPU, where a layer costs its launch, and {Between("resnet18"):0.00} and {Between("resnet34"):0.00} times here, where it costs its arithmetic. Given the same network, C# takes {Text("infer", "resnet18", Contender.CSharp)} and Python {Text("infer", "resnet18", Contender.Python)} times as long as C++ for one image of resnet18.");
        Accuracies();
        Artefacts();
    }

    /// <summary>The third question: each difference alone, in points of test accuracy.</summary>
    private void Accuracies()
    {
        if (Trained(ResNetStudy.PublishedCpp) is not { IsComplete: true } cpp || Trained(ResNetStudy.PublishedPython) is not { IsComplete: true } python)
            return;
        var (low, high) = (cpp.Epochs[^1].TestScore, python.Epochs[^1].TestScore);
        var alone = new[] { ("stem=cifar", "the stem for small pictures"), ("augment=on", "augmentation"), ("blocks=standard", "the paper's blocks"), ("init=default", "default first weights"), ("shuffle=off", "never shuffling") }
            .Select(one => (Name: one.Item2, Curve: Trained(ResNetStudy.PublishedCpp, one.Item1)))
            .Where(one => one.Curve is { IsComplete: true })
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name} {100 * (one.Curve!.Epochs[^1].TestScore - low):+0.0;−0.0}"));
        Say(
            $"Why 71 against 88 % on the test set? After {cpp.Epochs.Count} epoch{(cpp.Epochs.Count == 1 ? "" : "s")} here on {Figures.Count(cpp.Samples)} images, resnet18 as in C++ has {100 * low:0.0} % and as in Python {100 * high:0.0} % of {Figures.Count(cpp.TestSamples)}, where ±{100 * Chance(low, high, cpp.TestSamples):0.0} points are chance{(Math.Abs(high - low) > Chance(low, high, cpp.TestSamples) ? "" : ": too little learned to tell them apart (--data, --images, --epochs)")}. From C++'s side, one difference at a time brings in points: {string.Join(", ", alone)}; Python's side without augmentation {(Trained(ResNetStudy.PublishedPython, "augment=off") is { IsComplete: true } plain ? (100 * (plain.Epochs[^1].TestScore - low)).ToString("+0.0;−0.0", CultureInfo.InvariantCulture) : "–")}. One seed each.",
            $"The article: 70.4 and 88.4 %, and for resnet34 its author's later run of Python without augmentation 79.0 against 88.1 %.");
    }

    /// <summary>What the article's way of reporting does to the same samples.</summary>
    private void Artefacts()
    {
        var epochs = run.Rows.FirstOrDefault(row => row is { Case.Phase: "epoch", Contender: Contender.Python, Status: RowStatus.Measured });
        var single = run.Rows.FirstOrDefault(row => Run.IsOfLatencies(row) && row is { Contender: Contender.Cpp, Status: RowStatus.Measured, Case.Variant: ResNetStudy.PublishedCpp });
        if (epochs is null || single is null)
            return;
        var (geometric, mean) = (Math.Exp(epochs.Rounds.Average(Math.Log)), epochs.Rounds.Average());
        Say(
            $"And its figures? A geometric mean was called time per epoch: of Python's {epochs.Rounds.Count} epochs above that is {Figures.Time(geometric)}, their mean {Figures.Time(mean)}, their median {Figures.Time(epochs.Median!.Value)}; its one epoch of 169 s moved it from a median of 43.9 to 45.2 s.",
            $"C++'s clock gave whole milliseconds for {single.Rounds.Count} images together: that is {Math.Floor(single.Rounds.Sum() / 1e6) / single.Rounds.Count:0.00} ms an image here, where the median is {Figures.Time(single.Median!.Value)} and one in ten takes more than {Figures.Time(Estimator.Quantile(single.Rounds, 0.9))}.");
    }

    private TrainingCurve? Trained(string variant, string settings = "") => run.Curves.FirstOrDefault(curve =>
        curve.Case.Workload == "resnet18" && curve.Case.Variant == variant && CurvePlan.WithoutEpochs(curve.Case.Settings) == settings);

    /// <summary>As the article had it: a column for each side and depth.</summary>
    private void Shape()
    {
        Display.Line();
        Display.Tell(new Sheet("in the article's shape", 28, ("C++ 18", 9), ("C++ 34", 9), ("C# 18", 9), ("C# 34", 9), ("Py 18", 8), ("Py 34", 8))
            .Add("epoch*, as published", Times("step", published: true))
            .Add("epoch*, the same network", Times("step", published: false))
            .Add("latency, as published", Times("infer", published: true))
            .Add("latency, the same network", Times("infer", published: false))
            .Add("test accuracy, as published", TestAccuracies(published: true))
            .Add("test accuracy, same network", TestAccuracies(published: false)));
        Display.Tell($"* {Figures.Count(TrainingImages)} images at the time of the steps above; reading and testing apart.", PassageKind.Note);
    }

    private string[] Times(string phase, bool published) => [.. Columns.Select(column =>
    {
        var (contender, network) = column;
        var variant = published && contender == Contender.Cpp ? ResNetStudy.PublishedCpp : Variant.Matched;
        var value = published && contender == Contender.CSharp ? null
            : phase == "step" ? Epoch(network, variant, contender) : Median(phase, network, variant, contender);
        return value is { } nanoseconds ? Figures.Time(nanoseconds) : "–";
    })];

    /// <summary>C#'s trainings: with these bits every language has them.</summary>
    private string[] TestAccuracies(bool published) => [.. Columns.Select(column =>
    {
        var (contender, network) = column;
        var variant = !published ? Variant.Matched : contender == Contender.Cpp ? ResNetStudy.PublishedCpp : ResNetStudy.PublishedPython;
        var curve = published && contender == Contender.CSharp ? null : run.Curves.FirstOrDefault(one =>
            one.IsComplete && one.Case.Workload == network && one.Case.Variant == variant && CurvePlan.WithoutEpochs(one.Case.Settings).Length == 0);
        return curve?.Epochs[^1].TestScore.ToString("0.0 %", CultureInfo.InvariantCulture) ?? "–";
    })];

    private static IEnumerable<(string Contender, string Network)> Columns =>
        new[] { Contender.Cpp, Contender.CSharp, Contender.Python }.SelectMany(contender => new[] { "resnet18", "resnet34" }.Select(network => (contender, network)));

    private double? Epoch(string network, string variant, string contender) =>
        Of("step", network, variant, contender) is { Median: { } median } row ? median / row.Case.Batch * TrainingImages : null;

    private double? Median(string phase, string network, string variant, string contender) => Of(phase, network, variant, contender)?.Median;

    private Row? Of(string phase, string network, string variant, string contender) => run.Rows.FirstOrDefault(row =>
        !Run.IsOfLatencies(row) && row.Case.Phase == phase && row.Case.Workload == network && row.Case.Variant == variant && row.Contender == contender);

    /// <summary>Python's published epoch in C++'s published epochs.</summary>
    private double Apart(string network) =>
        (Epoch(network, Variant.Matched, Contender.Python) ?? double.NaN) / (Epoch(network, ResNetStudy.PublishedCpp, Contender.Cpp) ?? double.NaN);

    private double Between(string network) =>
        (Median("infer", network, ResNetStudy.PublishedCpp, Contender.Cpp) ?? double.NaN) / (Median("infer", network, Variant.Matched, Contender.Python) ?? double.NaN);

    // Forward and twice that backward; a multiply-accumulate is two operations.
    private double Rate(string network, string variant) =>
        6 * Work(network, variant) * TrainingImages / (Epoch(network, variant, Contender.Cpp) ?? double.NaN);

    private string Text(string phase, string network, string contender) => Word(run.Ratios.FirstOrDefault(ratio =>
        ratio.Case.Phase == phase && ratio.Case.Workload == network && ratio.Case.Variant == Variant.Matched && ratio.Contender == contender));

    private double Work(string network, string variant)
    {
        var workload = Workload.FindNetwork(network);
        if (!sizes.TryGetValue(network, out var known))
            sizes[network] = known = workload.Sizes();
        return known[workload.Variants.Select(one => one.Name).ToList().IndexOf(variant)].Macs;
    }
}
