using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies.Why;

namespace PerfSuite.Studies;

/// <summary>The ResNet article: C++ against Python on CIFAR-10, with two networks that were not the same.</summary>
internal sealed class ResNetStudy : Study
{
    public const string PublishedCpp = "published-cpp";
    private static readonly TimeSpan burst = TimeSpan.FromMilliseconds(20);

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

    public override IStudyData Data(Profile profile) => Folders(profile);

    public override Plan Plan(Profile profile, int threads, long seed)
    {
        var (batch, rounds) = profile switch { Profile.Smoke => (2, 6), Profile.Quick => (16, 9), _ => (128, 31) };
        var data = Folders(profile).Cifar;
        return new Plan(Name,
        [
            .. Cases.Select(one => new Section($"one training step, batch {batch}", one.Network, batch, threads, seed,
                [
                    Row("step", one.Label, rounds, seed, batch * one.Seconds, burst),
                    .. one == Cases[0]
                        ? [WhyPlan.Behind(Row("forward", "forward", Few(profile), seed, batch * one.Seconds / 3, burst)), WhyPlan.Behind(Row("gradient", "gradient", Few(profile), seed, batch * one.Seconds, burst)), WhyPlan.Behind(Row("data", "data", Few(profile), seed, 0.1, burst))]
                        : Array.Empty<Item>(),
                ], one == Cases[0] ? data.Path : null) { Variant = one.Variant, Samples = one == Cases[0] ? data.Count : 0 }),
            .. Cases.Select(one => new Section("single image", one.Network, 1, threads, seed, [Row("infer", one.Label, rounds, seed, one.Seconds / 3, burst) with { Counted = 1 }]) { Variant = one.Variant, AgreementBatch = 2 }),
        ])
        {
            Caution = CautionOf(profile, $"Quick times steps of {batch} images; `full` takes the article's 128."),
        };
    }

    public override StudyFindings Tell(Display display, Profile profile) => new ResNetFindings(display);

    private static DataFolders Folders(Profile profile) => new(profile == Profile.Full ? Profile.Full : Profile.Smoke);

    /// <summary>What is timed. Python's published side has the matched network: its steps are the same.</summary>
    private static readonly (string Network, string Variant, string Label, double Seconds)[] Cases =
    [
        ("resnet18", Variant.Matched, "18 matched", 0.04), ("resnet34", Variant.Matched, "34 matched", 0.08),
        ("resnet18", PublishedCpp, "18 as in C++", 0.01), ("resnet34", PublishedCpp, "34 as in C++", 0.015),
    ];
}
