using System.CommandLine;
using System.CommandLine.Parsing;
using PerfSuite.Contenders;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>prove record FILE</c>: raw rounds of one source built twice, or of it beside C++.</summary>
internal sealed class ProveRecordVerb
{
    private const int KeptEvery = 5;

    private readonly Argument<string> file = new("FILE") { Description = "Where the rounds go; one that is there is gone on with." };
    private readonly Option<int> rounds = Options.Count("--rounds", "Rounds in the file at the end.", 300, 1, 100_000);
    private readonly Option<bool> ratios = new("--ratios") { Description = "The head beside C++ and not beside another build of it, as tier 2 has it: what `accept FILE --ratios` takes ratios from, and how far they wander." };
    private readonly Option<string?> mutant = Options.Mutant();
    private readonly Option<string?> like = Options.Like();
    private readonly Option<string?> only = Options.Only();
    private readonly Option<long> seed = Options.Seed();

    public static Command Build(Display display)
    {
        var verb = new ProveRecordVerb();
        verb.only.Description = "Only the rows that have all these words.";
        var command = new Command("record", "Build one source twice, once changed for the worse if asked, and record rounds of the two; or, with --ratios, of it beside C++.") { verb.file };
        foreach (var option in new Option[] { verb.rounds, verb.ratios, verb.mutant, verb.like, verb.only, verb.seed })
            command.Options.Add(option);
        command.SetAction(parsed => verb.Run(parsed, display));
        return command;
    }

    private int Run(ParseResult parsed, Display display)
    {
        var path = parsed.GetValue(file)!;
        var rows = GateRows.Only(parsed.GetValue(only));
        var before = File.Exists(path) ? Mutant.Recording(path) : null;
        if (before is not null && before.Footing is not null != parsed.GetValue(ratios))
            throw Fault.Usage($"{path} is of rounds {(before.Footing is null ? "of two builds" : "beside C++")}; name another file, or {(before.Footing is null ? "leave --ratios out" : "say --ratios")}.");
        if (before is not null && !before.Rows.SequenceEqual(rows))
            throw Fault.Usage($"{path} is of other rows; name another file, or the --only it was recorded with.");
        var cpp = parsed.GetValue(ratios) ? Cpp() : null;
        var change = Mutant.Asked(parsed.GetValue(mutant), parsed.GetValue(like));
        using var interruption = new Interruption();
        using var scratch = new Scratch("gate");
        GateRecording? recording = null;
        display.Follow(progress =>
        {
            var build = new SideBuild(Workplace.Root, scratch.Folder);
            var (one, two) = (cpp ?? Make("base", null), Make("head", change));
            recording = Record(one, two, rows, before, parsed.GetValue(rounds), parsed.GetValue(seed), path, progress, interruption.Token);

            Side Make(string label, Mutant? changed)
            {
                progress.Report(0, $"building {label}");
                return build.Make(label, SideBuild.WorkingTree, interruption.Token, changed);
            }
        });
        display.Line($"{recording!.Rounds.Count} rounds of {rows.Count} {(rows.Count == 1 ? "row" : "rows")} in {Workplace.Show(path)}{(interruption.Asked ? "; the same command goes on" : "")}");
        return interruption.Asked ? ExitCode.Interrupted : ExitCode.Success;
    }

    private static Side Cpp()
    {
        var yardstick = CppContender.Find(Surroundings.Of(threads: 1));
        return RatioTier.Base(yardstick) ?? throw new Fault($"there is no C++ to record beside: {yardstick.Absence}", ExitCode.CouldNotMeasure);
    }

    private static GateRecording Record(Side one, Side two, IReadOnlyList<Case> rows, GateRecording? before, int rounds, long seed, string path, Progress progress, CancellationToken cancellation)
    {
        var beside = one.Label == Contender.Cpp;
        if (before is not null && !(before.Head.IsSourceOf(two.Identity) && (beside || before.Base.IsSourceOf(one.Identity))))
            throw Fault.Usage($"{path} is of another source, or of another --mutant; its rounds cannot be gone on with: name another file.");
        var (prepared, hellos) = ProveVerb.Prepared(one, two, seed, rows, row => progress.Report(0, $"count and agree: {GateRows.Name(row)}"), cancellation);
        if (prepared.FirstOrDefault(row => row.Verdict is not null) is { } failed)
            throw new Fault($"{GateRows.Name(failed.Row)} cannot be recorded: {failed.Reason}", ExitCode.CouldNotMeasure);
        var footing = beside ? RatioFooting.Of(hellos[1]) : null;
        if (beside && RatioTier.Differing(hellos[0], hellos[1]) is { } differing)
            throw new Fault(differing, ExitCode.CouldNotMeasure);
        if (before is not null && before.Footing != footing)
            throw Fault.Usage($"{path} is of {before.Footing}, and here it is {footing}: name another file.");
        var kept = before?.Rounds.ToList() ?? [];
        var recording = new GateRecording
        {
            Taken = before?.Taken ?? TimeProvider.System.GetUtcNow(),
            Fingerprint = Machine.Read().Fingerprint,
            Base = one.Identity,
            Head = two.Identity,
            Footing = footing,
            Rows = rows,
            Rounds = kept,
        };
        // Another seed for those that go on, so that they are no repetition.
        var live = new LiveRounds(one, two, prepared.ToDictionary(row => row.Row, row => row.Bursts), seed + kept.Count, WorkerLimits.Default) { Alone = beside };
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
}
