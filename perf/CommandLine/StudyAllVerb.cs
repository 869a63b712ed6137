using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using PerfSuite.Reports;
using PerfSuite.Screen;
using PerfSuite.Studies;
using PerfSuite.Studies.Why;

namespace PerfSuite.CommandLine;

/// <summary><c>study all</c>: every other study, one after the other, each with those of the options that it has.</summary>
internal static class StudyAllVerb
{
    public const string Name = "all";

    public static Command Build(Command study, Display display)
    {
        var command = new Command(Name, "Every study, one after the other: quick takes a quarter of an hour on two cores, full says how long beforehand.");
        var (profile, contenders, threads, seed) = (Options.Profile(), Options.Contenders(), Options.Threads(), Options.Seed());
        var resume = Options.Resume("Go on with the study that was stopped, and leave out those that are over.");
        foreach (var option in new Option[] { profile, contenders, threads, seed, Options.Device(), resume })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var length = parsed.GetValue(profile) ?? Profile.Quick;
            var itinerary = new Itinerary(Journal.FolderOf(Name, length));
            var finished = parsed.GetValue(resume) ? itinerary.Finished : new Dictionary<string, int>();
            if (!parsed.GetValue(resume))
                itinerary.Clear();
            if (length == Profile.Full)
                display.Say($"estimated for the articles' studies: {Figures.Span(TimeSpan.FromSeconds(Seconds(length, parsed.GetValue(contenders), parsed.GetValue(threads), parsed.GetValue(seed))))}, give or take a half; Ctrl-C stops at any time, the same command with --resume goes on");
            var worst = ExitCode.Success;
            var measured = new List<string>();
            foreach (var one in study.Subcommands.Where(one => one.Name != Name))
            {
                if (finished.TryGetValue(one.Name, out var before))
                {
                    display.Line($"study {one.Name} was over before; its results are in {Workplace.Show(Path.Combine(Workplace.Artifacts, "results"))}");
                    worst = Math.Max(worst, before);
                    if (Newest(one.Name) is { } there)
                        measured.Add(there);
                    continue;
                }
                display.Heading($"study {one.Name} ".PadRight(80, '─'));
                var earlier = Newest(one.Name);
                var code = Run(study, one, parsed, length, display);
                if (Newest(one.Name) is { } now && now != earlier)
                    measured.Add(now);
                display.Line();
                if (code is ExitCode.Interrupted or ExitCode.Usage)
                    return code;
                itinerary.Add(one.Name, code);
                worst = Math.Max(worst, code);
            }
            itinerary.Clear();
            if (measured.Count > 0)
                ReportFile.Tell(measured, display);
            return worst;
        });
        return command;
    }

    /// <summary>The last results of a study.</summary>
    private static string? Newest(string study) => new DirectoryInfo(Path.Combine(Workplace.Artifacts, "results")) is { Exists: true } folder
        ? folder.EnumerateFiles($"{study}-*.json").OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal).LastOrDefault()?.FullName
        : null;

    private static double Seconds(Profile length, IReadOnlyList<string>? named, int threads, long seed) => Study.Offered.Sum(study =>
    {
        var everybody = study.Contenders(named, threads);
        return WhyPlan.Complete(study.Plan(length, threads, seed), everybody, length, threads, seed).WeightFor(everybody.Count(contender => contender.Command is not null));
    });

    /// <summary>A study that cannot be done says so, and the others go on.</summary>
    private static int Run(Command study, Command one, ParseResult asked, Profile length, Display display)
    {
        var given = asked.CommandResult.Command.Options
            .Where(option => one.Options.Any(own => own.Name == option.Name) && asked.GetResult(option) is OptionResult { Implicit: false })
            .Where(option => option.Name != Options.ResumeName || Journal.IsIn(Journal.FolderOf(one.Name, length)))
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
