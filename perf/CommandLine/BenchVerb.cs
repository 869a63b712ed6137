using System.CommandLine;
using System.Reflection;
using BenchmarkDotNet.ConsoleArguments;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using PerfSuite.Benchmarks;
using PerfSuite.Learning.Workloads;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>bench</c>: BenchmarkDotNet with its own arguments. Its exit code is ours, because BenchmarkDotNet's is 0 for most failures.</summary>
internal static class BenchVerb
{
    private const string Name = "bench";

    // Those after which BenchmarkDotNet only talks: nothing is measured, and that is no failure.
    private static readonly string[] talk = ["--help", "--version", "--info", "--list"];

    /// <summary>BenchmarkDotNet's switches, <c>--filter</c> and <c>-f</c> and all the others, as it declares them.</summary>
    private static readonly HashSet<string> switches = [.. typeof(CommandLineOptions).GetProperties()
        .Select(property => property.GetCustomAttribute<global::CommandLine.OptionAttribute>()).OfType<global::CommandLine.OptionAttribute>()
        .SelectMany(option => new[] { "--" + option.LongName, "-" + option.ShortName }).Where(name => name.Length > (name.StartsWith("--", StringComparison.Ordinal) ? 2 : 1))];

    /// <summary>For the help; the arguments never get as far as the parser.</summary>
    public static Command Build()
    {
        var arguments = new Argument<string[]>("ARGUMENTS") { Description = "BenchmarkDotNet's own: --filter '*ResNet18*', --list flat, --job short, --exporters json …; `bench -- --help` shows all. And ours: --batch 1,8, --threads 1,2, --variant matched, --device cpu, --images 2000 (of an epoch)." };
        return new Command(Name, "Run the BenchmarkDotNet classes; reports go to artifacts/benchmarks, for `compare`, `accept` and `gate --results`.") { arguments };
    }

    /// <summary>Whether this line is BenchmarkDotNet's: it starts with <c>bench</c>, or has no verb and one of its switches.</summary>
    public static bool Takes(string[] args, out string[] passed)
    {
        passed = [];
        if (args.Length == 0)
            return false;
        if (args[0] == Name)
        {
            passed = args is [_, "--", .. var rest] ? rest : args[1..];
            return passed is not (["--help"] or ["-h"] or ["-?"]) || args.Contains("--");
        }
        passed = args;
        return args[0].StartsWith('-') && args.Any(argument => switches.Contains(argument.Split('=')[0]));
    }

    public static int Run(string[] all, Display display)
    {
        (BenchmarkScope.Current, var args) = BenchmarkScope.Take(all);
        var talking = args.Any(argument => talk.Contains(argument.Split('=')[0]));
        var answer = new AccumulationLogger();
        var (understood, _, options) = ConfigParser.Parse(args, answer);
        if (!talking && !understood)
            throw Fault.Usage($"bench: {Complaint(answer.GetLog())} (`bench -- --help` shows BenchmarkDotNet's options.)");
        if (!talking && !(options.Filters.Any() || options.AllCategories.Any() || options.AnyCategories.Any() || options.AttributeNames.Any()) && Console.IsInputRedirected)
            throw Fault.Usage("bench needs to know which benchmarks, and there is no terminal to ask on: --filter '*' is all of them.");
        // It looks for the project to build below the current folder, or the solution above it.
        using var counts = new Scratch("bench");
        Environment.SetEnvironmentVariable(BenchmarkCounts.Variable, counts.Folder);
        var config = new BenchmarkConfig(
            Path.Combine(Workplace.Artifacts, "benchmarks"), args.Any(argument => argument is "-j" || argument.StartsWith("--job", StringComparison.Ordinal)), counts.Folder, inProcess: Workplace.IsYours || Workplace.Alone is not null);
        if (Workplace.Alone is not null && !talking)
            display.Aside("perf: BenchmarkDotNet runs in this process, and with the shell's surroundings: a program published with its runtime has no SDK to build others. `study` has processes of its own.");
        else if (Workplace.IsYours && !talking)
            display.Aside("perf: BenchmarkDotNet runs in this process, and with the shell's surroundings: it cannot build a program that is not its own. `study` and `gate` have processes of their own.");
        var types = BenchmarkTypes.Measurable.ToArray();
        if (types.Length == 0)
            throw Fault.Usage("bench: no class has anything to measure at that --variant.");
        var summaries = BenchmarkSwitcher.FromTypes(types).Run(args, config).ToList();
        if (talking)
            return ExitCode.Success;
        var troubles = Troubles(summaries).ToList();
        foreach (var trouble in troubles.Take(10))
            display.Aside($"perf: {trouble}");
        return troubles.Count == 0 ? ExitCode.Success : summaries.Any(summary => summary.Reports.Any(Measured)) ? ExitCode.Failure : ExitCode.CouldNotMeasure;
    }

    /// <summary>What BenchmarkDotNet finds wrong, without the six screens of help around it.</summary>
    private static string Complaint(string log)
    {
        var lines = log.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
        var start = lines.IndexOf("ERROR(S):");
        return start < 0 ? lines.FirstOrDefault() ?? "the arguments are not understood."
            : string.Join(" ", lines.Skip(start + 1).TakeWhile(line => !line.StartsWith("USAGE", StringComparison.Ordinal)));
    }

    /// <summary>Everything that makes a run not a success; BenchmarkDotNet itself would exit with 0 after most of it.</summary>
    internal static IEnumerable<string> Troubles(IReadOnlyList<Summary> summaries)
    {
        if (summaries.Count == 0)
            yield return "no benchmark was run: `bench --list flat` names those there are.";
        foreach (var summary in summaries)
        {
            foreach (var error in summary.ValidationErrors.Where(error => error.IsCritical))
                yield return $"{summary.Title}: {error.Message}";
            foreach (var report in summary.Reports.Where(report => !Measured(report)))
                yield return report.BuildResult.IsBuildSuccess
                    ? $"{report.BenchmarkCase.DisplayInfo}: no measurements, see its log in {summary.LogFilePath}"
                    : $"{report.BenchmarkCase.DisplayInfo}: its project was not built, see {summary.LogFilePath}";
            if (summary.Reports.Length < summary.BenchmarksCases.Length)
                yield return $"{summary.Title}: {summary.BenchmarksCases.Length - summary.Reports.Length} of {summary.BenchmarksCases.Length} benchmarks have no report.";
        }
    }

    private static bool Measured(BenchmarkReport report) => report.BuildResult.IsBuildSuccess && report.Success && report.ResultStatistics is not null;
}
