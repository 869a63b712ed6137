using System.CommandLine;
using PerfSuite.Learning.Data;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.CommandLine;

/// <summary><c>study data</c>.</summary>
internal static class DataStudyVerb
{
    public static Command Build(Display display)
    {
        var command = new Command(DataStudy.Name, "What batches cost to make, in C# and in Python, each with 0, 1, 2 and 4 workers.");
        var profile = Options.Profile();
        var seed = Options.Seed();
        var contenders = Options.Contenders();
        var device = Options.Device();
        var json = Options.Json();
        foreach (var option in new Option[] { profile, contenders, seed, device, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            Options.OnProcessor(parsed.GetValue(device)!, "study data: batches are made");
            var length = parsed.GetValue(profile) ?? Profile.Quick;
            var named = parsed.GetValue(contenders);
            var folders = Made(new DataFolders(length), display, interruption);
            var table = new DataTable(display, folders);
            return new Measuring(display, interruption)
            {
                Command = Reproduction.Of(parsed),
                // What has no part in it cannot be missed.
                Named = named?.Where(name => name != PerfSuite.Contenders.Contender.Cpp).ToList(),
                Contenders = DataStudy.Contenders(named),
                Seed = parsed.GetValue(seed),
                Json = parsed.GetValue(json),
                Opening = $"study data, {length.ToString().ToLowerInvariant()} · seed {parsed.GetValue(seed)}",
                Limit = TimeSpan.FromMinutes(10),
                Findings = table,
                Closing = _ => table.Targets(),
            }.Carry(DataStudy.Plan(length, parsed.GetValue(seed), folders));
        });
        return command;
    }

    public static T Made<T>(T folders, Display display, Interruption interruption) where T : IStudyData
    {
        try
        {
            if (!folders.AreThere)
            {
                display.Line($"making the sets into {Workplace.Show(DataFolders.Root)} (once)");
                display.Follow(progress => folders.Make((fraction, doing) => progress.Report(fraction, doing), interruption.Token));
            }
            return folders;
        }
        catch (Exception exception) when (exception is DataException or IOException or UnauthorizedAccessException)
        {
            throw new Fault(exception.Message, cause: exception);
        }
    }
}
