using System.CommandLine;
using PerfSuite.Learning.Data;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.CommandLine;

/// <summary>No verb at all: the tour.</summary>
internal static class TourVerb
{
    public static void Attach(Command root, Display display)
    {
        var json = Options.Json();
        var profile = Options.Profile();
        var device = Options.Device();
        var threads = Options.Threads();
        var seed = Options.Seed();
        var contenders = Options.Contenders();
        var data = Options.Data();
        var only = Options.Only();
        foreach (var option in new Option[] { profile, only, contenders, threads, seed, device, data, json })
            root.Options.Add(option);
        root.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var length = parsed.GetValue(profile) ?? Profile.Quick;
            var (folder, images) = Images(parsed.GetValue(data), length, display, interruption);
            DataStudyVerb.Made(Tour.Sets, display, interruption);
            var plan = Tour.Plan(length, parsed.GetValue(threads), parsed.GetValue(seed), folder, images).On(parsed.GetValue(device)!);
            if (parsed.GetValue(only) is { } words)
                plan = plan.Only(words);
            return new Measuring(display, interruption)
            {
                Command = Reproduction.Of(parsed),
                Named = parsed.GetValue(contenders),
                Threads = parsed.GetValue(threads),
                Seed = parsed.GetValue(seed),
                Json = parsed.GetValue(json),
                Opening = $"tour, {length.ToString().ToLowerInvariant()}{Options.On(parsed.GetValue(device)!)} · {Threads(parsed.GetValue(threads))} · seed {parsed.GetValue(seed)}",
                Closing = parsed.GetValue(only) is null ? new TourFindings(display).Show : null,
                Limit = length == Profile.Full ? TimeSpan.FromMinutes(15) : TimeSpan.FromMinutes(2),
            }.Carry(plan);
        });
    }

    /// <summary>The user's images, checked before anything is measured; or a set drawn on first use.</summary>
    private static (string Folder, int Count) Images(string? named, Profile profile, Display display, Interruption interruption)
    {
        var count = Tour.Images(profile);
        var folder = named ?? Path.Combine(Workplace.Artifacts, "data", profile switch { Profile.Smoke => "mnist-small", Profile.Quick => "mnist", _ => "mnist-large" });
        try
        {
            if (named is null && !MnistFiles.AreIn(folder))
            {
                display.Line($"drawing {Figures.Count(count)} digits into {Workplace.Show(folder)} (once)");
                display.Follow(progress => new DrawnMnist(0, count, count / 5).Make(folder, overwrite: true,
                    progress: (drawn, of) => progress.Report((double)drawn / of, $"{Figures.Count(drawn)} of {Figures.Count(of)}"),
                    cancellation: interruption.Token));
            }
            return (folder, MnistSet.Read(folder, MnistPart.Train).Count);
        }
        catch (DataException exception)
        {
            throw new Fault(exception.Message, cause: exception);
        }
    }

    private static string Threads(int threads) => threads == 1 ? "1 thread" : $"{threads} threads (overhead: 1)";
}
