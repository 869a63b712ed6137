using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies.Why;

namespace PerfSuite.Studies;

/// <summary>The second DeepPose article: a loss whose backward is derived automatically, or written by hand.</summary>
internal sealed class AutogradStudy : Study
{
    public const string Automatic = "automatic";
    public const string Explicit = "explicit";

    public override string Name => "autograd";

    public override string Summary => "the loss of poses, differentiated automatically or by hand";

    public override IReadOnlyList<string> Known => [.. Contender.Known, Contender.Chainer];

    public override Article Article { get; } = new(
        "DeepPose in PyTorch, explicit backward", "github.com/ynaka81/DeepPoseComparison", "AWS m4.large and g2.2xlarge, 2017",
        ["automatic", "explicit"],
        [new("100 epochs, CPU", "0.0 'h'", 47.6, 47.6), new("100 epochs, GPU", "0.00 'h'", 2.60, 2.49)],
        "One run each. The times of forward and backward for batches of 1 to 32 were published as a plot only. They contain reading and "
        + "cropping the images, and on the GPU nobody waited for the last of 100 to end.");

    /// <summary>Every language in both ways. They round differently, so each way agrees among the languages.</summary>
    public override IReadOnlyList<Contender> Contenders(IReadOnlyList<string>? named, int threads) =>
    [
        .. new[] { Automatic, Explicit }.SelectMany(way => Contender.Find(named ?? Known, threads).Select(contender => contender with
        {
            Name = NameOf(contender.Name, way),
            Title = $"{contender.Title} {way}",
            Command = contender.Command is { } command ? command with { Contender = NameOf(contender.Name, way) } : null,
            Settings = new Dictionary<string, string> { ["loss"] = way },
            Group = way,
        })),
    ];

    public override Plan Plan(Profile profile, int threads, long seed)
    {
        var (batches, rounds, seeds) = profile switch
        {
            Profile.Smoke => (new[] { 1 }, 6, 1),
            Profile.Quick => ([1, 2], 6, 2),
            _ => ([1, 2, 4, 8, 16, 32], 100, 3),
        };
        return new Plan(Name,
        [
            .. from draw in Enumerable.Range(0, seeds)
               from batch in draw == 0 || profile == Profile.Full ? batches : batches[..1]
               select new Section($"seed {seed + draw}", "deeppose", batch, threads, seed + draw,
               [
                   Row("gradient", "gradient", rounds, seed + draw, 0.25 + (batch * 0.05), TimeSpan.FromMilliseconds(1)),
                   Row("loss", "loss", rounds, seed + draw, 0.01, TimeSpan.FromMilliseconds(10)),
                   .. draw == 0 && batch == batches[0]
                       ? [WhyPlan.Behind(Row("forward", "forward", Few(profile), seed, 0.07, TimeSpan.FromMilliseconds(1))), WhyPlan.Behind(Row("step", "step", Few(profile), seed, 0.3, TimeSpan.FromMilliseconds(1)), counted: 1)]
                       : Array.Empty<Item>(),
               ]) { IsRepetition = draw > 0 },
        ])
        {
            Reference = contender => contender.EndsWith("-" + Explicit, StringComparison.Ordinal)
                ? contender[..^Explicit.Length] + Automatic
                : contender == NameOf(Contender.Chainer, Automatic) ? NameOf(Contender.Python, Automatic)
                : contender == NameOf(Contender.Cpp, Automatic) ? null : NameOf(Contender.Cpp, Automatic),
            Caution = CautionOf(profile, $"Quick takes {rounds} samples of batches {string.Join(" and ", batches)} with {seeds} seeds of batch {batches[0]}; the article took 100 of 1 to 32, as `full` does, with three seeds."),
        };
    }

    public override StudyFindings Tell(Display display, Profile profile) => new AutogradFindings(display);

    /// <summary>The name that a language has in results when it takes one of the two ways.</summary>
    public static string NameOf(string contender, string way) => $"{contender}-{way}";
}
