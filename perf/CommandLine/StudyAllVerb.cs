using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>study all</c>: every other study, one after the other, each with those of the options that it has.</summary>
internal static class StudyAllVerb
{
    public const string Name = "all";

    public static Command Build(Command study, Display display)
    {
        var command = new Command(Name, "Every study, one after the other.");
        foreach (var option in new Option[] { Options.Profile(), Options.Contenders(), Options.Threads(), Options.Seed(), Options.Device() })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var worst = ExitCode.Success;
            foreach (var one in study.Subcommands.Where(one => one.Name != Name))
            {
                display.Heading($"study {one.Name}".PadRight(80, '─'));
                var code = Run(study, one, parsed, display);
                display.Line();
                if (code is ExitCode.Interrupted or ExitCode.Usage)
                    return code;
                worst = Math.Max(worst, code);
            }
            return worst;
        });
        return command;
    }

    /// <summary>A study that cannot be done says so, and the others go on.</summary>
    private static int Run(Command study, Command one, ParseResult asked, Display display)
    {
        var given = asked.CommandResult.Command.Options
            .Where(option => one.Options.Any(own => own.Name == option.Name) && asked.GetResult(option) is OptionResult { Implicit: false })
            .SelectMany(option => asked.GetResult(option)!.Tokens.Select(token => token.Value).Prepend(option.Name));
        try
        {
            return study.Parse([one.Name, .. given]).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Fault fault) when (fault.ExitCode != ExitCode.Interrupted)
        {
            display.Aside($"perf: study {one.Name}: {fault.Message}");
            return fault.ExitCode;
        }
    }
}
