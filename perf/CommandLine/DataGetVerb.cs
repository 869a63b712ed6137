using System.CommandLine;
using System.Globalization;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Archives;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>data get NAME</c>: the official files, checked to the byte, or how a person gets them.</summary>
internal static class DataGetVerb
{
    public static Command Build(Display display)
    {
        var names = string.Join(", ", OfficialSet.All.Select(set => set.Set.Name));
        var get = new Command("get", $"Download an official data set and check it: {names}.");
        foreach (var set in OfficialSet.All)
            get.Subcommands.Add(set is Fetchable fetchable ? Fetch(fetchable, display) : Tell((ByHand)set, display));
        get.SetAction((Func<ParseResult, int>)(_ => throw Fault.Usage($"data get takes the name of a set: {names}.")));
        return get;
    }

    private static Command Fetch(Fetchable set, Display display)
    {
        var name = set.Set.Name;
        var folder = new Option<string?>("--out") { HelpName = "DIR", Description = $"Where the files go; artifacts/data/{name} if left out." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace files of these names that are there already." };
        var command = new Command(name, $"Download {Megabytes(set.Bytes)} over HTTPS, check their SHA-256 and write {set.Set.Summary}.") { folder, overwrite };
        command.SetAction(parsed => Run(set, parsed.GetValue(folder) ?? Path.Combine(Workplace.Artifacts, "data", name), parsed.GetValue(overwrite), display));
        return command;
    }

    private static Command Tell(ByHand set, Display display)
    {
        var command = new Command(set.Set.Name, "Say how to fetch it by hand: no program can download it and check what came.");
        command.SetAction((Func<ParseResult, int>)(_ =>
        {
            foreach (var line in new[] { set.Licence, set.Fetch, set.Then, $"Or go without: `data make {set.Set.Name}` draws a set in the same format." })
                display.Say(line);
            throw new Fault($"{set.Set.Name} cannot be downloaded by a program: {set.Reason}. The lines above say how to fetch it by hand.");
        }));
        return command;
    }

    private static int Run(Fetchable set, string folder, bool overwrite, Display display)
    {
        using var interruption = new Interruption();
        try
        {
            display.Say(set.Licence);
            display.Say($"{Megabytes(set.Bytes)} from {string.Join(", else ", set.Files[0].Addresses.Select(address => address.Host))}, to {Workplace.Show(Path.GetFullPath(folder))}");
            IReadOnlyList<string> files = [];
            using var download = new Download();
            display.Follow(progress => files = set.Get(folder, download, overwrite,
                (got, of) => progress.Report((double)got / of, $"{Megabytes(got)} of {Megabytes(of)}"), interruption.Token));
            foreach (var file in files)
                display.Line(Workplace.Show(Path.GetFullPath(file)));
            return ExitCode.Success;
        }
        catch (DataException exception)
        {
            throw new Fault(exception.Message, cause: exception);
        }
        catch (OperationCanceledException)
        {
            throw new Fault("stopped; nothing was written. The same command begins again.", ExitCode.Interrupted);
        }
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
