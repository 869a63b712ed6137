using System.CommandLine;
using PerfSuite.Learning.Data;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>data check DIR</c>: what is in a folder, and everything that is wrong with it.</summary>
internal static class DataCheckVerb
{
    /// <summary>The most faults that are shown.</summary>
    private const int MostShown = 20;

    public static Command Build(Display display)
    {
        var folder = new Argument<string>("DIR") { Description = "The folder with the data set." };
        var name = new Option<string?>("--as") { HelpName = "NAME", Description = $"Which set it should be: {Names}; recognised if left out." };
        var check = new Command("check", "Look through a data set, every file and picture.") { folder };
        check.Options.Add(name);
        check.SetAction(parsed => Check(parsed.GetValue(folder)!, parsed.GetValue(name), display));
        return check;
    }

    private static string Names => string.Join(", ", DataSet.All.Select(set => set.Name));

    private static int Check(string folder, string? name, Display display)
    {
        if (name is not null && DataSet.All.All(set => set.Name != name))
            throw Fault.Usage($"--as takes {Names}, not '{name}'");
        using var interruption = new Interruption();
        try
        {
            var set = name is not null ? DataSet.All.First(set => set.Name == name) : DataSetCheck.Recognise(folder)
                ?? throw new Fault($"{folder}: this looks like none of {Names}; say what it should be with --as, or see the formats with `data make NAME`");
            var faults = new List<string>();
            IReadOnlyList<string> findings = [];
            display.Follow(progress => findings = DataSetCheck.Run(folder, set, fault => faults.Add(fault.Message),
                (done, of) => progress.Report((double)done / Math.Max(of, 1), $"{Figures.Count(done)} of {Figures.Count(of)} images"), interruption.Token));
            display.Heading(set.Summary);
            foreach (var finding in findings)
                display.Line(finding);
            foreach (var fault in faults.Take(MostShown))
                display.Warning(fault);
            if (faults.Count > MostShown)
                display.Warning($"and {Figures.Count(faults.Count - MostShown)} faults more");
            display.Line(faults.Count == 0 ? "Nothing is wrong with it." : $"{Figures.Count(faults.Count)} {(faults.Count == 1 ? "fault" : "faults")}.");
            return faults.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        }
        catch (DataException exception)
        {
            throw new Fault(exception.Message, cause: exception);
        }
        catch (OperationCanceledException)
        {
            throw new Fault("stopped before the end; the same command begins again.", ExitCode.Interrupted);
        }
    }
}
