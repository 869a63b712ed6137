using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Studies;

/// <summary>The main job: every study in small, in one table, the quickest first.</summary>
internal static class Tour
{
    private static readonly string[] networks = ["mnist-softmax", "mnist-cnn"];

    /// <summary>
    /// Networks whose steps take seconds: a batch that quick can afford, the published one, and about how long a core
    /// takes for one image, forward and for a whole step, in seconds.
    /// </summary>
    private static readonly (string Name, int Quick, int Published, double Infer, double Step)[] large =
    [
        ("convae", 4, 16, 8e-3, 25e-3), ("deeppose", 2, 32, 30e-3, 150e-3), ("resnet18", 4, 128, 12e-3, 40e-3), ("resnet34", 4, 128, 25e-3, 80e-3),
    ];

    /// <summary>Training images of the set that is made where the user names none.</summary>
    public static int Images(Profile profile) => profile switch { Profile.Smoke => 1_000, Profile.Quick => 10_000, _ => 60_000 };

    /// <param name="images">How many training images <paramref name="data"/> has; decides nothing but the forecast of time.</param>
    public static Plan Plan(Profile profile, int threads, long seed, string data, int images)
    {
        var rounds = RoundsOf(profile, seed);
        var sections = new List<Section> { Overhead.Section(Overhead.Settled(rounds), 1, seed) };
        foreach (var network in networks)
        {
            var cost = network == "mnist-cnn" ? 150e-6 : 4e-6;
            sections.AddRange(Batches(profile).Select(batch => new Section(
                $"{network}, one call per batch of 2^n", network, batch, threads, seed,
                [.. Phases(batch).Select(phase => Row("batches", phase, $"{phase,-9}{batch,5}", rounds, batch * cost))])));
        }
        sections.AddRange(networks.Select(network => new Section(
            "single image, answer as soon as possible", network, 1, threads, seed,
            [Row("latency", "infer", network, rounds with { Rounds = rounds.Rounds * 2 }, 100e-6)])));
        sections.AddRange(large.Select(network => new Section(
            "single image, answer as soon as possible", network.Name, 1, threads, seed,
            [Row("latency", "infer", network.Name, Few(rounds), network.Infer)])));
        sections.AddRange(large.Select(network => (network, batch: profile switch { Profile.Smoke => 1, Profile.Quick => network.Quick, _ => network.Published })).Select(one => new Section(
            "larger networks, one training step", one.network.Name, one.batch, threads, seed,
            [Row("batches", "step", $"{one.network.Name,-9}{one.batch,5}", Few(rounds), one.batch * one.network.Step)])));
        sections.AddRange(Differences(profile, threads, seed, Few(rounds)));
        sections.AddRange(Workload.Own.Select(own => (own.Name, Batch: Math.Min(own.DefaultBatch, profile switch { Profile.Smoke => 2, Profile.Quick => 32, _ => int.MaxValue }))).Select(own => new Section(
            "your own, in C# alone", own.Name, own.Batch, threads, seed,
            [.. new[] { "infer", "step" }.Select(phase => Row("batches", phase, $"{phase,-9}{own.Batch,5}", Few(rounds), OwnStudy.Guess))])));
        sections.AddRange(networks.Select(network => new Section(
            $"one epoch, {images.ToString("N0", CultureInfo.InvariantCulture)} images, batch 100, own loaders and order",
            network, 100, threads, seed, [Epoch(profile, network, images, seed)], data)));
        return new Plan("tour", sections)
        {
            // .NET compiles a method anew, and better, about 100 ms after it became hot; smoke's bursts last 8.
            Caution = profile == Profile.Smoke ? "Smoke only shows that everything runs: its rounds are over before .NET's compiler has settled. Quote `quick` or `full`." : null,
        };
    }

    /// <summary>What the articles differ in beside the language: the network as C++ published it, the backward by hand, reading.</summary>
    private static IEnumerable<Section> Differences(Profile profile, int threads, long seed, RoundsPlan rounds)
    {
        var batch = profile switch { Profile.Smoke => 2, Profile.Quick => 4, _ => 128 };
        foreach (var network in new[] { "resnet18", "resnet34" })
            yield return new Section("as the article's C++ had it, one training step", network, batch, threads, seed,
                [Row("batches", "step", $"{network,-9}{batch,5}", rounds, batch * 0.01)])
            { Variant = ResNetStudy.PublishedCpp };
        foreach (var way in new[] { "automatic", "explicit" })
            yield return new Section("deeppose, forward and backward of one image", "deeppose", 1, threads, seed,
                [Row("batches", "gradient", way, rounds, 0.12)])
            { Settings = new Dictionary<string, string> { ["loss"] = way } };
        var sets = Sets;
        foreach (var (network, set, seconds) in new[] { ("resnet18", sets.Cifar, 50e-6), ("convae", sets.Faces, 3e-3) })
            yield return new Section("files read, decoded, augmented: one pass, own loaders", network, Math.Min(set.Batch, 32), threads, seed,
                [Row("data", "data", network, rounds, set.Count * seconds)], set.Path);
    }

    /// <summary>What is read there.</summary>
    public static DataFolders Sets { get; } = new(Profile.Smoke);

    /// <summary>Powers of two, so that a table fits a screen and a full run misses none.</summary>
    private static IEnumerable<int> Batches(Profile profile) => profile switch
    {
        Profile.Smoke => [1, 32],
        Profile.Quick => [1, 4, 16, 64, 256],
        _ => Enumerable.Range(0, 11).Select(n => 1 << n),
    };

    // Inference of one image is the latency section's.
    private static IEnumerable<string> Phases(int batch) => batch == 1 ? ["forward", "backward", "step"] : ["infer", "forward", "backward", "step"];

    private static RoundsPlan RoundsOf(Profile profile, long seed) => profile switch
    {
        Profile.Smoke => new RoundsPlan("") { Rounds = 6, WarmUp = 1, Burst = TimeSpan.FromMilliseconds(8), Seed = seed },
        Profile.Quick => new RoundsPlan("") { Rounds = 15, WarmUp = 3, Burst = TimeSpan.FromMilliseconds(25), Seed = seed },
        _ => new RoundsPlan("") { Rounds = 31, WarmUp = 5, Burst = TimeSpan.FromMilliseconds(100), Seed = seed },
    };

    // A step of hundreds of milliseconds needs no burst, and no more rounds than an interval does.
    private static RoundsPlan Few(RoundsPlan rounds) => rounds with { Rounds = Math.Max(6, rounds.Rounds / 2), WarmUp = 1 };

    private static Item Epoch(Profile profile, string network, int images, long seed)
    {
        var plan = new RoundsPlan("epoch") { Rounds = profile == Profile.Full ? 9 : 6, WarmUp = 1, Iterations = 1, Seed = seed };
        var seconds = images * (network == "mnist-cnn" ? 300e-6 : 20e-6);
        return new Item("epoch", "epoch", network, plan, (plan.Rounds + plan.WarmUp) * seconds);
    }

    public static Item Row(string study, string phase, string label, RoundsPlan rounds, double secondsPerIteration) => new(
        study, phase, label, rounds with { Phase = phase },
        (rounds.Rounds + rounds.WarmUp + 2) * Math.Max(rounds.Burst.TotalSeconds, secondsPerIteration));
}
