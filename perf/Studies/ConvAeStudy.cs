using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Data;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies.Why;

namespace PerfSuite.Studies;

/// <summary>The autoencoder article: Python against C++ on CelebA, and its open question why C++ was slower on the GPU.</summary>
internal sealed class ConvAeStudy(Scope? scope = null) : Study
{
    private static readonly TimeSpan burst = TimeSpan.FromMilliseconds(50);
    private const string Workload = "convae";
    private readonly Scope scope = scope ?? Scope.Standard;

    public override string Name => "convae";

    public override string Summary => "the autoencoder of faces: epochs, single images, and what the code around them costs";

    public override Article Article { get; } = new(
        "PyTorch in C++ and in Python, convolutional autoencoder", "github.com/koba-jon/pytorch_cpp; the Python code is not published", "i7-8700, GTX 1070, 2020",
        ["CPU Py", "CPU C++", "GPU Py", "GPU Py det.", "GPU C++"],
        [
            new("an epoch", "0 's'", 3889, 3780, 353, 462, 1056),
            new("GPU memory", "0 'MiB'", 2, 9, 933, 913, 2941),
            new("one image", "0.00 'ms'", 11.89, 14.77, 1.02, 1.01, 1.01),
            new("L1 error", "0.00000", 0.12621, 0.12958, 0.12325, 0.12104, 0.13158),
        ],
        "One epoch of 182,340 images each. C++ set none of cuDNN's switches, so it ran in a mode that no Python column has; it built the graph "
        + "in prediction, read nothing ahead, grew each batch image by image and read the loss back twice in every step. Nobody waited for the GPU's answer in prediction.");

    public override DataSet Learns => DataSet.Celeba;

    public override bool Trains => true;

    // Python in two of them; C++ set none of the switches.
    public override IReadOnlyList<string> Modes { get; } = ["benchmark", "deterministic", OpenRequest.StandardMode];

    public override Study Within(Scope asked) => new ConvAeStudy(asked);

    public override IStudyData Data(Profile profile) => profile == Profile.Full ? new FacesAndPeer(Folders(profile)) : Folders(profile);

    public override IReadOnlyList<Contender> Contenders(IReadOnlyList<string>? named, int threads)
    {
        var found = base.Contenders(named, threads);
        return found.Any(contender => contender.Name == Contender.Cpp) ? [.. found, UnoptimisedCppContender.Find(Surroundings.Of(threads))] : found;
    }

    public override Plan Plan(Profile profile, int threads, long seed)
    {
        var (batches, rounds) = profile switch { Profile.Smoke => (new[] { 4 }, 6), Profile.Quick => ([16], 7), _ => ([16, 32], 31) };
        var faces = Folders(profile).Faces;
        return new Plan(Name,
        [
            .. batches.SelectMany(batch => new[]
            {
                new Section($"training, batch {batch}", Workload, batch, threads, seed,
                    [Row("step", "step", rounds, seed, batch * 0.05, burst) with { Counted = batch == batches[0] ? 1 : 0 }, Row("step-item", "step, item()", rounds, seed, batch * 0.05, burst),
                        .. batch == batches[0] ? [WhyPlan.Behind(Row("forward", "forward", Few(profile), seed, batch * 0.02, burst)), WhyPlan.Behind(Row("gradient", "gradient", Few(profile), seed, batch * 0.05, burst))] : Array.Empty<Item>()]) { Excluded = Unoptimised(profile) },
                new Section($"one epoch, {Figures.Count(faces.Count)} pictures, batch {batch}, own loaders and order", Workload, batch, threads, seed,
                    [Row("data", "reading alone", rounds, seed, faces.Count * 1e-3, burst), Epoch("epoch", faces.Count)], faces.Path) { Samples = faces.Count, Excluded = Unoptimised(profile) },
                new Section($"the same epoch with {Workers} workers that read ahead", Workload, batch, threads, seed,
                    [Row("data", "reading alone", rounds, seed, faces.Count * 1e-3, burst), .. profile == Profile.Full ? new[] { Epoch("epoch", faces.Count) } : []], faces.Path) { Workers = Workers, Excluded = Unoptimised(Profile.Smoke) },
                new Section("the batch grown by cat, as published", Workload, batch, threads, seed,
                    [Row("data", "reading alone", rounds, seed, faces.Count * 1e-3, burst)], faces.Path) { Settings = Grown, Excluded = Unoptimised(Profile.Smoke) },
            }),
            new Section("single image, eval mode", Workload, 1, threads, seed,
                [
                    Row("infer", "no gradient", rounds, seed, 0.03, burst) with { Counted = 1 }, Row("infer-grad", "graph built", rounds, seed, 0.03, burst),
                    WhyPlan.Behind(Row("step", "step", rounds, seed, 0.05, burst), counted: 1),
                ]) { Excluded = Unoptimised(Profile.Smoke) },
        ])
        {
            Curves = [.. new[] { ("antialias", "pictures antialiased"), ("plain", "pictures not antialiased") }.Select(resize => new CurvePlan(
                Name, resize.Item2, Workload, profile == Profile.Smoke ? 4 : 16, scope.Epochs ?? (profile == Profile.Full ? 10 : 1),
                Environment.ProcessorCount, seed, scope.Data ?? faces.Path, 0.02)
            {
                Settings = new Dictionary<string, string> { ["resize"] = resize.Item1 },
                Samples = scope.Images ?? (profile == Profile.Smoke ? 8 : 200_000),
                TestSamples = scope.Images is { } asked ? Math.Max(1, asked / 2) : profile == Profile.Smoke ? 8 : 20_000,
            })],
            Caution = CautionOf(profile, $"Quick's epoch has {Figures.Count(faces.Count)} pictures, the article's 182,340.", $"Full's epoch has {Figures.Count(faces.Count)} pictures, the article's 182,340."),
        };
    }

    public override StudyFindings Tell(Display display, Profile profile) => new ConvAeFindings(display, Folders(profile).Faces.Count);

    // Its own code runs where pictures are read; elsewhere it calls libtorch, optimised as ever.
    private static string[] Unoptimised(Profile profile) => profile == Profile.Smoke ? [UnoptimisedCppContender.Name] : [];

    /// <summary>The batch grown sample by sample.</summary>
    public static IReadOnlyDictionary<string, string> Grown { get; } = new Dictionary<string, string> { ["collate"] = "cat" };

    /// <summary>Of the section that reads ahead.</summary>
    public const int Workers = 2;

    private Item Epoch(string label, int pictures, int rounds = 6) => new(
        Name, "epoch", label, new RoundsPlan("epoch") { Rounds = rounds, WarmUp = 1, Iterations = 1 }, (rounds + 1) * pictures * 0.05);

    // Quick's epoch is of two batches.
    private static DataFolders Folders(Profile profile) => profile == Profile.Quick ? new(Profile.Smoke, pictures: 36) : new(profile);
}

/// <summary>The pictures, and the C++ peer built as the article's was.</summary>
internal sealed class FacesAndPeer(DataFolders faces) : IStudyData
{
    public bool AreThere => faces.AreThere && UnoptimisedCppContender.IsBuilt;

    public void Make(Action<double, string> progress, CancellationToken cancellation)
    {
        if (!faces.AreThere)
            faces.Make(progress, cancellation);
        progress(0.5, "compiling C++ without optimisation");
        if (!UnoptimisedCppContender.IsBuilt)
            UnoptimisedCppContender.Build(cancellation);
    }
}
