using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>why A.json B.json</c>: what two files of results differ in, and what by.</summary>
internal static class WhyVerb
{
    private const string Schema = "perfsuite-why/1";

    private static readonly JsonSerializerOptions written = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static Command Build(Display display)
    {
        var before = new Argument<string>("A.json") { Description = "Results from before, as --json or artifacts/results has them." };
        var after = new Argument<string>("B.json") { Description = "Results from after." };
        var contender = new Option<string?>("--contender") { HelpName = "NAME", Description = "Only this one, such as csharp-system; all if left out." };
        var text = new Option<string?>("--case") { HelpName = "TEXT", Description = "Only cases in whose name this stands, such as mnist or 'step x32'." };
        var json = Options.Json();
        var why = new Command("why", "Why B is slower than A: surroundings, times, native operations, bytes, calls; exits 1 if anything got worse, 3 if there is nothing to compare.") { before, after };
        foreach (var option in new Option[] { contender, text, json })
            why.Options.Add(option);
        why.SetAction(parsed => Tell(parsed.GetValue(before)!, parsed.GetValue(after)!, parsed.GetValue(contender), parsed.GetValue(text), parsed.GetValue(json), display));
        return why;
    }

    /// <summary>A case as people read it and <c>--case</c> looks into it.</summary>
    internal static string Name(Case measured) => string.Join(' ', Setting(measured), Step(measured));

    internal static string Setting(Case measured) =>
        $"{measured.Study}: {measured.Workload} {measured.Variant}{(measured.Settings.Length > 0 ? " " + measured.Settings : "")}, {measured.Device}, {(measured.Threads == 1 ? "1 thread" : $"{measured.Threads} threads")}";

    internal static string Step(Case measured) => $"{measured.Phase} ×{measured.Batch}";

    // As a keyboard has it.
    private static string Typed(string name) => name.Replace('×', 'x');

    private static int Tell(string fileBefore, string fileAfter, string? contender, string? text, string? json, Display display)
    {
        var (before, after) = (Read(fileBefore), Read(fileAfter));
        var known = before.Rows.Concat(after.Rows).Select(row => row.Contender).Distinct().Order().ToList();
        if (contender is not null && !known.Contains(contender))
            throw Fault.Usage($"--contender takes one that is in the files, {string.Join(", ", known)}, not '{contender}'.");
        var difference = Difference.Of(before, after, (measured, who) =>
            (contender is null || who == contender) && Has(measured, text));
        if (text is not null && difference.Pairs.Count == 0)
            throw new Fault($"--case: there is no '{text}' in the name of any case; the first of them is '{before.Rows.Concat(after.Rows).Select(row => Name(row.Case)).FirstOrDefault() ?? "none"}'.", ExitCode.CouldNotMeasure);
        new DifferenceScreen(display).Show(fileBefore, before, fileAfter, after, difference);
        if (json is not null)
            WholeJson.Write(json, Document(fileBefore, before, fileAfter, after, difference));
        return ExitOf(difference);
    }

    /// <summary>Whether a case's name has a text, as a keyboard has it; any has none.</summary>
    internal static bool Has(Case measured, string? text) => text is null || Typed(Name(measured)).Contains(Typed(text), StringComparison.OrdinalIgnoreCase);

    internal static int ExitOf(Difference difference) => !difference.Comparable ? ExitCode.CouldNotMeasure : difference.Worse ? ExitCode.Failure : ExitCode.Success;

    internal static Results Read(string file)
    {
        try
        {
            return BenchmarkFile.ReadAny(file);
        }
        catch (InvalidDataException fault)
        {
            throw new Fault(fault.Message, ExitCode.CouldNotMeasure, fault);
        }
    }

    internal static JsonObject Document(string fileBefore, Results before, string fileAfter, Results after, Difference difference)
    {
        var found = JsonSerializer.SerializeToNode(difference, written)!.AsObject();
        return new JsonObject
        {
            ["schema"] = Schema,
            ["before"] = Side(fileBefore, before),
            ["after"] = Side(fileAfter, after),
            ["thresholds"] = new JsonObject { ["ratio"] = 1 + Difference.Effect, ["operationOfItself"] = OperationChange.OfItself, ["operationOfAll"] = OperationChange.OfAll },
            ["worse"] = difference.Worse,
            ["comparable"] = difference.Comparable,
            ["surroundings"] = found["surroundings"]!.DeepClone(),
            ["pairs"] = found["pairs"]!.DeepClone(),
        };

        static JsonObject Side(string file, Results results) => new() { ["file"] = file, ["taken"] = results.Taken, ["commit"] = results.Commit };
    }
}
