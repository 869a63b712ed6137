using System.CommandLine;
using System.Text.Json.Nodes;
using PerfSuite.Benchmarks;
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
        var workload = new Argument<string?>("WORKLOAD")
        {
            Arity = ArgumentArity.ZeroOrOne,
            Description = $"Show all of one: {string.Join(", ", Workload.All.Select(one => one.Name))}.",
        };
        var command = new Command("list", "Workloads, variants, settings, contenders, studies, benchmarks.") { workload, json };
        command.SetAction(parsed => parsed.GetValue(workload) is { } name ? One(display, name, parsed.GetValue(json)) : All(display, parsed.GetValue(json)));
        return command;
    }

    private static int One(Display display, string name, string? json)
    {
        Workload workload;
        try
        {
            workload = Workload.Find(name);
        }
        catch (ArgumentException exception)
        {
            throw Fault.Usage(exception.Message);
        }
        var listing = new WorkloadListing(display);
        listing.Whole(workload);
        if (json is not null)
            WholeJson.Write(json, listing.Json(workload));
        return ExitCode.Success;
    }

    private static int All(Display display, string? json)
    {
        var contenders = Contender.Find([.. Contender.Known, .. Contender.Guests], 1);
        var listing = new WorkloadListing(display);
        listing.Overview();
        display.Heading("contenders");
        foreach (var contender in contenders)
            listing.Entry(contender.Name, $"{contender.Title}{(contender.Absence is { } absence ? ", absent: " + absence : "")}");
        display.Heading("studies");
        listing.Entry(Overhead.Name, "what a call costs on top of libtorch");
        listing.Entry(DataStudy.Name, "what batches cost to make, out of memory and out of files");
        listing.Entry(BlasStudy.Name, BlasStudy.Summary);
        foreach (var study in Study.Offered)
            listing.Entry(study.Name, study.Summary);
        display.Heading("benchmarks");
        foreach (var benchmark in BenchmarkTypes.Names)
            display.Line($"  {benchmark}");
        if (json is not null)
            WholeJson.Write(json, new JsonObject
            {
                ["workloads"] = WorkloadListing.Array(Workload.All.Select(listing.Json)),
                ["contenders"] = WorkloadListing.Array(contenders.Select(contender => new JsonObject { ["name"] = contender.Name, ["title"] = contender.Title, ["absent"] = contender.Absence })),
                ["studies"] = WorkloadListing.Array(new[] { Overhead.Name, DataStudy.Name, BlasStudy.Name }.Concat(Study.Offered.Select(study => study.Name)).Select(name => JsonValue.Create(name))),
                ["benchmarks"] = WorkloadListing.Array(BenchmarkTypes.Names.Select(name => JsonValue.Create(name))),
            });
        return ExitCode.Success;
    }
}
