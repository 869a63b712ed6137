using PerfSuite.Contenders;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>Receives a run's findings as they come in; the table of the screen, mostly.</summary>
internal interface IFindings
{
    void Begin(Plan plan, IReadOnlyList<Entrant> entrants);

    /// <summary>One case is done: a row per contender, and the ratios that the plan asks for.</summary>
    void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios);

    /// <summary>One training is done.</summary>
    void Curve(CurvePlan plan, TrainingCurve curve)
    {
    }
}

/// <summary>Carries out a plan: opens, lets agree, times, collects. Nothing a contender does ends it.</summary>
internal sealed class Run(Plan plan, Lineup lineup, IFindings findings, long seed)
{
    private const string Latencies = "-latencies";
    private readonly List<Row> rows = [];
    private readonly List<Ratio> ratios = [];
    private readonly List<AgreementRow> agreements = [];
    private readonly List<CounterRow> counters = [];
    private readonly List<TrainingCurve> curves = [];
    private readonly double weight = Math.Max(1e-9, plan.WeightFor(Takers(lineup)));
    private double done;

    /// <summary>Iterations over which counters are taken; 0 takes none.</summary>
    public int CounterIterations { get; init; }

    /// <summary>What an earlier run of the same plan left, to go on from; null begins anew.</summary>
    public Journal? Journal { get; init; }

    /// <summary>What is left of it is expected to take, beforehand.</summary>
    public double Seconds => weight;

    /// <summary>Where the memory of every session goes; null reads none.</summary>
    public Costs? Costs { get; init; }

    /// <summary>What tells how the GPU runs; null where nothing is computed there, or nobody tells.</summary>
    public GpuMonitor? Gpu { get; init; }

    public Plan Plan => plan;

    public IReadOnlyList<TrainingCurve> Curves => curves;

    public string? Caution => plan.Caution;

    public IReadOnlyList<Row> Rows => rows;

    public IReadOnlyList<Ratio> Ratios => ratios;

    public IReadOnlyList<AgreementRow> Agreements => agreements;

    public IReadOnlyList<CounterRow> Counters => counters;

    /// <summary>Whether a row's values are single iterations and not rounds.</summary>
    public static bool IsOfLatencies(Row row) => IsOfLatencies(row.Case);

    /// <summary>The same of a row's case.</summary>
    public static bool IsOfLatencies(Case measured) => measured.Study.EndsWith(Latencies, StringComparison.Ordinal);

    /// <summary>The case whose single iterations these are.</summary>
    public static Case WithoutLatencies(Case single) => single with { Study = single.Study[..^Latencies.Length] };

    /// <summary>After a cancellation what is complete is there, and every other row is there as cancelled.</summary>
    public void Carry(Progress progress, CancellationToken cancellation)
    {
        findings.Begin(plan, lineup.Entrants);
        foreach (var section in plan.Sections)
        {
            if (cancellation.IsCancellationRequested)
            {
                foreach (var item in section.Items)
                    Keep(section, item, [.. Entrants(section).Select(entrant => Untimed(section.CaseOf(item), entrant, RowStatus.Cancelled, "stopped before its turn"))], show: false);
                continue;
            }
            if (Journal?.Has(section, Entrants(section)) == true)
            {
                Recall(section);
                continue;
            }
            var taken = section.Items.Select(_ => new List<RoundsOutcome>()).ToList();
            IReadOnlyList<Agreement> judged = [];
            var whole = true;
            for (var process = 1; process <= plan.Processes && whole; process++)
            {
                if (process > 1)
                    lineup.Renew();
                judged = Worst(judged, Open(section, progress));
                foreach (var (item, before) in section.Items.Zip(taken))
                {
                    whole &= Measure(section, item, judged, before, process, progress, cancellation);
                    done += item.Weight * Takers(lineup) / plan.Processes;
                }
            }
            agreements.AddRange(judged.Select(agreement => new AgreementRow(
                section.Items[0].Study, section.Workload, section.Request.Variant, section.Batch, section.Request.Device,
                section.Threads, section.Seed, Plan.AgreementSteps, agreement, section.SettingsText)));
            Costs?.Read(section, lineup, judged);
            if (whole)
                Journal?.Write(this);
        }
        foreach (var curve in plan.Curves.Where(_ => lineup.Entrants.Any(entrant => entrant.Contender.Name.StartsWith(Contender.CSharp, StringComparison.Ordinal))))
        {
            Learn(curve, progress, cancellation);
            if (!cancellation.IsCancellationRequested)
                Journal?.Write(this);
        }
    }

