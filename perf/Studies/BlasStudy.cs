using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Studies;

/// <summary>What the mathematics under libtorch makes of one network: every BLAS here, its kernels, libtorch's own instructions; all in C#.</summary>
internal static class BlasStudy
{
    public const string Name = "blas";

    public const string Summary = "every BLAS on this machine or in a folder, OpenBLAS's kernels, libtorch's own instructions";

    /// <summary>One thread, and two where there is time and a second processor.</summary>
    public static IReadOnlyList<int> Threads(Profile profile) => profile == Profile.Smoke || Environment.ProcessorCount < 2 ? [1] : [1, 2];

    public static Plan Plan(Profile profile, IReadOnlyList<int> threads, long seed)
    {
        var rounds = profile switch { Profile.Smoke => 6, Profile.Quick => 7, _ => 31 };
        return new Plan(Name,
        [
            .. from count in threads
               from part in new (string Workload, int Batch, string[] Phases, double Seconds)[]
               {
                   ("peak", 1, ["matmul"], 0.03),
                   ("mnist-softmax", 1, ["infer"], 1e-5), ("mnist-softmax", 64, ["infer", "step"], 2e-4),
                   ("mnist-cnn", 1, ["infer"], 4e-4), ("mnist-cnn", 64, ["infer", "step"], 0.02),
                   ("resnet18", 2, ["step"], 0.15),
               }
               select new Section($"{part.Workload}, {count}", part.Workload, part.Batch, count, seed,
                   [.. part.Phases.Select(phase => new Item(Name, phase, $"{phase} {part.Batch}", new RoundsPlan(phase) { Rounds = rounds, WarmUp = 2, Burst = burst, Seed = seed },
                       (rounds + 2) * Math.Max(burst.TotalSeconds, part.Seconds)))]),
        ])
        {
            Reference = contender => contender == BlasVariant.System ? null : BlasVariant.System,
            Caution = profile == Profile.Smoke ? "Smoke only shows that everything runs. Quote `quick` or `full`." : null,
        };
    }

    private static readonly TimeSpan burst = TimeSpan.FromMilliseconds(20);
}
