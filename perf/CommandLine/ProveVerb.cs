using System.CommandLine;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>prove record</c> and <c>prove replay</c>: raw rounds of the gate, and what its rules make of them.</summary>
internal static class ProveVerb
{
    private const int KeptEvery = 5;
    private const int Resamples = 2000;

    public static Command Build(Display display) => new("prove", "How often the gate cries wolf, and how often it sleeps: record raw rounds, replay its rules on them; and whether counters catch what they must.") { Record(display), Replay(display), ProveGatesVerb.Build(display), Counters(display) };

    private static Command Record(Display display)
    {
        var file = new Argument<string>("FILE") { Description = "Where the rounds go; one that is there is gone on with." };
        var rounds = Options.Count("--rounds", "Rounds in the file at the end.", 300, 1, 100_000);
        var (mutant, like) = (Options.Mutant(), Options.Like());
        var (only, seed) = (Options.Only(), Options.Seed());
        only.Description = "Only the rows that have all these words.";
        var command = new Command("record", "Build one source twice, once changed for the worse if asked, and record rounds of the two.") { file };
        foreach (var option in new Option[] { rounds, mutant, like, only, seed })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            var rows = GateRows.Only(parsed.GetValue(only));
            var before = File.Exists(path) ? Mutant.Recording(path) : null;
            if (before is not null && !before.Rows.SequenceEqual(rows))
                throw Fault.Usage($"{path} is of other rows; name another file, or the --only it was recorded with.");
            var change = Mutant.Asked(parsed.GetValue(mutant), parsed.GetValue(like));
            using var interruption = new Interruption();
            using var scratch = new Scratch("gate");
            GateRecording? recording = null;
            display.Follow(progress =>
            {
                var build = new SideBuild(Workplace.Root, scratch.Folder);
                progress.Report(0, "building base");
                var one = build.Make("base", SideBuild.WorkingTree, interruption.Token);
                progress.Report(0, "building head");
                var two = build.Make("head", SideBuild.WorkingTree, interruption.Token, change);
                recording = Record(one, two, rows, before, parsed.GetValue(rounds), parsed.GetValue(seed), path, progress, interruption.Token);
            });
            display.Line($"{recording!.Rounds.Count} rounds of {rows.Count} {(rows.Count == 1 ? "row" : "rows")} in {Workplace.Show(path)}{(interruption.Asked ? "; the same command goes on" : "")}");
            return interruption.Asked ? ExitCode.Interrupted : ExitCode.Success;
        });
        return command;
    }

    private static GateRecording Record(Side one, Side two, IReadOnlyList<Case> rows, GateRecording? before, int rounds, long seed, string path, Progress progress, CancellationToken cancellation)
    {
        if (before is not null && !(before.Base.IsSourceOf(one.Identity) && before.Head.IsSourceOf(two.Identity)))
            throw Fault.Usage($"{path} is of another source, or of another --mutant; its rounds cannot be gone on with: name another file.");
        var prepared = Prepared(one, two, seed, rows, row => progress.Report(0, $"count and agree: {GateRows.Name(row)}"), cancellation);
        if (prepared.FirstOrDefault(row => row.Verdict is not null) is { } failed)
            throw new Fault($"{GateRows.Name(failed.Row)} cannot be recorded: {failed.Reason}", ExitCode.CouldNotMeasure);
        var kept = before?.Rounds.ToList() ?? [];
        var recording = new GateRecording
        {
            Taken = before?.Taken ?? TimeProvider.System.GetUtcNow(),
            Fingerprint = Machine.Read().Fingerprint,
            Base = one.Identity,
            Head = two.Identity,
            Rows = rows,
            Rounds = kept,
        };
        // Another seed for those that go on, so that they are no repetition.
        var live = new LiveRounds(one, two, prepared.ToDictionary(row => row.Row, row => row.Bursts), seed + kept.Count, WorkerLimits.Default);
        while (kept.Count < rounds && !cancellation.IsCancellationRequested)
        {
            progress.Report((double)kept.Count / rounds, $"round {kept.Count + 1} of {rounds}");
            IReadOnlyDictionary<Case, GateValue> values;
            try
            {
                values = live.Next(rows, cancellation);
            }
            catch (OperationCanceledException)
            {
                break;
            }
            if (values.Values.FirstOrDefault(value => value.Pair is null) is { } fallen)
                throw new Fault($"round {kept.Count + 1}: {fallen.Failure}; {kept.Count} rounds are in {path}", ExitCode.CouldNotMeasure);
            kept.Add([.. rows.Select(row => values[row].Pair!.Value)]);
            if (kept.Count % KeptEvery == 0 || kept.Count == rounds)
                recording.Write(path);
        }
        recording.Write(path);
        return recording;
    }

    private static IReadOnlyList<Prepared> Prepared(Side one, Side two, long seed, IReadOnlyList<Case> rows, Action<Case> progress, CancellationToken cancellation)
    {
        try
        {
            return new Preparation(one, two, seed, WorkerLimits.Default).Run(rows, (_, row) => progress(row), cancellation);
        }
        catch (WorkerException fault)
        {
            throw new Fault(fault.Message, ExitCode.CouldNotMeasure, fault);
        }
    }

    private static Command Counters(Display display)
    {
        var command = new Command("counters", "Build every counter mutant (one more allocation, native call, copy, a leaked tensor) and see that the exact tier catches it; exits 1 if one slips through.");
        command.SetAction(_ =>
        {
            using var interruption = new Interruption();
            var found = new List<(string Name, string Summary, IReadOnlyList<CounterFinding> Findings)>();
            display.Follow(progress =>
            {
                Mutant?[] changes = [null, .. Mutant.OfCounters];
                using var scratch = new Scratch("gate");
                progress.Report(0, "building base");
                var one = new SideBuild(Workplace.Root, scratch.Folder).Make("base", SideBuild.WorkingTree, interruption.Token);
                foreach (var (i, change) in changes.Index())
                {
                    using var place = new Scratch("gate");
                    progress.Report((i + 1.0) / (changes.Length + 1), $"building {change?.Name ?? "the same once more"}");
                    var two = new SideBuild(Workplace.Root, place.Folder).Make("head", SideBuild.WorkingTree, interruption.Token, change);
                    var prepared = Prepared(one, two, 0, GateRows.Only("overhead"), _ => { }, interruption.Token);
                    found.Add((change?.Name ?? "none", change?.Summary ?? "the same source, built again", [.. prepared.Select(row => row.Verdict is { } verdict
                        ? new CounterFinding(row.Row, verdict, [], row.Reason)
                        : CounterFinding.Of(row.Row, row.Base, row.Head))]));
                }
            });
            var missed = 0;
            foreach (var (name, summary, findings) in found)
            {
                var caught = findings.Where(finding => finding.Verdict == Verdict.Slower).ToList();
                var right = name == "none" ? findings.All(finding => finding.Verdict == Verdict.Same) : caught.Count > 0;
                missed += right ? 0 : 1;
                display.Say($"{name,-12} {summary}: {(name == "none" ? right ? "nothing found, rightly" : "alleged" : right ? "caught" : "NOT CAUGHT")}", indent: 13);
                foreach (var finding in findings.Where(finding => finding.Verdict != Verdict.Same))
                    display.Say($"             {GateRows.Name(finding.Case)}: {string.Join("; ", finding.Changes.DefaultIfEmpty(finding.Reason ?? ""))}", PassageKind.Note, 15);
            }
            return missed == 0 ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static Command Replay(Display display)
    {
        var file = new Argument<string>("FILE") { Description = "Rounds that `prove record` wrote." };
        var gates = Options.Count("--gates", "Whole gates to play, each on rounds drawn anew.", 5000, 1, 1_000_000);
        var swap = new Option<bool>("--swap") { Description = "Exchange the sides: what was slower must come out faster." };
        var permute = new Option<bool>("--permute") { Description = "Exchange the sides of every round by a coin: nothing may be left." };
        var ledger = new Option<bool>("--ledger") { Description = $"Of two sides of one source: add the rows' spreads to {NoiseLedger.File}, which decides δ." };
        var seed = Options.Seed();
        seed.Description = "Decides which rounds are drawn.";
        var command = new Command("replay", "Play the gate's rules on recorded rounds, thousands of times.") { file };
        foreach (var option in new Option[] { gates, swap, permute, ledger, seed })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            var recording = Mutant.Recording(path);
            if (parsed.GetValue(ledger) && !recording.Base.IsSourceOf(recording.Head))
                throw Fault.Usage("--ledger takes a recording of one source on both sides: other differences are no noise.");
            recording = parsed.GetValue(swap) ? recording.Swapped() : recording;
            recording = parsed.GetValue(permute) ? recording.Permuted(parsed.GetValue(seed)) : recording;
            var spreads = recording.Rows.Select(row => GateReplay.Spread(recording, row, GateRules.Standard, Resamples, parsed.GetValue(seed))).ToList();
            // A mutant's rounds are judged by the noise of others; only rounds of one source are their own measure.
            var noise = recording.Base.IsSourceOf(recording.Head)
                ? new NoiseLedger([.. recording.Rows.Zip(spreads, (row, spread) => new NoiseEntry(row, recording.Fingerprint, spread, recording.Rounds.Count, recording.Taken))])
                : Ledgers.Of(null).Noise;
            var rows = recording.Rows.Select(row => new GateRow(row, noise.EffectOf(row, recording.Fingerprint))).ToList();
            GateReplay? replay = null;
            display.Follow(progress =>
            {
                progress.Report(0, $"{parsed.GetValue(gates):N0} gates");
                replay = GateReplay.Of(recording, rows, GateRules.Standard, parsed.GetValue(gates), parsed.GetValue(seed));
            });
            new ReplayScreen(display).Show(recording, rows, spreads, replay!);
            if (parsed.GetValue(ledger))
            {
                var grown = Path.Combine(Workplace.Root, NoiseLedger.File);
                var known = Ledgers.Of(null).Noise;
                new NoiseLedger([.. known.Entries.Where(entry => entry.Taken != recording.Taken), .. noise.Entries]).Write(grown);
                display.Line($"{noise.Entries.Count} rows added to {Workplace.Show(grown)}");
            }
            return ExitCode.Success;
        });
        return command;
    }
}
