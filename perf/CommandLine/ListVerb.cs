using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using BenchmarkDotNet.Attributes;
using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.CommandLine;

/// <summary><c>list</c>: what there is to ask for, and who is here to answer.</summary>
internal static class ListVerb
{
    public static Command Build(Display display)
    {
        var json = Options.Json();
        json.Description = "Write the list there too, as one JSON object.";
        var command = new Command("list", "Workloads, variants, phases, contenders, studies, benchmarks.");
        command.Options.Add(json);
        command.SetAction(parsed => Run(display, parsed.GetValue(json)));
        return command;
    }

    /// <summary>Benchmark methods by full name, as <c>--filter</c> sees them.</summary>
    public static IEnumerable<string> Benchmarks => typeof(ListVerb).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods().Where(method => method.GetCustomAttribute<BenchmarkAttribute>() is not null).Select(method => $"{type.FullName}.{method.Name}"))
        .Order(StringComparer.Ordinal);

    private static int Run(Display display, string? json)
    {
        var contenders = Contender.Find(Contender.Known, 1);
        display.Heading("workloads");
        foreach (var workload in Workload.All)
        {
            display.Line($"  {workload.Name,-18}{workload.Summary}");
            display.Line($"  {"",-18}variants {string.Join(", ", workload.Variants.Select(variant => variant.Name))}; batch {workload.DefaultBatch}");
            foreach (var line in Wrapping.Lines($"  {"",-18}phases {string.Join(", ", workload.Phases.Select(PhaseName.Of))}", 80, 27))
                display.Line(line);
        }
        display.Heading("contenders");
        foreach (var contender in contenders)
            foreach (var line in Wrapping.Lines($"  {contender.Name,-18}{contender.Title}{(contender.Absence is { } absence ? ", absent: " + absence : "")}", 80, 20))
                display.Line(line);
        display.Heading("studies");
        display.Line($"  {Overhead.Name,-18}what a call costs on top of libtorch");
        display.Line($"  {DataStudy.Name,-18}what batches cost to make, out of memory and out of files");
        display.Heading("benchmarks");
        foreach (var benchmark in Benchmarks)
            display.Line($"  {benchmark}");
        if (json is not null)
            WholeJson.Write(json, new JsonObject
            {
                ["workloads"] = Array(Workload.All.Select(workload => new JsonObject
                {
                    ["name"] = workload.Name,
                    ["batch"] = workload.DefaultBatch,
                    ["variants"] = Array(workload.Variants.Select(variant => JsonValue.Create(variant.Name))),
                    ["phases"] = Array(workload.Phases.Select(phase => JsonValue.Create(PhaseName.Of(phase)))),
                })),
                ["contenders"] = Array(contenders.Select(contender => new JsonObject { ["name"] = contender.Name, ["title"] = contender.Title, ["absent"] = contender.Absence })),
                ["studies"] = new JsonArray(Overhead.Name, DataStudy.Name),
                ["benchmarks"] = Array(Benchmarks.Select(name => JsonValue.Create(name))),
            });
        return ExitCode.Success;
    }

    private static JsonArray Array(IEnumerable<JsonNode?> nodes) => [.. nodes];
}
