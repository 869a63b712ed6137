using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies.Why;

namespace PerfSuite.Studies;

/// <summary>The autoencoder article: Python against C++ on CelebA, and its open question why C++ was slower on the GPU.</summary>
internal sealed class ConvAeStudy : Study
{
    private static readonly TimeSpan burst = TimeSpan.FromMilliseconds(50);
    private const string Workload = "convae";

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

    public override IStudyData Data(Profile profile) => Folders(profile);

    public override Plan Plan(Profile profile, int threads, long seed)
    {
        var (batches, rounds) = profile switch { Profile.Smoke => (new[] { 4 }, 6), Profile.Quick => ([16], 9), _ => ([16, 32], 31) };
        var faces = Folders(profile).Faces;
        return new Plan(Name,
        [
            .. batches.SelectMany(batch => new[]
            {
                new Section($"training, batch {batch}", Workload, batch, threads, seed,
                    [Row("step", "step", rounds, seed, batch * 0.05, burst), Row("step-item", "step, item()", rounds, seed, batch * 0.05, burst),
                        .. batch == batches[0] ? [WhyPlan.Behind(Row("forward", "forward", Few(profile), seed, batch * 0.02, burst)), WhyPlan.Behind(Row("gradient", "gradient", Few(profile), seed, batch * 0.05, burst))] : Array.Empty<Item>()]),
                new Section($"one epoch, {Figures.Count(faces.Count)} pictures, batch {batch}, own loaders and order", Workload, batch, threads, seed,
                    [Row("data", "reading alone", rounds, seed, faces.Count * 1e-3, burst), new Item(Name, "epoch", "epoch", new RoundsPlan("epoch") { Rounds = Math.Min(rounds, profile == Profile.Full ? 9 : 6), WarmUp = 1, Iterations = 1, Seed = seed }, 7 * faces.Count * 0.05)], faces.Path) { Samples = faces.Count },
            }),
            new Section("single image, eval mode", Workload, 1, threads, seed,
                [
                    Row("infer", "no gradient", rounds, seed, 0.03, burst) with { Counted = 1 }, Row("infer-grad", "graph built", rounds, seed, 0.03, burst),
                    WhyPlan.Behind(Row("step", "step", rounds, seed, 0.05, burst), counted: 1),
                ]),
        ])
        {
            Caution = CautionOf(profile, $"Quick's epoch has {Figures.Count(faces.Count)} pictures, the article's 182,340.", $"Full's epoch has {Figures.Count(faces.Count)} pictures, the article's 182,340."),
        };
    }

    public override StudyFindings Tell(Display display, Profile profile) => new ConvAeFindings(display, Folders(profile).Faces.Count);

    private static DataFolders Folders(Profile profile) => new(profile == Profile.Full ? Profile.Full : Profile.Smoke);
}
