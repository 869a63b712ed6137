using System.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.CommandLine;

/// <summary><c>study blas</c>.</summary>
internal static class BlasStudyVerb
{
    public static Command Build(Display display)
    {
        var command = new Command(BlasStudy.Name, char.ToUpperInvariant(BlasStudy.Summary[0]) + BlasStudy.Summary[1..] + "; C# alone, the system's choice untouched.");
        var folder = new Option<string?>("--blas-folder")
        {
            Description = $"Folder with BLAS packages unpacked by dpkg -x, at any depth; {BlasVariants.Variable} names one too.",
            HelpName = "DIR",
            CustomParser = result => Options.Directory("--blas-folder", result),
        };
        var (profile, contenders, seed, device, json) = (Options.Profile(), Options.Contenders(), Options.Seed(), Options.Device(), Options.Json());
        foreach (var option in new Option[] { profile, folder, contenders, seed, device, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            Options.OnProcessor(parsed.GetValue(device)!, "study blas: its libraries compute");
            var length = parsed.GetValue(profile) ?? Profile.Quick;
            var threads = BlasStudy.Threads(length);
            var table = new BlasTable(display);
            return new Measuring(display, interruption)
            {
                Command = Reproduction.Of(parsed),
                Contenders = Variants(parsed.GetValue(contenders), threads[^1], parsed.GetValue(folder) ?? Named()),
                Threads = threads[^1],
                Seed = parsed.GetValue(seed),
                Json = parsed.GetValue(json),
                Opening = $"study {BlasStudy.Name}, {length.ToString().ToLowerInvariant()} · {(threads.Count == 1 ? "1 thread" : "1 and 2 threads")} · seed {parsed.GetValue(seed)}",
                Limit = TimeSpan.FromMinutes(10),
                Findings = table,
                Closing = table.Conclude,
            }.Carry(BlasStudy.Plan(length, threads, parsed.GetValue(seed)));
        });
        return command;
    }

    // Who has no part in it cannot be missed: nobody is left where C# is not among those named.
    private static IReadOnlyList<Contender> Variants(IReadOnlyList<string>? named, int threads, string? unpacked)
    {
        if (named?.Contains("csharp") == false)
            return [];
        var worker = Contender.Find(["csharp"], threads)[0];
        if (worker.Command is null)
            return [worker];
        try
        {
            return BlasVariants.Find(worker, unpacked, Path.Combine(Workplace.Artifacts, "blas"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Fault($"The BLAS libraries cannot be looked through: {exception.Message}. Name another folder with --blas-folder DIR.", cause: exception);
        }
    }

    private static string? Named() => Environment.GetEnvironmentVariable(BlasVariants.Variable) is not { Length: > 0 } named ? null
        : Directory.Exists(named) ? named : throw Fault.Usage($"{BlasVariants.Variable}: there is no folder '{named}'.");
}
