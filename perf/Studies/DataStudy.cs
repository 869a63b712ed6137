using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Studies;

/// <summary>
/// What batches cost to make. Each language takes part once for each number of workers, all in the same rounds: which number
/// is best is found out by the rounds themselves, and compared within them.
/// </summary>
internal static class DataStudy
{
    public const string Name = "data";

    private const string NoPart = "has no part in this study: what its loaders cost is in its epochs";

    /// <summary>Numbers of workers that are tried.</summary>
    public static IReadOnlyList<int> Workers { get; } = [0, 1, 2, 4];

    /// <summary>Phases in which no worker has a part: one of the languages' contenders would do.</summary>
    public static bool IsWithoutWorkers(string phase) => phase is "rows-select" or "cifar-tensors" or "memcpy";

    /// <param name="named">Null: everybody, and C++ with the remark that it has no part.</param>
    public static IReadOnlyList<Contender> Contenders(IReadOnlyList<string>? named)
    {
        var found = Contender.Find((named ?? Contender.Known).Where(name => name != Contender.Cpp).ToList(), 1);
        IEnumerable<Contender> entrants = found.SelectMany(contender => Workers.Select(workers => WithWorkers(contender, workers)));
        if (named?.Contains(Contender.Cpp) != false)
            entrants = entrants.Prepend(new Contender(Contender.Cpp, CppContender.Title, null, NoPart));
        return [.. entrants];
    }

    /// <summary>The name that a language with so many workers has in results.</summary>
    public static string NameOf(string contender, int workers) => string.Create(CultureInfo.InvariantCulture, $"{contender}-{workers}");

    public static Plan Plan(Profile profile, long seed, DataFolders folders)
    {
        var rounds = profile switch
        {
            Profile.Smoke => new RoundsPlan("") { Rounds = 6, WarmUp = 1, Iterations = 1, Seed = seed },
            Profile.Quick => new RoundsPlan("") { Rounds = 9, WarmUp = 1, Iterations = 1, Seed = seed },
            _ => new RoundsPlan("") { Rounds = 31, WarmUp = 3, Iterations = 1, Seed = seed },
        };
        // What takes next to no time is taken several times a burst.
        var quick = rounds with { Iterations = profile == Profile.Smoke ? 1 : 4 };
        return new Plan(Name,
        [
            Section("rows in memory", folders.Rows, seed, ("rows", rounds, 2e-6), ("rows-select", quick, 1e-7)),
            Section("CIFAR-10", folders.Cifar, seed, ("cifar", rounds, 6e-5), ("cifar-tensors", rounds, 1e-5), ("memcpy", quick, 1e-6)),
            Section("pictures", folders.Faces, seed, ("faces", rounds, 1e-3), ("faces-scaled", rounds, 5e-4)),
        ])
        {
            Caution = profile == Profile.Smoke ? "Smoke only shows that everything runs: its sets are too small to say anything of speed. Quote `quick` or `full`." : null,
        };
    }

    private static Section Section(string heading, DataFolder data, long seed, params (string Phase, RoundsPlan Rounds, double SecondsPerImage)[] items) => new(
        heading, "loading", data.Batch, 1, seed,
        [.. items.Select(item => new Item(Name, item.Phase, item.Phase, item.Rounds with { Phase = item.Phase },
            (item.Rounds.Rounds + item.Rounds.WarmUp) * data.Count * item.SecondsPerImage))],
        data.Path);

    private static Contender WithWorkers(Contender contender, int workers)
    {
        var name = NameOf(contender.Name, workers);
        return contender with
        {
            Name = name,
            Title = string.Create(CultureInfo.InvariantCulture, $"{contender.Title} +{workers}"),
            Command = contender.Command is { } command ? command with { Contender = name } : null,
            Settings = new Dictionary<string, string> { ["workers"] = workers.ToString(CultureInfo.InvariantCulture) },
        };
    }
}
