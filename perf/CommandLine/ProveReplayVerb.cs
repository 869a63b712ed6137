using System.CommandLine;
using System.CommandLine.Parsing;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>prove replay FILE</c>: what the gate's rules make of recorded rounds, thousands of times.</summary>
internal sealed class ProveReplayVerb
{
    private const int Resamples = 2000;

    private readonly Argument<string> file = new("FILE") { Description = "Rounds that `prove record` wrote." };
    private readonly Option<int> gates = Options.Count("--gates", "Whole gates to play, each on rounds drawn anew. Of rounds beside C++ one from each round on, and no more.", 5000, 1, 1_000_000);
    private readonly Option<bool> swap = new("--swap") { Description = "Exchange the sides: what was slower must come out faster." };
    private readonly Option<bool> permute = new("--permute") { Description = "Exchange the sides of every round by a coin: nothing may be left." };
    private readonly Option<bool> ledger = new("--ledger") { Description = $"Of two sides of one source: add the rows' spreads to {NoiseLedger.File}, which decides δ." };
    private readonly Option<bool> accepted = new("--accepted") { Description = $"Of rounds beside C++: hold them to {RatioLedger.File} and not to their own ratios." };
    private readonly Option<long> seed = Options.Seed();

    public static Command Build(Display display)
    {
        var verb = new ProveReplayVerb();
        verb.seed.Description = "Decides which rounds are drawn.";
        var command = new Command("replay", "Play the gate's rules on recorded rounds, thousands of times.") { verb.file };
        foreach (var option in new Option[] { verb.gates, verb.swap, verb.permute, verb.ledger, verb.accepted, verb.seed })
            command.Options.Add(option);
        command.SetAction(parsed => verb.Run(parsed, display));
        return command;
    }

    private int Run(ParseResult parsed, Display display)
    {
        var recording = Mutant.Recording(parsed.GetValue(file)!);
        if (parsed.GetValue(ledger) && !recording.Base.IsSourceOf(recording.Head))
            throw Fault.Usage(recording.Footing is null
                ? "--ledger takes a recording of one source on both sides: other differences are no noise."
                : "--ledger takes a recording of two builds; of one beside C++ `accept FILE --ratios` takes the ratios, and how far they wander.");
        if (parsed.GetValue(accepted) && recording.Footing is null)
            throw Fault.Usage("--accepted takes a recording beside C++, of `prove record FILE --ratios`: nothing is accepted of the ratio of two builds.");
        if (recording.Footing is not null && parsed.GetResult(gates) is { Implicit: false })
            throw Fault.Usage("--gates has nothing to say of rounds beside C++: a gate is played once from each of them on.");
        if (recording.Footing is not null && recording.Rounds.Count < GateRules.Standard.MostRounds)
            throw new Fault($"{recording.Rounds.Count} rounds are less than the {GateRules.Standard.MostRounds} that a gate may take; `prove record` goes on with the file.");
        var played = recording.Footing is { } footing ? BesideCpp(recording, footing, parsed) : Builds(recording, parsed);
        GateReplay? replay = null;
        display.Follow(progress =>
        {
            progress.Report(0, "gates");
            replay = recording.Footing is null
                ? GateReplay.Of(played.Rounds, played.Rows, GateRules.Standard, parsed.GetValue(gates), parsed.GetValue(seed))
                : GateReplay.OfStretches(played.Rounds, played.Rows, GateRules.Standard);
        });
        new ReplayScreen(display).Show(recording, played.Rounds, played.Rows, played.Spreads, replay!);
        if (parsed.GetValue(ledger))
            Keep(recording, played.Spreads, display);
        return ExitCode.Success;
    }

    private Played Builds(GateRecording recording, ParseResult parsed)
    {
        var rounds = Exchanged(recording, parsed);
        var spreads = rounds.Rows.Select(row => GateReplay.Spread(rounds, row, GateRules.Standard, Resamples, parsed.GetValue(seed))).ToList();
        // A mutant's rounds are judged by the noise of others; only rounds of one source are their own measure.
        var noise = recording.Base.IsSourceOf(recording.Head) ? Noise(recording, spreads) : Ledgers.Of(null).Noise;
        return new Played(rounds, [.. rounds.Rows.Select(row => new GateRow(row, noise.EffectOf(row, recording.Fingerprint)))], spreads);
    }

    private Played BesideCpp(GateRecording recording, RatioFooting footing, ParseResult parsed)
    {
        var held = parsed.GetValue(accepted) ? Accepted(recording, footing) : Own(recording);
        var rounds = Exchanged(recording.Scaled(held.ToDictionary(entry => entry.Case, entry => entry.Ratio)), parsed);
        return new Played(rounds, [.. held.Select(entry => new GateRow(entry.Case, entry.Effect))], [.. held.Select(entry => entry.Spread)]);
    }

    private GateRecording Exchanged(GateRecording recording, ParseResult parsed)
    {
        recording = parsed.GetValue(swap) ? recording.Swapped() : recording;
        return parsed.GetValue(permute) ? recording.Permuted(parsed.GetValue(seed)) : recording;
    }

    private static IReadOnlyList<RatioEntry> Own(GateRecording recording)
    {
        var nobody = new Acceptance("", default, null, "");
        try
        {
            return [.. RatioTake.Of(recording).Entries(nobody, null)];
        }
        catch (InvalidDataException fault)
        {
            throw new Fault($"{fault.Message}.", cause: fault);
        }
    }

    private static IReadOnlyList<RatioEntry> Accepted(GateRecording recording, RatioFooting footing)
    {
        var ledger = Ledgers.Of(null).Ratios;
        return [.. recording.Rows.Select(row => ledger.Of(row, footing) ?? throw new Fault($"no ratio to C++ of {GateRows.Name(row)} is accepted for {footing}: `accept FILE --ratios`"))];
    }

    private static NoiseLedger Noise(GateRecording recording, IReadOnlyList<double> spreads) =>
        new([.. recording.Rows.Zip(spreads, (row, spread) => new NoiseEntry(row, recording.Fingerprint, spread, recording.Rounds.Count, recording.Taken))]);

    private static void Keep(GateRecording recording, IReadOnlyList<double> spreads, Display display)
    {
        var grown = Path.Combine(Workplace.Root, NoiseLedger.File);
        var (known, added) = (Ledgers.Of(null).Noise, Noise(recording, spreads).Entries);
        new NoiseLedger([.. known.Entries.Where(entry => entry.Taken != recording.Taken), .. added]).Write(grown);
        display.Line($"{added.Count} rows added to {Workplace.Show(grown)}");
    }

    /// <summary>What is played: rounds as they are judged, rows with their effects and spreads.</summary>
    private sealed record Played(GateRecording Rounds, IReadOnlyList<GateRow> Rows, IReadOnlyList<double> Spreads);
}
