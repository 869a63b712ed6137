using System.CommandLine;
using PerfSuite.Reports;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>report FILE…</c>: one HTML page of what is in files.</summary>
internal static class ReportVerb
{
    public static Command Build(Display display)
    {
        var files = new Argument<string[]>("RESULTS.json")
        {
            Description = "Results, as --json or artifacts/results has them, BenchmarkDotNet's *-report-full-compressed.json, or a gate's report (artifacts/gate.json); several make one page.",
            Arity = ArgumentArity.OneOrMore,
        };
        var page = new Option<string?>("--out")
        {
            Description = "Write the page there. (default: artifacts/report.html)",
            HelpName = "FILE",
            CustomParser = result => Options.File("--out", result),
        };
        var markdown = new Option<string?>("--markdown")
        {
            Description = "Write the same there too as Markdown, for a pull request's comment or a job's summary.",
            HelpName = "FILE",
            CustomParser = result => Options.File("--markdown", result),
        };
        var report = new Command("report", "One HTML page of results: verdict, the article's table beside ours, charts with their numbers; needs no network, no script, and nothing but the files.") { files };
        report.Options.Add(page);
        report.Options.Add(markdown);
        report.SetAction(parsed =>
        {
            var to = parsed.GetValue(page) ?? ReportFile.Latest;
            var parts = ReportFile.Read(parsed.GetValue(files)!);
            ReportFile.Write(parts, parsed.GetValue(files)!, to);
            if (parsed.GetValue(markdown) is { } comment)
                ReportFile.WriteMarkdown(parts, comment);
            display.Line($"report: {Workplace.Show(to)}");
            return ExitCode.Success;
        });
        return report;
    }
}
