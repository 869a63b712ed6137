using System.Diagnostics;
using PerfSuite.Contenders;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>
/// What a contender costs besides its time at work: from the start of its process to its hello and to its first answer, and the memory that a
/// session needs. Contenders that are one process in several ways start once for all of them.
/// </summary>
/// <param name="starts">How often each process is started for its times alone.</param>
/// <param name="gpu">What tells of the GPU's memory; null where nothing is computed there, or nobody tells.</param>
internal sealed class Costs(Plan plan, IReadOnlyList<Contender> contenders, int starts, long seed, GpuMonitor? gpu = null)
{
    public const string StartUp = "start-up";
    public const string FirstAnswer = "first-answer";

    /// <summary>Before the phase that its session timed first: sessions of one case may time different ones.</summary>
    public const string Memory = "memory-";

    /// <summary>The same for what the GPU's memory holds for the process.</summary>
    public const string GpuMemory = "gpu-memory-";

    /// <summary>The same for what libtorch's allocator of the GPU has given out at most.</summary>
    public const string GpuTensors = "gpu-tensors-";

    private const string Unread = "this system does not say what another process holds";

    private readonly List<Row> rows = [];
    private readonly Dictionary<(Case Case, string Contender), Row> memory = [];

    /// <summary>Whether a peak could not be begun anew.</summary>
    private bool peaksOfLives;

    /// <summary>Those who are one process: the first of them stands for all.</summary>
    private readonly IReadOnlyList<IReadOnlyList<Contender>> processes = [.. contenders.GroupBy(ProcessOf).Select(group => group.ToList())];

    /// <summary>What is asked first: a prediction where there is one, else a step.</summary>
    public static Item First(Section section) =>
        new[] { "infer", "predict", "step" }.Select(phase => section.Items.FirstOrDefault(item => item.Phase == phase)).FirstOrDefault(item => item is not null) ?? section.Items[0];

    public IEnumerable<Row> Rows => [.. rows, .. memory.Values];

    public IEnumerable<Ratio> Ratios => Rows.GroupBy(row => row.Case).SelectMany(group => group.Select(row =>
        group.FirstOrDefault(to => to.Contender == plan.Reference(row.Contender)) is { } to ? Ratio.Of(row, to) : null)).OfType<Ratio>();

    /// <summary>
    /// Starts each by itself, nobody else running, in an order shuffled anew each time. The clock runs from before the process is made to its
    /// reply; the first answer ends after hello, open and one iteration of the first section's phase.
    /// </summary>
    public void Start(WorkerLimits limits, Progress progress, CancellationToken cancellation)
    {
        var section = plan.Sections[0];
        var item = First(section);
        var asked = processes.Select(group => group[0]).Where(contender => !section.Excluded.Contains(contender.Name)).ToArray();
        var clocks = asked.Where(contender => contender.Command is not null).Select(contender => new Clock(contender)).ToArray();
        var order = new Random((int)(seed % int.MaxValue));
        for (var time = 0; time < starts; time++)
        {
            order.Shuffle(clocks);
            foreach (var clock in clocks.Where(clock => clock.Failure is null))
            {
                if (cancellation.IsCancellationRequested)
                    break;
                progress.Report((double)time / starts, $"{clock.Contender.Title}: start {time + 1} of {starts}");
                clock.Once(section, item, limits);
            }
            if (cancellation.IsCancellationRequested)
                break;
            foreach (var clock in clocks)
                clock.Keep();
        }
        foreach (var (phase, kept) in new (string, Func<Clock, List<double>>)[] { (StartUp, clock => clock.Hellos), (FirstAnswer, clock => clock.Answers) })
        {
            var measured = section.CaseOf(item) with { Study = plan.Title, Phase = phase };
            foreach (var contender in asked)
                rows.Add(clocks.FirstOrDefault(clock => clock.Contender == contender) is { } clock
                    ? Row.Of(measured, new RoundsOutcome(phase, 1, [new ContenderRounds(contender.Name, [], kept(clock), clock.Failure)], cancellation.IsCancellationRequested), contender.Name)
                    : Row.Without(measured, contender.Name, RowStatus.Absent, contender.Absence ?? "not on this machine"));
        }
    }

