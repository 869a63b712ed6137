using System.CommandLine;
using System.CommandLine.Parsing;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>accept [FILE] --why TEXT</c>: what a gate counted, or a run timed, becomes the measure, by whom and why written beside it.</summary>
internal sealed class AcceptVerb
{
    private readonly Argument<string?> file = new("FILE") { Description = "A gate's report, rounds beside C++, or results: this suite's or BenchmarkDotNet's. The last gate's if left out.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string> why = new("--why") { HelpName = "TEXT", Description = "A sentence for whoever reads the pull request.", Required = true };
    private readonly Option<string?> by = new("--by") { HelpName = "NAME", Description = "Who accepts; git's user.name if left out." };
    private readonly Option<string?> only = Options.Only();
    private readonly Option<bool> ratios = new("--ratios") { Description = $"Of rounds beside C++ (`prove record --ratios`), or of a gate's report, the ratios to C++, as at a release: {RatioLedger.File}. What is accepted at every change lets small losses slip by." };
    private readonly Option<bool> snapshots = new("--snapshots") { Description = "The texts that tests received instead of those accepted: baselines/snapshots." };
    private readonly Option<bool> yes = new("--yes") { Description = "Do not ask: write what is shown." };

    public static Command Build(Display display)
    {
        var verb = new AcceptVerb();
        verb.only.Description = "Only the rows that have all these words.";
        var command = new Command("accept", $"Make what a gate counted, or a run timed, the measure: shows what changes, asks, and writes {CounterLedger.File}, {RatioLedger.File} or {TimingLedger.File} with who, when, commit and why; or takes the snapshots that tests received.") { verb.file };
        foreach (var option in new Option[] { verb.why, verb.by, verb.only, verb.ratios, verb.snapshots, verb.yes })
            command.Options.Add(option);
        command.SetAction(parsed => verb.Run(parsed, display));
        return command;
    }

    private int Run(ParseResult parsed, Display display)
    {
        if (parsed.GetValue(why) is not { } reason || string.IsNullOrWhiteSpace(reason))
            throw Fault.Usage("--why needs a sentence: it is what the next person reads who asks.");
        if (parsed.GetValue(snapshots))
            return Snapshots(parsed, reason, display);
        var file = parsed.GetValue(this.file) ?? GateVerb.Latest;
        return parsed.GetValue(ratios) ? Ratios(file, parsed, reason, display) : CounterTake.IsIn(file) ? Counters(file, parsed, reason, display) : Timings(file, parsed, reason, display);
    }

    private int Counters(string file, ParseResult parsed, string reason, Display display)
    {
        var path = Path.Combine(Workplace.Root, CounterLedger.File);
        var (take, ledger) = Sound(() => (CounterTake.Read(file), CounterLedger.Read(path)));
        // Of the take itself: a program of the user's own has other rows.
        var chosen = take.Rows.Count == 0 ? [] : GateRows.Only(parsed.GetValue(only), [.. take.Rows.Select(row => row.Case)]);
        var accepted = Acceptance(parsed, reason, take.Commit);
        var changes = 0;
        foreach (var (row, values) in take.Rows.Where(row => chosen.Contains(row.Case)))
        {
            var found = CounterFinding.Of(row, ledger.Of(row, take.Contender, take.LibTorch)?.Values, values);
            if (found.Verdict == Verdict.Same)
                continue;
            changes++;
            display.Say($"{GateRows.Name(row)}: {(found.Verdict == Verdict.New ? "new, " + Summary(values) : string.Join("; ", found.Changes))}", indent: 2);
            ledger = ledger.With(new CounterEntry(row, take.Contender, take.LibTorch, values with { OperationNanoseconds = null }, accepted));
        }
        return Conclude(parsed, display, changes, $"{take.Contender}, libtorch {take.LibTorch}; {accepted}", path, () => ledger.Write(path));
    }

    private int Ratios(string file, ParseResult parsed, string reason, Display display)
    {
        var chosen = GateRows.Only(parsed.GetValue(only));
        var path = Path.Combine(Workplace.Root, RatioLedger.File);
        var (take, ledger) = Sound(() => (RatioTake.Read(file), RatioLedger.Read(path)));
        if (take is null)
            throw new Fault($"{file} has no ratios to C++: `gate --ratios` measures them.");
        var accepted = Acceptance(parsed, reason, take.Commit);
        var taken = Sound(() => (take with { Rows = [.. take.Rows.Where(row => chosen.Contains(row.Case))] }).Entries(accepted, ledger).ToList());
        foreach (var entry in taken)
            display.Say($"{GateRows.Name(entry.Case)}: C# ÷ C++ {(ledger.Of(entry.Case, entry.Footing) is { } before ? FormattableString.Invariant($"{before.Ratio:0.000} → ") : "new, ")}{FormattableString.Invariant($"{entry.Ratio:0.000} ({entry.Low:0.000}–{entry.High:0.000}, n = {entry.Count}), δ {100 * entry.Effect:0.0} %")}", indent: 2);
        return Conclude(parsed, display, taken.Count, $"{take.Footing}; {accepted}", path, () => ledger.With(taken).Write(path));
    }

    private int Snapshots(ParseResult parsed, string reason, Display display)
    {
        var folder = Path.Combine(Workplace.Root, SnapshotLedger.Folder);
        var path = Path.Combine(Workplace.Root, SnapshotLedger.File);
        var ledger = Sound(() => SnapshotLedger.Read(path));
        var received = ReceivedSnapshot.In(folder).Where(one => parsed.GetValue(only) is not { } words || words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => one.Name.Contains(word, StringComparison.OrdinalIgnoreCase))).ToList();
        foreach (var one in received)
        {
            display.Heading(one.Name);
            foreach (var line in one.Difference())
                display.Line("  " + line);
        }
        var accepted = Acceptance(parsed, reason, SourceCommit.Of(Workplace.Root));
        return Conclude(parsed, display, received.Count, $"{accepted}", path, () =>
        {
            foreach (var one in received)
                one.Accept();
            ledger.With(received.Select(one => one.Name), accepted).Write(path);
        });
    }

