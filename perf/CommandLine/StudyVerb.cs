using System.CommandLine;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;
using PerfSuite.Studies.Why;

namespace PerfSuite.CommandLine;

/// <summary><c>study NAME</c>: one question, measured thoroughly.</summary>
internal static class StudyVerb
{
    public static Command Build(Display display)
    {
        var study = new Command("study", "One question, measured thoroughly.");
        var profile = Options.Profile();
        var rounds = Options.Rounds("6 in smoke, 25 in quick, 41 in full");
        var processes = Options.Processes("1 in smoke, else 9");
        var seed = Options.Seed();
        var contenders = Options.Contenders();
        var device = Options.Device();
        var json = Options.Json();
        var overhead = new Command(Overhead.Name, "What a call from C# and Python costs on top of libtorch, against C++; one thread.");
        foreach (var option in new Option[] { profile, rounds, processes, contenders, seed, device, json })
            overhead.Options.Add(option);
        overhead.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var table = new OverheadTable(display);
            var length = parsed.GetValue(profile) ?? Profile.Quick;
            return new Measuring(display, interruption)
            {
                Command = Reproduction.Of(parsed),
                Named = parsed.GetValue(contenders),
                Seed = parsed.GetValue(seed),
                Json = parsed.GetValue(json),
                Opening = $"study overhead{Options.On(parsed.GetValue(device)!)} · 1 thread · seed {parsed.GetValue(seed)}",
                CounterIterations = 100,
                Findings = table,
                Closing = table.Counters,
            }.Carry(Overhead.Plan(parsed.GetValue(rounds) ?? Overhead.RoundsOf(length), parsed.GetValue(seed))
                .Among(parsed.GetValue(processes) ?? Overhead.ProcessesOf(length)).On(parsed.GetValue(device)!));
        });
        study.Subcommands.Add(overhead);
        study.Subcommands.Add(DataStudyVerb.Build(display));
        study.Subcommands.Add(BlasStudyVerb.Build(display));
        foreach (var one in Study.All)
            study.Subcommands.Add(Of(one, display));
        study.Subcommands.Add(StudyAllVerb.Build(study, display));
        foreach (var own in Study.Offered.Skip(Study.All.Count))
            study.Subcommands.Add(study.Subcommands.All(one => one.Name != own.Name) ? Of(own, display)
                : throw new Fault($"There is a study '{own.Name}' already: give your workload of that name another."));
        study.SetAction((Func<ParseResult, int>)(_ => throw Fault.Usage($"study takes a name, and there are: {string.Join(", ", study.Subcommands.Select(one => one.Name))}.")));
        return study;
    }

    /// <summary>The modes that were named; on a GPU and where none was, those of the article that there are here.</summary>
    internal static IReadOnlyList<string> ModesOf(Study study, ParseResult parsed, Option<IReadOnlyList<string>> modes, string device, Display display)
    {
        if (!ComputeDevice.IsCuda(device) || study.Modes.Count == 0 || parsed.GetResult(modes) is { Implicit: false })
            return parsed.GetValue(modes)!;
        foreach (var fault in study.Modes.Select(ComputeMode.Fault).OfType<string>())
            display.Warning(fault);
        return study.Modes.Where(mode => ComputeMode.Fault(mode) is null).ToList() is { Count: > 0 } offered ? offered : [OpenRequest.StandardMode];
    }

    /// <summary>The verb of one article's study; they all have the same options.</summary>
    private static Command Of(Study asked, Display display)
    {
        var command = new Command(asked.Name, char.ToUpperInvariant(asked.Summary[0]) + asked.Summary[1..] + ".");
        var (profile, contenders, threads, seed, device, json) = (Options.Profile(), Options.Contenders(asked.Known), Options.Threads(), Options.Seed(), Options.Device(), Options.Json());
        var (data, images, epochs, resume) = (Options.Folder("--data", $"Folder with real files: {asked.Learns?.Summary}. {UserData.Variable} names one too; drawn on first use if there is neither."),
            Options.Chosen("--images", "Images that its trainings learn from, at most. (default: the profile's)", 1, 10_000_000),
            Options.Chosen("--epochs", "Of its trainings. (default: the profile's)", 1, Learning.Workloads.Setting.MostWhole),
            Options.Resume("Go on with the unfinished run of the same study and profile, after Ctrl-C or a crash."));
        var (only, rounds, processes, modes) = (Options.Only(), Options.Rounds("the profile's, row by row"), Options.Processes("1"), Options.Modes());
        foreach (var option in new Option[] { profile, only, rounds, processes, contenders, threads, seed, device, modes, json, resume }.Concat(asked.Learns is null ? [] : asked.Trains ? [data, images, epochs] : new Option[] { data }))
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (!Options.LackAValue(result) && result.GetValue(only) is not null && result.GetValue(resume))
                result.AddError("--only measures rows anew and --resume goes on with all of them; name one.");
        });
        command.SetAction(parsed =>
        {
            using var interruption = new Interruption();
            var length = parsed.GetValue(profile) ?? Profile.Quick;
            var real = asked.Learns is { } set ? UserData.Folder(set, parsed.GetValue(data)) : null;
            var study = asked.Within(new Scope(real, parsed.GetValue(images), parsed.GetValue(epochs)));
            if (real is not null)
                display.Line($"learns from {Workplace.Show(real)}");
            var (named, count) = (parsed.GetValue(contenders), parsed.GetValue(threads));
            if (study.Data(length) is { } sets)
                DataStudyVerb.Made(sets, display, interruption);
            var everybody = study.Contenders(named, count);
            var plan = WhyPlan.Complete(study.Plan(length, count, parsed.GetValue(seed)), everybody, length, count, parsed.GetValue(seed)).On(parsed.GetValue(device)!).In(ModesOf(study, parsed, modes, parsed.GetValue(device)!, display));
            var whole = parsed.GetValue(only) is null;
            if (parsed.GetValue(only) is { } words)
                plan = plan.Only(words);
            if (parsed.GetValue(rounds) is { } asRounds)
                plan = plan.Within(asRounds);
            plan = plan.Among(parsed.GetValue(processes) ?? 1);
            if (whole && study.Article is { } article)
            {
                article.Show(display);
                display.Line();
            }
            var findings = study.Tell(display, length);
            return new Measuring(display, interruption)
            {
                Command = Reproduction.Of(parsed),
                Named = named,
                Contenders = everybody,
                Threads = count,
                Seed = parsed.GetValue(seed),
                Json = parsed.GetValue(json),
                Opening = $"study {study.Name}, {length.ToString().ToLowerInvariant()}{Options.On(parsed.GetValue(device)!)} · {(count == 1 ? "1 thread" : $"{count} threads")} · seed {parsed.GetValue(seed)}",
                Limit = TimeSpan.FromMinutes(10),
                Starts = length switch { _ when !whole => 0, Profile.Smoke => 1, Profile.Quick => 2, _ => 7 },
                Findings = findings,
                Closing = !whole ? null : run =>
                {
                    findings.Conclude(run);
                    new WhySection(display).Show(new Evidence(run.Plan, run.Rows, run.Counters));
                },
                // Rows measured again are no part of the run that may lie there unfinished.
                JournalFolder = whole ? Journal.FolderOf(study.Name, length) : null,
                Resume = parsed.GetValue(resume),
                IsLong = whole && length == Profile.Full,
            }.Carry(plan);
        });
        return command;
    }
}
