using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>A line for each way to a prediction, then the article's table with the slow ones of single predictions, and why they differ.</summary>
internal sealed class MnistFindings(Display display, PredictionFiles files) : StudyFindings(display)
{
    private const int Article = 10_000;
    private IReadOnlyList<Entrant> entrants = [];
    private Run run = null!;

    public override void Begin(Plan plan, IReadOnlyList<Entrant> everybody)
    {
        entrants = everybody;
        new Table(Display).Introduce([.. everybody.Where(entrant => entrant.Contender.Settings!["api"] is MnistStudy.Module or MnistStudy.Predict or MnistStudy.Run).Select(entrant =>
            new Entrant(entrant.Contender with { Title = TitleOf(entrant) }) { Hello = entrant.Hello, Failure = entrant.Failure })]);
    }

    public override void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios)
    {
        Display.Line();
        Display.Heading($"{section.Heading,-36}{"a call",10}{"",6}{"× C++ module",-16}{"an image",11}");
        foreach (var row in rows.Where(row => row.Status != RowStatus.Absent))
        {
            var ratio = ratios.FirstOrDefault(one => one.Contender == row.Contender);
            var title = entrants.First(entrant => entrant.Contender.Name == row.Contender).Contender.Title;
            Display.Line(row is { Status: RowStatus.Measured, Median: { } median }
                ? $"{title,-36}{Figures.Time(median),10} {Figures.Spread(median, row.Low, row.High),-5}{(ratio is null ? "" : Figures.Ratio(ratio.Median, ratio.Low, ratio.High, ratio.ContainsOne)),-16}{Figures.Time(median / section.Batch),11}"
                : $"{title,-36}{Table.Word(row.Status),10}");
        }
    }

    public override void Conclude(Run finished)
    {
        run = finished;
        Display.Line();
        var sheet = new Sheet("10,000 of one image by one", 28, ("softmax", 9), ("p50", 7), ("p90", 7), ("p99", 7), ("CNN", 8), ("p50", 7), ("p90", 7));
        foreach (var entrant in entrants.Where(entrant => entrant.Contender.Absence is null))
            sheet.Add(entrant.Contender.Title, [Total(entrant, "softmax"), .. Slow(entrant, "softmax", 0.5, 0.9, 0.99), Total(entrant, "cnn"), .. Slow(entrant, "cnn", 0.5, 0.9)]);
        Display.Tell(sheet);
        Sizes();
        var (cpp, python, csharp) = (MnistStudy.NameOf(Contender.Cpp, "module"), MnistStudy.NameOf(Contender.Python, "module"), MnistStudy.NameOf(Contender.CSharp, "module"));
        if (Median(cpp, "softmax", 1) is not { } small || Median(cpp, "cnn", 1) is not { } large || Median(python, "softmax", 1) is not { } slow || Median(python, "cnn", 1) is not { } slower)
            return;
        Say(
            $"Why did C++ gain so much less on the CNN? What Python adds goes by the number of calls and not by their arithmetic. Its module takes {Word(Ratio(python, "softmax", 1))} times as long as C++'s for softmax and {Word(Ratio(python, "cnn", 1))} for the CNN, {Figures.Time(slow - small)} and {Figures.Time(slower - large)} more a prediction; the article's Python added 0.20 and 0.26 ms. C#'s module takes {Word(Ratio(csharp, "softmax", 1))} and {Word(Ratio(csharp, "cnn", 1))}.");
        var managed = Ratio(MnistStudy.NameOf(Contender.CSharp, MnistStudy.Managed), "softmax", 1);
        Say(
            $"What does a layer cost? Against its module the CNN takes as functions {Among(language => Word(Against("functional", language)))} times as long, frozen as a script {Among(language => Word(Against("script", language)))}.",
            $"For softmax, 7,840 multiplications, plain C# without libtorch takes {Word(managed)} of C++'s module: that is the floor.",
            $"Of {run.Plan.Sections[1].Batch} images at once one costs {Share(Median(cpp, "softmax", 100) / 100 / small)} and {Share(Median(cpp, "cnn", 100) / 100 / large)} of what it costs alone, softmax and CNN in C++.");
        TellOthers(large);
    }

    /// <summary>What the other engines make of the same weights, where they are here.</summary>
    private void TellOthers(double module)
    {
        var (onnx, batch) = (MnistStudy.NameOf(Contender.OnnxRuntime, MnistStudy.Run), run.Plan.Sections[1].Batch);
        if (Median(onnx, "cnn", 1) is { } image && Median(onnx, "cnn", batch) is { } images && Median(onnx, "softmax", 1) is { } one && Median(onnx, "softmax", batch) is { } many)
            Say(
                $"ONNX Runtime takes {Word(Ratio(onnx, "cnn", 1))} times as long as C++'s module for one image's CNN, {Figures.Time(image)} against {Figures.Time(module)}, and {Word(Ratio(onnx, "cnn", batch))} for {batch} images, {Figures.Time(images)}.",
                $"For softmax it takes {Word(Ratio(onnx, "softmax", 1))} times as long{(many < one * batch / 4 ? FormattableString.Invariant($"; there {batch} images cost {many / one:0.0} times what one does, so one is mostly the call through Node") : "")}.");
        var core = MnistStudy.NameOf(Contender.TensorFlowJs, MnistStudy.Core);
        if (Of(core, "softmax", 1) is not { Median: not null } || Of(core, "cnn", 1) is not { Median: not null })
            return;
        string Layers(string network) => string.Join(", ", MnistStudy.TensorFlowJs.Where(one => one.Api != MnistStudy.Core).Select(one =>
            $"{one.Title} {Word(Of(MnistStudy.NameOf(Contender.TensorFlowJs, one.Api), network, 1) is { } row ? Measurement.Ratio.Of(row, Of(core, network, 1)!) : null)}"));
        Say(
            $"What do Keras's layers cost in TensorFlow.js? Against its own operations, for softmax: {Layers("softmax")}; for the CNN: {Layers("cnn")}.",
            $"In the article's Python Keras cost 1.46 and 1.19 times TensorFlow. TensorFlow.js's own operations take {Word(Ratio(core, "softmax", 1))} and {Word(Ratio(core, "cnn", 1))} times as long as C++'s module.");
    }

    /// <summary>What the same parameters weigh in the formats that are loaded here.</summary>
    private void Sizes()
    {
        var formats = new[] { ("safetensors", ".safetensors"), ("TorchScript", ".pt"), ("ONNX", ".onnx") };
        var sizes = formats.Select(format => (Name: format.Item1, Sizes: PredictionFiles.Networks.Select(network =>
            new FileInfo(Path.ChangeExtension(files.WeightsOf(network), format.Item2)) is { Exists: true } file ? file.Length : (long?)null).ToList())).ToList();
        if (sizes.All(format => format.Sizes.All(size => size is null)))
            return;
        Display.Line();
        var sheet = new Sheet("files, bytes", 28, [.. PredictionFiles.Networks.Select(network => (network == "cnn" ? "CNN" : network, 12))]);
        foreach (var format in sizes)
            sheet.Add(format.Name, [.. format.Sizes.Select(size => size is { } bytes ? Figures.Count(bytes) : "–")]);
        Display.Tell(sheet);
    }

    private static string TitleOf(Entrant entrant) => entrant.Contender.Name == MnistStudy.NameOf(Contender.CSharp, "module")
        ? TorchRuntime.Current.Label : Contender.Predictors.FirstOrDefault(name => entrant.Contender.Name.StartsWith(name, StringComparison.Ordinal)) is { } engine ? NodeContender.TitleOf(engine)
        : entrant.Contender.Title.Replace(" module", "", StringComparison.Ordinal);

    private string Total(Entrant entrant, string network) =>
        Median(entrant.Contender.Name, network, 1) is { } median ? Figures.Time(median * Article) : "–";

    private IEnumerable<string> Slow(Entrant entrant, string network, params double[] probabilities)
    {
        var row = run.Rows.FirstOrDefault(one => Run.IsOfLatencies(one) && one.Case.Settings == Of(network) && one.Contender == entrant.Contender.Name);
        return probabilities.Select(probability => row is { Status: RowStatus.Measured } ? Figures.Time(Estimator.Quantile(row.Rounds, probability)) : "–");
    }

    // Of the CNN, one image, within the same rounds.
    private Ratio? Against(string api, string language) =>
        Of(MnistStudy.NameOf(language, api), "cnn", 1) is { } row && Of(MnistStudy.NameOf(language, "module"), "cnn", 1) is { } module ? Measurement.Ratio.Of(row, module) : null;

    private double? Median(string contender, string network, int batch) => Of(contender, network, batch)?.Median;

    private Row? Of(string contender, string network, int batch) => run.Rows.FirstOrDefault(row =>
        !Run.IsOfLatencies(row) && row.Case.Settings == Of(network) && row.Case.Batch == batch && row.Contender == contender);

    private Ratio? Ratio(string contender, string network, int batch) => run.Ratios.FirstOrDefault(ratio =>
        ratio.Case.Settings == Of(network) && ratio.Case.Batch == batch && ratio.Contender == contender);

    // What results say of the setting: nothing where it is the workload's own.
    private static string Of(string network) => network == "softmax" ? "" : $"network={network}";

    private static string Share(double? share) => share?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";
}