    private int Timings(string file, ParseResult parsed, string reason, Display display)
    {
        var path = Path.Combine(Workplace.Root, TimingLedger.File);
        var (results, ledger) = Sound(() => (BenchmarkFile.ReadAny(file), TimingLedger.Read(path)));
        if (parsed.GetValue(only) is { } words)
            results = results with { Rows = [.. results.Rows.Where(row => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word => WhyVerb.Has(row.Case, word)))] };
        var accepted = Acceptance(parsed, reason, results.Commit);
        var difference = Difference.Of(ledger.For(results), results);
        var taken = difference.Pairs.Where(pair => results.Rows.Any(row => (row.Case, row.Contender, row.Status, row.Unit) == (pair.Case, pair.Contender, RowStatus.Measured, Row.Nanoseconds))).ToList();
        foreach (var pair in taken)
            display.Say($"{WhyVerb.Name(pair.Case)} {pair.Contender}: {(pair.Median.Before is { } before ? $"{Figures.Time(before)} → " : "new, ")}{Figures.Time(pair.Median.After!.Value)}{(pair.ManagedBytes.By is { } by && by != 0 ? $"; managed bytes {Figures.Bytes(pair.ManagedBytes.Before!.Value)} → {Figures.Bytes(pair.ManagedBytes.After!.Value)}" : "")}", indent: 2);
        return Conclude(parsed, display, taken.Count, $"{results.Machine.Fingerprint}; {accepted}", path, () => ledger.With(results, accepted).Write(path));
    }

    private Acceptance Acceptance(ParseResult parsed, string reason, string? commit) => new(
        parsed.GetValue(by) ?? SourceTree.UserName(Workplace.Root) ?? throw Fault.Usage("--by NAME is needed: git knows no user.name here."),
        DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), commit, string.Join(' ', reason.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private int Conclude(ParseResult parsed, Display display, int changes, string about, string path, Action write)
    {
        if (changes == 0)
        {
            display.Line($"Nothing to accept: {Workplace.Show(path)} has all there is already.");
            return ExitCode.Success;
        }
        display.Say(about, PassageKind.Note, 2);
        if (!parsed.GetValue(yes) && !Asked(display, changes))
            throw new Fault("nothing was written; --yes writes what is shown without asking.");
        try
        {
            write();
        }
        catch (IOException fault)
        {
            throw new Fault(fault.Message, cause: fault);
        }
        display.Line($"{changes} {(changes == 1 ? "entry" : "entries")} written to {Workplace.Show(path)}");
        return ExitCode.Success;
    }

    private static bool Asked(Display display, int changes)
    {
        if (!display.IsTerminal || Console.IsInputRedirected)
            return false;
        Console.Write($"Accept {(changes == 1 ? "this" : $"these {changes}")}? [y/N] ");
        return Console.ReadLine()?.Trim() is "y" or "Y" or "yes";
    }

    private static string Summary(WorkerCounters values) => FormattableString.Invariant(
        $"{values.ManagedBytes:#,0.##} managed bytes, {values.NativeCalls:#,0.##} native calls, {values.NativeOperations?.Values.Sum():#,0.##} operations, {values.TensorsMade:#,0.##} tensors made, {values.TensorsAlive} left alive, {values.PeakBytes:#,0.##} bytes of tensors at once");

    private static T Sound<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException fault)
        {
            throw new Fault(fault.Message, cause: fault);
        }
    }
}
