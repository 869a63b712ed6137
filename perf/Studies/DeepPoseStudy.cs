using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies.Why;

namespace PerfSuite.Studies;

/// <summary>The first DeepPose article: training with either optimizer, and predictions that were mostly reading.</summary>
internal sealed class DeepPoseStudy(Scope? scope = null) : Study
{
    private static readonly TimeSpan burst = TimeSpan.FromMilliseconds(50);
    private const string Chainer = "published-chainer";
    private const string Workload = "deeppose";
    private readonly Scope scope = scope ?? Scope.Standard;

    public override string Name => "deeppose";

    public override string Summary => "AlexNet that finds joints: both optimizers, and predictions taken apart";

    public override IReadOnlyList<string> Known => [.. Contender.Known, Contender.Chainer];

    public override Article Article { get; } = new(
        "DeepPose in Chainer and in PyTorch", "github.com/ynaka81/DeepPoseComparison", "AWS m4.large and g2.2xlarge, 2017",
        ["Chainer CPU", "PyTorch CPU", "Chainer GPU", "PyTorch GPU"],
        [new("100 epochs", "0.00 'h'", 77.5, 48.1, 4.25, 3.23), new("an iteration", "0.00 's'", 8.2, 5.0, 0.45, 0.28)],
        "The second row was published as time per epoch; it is that of one iteration of 32 images. Times of prediction were published as plots only. They contain "
        + "decoding, cropping and colour noise, the network ran in train mode with its graph, and nobody waited for the GPU.");

    public override DataSet Learns => DataSet.Lsp;

    public override bool Trains => true;

    public override Study Within(Scope asked) => new DeepPoseStudy(asked);

    public override IStudyData Data(Profile profile) => Folder(profile);

    public override Plan Plan(Profile profile, int threads, long seed)
    {
        var (batch, rounds) = profile switch { Profile.Smoke => (2, 6), Profile.Quick => (4, 7), _ => (32, 31) };
        var people = Folder(profile);
        return new Plan(Name,
        [
            .. new[] { "momentum", "adam" }.Select(optimizer => new Section($"one training step, batch {batch}", Workload, batch, threads, seed,
                [
                    Row("step", optimizer, rounds, seed, 0.25 + (batch * 0.06), burst) with { Counted = optimizer == "momentum" ? 1 : 0 },
                    .. optimizer == "momentum" ? [WhyPlan.Behind(Row("forward", "forward", Few(profile), seed, 0.05 + (batch * 0.02), burst)), WhyPlan.Behind(Row("gradient", "gradient", Few(profile), seed, 0.15 + (batch * 0.06), burst))] : Array.Empty<Item>(),
                ]) { Settings = new Dictionary<string, string> { ["optimizer"] = optimizer } }),
            new Section($"pictures read: decode, noise, crop; own loaders", Workload, 1, threads, seed,
                [Row("data", "data", rounds, seed, people.Count * 2e-3, burst)], people.Path) { Samples = people.Count },
            new Section("single image", Workload, 1, threads, seed,
            [
                Row("infer", "prediction", rounds, seed, 0.06, burst) with { Counted = 1 }, Row("infer-grad", "graph built", rounds, seed, 0.06, burst), Row("forward", "train mode", rounds, seed, 0.07, burst),
                WhyPlan.Behind(Row("step", "step", Few(profile), seed, 0.3, burst), counted: 1),
            ]),
        ])
        {
            Reference = contender => contender switch { Contender.Chainer => Contender.Python, Contender.Cpp => null, _ => Contender.Cpp },
            Caution = CautionOf(profile, $"Quick times steps of {batch} images; `full` takes the article's 32."),
            Curves = [.. new[] { (Variant.Matched, "momentum"), (Variant.Matched, "adam"), (Chainer, "momentum"), (Chainer, "adam") }
                .Where(one => profile == Profile.Full || one.Item1 == Variant.Matched)
                .Select(one => new CurvePlan(Name, $"{one.Item2}, {(one.Item1 == Chainer ? "Chainer's first weights" : "PyTorch's first weights")}", Workload, profile == Profile.Quick ? 2 * batch : batch,
                    scope.Epochs ?? profile switch { Profile.Smoke => 1, Profile.Quick => 2, _ => 100 }, Environment.ProcessorCount, seed, scope.Data ?? people.Path, 0.04 + (0.3 / batch))
                {
                    Variant = one.Item1,
                    Settings = new Dictionary<string, string> { ["optimizer"] = one.Item2, ["augment"] = "off" },
                    Samples = scope.Images ?? profile switch { Profile.Smoke => 8, Profile.Quick => 32, _ => 11_000 },
                    TestSamples = scope.Images is { } asked ? Math.Max(1, asked / 2) : 1_000,
                })],
        };
    }

    public override StudyFindings Tell(Display display, Profile profile) => new DeepPoseFindings(display, Folder(profile).Count);

    private static PoseFolder Folder(Profile profile) => new(profile == Profile.Full ? 1_000 : 64);
}

/// <summary>Drawn figures with their joints, as the article's reader expects its people.</summary>
/// <param name="Count">Of the training list.</param>
internal sealed record PoseFolder(int Count) : IStudyData
{
    public string Path { get; } = System.IO.Path.Combine(DataFolders.Root, string.Create(CultureInfo.InvariantCulture, $"poses-{Count}"));

    public bool AreThere => Directory.Exists(Path);

    public void Make(Action<double, string> progress, CancellationToken cancellation) =>
        new DrawnLsp(0, Count, Math.Max(1, Count / 10)).Make(Path, progress: (drawn, of) => progress((double)drawn / of, "figures"), cancellation: cancellation);
}