    private IReadOnlyList<Agreement> Open(Section section, Progress progress)
    {
        progress.Report(done / weight, $"{section.Workload}, batch {section.Batch}: open and agree");
        var judged = lineup.Open(section.Request with { Batch = section.AgreementBatch ?? section.Batch }, Plan.AgreementSteps,
            [.. section.Excluded, .. lineup.Entrants.Where(entrant => Lacks(entrant, section.Workload)).Select(entrant => entrant.Contender.Name)]);
        if (section.AgreementBatch is not null)
            lineup.Reopen(section.Request, judged);
        return judged;
    }

    /// <summary>Who has once not agreed does not agree, whatever its next process says.</summary>
    private static IReadOnlyList<Agreement> Worst(IReadOnlyList<Agreement> before, IReadOnlyList<Agreement> now) =>
        [.. now.Select(one => before.FirstOrDefault(earlier => earlier.Contender == one.Contender && !earlier.Agrees) ?? one)];

    private static int Takers(Lineup lineup) => Math.Max(1, lineup.Entrants.Count(entrant => entrant.Contender.Command is not null));

    /// <summary>What was measured before the run was stopped, shown as if it were new.</summary>
    private void Recall(Section section)
    {
        agreements.AddRange(Journal!.AgreementsOf(section));
        Costs?.Recall(Journal.Rows);
        foreach (var item in section.Items)
        {
            var (found, more, against) = Journal.Of(section.CaseOf(item));
            rows.AddRange(more);
            rows.AddRange(found);
            ratios.AddRange(against);
            counters.AddRange(Journal.CountersOf(section.CaseOf(item)));
            if (item.IsShown)
                findings.Case(section, item, found, against);
            done += item.Weight * Takers(lineup);
        }
    }

    private void Learn(CurvePlan curve, Progress progress, CancellationToken cancellation)
    {
        var found = Journal?.CurveOf(curve.Case) ?? (cancellation.IsCancellationRequested
            ? new TrainingCurve(curve.Case, Contender.CSharp, curve.Samples, curve.TestSamples, "none", [], null, "stopped before its turn")
            : curve.Train(Journal?.FolderOf(curve), share => progress.Report((done + (share * curve.Weight)) / weight, $"training {curve.Label}, {share:0 %}"), cancellation));
        done += curve.Weight;
        curves.Add(found);
        if (found.IsComplete)
            Journal?.Forget(curve);
        if (!cancellation.IsCancellationRequested)
            findings.Curve(curve, found);
    }

    public Results Results(Machine machine, string? commit, DateTimeOffset taken) => new()
    {
        Commit = commit,
        Taken = taken,
        Seed = seed,
        Machine = machine,
        Contenders = [.. lineup.Entrants.Where(entrant => entrant.Hello is not null).Select(entrant => new ContenderEntry(
            entrant.Contender.Name, entrant.Contender.Title, entrant.Hello!.Language, entrant.Hello.Versions,
            entrant.Hello.LibTorch, entrant.Hello.Blas, entrant.Hello.CpuCapability))],
        Rows = [.. rows, .. Costs?.Rows ?? []],
        Ratios = [.. ratios, .. Costs?.Ratios ?? []],
        Agreements = agreements,
        Counters = counters,
        Curves = curves,
    };

    /// <summary>The rounds of one process of everybody; those of the last are joined to those of all before, and kept.</summary>
    /// <returns>Whether nothing was cut short.</returns>
    private bool Measure(Section section, Item item, IReadOnlyList<Agreement> judged, List<RoundsOutcome> before, int process, Progress progress, CancellationToken cancellation)
    {
        var measured = section.CaseOf(item);
        var timed = Entrants(section).Where(entrant => entrant is { Failure: null, Worker: not null }
            && judged.Any(agreement => agreement.Contender == entrant.Contender.Name && agreement.Agrees)).ToList();
        var bursts = (item.Rounds.Rounds + item.Rounds.WarmUp) * Math.Max(1, timed.Count);
        var finished = 0;
        var rounds = before is [{ Iterations: > 0 } first, ..] ? item.Rounds with { Iterations = first.Iterations } : item.Rounds;
        var outcome = timed.Count == 0 ? null : new Rounds(rounds, [.. timed.Select(entrant => entrant.Worker!)], ComputeDevice.IsCuda(section.Device) && Gpu is { } gpu ? gpu.Read : null).Run(step =>
        {
            finished += step.Stage == RoundStage.Calibration ? 0 : 1;
            var fraction = (done + (item.Weight * Takers(lineup) / plan.Processes * Math.Min(1, (double)finished / bursts))) / weight;
            progress.Report(fraction, Doing(section, item, step, process));
        }, cancellation);
        // Of a process that was cut short there are fewer rounds than of those before it.
        if (outcome is not null && (before.Count == 0 || !outcome.Cancelled))
            before.Add(outcome);
        if (process < plan.Processes && outcome?.Cancelled != true)
        {
            Tell(outcome);
            return true;
        }

        var counted = CounterIterations > 0 ? CounterIterations : item.Counted;
        if (outcome is not null && counted > 0 && !outcome.Cancelled)
            foreach (var entrant in timed.Where(entrant => outcome.Contenders.Any(one => one.Contender == entrant.Contender.Name && one.Failure is null)))
                Count(measured, entrant, counted);

        if (outcome is { Cancelled: false } && item.Latencies > 0)
            foreach (var entrant in timed.Where(entrant => outcome.Contenders.Any(one => one.Contender == entrant.Contender.Name && one.Failure is null)))
                Single(measured, item, entrant);

        var joined = before.Count > 0 ? RoundsOutcome.Join(before) : null;
        Keep(section, item, [.. Entrants(section).Select(entrant =>
            timed.Contains(entrant) && joined?.Contenders.Any(one => one.Contender == entrant.Contender.Name) == true
                ? Row.Of(measured, joined, entrant.Contender.Name) : Untimed(measured, entrant, judged))]);
        Tell(outcome);
        return outcome?.Cancelled != true;

        void Tell(RoundsOutcome? of)
        {
            foreach (var one in of?.Contenders ?? [])
                if (one.Failure is { } failure)
                    lineup.Fell(one.Contender, failure);
        }
    }

