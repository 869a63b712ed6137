using System.CommandLine;
using System.Text.Json.Nodes;
using PerfSuite.Diagnosis;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>doctor</c>: is this a machine and a build to measure with? Exit code 0 if all is well, 1 with a warning.</summary>
internal static class DoctorVerb
{
    public static Command Build(Display display)
    {
        var json = Options.Json();
        json.Description = "Write the findings there too, as one JSON object.";
        var command = new Command("doctor", "Look at versions, BLAS, threads and peers, and name the cure of what is wrong; exits 1 if anything is.");
        command.Options.Add(json);
        command.SetAction(parsed => Run(display, parsed.GetValue(json)));
        return command;
    }

    private static int Run(Display display, string? json)
    {
        var findings = Doctor.Examine();
        foreach (var finding in findings)
        {
            foreach (var line in Wrapping.Lines($"{finding.Name,-21}{finding.Value}", 80, 21))
                display.Line(line);
            if (finding.Warning is { } warning)
                foreach (var line in Wrapping.Lines($"{"",-18}!  {warning}", 80, 21))
                    display.Warning(line);
        }
        var warnings = findings.Count(finding => finding.Warning is not null);
        display.Line(warnings == 0 ? "all well" : $"{warnings} {(warnings == 1 ? "warning" : "warnings")}");
        if (json is not null)
            WholeJson.Write(json, new JsonObject
            {
                ["findings"] = new JsonArray([.. findings.Select(finding => new JsonObject
                {
                    ["name"] = finding.Name, ["value"] = finding.Value, ["warning"] = finding.Warning,
                })]),
            });
        return warnings == 0 ? ExitCode.Success : ExitCode.Failure;
    }
}
