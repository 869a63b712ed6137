using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

/// <summary>What baselines/README.md says of the gate's false alarms and of what it finds, played again on the rounds beside it.</summary>
public sealed class RecordedRoundsTests
{
    private const int Gates = 200;
    private const int Resamples = 2000;
    private static readonly string baselines = Path.Combine(SnapshotFolder.Here, "..");

    private static GateRecording OneSource => Recorded("aa");

    private static NoiseLedger Noise => NoiseLedger.Read(Path.Combine(baselines, "noise.json"));

    [Test]
    public void Two_builds_of_one_source_turn_at_most_one_gate_in_a_hundred_red()
    {
        var recording = OneSource;
        Assert.That(recording.Base.IsSourceOf(recording.Head) && recording.Base.Build != recording.Head.Build, "one source, built twice");
        Assert.That(Played(recording).Red, Is.LessThanOrEqualTo(Gates / 100));
    }

    [Test]
    public void So_do_they_with_sides_swapped() =>
        Assert.That(Played(OneSource.Swapped()).Red, Is.LessThanOrEqualTo(Gates / 100));

    [Test]
    public void With_labels_permuted_no_gate_is_red() =>
        Assert.That(Played(OneSource.Permuted(1)).Red, Is.Zero);

    [Test]
    public void The_ledger_of_noise_holds_what_these_rounds_show()
    {
        var recording = OneSource;
        var held = Noise.Entries.Where(entry => entry.Taken == recording.Taken).ToDictionary(entry => entry.Case);
        Assert.That(held.Keys, Is.EquivalentTo(recording.Rows));
        Assert.Multiple(() =>
        {
            foreach (var row in recording.Rows)
                Assert.That(GateReplay.Spread(recording, row, GateRules.Standard, Resamples, seed: 0), Is.EqualTo(held[row].Spread).Within(1e-12), $"{row}");
        });
    }

    /// <summary>Real work, built into the head and run: a spin of so many per cent of what the base took when it was recorded.</summary>
    [TestCase("spin-10", 1.0)]
    [TestCase("spin-5", 0.95)]
    public void A_loss_put_into_every_row_is_found(string recorded, double share)
    {
        var recording = Recorded(recorded);
        Assert.That(recording.Base.IsSourceOf(OneSource.Base) && !recording.Head.IsSourceOf(recording.Base), "the same source, and a mutant of it");
        var replay = Played(recording);
        Assert.That(replay.Red, Is.AtLeast(share * Gates));
        Assert.Multiple(() =>
        {
            foreach (var row in recording.Rows)
                Assert.That(replay.Rows[row].GetValueOrDefault(Verdict.Slower), Is.AtLeast(share * Gates), $"{row}");
        });
    }

    /// <summary>Held to the ratios first accepted, whatever was accepted since: on the rounds they came from, and on later ones.</summary>
    [TestCase("beside")]
    [TestCase("beside-later")]
    public void Beside_Cpp_no_hour_as_it_came_turns_a_gate_red(string recorded) =>
        Assert.That(PlayedBesideCpp(recorded).Red, Is.Zero);

    [Test]
    public void Beside_Cpp_a_loss_of_ten_per_cent_is_found_in_every_hour()
    {
        var replay = PlayedBesideCpp("beside-spin-10");
        Assert.That(replay.Red, Is.EqualTo(replay.Gates));
    }

    /// <summary>A ratio may have been accepted of a gate since; how far it wanders stays as it was recorded.</summary>
    [Test]
    public void The_ledger_of_ratios_holds_how_far_they_wandered()
    {
        var recording = Recorded("beside");
        Assert.Multiple(() =>
        {
            foreach (var row in RatioTake.Of(recording).Rows)
                Assert.That(Ratios.Of(row.Case, recording.Footing!)?.Spread, Is.EqualTo(row.Spread).Within(1e-12), $"{row.Case}");
        });
    }

    private static RatioLedger Ratios => RatioLedger.Read(Path.Combine(baselines, "ratios.json"));

    private static GateRecording Recorded(string name) => GateRecording.Read(Path.Combine(baselines, "rounds", $"{name}.json"));

    private static GateReplay PlayedBesideCpp(string recorded)
    {
        var recording = Recorded(recorded);
        var held = RatioTake.Of(Recorded("beside")).Entries(new Acceptance("", default, null, ""), before: null).Where(entry => recording.Rows.Contains(entry.Case)).ToList();
        return GateReplay.OfStretches(recording.Scaled(held.ToDictionary(entry => entry.Case, entry => entry.Ratio)), [.. held.Select(entry => new GateRow(entry.Case, entry.Effect))], GateRules.Standard);
    }

    private static GateReplay Played(GateRecording recording) =>
        GateReplay.Of(recording, [.. recording.Rows.Select(row => new GateRow(row, Noise.EffectOf(row, recording.Fingerprint)))], GateRules.Standard, Gates, seed: 2);
}
