using System.CommandLine;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>compare A.json B.json</c>: did anything get worse? The answer first, then only what differs.</summary>
internal static class CompareVerb
{
    public static Command Build(Display display)
    {
        var before = new Argument<string>("A.json") { Description = "Results from before: this suite's, or BenchmarkDotNet's *-report-full-compressed.json." };
        var after = new Argument<string>("B.json") { Description = "Results from after, of the same kind." };
        var all = new Option<bool>("--all") { Description = "Show the rows that are the same or unclear, too." };
        var text = new Option<string?>("--case") { HelpName = "TEXT", Description = "Only cases in whose name this stands, such as mnist or 'step x32'." };
        var json = Options.Json();
        var compare = new Command("compare", "Did anything get worse from A to B? The answer first, then what differs; `why` explains it. Exits 1 if anything got worse, 3 if there is nothing to compare.") { before, after };
        foreach (var option in new Option[] { all, text, json })
            compare.Options.Add(option);
        compare.SetAction(parsed => Tell(parsed.GetValue(before)!, parsed.GetValue(after)!, parsed.GetValue(all), parsed.GetValue(text), parsed.GetValue(json), display));
        return compare;
    }

    private static int Tell(string fileBefore, string fileAfter, bool all, string? text, string? json, Display display)
    {
        var (before, after) = (WhyVerb.Read(fileBefore), WhyVerb.Read(fileAfter));
        var difference = Difference.Of(before, after, (measured, _) => WhyVerb.Has(measured, text));
        new DifferenceScreen(display).Compare(fileBefore, before, fileAfter, after, difference, all);
        if (json is not null)
            WholeJson.Write(json, WhyVerb.Document(fileBefore, before, fileAfter, after, difference));
        return WhyVerb.ExitOf(difference);
    }
}