    /// <summary>Reads what everybody's process held at most in a session that has just been timed; never below one byte, for results hold no less.</summary>
    public void Read(Section section, Lineup lineup, IReadOnlyList<Agreement> judged)
    {
        var measured = section.CaseOf(section.Items[0]) with { Study = plan.Title, Phase = Memory + section.Items[0].Phase };
        foreach (var entrant in lineup.Entrants.Where(entrant => !section.Excluded.Contains(entrant.Contender.Name)))
        {
            var (name, key) = (entrant.Contender.Name, (measured, entrant.Contender.Name));
            var before = memory.GetValueOrDefault(key);
            var row = entrant switch
            {
                { Contender.Absence: { } absence } => Row.Without(measured, name, RowStatus.Absent, absence),
                { Failure: { } failure } => Row.Without(measured, name, RowStatus.Failed, failure),
                _ when judged.FirstOrDefault(one => one.Contender == name) is { Agrees: false } agreement => Row.Without(measured, name, RowStatus.Disagrees, agreement.Reason ?? "does not agree"),
                _ when lineup.PeakOverIdle(entrant) is { } bytes => Row.Of(measured, new RoundsOutcome(measured.Phase, 1,
                    [new ContenderRounds(name, [], [.. before?.Rounds ?? [], Math.Max(1.0, bytes)], null)], false), name),
                _ => Row.Without(measured, name, RowStatus.Absent, Unread),
            };
            memory[key] = row with { Unit = Row.Bytes };
            peaksOfLives |= row.Status == RowStatus.Measured && !entrant.PeakIsOfSession;
            if (ComputeDevice.IsCuda(section.Device))
            {
                ReadGpu(measured with { Phase = GpuMemory + section.Items[0].Phase }, entrant, row,
                    worker => gpu?.UsedBy(worker.ProcessId), "NVML does not tell what this process holds");
                ReadGpu(measured with { Phase = GpuTensors + section.Items[0].Phase }, entrant, row,
                    worker => worker.Counters(section.Items[0].Phase, 1).GpuPeakBytes, "its front end does not tell what libtorch's allocator gives out");
            }
        }
    }

    /// <summary>The allocator keeps what it once needed, so that what the process holds afterwards is its peak; that of sessions before may be in it.</summary>
    private void ReadGpu(Case measured, Entrant entrant, Row memoryRow, Func<Worker, double?> read, string unread)
    {
        var name = entrant.Contender.Name;
        var before = memory.GetValueOrDefault((measured, name));
        Row row;
        try
        {
            row = memoryRow.Status is RowStatus.Failed or RowStatus.Disagrees || entrant.Worker is not { IsUsable: true } worker ? memoryRow with { Case = measured }
                : read(worker) is { } bytes ? Row.Of(measured, new RoundsOutcome(measured.Phase, 1, [new ContenderRounds(name, [], [.. before?.Rounds ?? [], Math.Max(1.0, bytes)], null)], false), name)
                : Row.Without(measured, name, RowStatus.Absent, unread);
        }
        catch (WorkerException exception)
        {
            row = Row.Without(measured, name, RowStatus.Absent, exception.Message);
        }
        memory[(measured, name)] = row with { Unit = Row.Bytes };
    }

    /// <summary>The memory of sessions that were timed before the run was stopped.</summary>
    public void Recall(IEnumerable<Row> before)
    {
        foreach (var row in before.Where(row => new[] { Memory, GpuMemory, GpuTensors }.Any(kind => row.Case.Phase.StartsWith(kind, StringComparison.Ordinal))))
            memory.TryAdd((row.Case, row.Contender), row);
    }

    /// <summary>A line for each process.</summary>
    public void Show(Display display)
    {
        var section = Widest();
        display.Line();
        display.Heading($"{"besides time at work",-22}{"start-up",8}{"first answer",15}{"memory over idle",19}");
        foreach (var group in processes)
        {
            display.Line($"{TitleOf(group),-22}{Time(group[0], StartUp),8} {Spread(group[0], StartUp),-5}{Time(group[0], FirstAnswer),9} {Spread(group[0], FirstAnswer),-5}{Size(Held(group, section)),13}{Against(group, section),14}".TrimEnd());
        }
        foreach (var (kind, title) in new[] { (GpuMemory, "GPU, whole process"), (GpuTensors, "GPU, tensors at most") })
            if (section is not null && section with { Phase = kind + section.Phase[Memory.Length..] } is var there && memory.Keys.Any(key => key.Case == there))
                foreach (var line in Wrapping.Lines($"{title,-22}{string.Join(", ", processes.Select(group => $"{TitleOf(group)} {Size(memory.GetValueOrDefault((there, group[0].Name)))}"))}", 80, 22))
                    display.Line(line);
        var first = First(plan.Sections[0]);
        var n = rows.Where(row => row.Status == RowStatus.Measured).Select(row => row.Rounds.Count).DefaultIfEmpty(0).Max();
        var note = $"Medians of n = {n} {(n == 1 ? "start" : "starts")} each, nobody else running, in shuffled order: from the start of the process to its hello, and to the end of its first {first.Phase} ({plan.Sections[0].Workload}, batch {plan.Sections[0].Batch}).";
        if (section is not null)
            note += $" Memory: the most that the process {(peaksOfLives ? "had ever held after" : "held in")} the session that begins with {section.Phase[Memory.Length..]} of {section.Workload}, batch {section.Batch}{(section.Settings.Length > 0 ? ", " + section.Settings : "")}, over what it held after its hello (n = 1).";
        if (processes.Any(group => group[0] is { Command: not null, Name: var name } && name.StartsWith(Contender.Chainer, StringComparison.Ordinal)))
            note += " Chainer's process also loads torch, which draws its parameters.";
        display.Keep(new Passage(PassageKind.Table, "besides time at work")
        {
            Columns = ["start-up", "first answer", "memory over idle", "against"],
            Rows = [.. processes.Select(group => (IReadOnlyList<string>)[TitleOf(group), With(Time(group[0], StartUp), Spread(group[0], StartUp)), With(Time(group[0], FirstAnswer), Spread(group[0], FirstAnswer)), Size(Held(group, section)), Against(group, section)])],
        });
        display.Tell(note, PassageKind.Note);
    }

