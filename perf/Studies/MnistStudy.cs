using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Data;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies.Why;

namespace PerfSuite.Studies;

/// <summary>The Keras and TensorFlow article: what single predictions cost through the layers of an API.</summary>
internal sealed class MnistStudy(Scope? scope = null) : Study
{
    public const string Module = "module";
    public const string Managed = "managed";
    public const string Predict = "predict";
    public const string Core = "core";
    public const string Run = "run";

    /// <summary>TensorFlow.js's layers of API, the article's Keras first, its TensorFlow last.</summary>
    public static readonly IReadOnlyList<(string Api, string Title)> TensorFlowJs = [(Predict, "predict"), ("predict-on-batch", "predictOnBatch"), ("apply", "apply"), (Core, "core ops")];

    private readonly PredictionFiles files = new(scope?.Data);

    public override string Name => "mnist";

    public override string Summary => "single predictions of MNIST through every layer of an API";

    public override Article Article { get; } = new(
        "Keras and TensorFlow in Python and C++, 10,000 single predictions", "github.com/yukiB/tensorgraph", "2017; processor not named",
        ["Keras", "K.function", "Keras(tf)", "TensorFlow"],
        [
            new("softmax, Python", "0 'ms'", 3787, 3242, 2711, 2588),
            new("softmax, C++", "0 'ms'", 578, null, 577, 576),
            new("CNN, Python", "0 'ms'", 9693, 9087, 8571, 8124),
            new("CNN, C++", "0 'ms'", 5528, null, 5530, 5512),
        ],
        "Python is the mean of five loops, C++ one loop; C++ was built with AVX2, how Python's TensorFlow was built is not said. TensorFlow "
        + "itself is not to be had here. TensorFlow.js, WebAssembly in Node, stands in its place: predict for Keras, predictOnBatch for K.function, whose caller it is in Keras, "
        + "apply for Keras(tf), core ops for TensorFlow. libtorch has layers of its own: a module, functions of its parameters, frozen TorchScript.");

    public override IReadOnlyList<string> Known => [.. Contender.Known, .. Contender.Predictors];

    public override DataSet Learns => DataSet.Mnist;

    public override Study Within(Scope asked) => new MnistStudy(asked);

    public override IStudyData Data(Profile profile) => files;

    public override IReadOnlyList<Contender> Contenders(IReadOnlyList<string>? named, int threads)
    {
        var found = Contender.Find(named ?? Known, threads).Select(contender => contender.Name == Contender.TensorFlowJs && threads > 1
            ? contender with { Command = null, Absence = "it has one thread in Node: --threads 1" }
            : contender).ToList();
        var languages = found.Where(contender => !Contender.Predictors.Contains(contender.Name)).ToList();
        return
        [
            .. languages.SelectMany(contender => new[] { Module, "functional", "script" }.Select(api => Through(contender, api, $"{Language(contender.Name)} {api}"))),
            .. languages.Where(contender => contender.Name == Contender.CSharp).Select(contender => Through(contender, Managed, "C# without libtorch")),
            .. found.Except(languages).SelectMany(contender => contender.Command is null ? [Through(contender, ApisOf(contender.Name)[0].Api, contender.Title)]
                : ApisOf(contender.Name).Select(one => Through(contender, one.Api, $"{contender.Title} {one.Title}".TrimEnd()))),
        ];
    }

    public override Plan Plan(Profile profile, int threads, long seed)
    {
        var (rounds, single) = profile switch { Profile.Smoke => (6, 100), Profile.Quick => (11, 2_000), _ => (31, 10_000) };
        return new Plan(Name,
        [
            .. from network in PredictionFiles.Networks
               from batch in new[] { 1, 100 }
               select new Section(batch == 1 ? $"{network}, one image at a time" : $"{network}, {batch} images at once", "prediction", batch, threads, seed,
                   [new Item(Name, "predict", network, Overhead.Settled(new RoundsPlan("predict") { Rounds = rounds, Burst = TimeSpan.FromMilliseconds(20), Seed = seed }), 0.02 * (rounds + 6)) { Latencies = batch == 1 ? single : 0, Counted = batch == 1 ? 1 : 0 }],
                   files.Data)
               {
                   Settings = new Dictionary<string, string> { ["network"] = network },
                   Weights = files.WeightsOf(network),
                   Excluded = network == "softmax" ? [] : [NameOf(Contender.CSharp, Managed)],
               },
            .. PredictionFiles.Networks.Select(network => new Section("the network alone", $"mnist-{network}", 1, threads, seed,
                [.. new[] { "infer", "forward", "gradient", "step" }.Select(phase => WhyPlan.Behind(
                    new Item(Name, phase, phase, Overhead.Settled(new RoundsPlan(phase) { Rounds = rounds, Burst = TimeSpan.FromMilliseconds(20), Seed = seed }), 0.02 * (rounds + 6)), counted: 1))]) { IsForLeaders = true }),
        ])
        {
            Reference = contender => contender == NameOf(Contender.Cpp, Module) ? null : NameOf(Contender.Cpp, Module),
            Caution = CautionOf(profile, "Quick times 2,000 predictions by themselves, the article 10,000."),
        };
    }

    public override StudyFindings Tell(Display display, Profile profile) => new MnistFindings(display, files);

    private static string Language(string contender) => contender switch { Contender.Cpp => CppContender.Title, Contender.Python => PythonContender.Title, _ when contender == OtherSupplierContender.Name => "C# other", _ => "C#" };

    /// <summary>The name in results.</summary>
    public static string NameOf(string contender, string api) => $"{contender}-{api}";

    private static IReadOnlyList<(string Api, string Title)> ApisOf(string contender) => contender == Contender.TensorFlowJs ? TensorFlowJs : [(Run, "")];

    // Another engine, a frozen graph and plain vector code sum in orders of their own.
    private static Contender Through(Contender contender, string api, string title) => contender with
    {
        Name = NameOf(contender.Name, api),
        Title = title,
        Command = contender.Command is { } command ? command with { Contender = NameOf(contender.Name, api) } : null,
        Settings = new Dictionary<string, string> { ["api"] = api },
        RoundsOtherwise = api is "script" or Managed || Contender.Predictors.Contains(contender.Name),
    };
}
