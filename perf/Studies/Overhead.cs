using PerfSuite.CommandLine;
using PerfSuite.Measurement;

namespace PerfSuite.Studies;

/// <summary>What a call from each language costs on top of libtorch: one thread, tiny tensors.</summary>
internal static class Overhead
{
    public const string Name = "overhead";

    /// <summary>The operations, in the order of the table.</summary>
    private static readonly string[] phases = ["add_", "add", "add-grad", "linear-softmax", "step", "item", "shape"];

    /// <summary>What the C# side is held to. A ratio to C++, except where C++ takes no time at all: then nanoseconds.</summary>
    public static IReadOnlyList<Target> Targets { get; } =
    [
        new("add_", 1, Ratio: 1.05),
        new("add", 1, Ratio: 1.10),
        new("linear-softmax", 1, Ratio: 1.06),
        new("step", 1, Ratio: 1.10),
        new("item", 1, Ratio: 1.2),
        new("shape", 1, Nanoseconds: 20),
    ];

    /// <summary>Managed bytes per operation that the C# side is held to.</summary>
    public static IReadOnlyDictionary<string, double> ByteTargets { get; } = new Dictionary<string, double> { ["add_"] = 0, ["add"] = 48 };

    /// <summary>All operations at batch 1.</summary>
    public static Section Section(RoundsPlan rounds, int batch, long seed) => new(
        "overhead: what a call costs, 1 thread", Name, batch, 1, seed,
        [.. phases.Where(phase => batch == 1 || phase == "step").Select(phase => Tour.Row(Name, phase, Label(phase, batch), rounds, 30e-6))]);

    /// <summary>The study: every operation at batch 1, the training step also at 100, where libtorch's own work dominates.</summary>
    public static Plan Plan(int rounds, long seed)
    {
        var plan = Settled(new RoundsPlan("") { Rounds = rounds, Burst = TimeSpan.FromMilliseconds(40), Seed = seed });
        return new Plan(Name, [Section(plan, 1, seed), Section(plan, 100, seed)]);
    }

    /// <summary>How many rounds a profile takes.</summary>
    public static int RoundsOf(Profile profile) => profile switch { Profile.Smoke => 6, Profile.Quick => 25, _ => 41 };

    /// <summary>How many processes share them: calls of nanoseconds differ by process more than within one. Nine are the fewest whose interval of 95 % does without the outermost.</summary>
    public static int ProcessesOf(Profile profile) => profile == Profile.Smoke ? 1 : 9;

    /// <summary>With warm-up long enough for .NET to have recompiled what is called often, which it does after 100 ms of calls.</summary>
    public static RoundsPlan Settled(RoundsPlan rounds) => rounds with { WarmUp = 2 * Math.Max(3, rounds.WarmUp) };

    private static string Label(string phase, int batch) => phase == "step" ? $"{phase,-9}{batch,5}" : phase;
}

/// <summary>What one operation may cost at most; exactly one of the two is set.</summary>
internal sealed record Target(string Phase, int Batch, double? Ratio = null, double? Nanoseconds = null);