    private Row? Held(IReadOnlyList<Contender> group, Case? section) =>
        section is null ? null : group.Select(contender => memory.GetValueOrDefault((section, contender.Name))).FirstOrDefault(row => row is not null);

    /// <summary>What it holds in those of another; empty where nobody is held against.</summary>
    private string Against(IReadOnlyList<Contender> group, Case? section) =>
        Held(group, section) is { } held && Ratios.FirstOrDefault(one => one.Case == held.Case && one.Contender == held.Contender) is { } ratio
            ? Figures.Ratio(ratio.Median, false) + "× " + TitleOf(processes.First(one => one.Any(contender => contender.Name == ratio.To))) : "";

    private static string With(string value, string spread) => spread.Length == 0 ? value : $"{value} {spread}";

    /// <summary>
    /// The session that asks most of C++, or of whoever is there. What is freed stays with the process, so that later sessions hold about as much: the
    /// first within a twentieth of the most is the one that asked for it.
    /// </summary>
    private Case? Widest()
    {
        var measured = memory.Values.Where(row => row.Status == RowStatus.Measured && row.Case.Phase.StartsWith(Memory, StringComparison.Ordinal)).ToList();
        var asked = measured.Exists(row => plan.Reference(row.Contender) is null) ? measured.FindAll(row => plan.Reference(row.Contender) is null) : measured;
        return asked.Find(row => row.Median >= 0.95 * asked.Max(one => one.Median))?.Case;
    }

    private string Time(Contender contender, string phase) => RowOf(contender, phase) switch
    {
        { Median: { } median } => Figures.Time(median),
        { } row => Table.Word(row.Status),
        null => "–",
    };

    private string Spread(Contender contender, string phase) => RowOf(contender, phase) is { Median: { } median, Low: { } low, High: { } high } ? Figures.Spread(median, low, high) : "";

    private Row? RowOf(Contender contender, string phase) => rows.FirstOrDefault(row => row.Contender == contender.Name && row.Case.Phase == phase);

    private static string Size(Row? row) => row switch
    {
        { Median: { } bytes } => FormattableString.Invariant($"{bytes / (1 << 20):0.0} MiB"),
        { } => Table.Word(row.Status),
        null => "–",
    };

    /// <summary>The words that all their titles begin with.</summary>
    private static string TitleOf(IReadOnlyList<Contender> group)
    {
        var titles = group.Select(contender => contender.Title.Split(' ')).ToList();
        var common = titles[0].Where((word, place) => titles.All(title => title.Length > place && title.Take(place + 1).SequenceEqual(titles[0].Take(place + 1)))).ToList();
        return common.Count > 0 ? string.Join(' ', common) : group[0].Title;
    }

    private static string ProcessOf(Contender contender) => string.Join('\n', contender.Command is { } command
        ? [contender.Title.Split(' ')[0], command.FileName, .. command.Arguments, .. (command.Environment ?? new Dictionary<string, string>()).Select(entry => $"{entry.Key}={entry.Value}")]
        : (string[])[contender.Title.Split(' ')[0], contender.Absence ?? ""]);

    /// <summary>One process's times, in nanoseconds; what is kept is of complete repetitions.</summary>
    private sealed class Clock(Contender contender)
    {
        private (double Hello, double Answer)? last;

        public Contender Contender { get; } = contender;

        public List<double> Hellos { get; } = [];

        public List<double> Answers { get; } = [];

        public string? Failure { get; private set; }

        public void Once(Section section, Item item, WorkerLimits limits)
        {
            try
            {
                var start = Stopwatch.GetTimestamp();
                using var worker = Worker.Start(Contender.Command!, limits);
                worker.Hello();
                var hello = Stopwatch.GetElapsedTime(start);
                worker.Open(Lineup.Own(section.Request, Contender));
                worker.Round(item.Phase, 1);
                last = (hello.TotalNanoseconds, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
            }
            catch (WorkerException exception)
            {
                Failure = exception.Message;
            }
        }

        public void Keep()
        {
            if (last is not { } times)
                return;
            Hellos.Add(times.Hello);
            Answers.Add(times.Answer);
            last = null;
        }
    }
}
