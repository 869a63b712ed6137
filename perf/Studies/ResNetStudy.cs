using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies.Why;

namespace PerfSuite.Studies;

/// <summary>The ResNet article: C++ against Python on CIFAR-10, with two networks that were not the same.</summary>
internal sealed class ResNetStudy(Scope? scope = null) : Study
{
    public const string PublishedCpp = "published-cpp";
    public const string PublishedPython = "published-python";
    private static readonly TimeSpan burst = TimeSpan.FromMilliseconds(20);
    private readonly Scope scope = scope ?? Scope.Standard;

    public override string Name => "resnet";

    public override string Summary => "ResNet18 and 34 on CIFAR-10, the networks as published and the same for all";

    public override Article Article { get; } = new(
        "PyTorch in Python and C++, ResNet on CIFAR-10", "github.com/GM223/pytorch_python_cpp_benchmark_comparison", "RTX 3070 Laptop, 2022",
        ["C++ 18", "C++ 34", "Python 18", "Python 34"],
        [
            new("50 epochs", "0.0 's'", 361.8, 553.1, 1289.1, 2327.2),
            new("an epoch", "0.00 's'", 7.235, 11.06, 25.78, 45.24),
            new("latency", "0.00 'ms'", 3.31, 4.23, 2.308, 3.968),
            new("training accuracy", "0.00 '%'", 96.68, 96.41, 96.24, 95.83),
            new("test accuracy", "0.00 '%'", 70.44, 72.06, 88.41, 88.10),
        ],
        "The two sides ran different networks: C++ had ImageNet's stem and a block too many in every stage, and no augmentation. "
        + "The epoch is a geometric mean of 50 (Python 34: median 43.9 s, one epoch of 169 s); C++'s latency was taken in whole milliseconds.");

    public override DataSet Learns => DataSet.Cifar10;

    public override bool Trains => true;

    public override Study Within(Scope asked) => new ResNetStudy(asked);

    public override IStudyData Data(Profile profile) => Folder(profile);

    public override Plan Plan(Profile profile, int threads, long seed)
    {
        var (batch, rounds) = profile switch { Profile.Smoke => (2, 6), Profile.Quick => (8, 7), _ => (128, 31) };
        var images = Folder(profile);
        return new Plan(Name,
        [
            .. Cases.Select(one => new Section($"one training step, batch {batch}", one.Network, batch, threads, seed,
                [
                    Row("step", one.Label, rounds, seed, batch * one.Seconds, burst) with { Counted = one == Cases[0] ? 1 : 0 },
                    .. one == Cases[0]
                        ? [WhyPlan.Behind(Row("forward", "forward", Few(profile), seed, batch * one.Seconds / 3, burst)), WhyPlan.Behind(Row("gradient", "gradient", Few(profile), seed, batch * one.Seconds, burst))]
                        : Array.Empty<Item>(),
                ]) { Variant = one.Variant }),
            .. Cases.Select(one => new Section("single image", one.Network, 1, threads, seed, [Row("infer", one.Label, rounds, seed, one.Seconds / 3, burst) with { Latencies = profile == Profile.Full || one == Cases[2] ? 100 : 0, Counted = 1 }]) { Variant = one.Variant, AgreementBatch = 2 }),
            .. Loading(profile, Math.Min(batch, images.Count), threads, seed, images.Path),
        ])
        {
            Caution = CautionOf(profile, $"Quick times steps of {batch} images; `full` takes the article's 128."),
            Curves = Curves(profile, seed, scope.Data ?? images.Path),
        };
    }

    public override StudyFindings Tell(Display display, Profile profile) => new ResNetFindings(display);

    private static CifarFolder Folder(Profile profile) => new(profile switch { Profile.Smoke or Profile.Quick => 64, _ => 50_000 });

    /// <summary>Reading with as many workers as the article's sides had and fewer, and epochs of the cheapest network: there reading weighs most.</summary>
    private IEnumerable<Section> Loading(Profile profile, int batch, int threads, long seed, string data)
    {
        var images = Folder(profile).Count;
        foreach (var workers in profile == Profile.Smoke ? [0, 2] : new[] { 0, 1, 2, 3, 4 })
            yield return Of($"{Figures.Count(images)} images read and augmented, batch {batch}, own loaders", workers, Row("data", Workers(workers), 6, seed, images * 50e-6, burst));
        foreach (var workers in profile == Profile.Smoke ? [] : new[] { 0, 4 })
            yield return Of($"an epoch of them through C++'s resnet18, batch {batch}", workers, Row("epoch", Workers(workers), 6, seed, images * 0.01, burst));

        Section Of(string heading, int workers, Item item) => new(heading, "resnet18", batch, threads, seed, [item], data)
        {
            Variant = PublishedCpp,
            Settings = new Dictionary<string, string> { ["augment"] = "on" },
            Workers = workers,
            Samples = images,
        };
    }

    private static string Workers(int workers) => workers switch { 0 => "no workers", 1 => "1 worker", _ => $"{workers} workers" };

    /// <summary>From C++'s published side, one difference taken away at a time, and the two ends.</summary>
    private IReadOnlyList<CurvePlan> Curves(Profile profile, long seed, string data)
    {
        var (batch, count, epochs) = profile switch { Profile.Smoke => (8, 16, 1), Profile.Quick => (16, 64, 1), _ => (128, 50_000, 50) };
        return [.. Steps.Where(step => profile == Profile.Full || step.Network == "resnet18").Select(step => new CurvePlan(
            Name, step.Label, step.Network, batch, scope.Epochs ?? epochs, Environment.ProcessorCount, seed, data, step.Seconds)
        {
            Variant = step.Variant,
            Settings = step.Settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]),
            Samples = scope.Images ?? count,
            TestSamples = scope.Images is { } asked ? Math.Max(1, asked / 2) : Math.Min(count, 10_000),
        })];
    }

    private static readonly (string Network, string Variant, string Settings, string Label, double Seconds)[] Steps =
    [
        ("resnet18", PublishedCpp, "", "18 as in C++", 0.006), ("resnet18", PublishedCpp, "init=default", "  default first weights", 0.006),
        ("resnet18", PublishedCpp, "blocks=standard", "  blocks of the paper", 0.005), ("resnet18", PublishedCpp, "shuffle=off", "  never shuffled", 0.006),
        ("resnet18", PublishedCpp, "augment=on", "  augmented", 0.006), ("resnet18", PublishedCpp, "stem=cifar", "  stem for 32×32", 0.04),
        ("resnet18", PublishedPython, "augment=off", "18 as in Python, not augmented", 0.027), ("resnet18", PublishedPython, "", "18 as in Python", 0.027),
        ("resnet18", Variant.Matched, "", "18 matched: shuffled, too", 0.027),
        ("resnet34", PublishedCpp, "", "34 as in C++", 0.01), ("resnet34", PublishedPython, "augment=off", "34 as in Python, not augmented", 0.055),
        ("resnet34", PublishedPython, "", "34 as in Python", 0.055), ("resnet34", Variant.Matched, "", "34 matched: shuffled, too", 0.055),
    ];

    /// <summary>What is timed. Python's published side has the matched network: its steps are the same.</summary>
    private static readonly (string Network, string Variant, string Label, double Seconds)[] Cases =
    [
        ("resnet18", Variant.Matched, "18 matched", 0.04), ("resnet34", Variant.Matched, "34 matched", 0.08),
        ("resnet18", PublishedCpp, "18 as in C++", 0.01), ("resnet34", PublishedCpp, "34 as in C++", 0.015),
    ];
}
