using System.CommandLine;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>data</c>: what can be done with data sets, a file for each.</summary>
internal static class DataVerb
{
    public static Command Build(Display display)
    {
        Command[] doings = [DataMakeVerb.Build(display), DataGetVerb.Build(display), DataPrepareVerb.Build(display), DataCheckVerb.Build(display)];
        var names = string.Join(", ", doings.Select(doing => doing.Name));
        var data = new Command("data", $"Data sets: {names}.");
        foreach (var doing in doings)
            data.Subcommands.Add(doing);
        data.SetAction((Func<ParseResult, int>)(_ => throw Fault.Usage($"data takes what to do: {names}.")));
        return data;
    }
}
