using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary>The command line: verbs, help, and what becomes of a line that cannot be understood.</summary>
internal static class Root
{
    private const string Description = """
        PerfSuite: is it still right, is it still as fast, and how does C# compare with Python and C++ on the very same libtorch?

        Without a verb: the tour, a little of everything, every contender side by side. BenchmarkDotNet's own switches (--filter, --job, --list …) may stand without a verb too: they are passed on to `bench`.

        Exit codes: 0 all that was asked for was done; 1 something failed, disagreed, warned or got worse; 2 a gate could not tell; 3 nothing could be measured; 64 the command line was not understood; 130 stopped by Ctrl-C, what was finished is saved.
        """;

    public static int Invoke(string[] args, TextWriter output, TextWriter error)
    {
        if (BenchVerb.Takes(args, out var passed))
            return BenchVerb.Run(passed, new Display(output, error));
        var result = Build(new Display(output, error)).Parse(args);
        if (result.Errors.Count > 0 && result.Action is ParseErrorAction)
        {
            foreach (var message in result.Errors.Select(fault => Sentence(fault.Message, result.CommandResult.Command)).Distinct())
                error.WriteLine($"perf: {message.TrimEnd('.')}. (`--help` shows what there is.)");
            return ExitCode.Usage;
        }
        return result.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    /// <summary>What a line means; nothing is done.</summary>
    internal static ParseResult Parse(string[] args) => Build(new Display(TextWriter.Null, TextWriter.Null)).Parse(args);

    // Which argument is missing, and what it may be, is what the library leaves out.
    private static string Sentence(string message, Command command) =>
        command.Arguments.Count > 0 && message.StartsWith("Required argument missing for command", StringComparison.Ordinal)
            ? $"{command.Name} needs {string.Join(' ', command.Arguments.Select(argument => argument.Name))}. {string.Join(' ', command.Arguments.Select(argument => argument.Description))}"
            : message;

    public static Command Build(Display display)
    {
        // Not RootCommand: that takes the name of whatever process runs it.
        var root = new Command("perf", Description) { new HelpOption(), new VersionOption() };
        TourVerb.Attach(root, display);
        root.Subcommands.Add(StudyVerb.Build(display));
        root.Subcommands.Add(TrainVerb.Build(display));
        root.Subcommands.Add(DataVerb.Build(display));
        root.Subcommands.Add(GateVerb.Build(display));
        root.Subcommands.Add(GateVerb.BuildUpgrade(display));
        root.Subcommands.Add(AcceptVerb.Build(display));
        root.Subcommands.Add(ProveVerb.Build(display));
        root.Subcommands.Add(CompareVerb.Build(display));
        root.Subcommands.Add(WhyVerb.Build(display));
        root.Subcommands.Add(ReportVerb.Build(display));
        root.Subcommands.Add(CheckVerb.Build(display));
        root.Subcommands.Add(LeaksVerb.Build(display));
        root.Subcommands.Add(BenchVerb.Build());
        root.Subcommands.Add(ListVerb.Build(display));
        root.Subcommands.Add(DoctorVerb.Build(display));
        root.Subcommands.Add(WorkerVerb.Build());
        foreach (var option in root.Options)
            if (option is HelpOption { Action: HelpAction help })
                help.MaxWidth = 80;
        return root;
    }
}
