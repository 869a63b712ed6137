using PerfSuite.Contenders;
using PerfSuite.Diagnosis;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;
using PerfSuite.Reports;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.CommandLine;

/// <summary>From a plan to a table, a file and an exit code: what the verbs that measure have in common.</summary>
internal sealed class Measuring(Display display, Interruption interruption)
{
    /// <summary>
    /// Who was named one by one: then one that is not on this machine is a failure, not a remark. Null is everybody there is.
    /// </summary>
    public IReadOnlyList<string>? Named { get; init; }

    /// <summary>Who takes part, in place of everybody <see cref="Named"/>.</summary>
    public IReadOnlyList<Contender>? Contenders { get; init; }

    public int Threads { get; init; } = 1;

    public long Seed { get; init; }

    /// <summary>A second copy of the results, where the user wants it.</summary>
    public string? Json { get; init; }

    /// <summary>The first line: what is about to be done.</summary>
    public required string Opening { get; init; }

    /// <summary>What one request may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Iterations over which counters are taken; 0 takes none.</summary>
    public int CounterIterations { get; init; }

    /// <summary>How often each contender is started alone beforehand, for what it costs to be there; 0 leaves start-up and memory out.</summary>
    public int Starts { get; init; }

    /// <summary>The command line that asked for it, for whoever wants to do it again.</summary>
    public required string Command { get; init; }

    /// <summary>What is printed once the rows are there.</summary>
    public Action<Run>? Closing { get; init; }

    /// <summary>In place of the tour's table.</summary>
    public IFindings? Findings { get; init; }

    /// <summary>Where it leaves what it has found, to go on from after an interruption; null leaves nothing.</summary>
    public string? JournalFolder { get; init; }

    /// <summary>Whether it may take hours: then it says beforehand how many, and no unfinished run is cleared away for it.</summary>
    public bool IsLong { get; init; }

    /// <summary>Go on with what an earlier run left.</summary>
    public bool Resume { get; init; }

    public int Carry(Plan plan)
    {
        if (JournalFolder is not null)
            Journal.Check(JournalFolder, Resume, IsLong);
        var taken = TimeProvider.System.GetUtcNow();
        var machine = Machine.Read();
        var commit = SourceCommit.Of(Workplace.Root);
        var told = display.Record();
        display.Keep(new Passage(PassageKind.Heading, Opening));
        display.Say($"{Opening} · {machine.Cpu ?? "unknown processor"}, {machine.Cores} cores", indent: 2);
        if (Doctor.IsDebugBuild)
            display.Say("this is a Debug build, slow in ways a user's is not: measure with `dotnet run -c Release --project perf`", PassageKind.Warning);
        var table = new Table(display);
        var contenders = Contenders ?? Contender.Find(Named ?? Contender.Known, Threads);
        var limits = WorkerLimits.Default with { Request = Limit };
        using var gpu = plan.Sections.Select(section => section.Device).FirstOrDefault(ComputeDevice.IsCuda) is { } device ? Watched(device) : null;
        if (gpu is not null)
            machine = machine with { Gpu = gpu.Name };
        var costs = Starts > 0 ? new Costs(plan, contenders, Starts, Seed, gpu) : null;
        if (costs is not null)
            display.Follow(progress => costs.Start(limits, progress, interruption.Token));
        using var lineup = new Lineup(contenders, limits);
        var journal = JournalFolder is { } folder ? new Journal(folder, one => one.Results(machine, commit, taken)) : null;
        var run = new Run(plan, lineup, Findings ?? table, Seed) { CounterIterations = CounterIterations, Costs = costs, Journal = journal, Gpu = gpu };
        if (Resume)
            journal?.Resume(run.Results(machine, commit, taken));
        else
            journal?.Begin();
        if (IsLong)
            display.Say($"estimated {Figures.Span(TimeSpan.FromSeconds(run.Seconds))}, give or take a half; Ctrl-C stops it at any time, the same command with --resume goes on");
        display.Follow(progress => run.Carry(progress, interruption.Token));
        Closing?.Invoke(run);
        costs?.Show(display);
        table.End(run, lineup.Entrants);
        Save(run.Results(machine, commit, taken) with { Command = Command, Told = told }, plan.Title);
        if (!interruption.Asked)
            journal?.End();
        return Judge(run);
    }

    private GpuMonitor? Watched(string device)
    {
        var monitor = GpuMonitor.Open(ComputeDevice.IndexOf(device), out var absence);
        if (monitor is null)
            display.Say($"the GPU's clocks and what its memory holds are not known: {absence}", PassageKind.Warning);
        return monitor;
    }

    /// <summary>Every run keeps its own file, and the last one is also <c>artifacts/latest.json</c>.</summary>
    private void Save(Results results, string title)
    {
        var commit = results.Commit is { Length: >= 8 } hash ? hash[..8] + (hash.EndsWith("-dirty", StringComparison.Ordinal) ? "-dirty" : "") : "unversioned";
        var count = 1;
        while (File.Exists(Numbered(count)))
            count++;
        try
        {
            results.Write(Numbered(count));
            results.Write(Path.Combine(Workplace.Artifacts, "latest.json"));
            if (Json is not null)
                results.Write(Json);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Fault($"The results could not be written: {exception.Message}. Free some space or name another place with --json FILE.", cause: exception);
        }
        display.Line($"results: {Workplace.Show(Json ?? Numbered(count))}");
        ReportFile.Tell([Numbered(count)], display);

        string Numbered(int number) => Path.Combine(Workplace.Artifacts, "results", $"{title}-{commit}-{number}.json");
    }

    private int Judge(Run run)
    {
        if (interruption.Asked)
        {
            var finished = run.Rows.GroupBy(row => row.Case).Count(rows => rows.All(row => row.Status != RowStatus.Cancelled));
            display.Aside($"perf: stopped after {finished} of {run.Rows.GroupBy(row => row.Case).Count()} rows; they are saved. {(JournalFolder is null ? "The same command measures all of them again, with --profile smoke in a minute." : "The same command with --resume goes on from there.")}");
            return ExitCode.Interrupted;
        }
        if (!run.Rows.Any(row => row.Status == RowStatus.Measured))
            return ExitCode.CouldNotMeasure;
        if (run.Curves.Any(curve => !curve.IsComplete))
            return ExitCode.Failure;
        return run.Rows.Concat(run.Costs?.Rows ?? []).Any(row => row.Status is RowStatus.Failed or RowStatus.Disagrees || (row.Status == RowStatus.Absent && row.Unit != Row.Bytes && Named is not null))
            ? ExitCode.Failure
            : ExitCode.Success;
    }
}
