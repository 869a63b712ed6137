using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using PerfSuite.Diagnosis;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Leaks;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.CommandLine;

/// <summary><c>leaks WORKLOAD</c>: what a step leaves alive and where that was made, and what grows over many steps.</summary>
internal sealed class LeaksVerb
{
    private const string Schema = "perfsuite-leaks/1";

    private readonly Argument<string> workload = new("WORKLOAD")
    {
        Description = $"What to run: {string.Join(", ", Workload.All.Select(one => one.Name))}.",
    };

    private readonly Option<string?> phase = new("--phase") { HelpName = "NAME", Description = "What to repeat; `list WORKLOAD` shows them. (default: step, where there is one)" };
    private readonly Option<int> steps = Options.Count("--steps", "Steps over which nothing may grow.", 1000, 1, 100_000_000);
    private readonly Option<int?> warmUp = Options.Chosen("--warm-up", "Steps before them. (default: a tenth, 100 at least, and 5 seconds)", 0, 100_000_000);
    private readonly Option<int> lookedAt = Options.Count("--looked-at", "Steps of which every tensor is followed.", LeakSearch.Steps, 1, 10_000);
    private readonly Option<int?> batch = Options.Chosen("--batch", "Samples per step. (default: 2 of a network's)", 1, 65536);
    private readonly Option<string?> variant = new("--variant") { HelpName = "NAME", Description = "Which definition of the workload; `list` shows them. (default: matched)" };
    private readonly Option<string[]> set = new("--set")
    {
        HelpName = "NAME=VALUE",
        Description = "Another setting than the variant's; may be repeated; `list` shows them.",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> data = Options.Folder("--data", "Folder with real files, where the phase reads some; loading and prediction draw digits if left out.");
    private readonly Option<int> workers = Options.Count("--workers", "Threads that read ahead, where the phase reads files.", 0, 0, 64);
    private readonly Option<int> threads = Options.Threads();
    private readonly Option<long> seed = Options.Seed();
    private readonly Option<string?> json = Options.Json();
    private readonly Display display;

    private LeaksVerb(Display display)
    {
        this.display = display;
        threads.Description = "Threads inside libtorch and BLAS.";
        seed.Description = "Decides parameters and data.";
    }

    public static Command Build(Display display)
    {
        var verb = new LeaksVerb(display);
        var command = new Command("leaks", "Which tensors a step leaves alive and where in the source they were made, and whether tensors, descriptors, threads or memory grow over many steps; exits 1 if anything does, 3 if the workload cannot be run.") { verb.workload };
        foreach (var option in new Option[]
        {
            verb.steps, verb.warmUp, verb.lookedAt, verb.phase, verb.batch, verb.variant, verb.set, verb.data, verb.workers, verb.threads, verb.seed, verb.json,
        })
            command.Options.Add(option);
        command.Validators.Add(verb.Check);
        command.SetAction(verb.Run);
        return command;
    }

    private void Check(CommandResult result)
    {
        if (Options.LackAValue(result))
            return;
        foreach (var pair in result.GetValue(set) ?? [])
            if (pair.IndexOf('=', StringComparison.Ordinal) < 1)
                result.AddError($"--set takes NAME=VALUE, not '{pair}'");
    }

    private int Run(ParseResult parsed)
    {
        using var interruption = new Interruption();
        try
        {
            var asked = Workload.Find(parsed.GetRequiredValue(workload));
            var repeated = parsed.GetValue(phase) is { } named ? PhaseName.Parse(named) : asked.Phases.Contains(Phase.Step) ? Phase.Step : asked.Phases[0];
            using var session = asked.Open(new SessionOptions(
                parsed.GetValue(batch) ?? (asked is NetworkWorkload ? 2 : asked.DefaultBatch),
                parsed.GetValue(seed),
                parsed.GetValue(threads),
                Variant: parsed.GetValue(variant) ?? Variant.Matched,
                DataFolder: parsed.GetValue(data) ?? Drawn(asked, interruption),
                Settings: (parsed.GetValue(set) ?? []).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]),
                Workers: parsed.GetValue(workers)));
            session.Prepare(repeated);
            display.Say($"leaks {asked.Name} · {PhaseName.Of(repeated)} ×{session.Options.Batch} · {(session.Options.Threads == 1 ? "1 thread" : $"{session.Options.Threads} threads")} · seed {session.Options.Seed} · {TorchRuntime.Current.Label}", PassageKind.Heading, 2);
            display.Line();
            var examination = new LeakExamination(parsed.GetValue(steps), parsed.GetValue(warmUp), parsed.GetValue(lookedAt));
            display.Follow(progress => examination.Run(() => session.Run(repeated, 1), progress, interruption.Token));
            return Tell(examination, display, parsed.GetValue(json), new JsonObject
            {
                ["schema"] = Schema,
                ["workload"] = asked.Name,
                ["phase"] = PhaseName.Of(repeated),
                ["variant"] = session.Options.Variant,
                ["settings"] = asked.Settle(session.Options.Variant, session.Options.Settings).ToString(),
                ["batch"] = session.Options.Batch,
                ["threads"] = session.Options.Threads,
                ["seed"] = session.Options.Seed,
                ["contender"] = TorchRuntime.Current.Contender,
            });
        }
        catch (ArgumentException exception)
        {
            throw new Fault(exception.Message, ExitCode.Usage, exception);
        }
        catch (DataException exception)
        {
            throw new Fault(exception.Message, ExitCode.CouldNotMeasure, exception);
        }
    }

    /// <summary>Shows what was found, writes it too if asked, and says what the program exits with.</summary>
    internal static int Tell(LeakExamination found, Display display, string? json, JsonObject about)
    {
        new LeakScreen(display).Show(found.Report, found.Steps, found.Holdings, found.Growths);
        if (json is not null)
            WholeJson.Write(json, found.Json(about));
        return found.IsClean ? ExitCode.Success : ExitCode.Failure;
    }

    // The workloads that do nothing without files get the smallest set of the tour and the studies.
    private string? Drawn(Workload asked, Interruption interruption)
    {
        if (asked is not (LoadingWorkload or PredictionWorkload))
            return null;
        var folder = new DataFolders(Profile.Smoke).Rows;
        if (!MnistFiles.AreIn(folder.Path))
            new DrawnMnist(0, folder.Count, folder.Count / 5).Make(folder.Path, overwrite: true, cancellation: interruption.Token);
        return folder.Path;
    }
}