    private IEnumerable<Entrant> Entrants(Section section) => lineup.Entrants.Where(entrant => !section.Excluded.Contains(entrant.Contender.Name));

    private void Single(Case measured, Item item, Entrant entrant)
    {
        try
        {
            var values = entrant.Worker!.Latencies(item.Phase, item.Latencies).Select(nanoseconds => Math.Max(1.0, nanoseconds)).ToList();
            rows.Add(Row.Of(measured with { Study = measured.Study + Latencies },
                new RoundsOutcome(item.Phase, 1, [new ContenderRounds(entrant.Contender.Name, [], values, null)], false), entrant.Contender.Name));
        }
        catch (WorkerException exception)
        {
            lineup.Fell(entrant.Contender.Name, exception.Message);
        }
    }

    private void Count(Case measured, Entrant entrant, int iterations)
    {
        try
        {
            // Stopped since its last burst.
            entrant.Worker!.Continue();
            counters.Add(new CounterRow(measured, entrant.Contender.Name, iterations, entrant.Worker.Counters(measured.Phase, iterations)));
        }
        catch (WorkerException exception) when (exception.Fault == WorkerFault.Refused)
        {
            // It does not count; its times are none the worse.
        }
        catch (WorkerException exception)
        {
            lineup.Fell(entrant.Contender.Name, exception.Message);
        }
    }

    private void Keep(Section section, Item item, IReadOnlyList<Row> found, bool show = true)
    {
        IReadOnlyList<Ratio> against = [.. found.Select(row => found.FirstOrDefault(to => to.Contender == plan.Reference(row.Contender)) is { } to ? Ratio.Of(row, to) : null).OfType<Ratio>()];
        rows.AddRange(found);
        ratios.AddRange(against);
        if (show && item.IsShown)
            findings.Case(section, item, found, against);
    }

    /// <summary>Whether the workload is one of the user's own, and this contender's language has no such.</summary>
    private static bool Lacks(Entrant entrant, string workload) =>
        Learning.Workloads.Workload.IsOwn(workload) && entrant.Hello is { } hello && !hello.Workloads.Contains(workload);

    private static Row Untimed(Case measured, Entrant entrant, IReadOnlyList<Agreement> judged)
    {
        if (Lacks(entrant, measured.Workload))
            return Untimed(measured, entrant, RowStatus.NotOffered, "it has no such workload");
        if (entrant.Failure is { } failure)
            return Untimed(measured, entrant, RowStatus.Failed, failure);
        var agreement = judged.FirstOrDefault(one => one.Contender == entrant.Contender.Name);
        return agreement is { Agrees: false }
            ? Untimed(measured, entrant, agreement.Status == AgreementStatus.Disagrees ? RowStatus.Disagrees : RowStatus.Failed, agreement.Reason ?? "does not agree")
            : Untimed(measured, entrant, RowStatus.Failed, "was not asked");
    }

    private static Row Untimed(Case measured, Entrant entrant, RowStatus status, string reason) => entrant.Contender.Absence is { } absence
        ? Row.Without(measured, entrant.Contender.Name, RowStatus.Absent, absence)
        : Row.Without(measured, entrant.Contender.Name, status, reason);

    private string Doing(Section section, Item item, RoundProgress step, int process)
    {
        var round = step.Stage switch { RoundStage.Measured => $"round {step.Round}/{step.Rounds}", RoundStage.WarmUp => "warm-up", _ => "calibration" };
        return $"{section.Workload} {item.Phase} {section.Batch}: {round}{(plan.Processes > 1 ? $", process {process}/{plan.Processes}" : "")}";
    }
}
