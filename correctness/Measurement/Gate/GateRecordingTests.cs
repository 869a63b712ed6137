using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

public sealed class GateRecordingTests
{
    private static readonly Case quiet = new("gate", "overhead", "matched", "add", 1, "cpu", 1);
    private static readonly Case slowed = new("gate", "resnet18", "matched", "step", 2, "cpu", 1);

    /// <summary>Sixty rounds: one row as quick on both sides, the other 5 % slower on the head.</summary>
    internal static GateRecording Example()
    {
        var noise = new Random(8);
        return new GateRecording
        {
            Taken = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
            Fingerprint = "a machine",
            Base = new GateSide("HEAD", new string('a', 40), new string('1', 64), new string('2', 64), "csharp-system"),
            Head = new GateSide(".", null, null, new string('3', 64), null),
            Rows = [quiet, slowed],
            Rounds = [.. Enumerable.Range(0, 60).Select(_ => (IReadOnlyList<GatePair>)[new GatePair(500 + noise.NextDouble(), 500 + noise.NextDouble()), new GatePair(9e6 + 1e4 * noise.NextDouble(), 9.45e6 + 1e4 * noise.NextDouble())])],
        };
    }

    [Test]
    public void A_recording_is_read_as_it_was_written()
    {
        using var folder = new Folder();
        var (path, recording) = (folder["rounds.json"], Example());
        recording.Write(path);
        var read = GateRecording.Read(path);
        Assert.Multiple(() =>
        {
            Assert.That(read.Rows, Is.EqualTo(recording.Rows));
            Assert.That((read.Base, read.Head, read.Taken, read.Fingerprint), Is.EqualTo((recording.Base, recording.Head, recording.Taken, recording.Fingerprint)));
            Assert.That(read.Differences(slowed), Is.EqualTo(recording.Differences(slowed)).Within(1e-5));
            Assert.That(File.ReadAllLines(path).Count(line => line.StartsWith("    [", StringComparison.Ordinal)), Is.EqualTo(60), "a line for every round");
        });
    }

    [Test]
    public void What_is_no_recording_is_refused_with_its_place()
    {
        using var folder = new Folder();
        var path = folder["rounds.json"];
        Assert.Multiple(() =>
        {
            Assert.That(Said(recording => recording with { Rows = [quiet, quiet] }, text => text), Does.StartWith($"{path}: $.rows: expected each row once").And.EndsWith("rounds of a gate are written by `perf prove record`."));
            Assert.That(Said(recording => recording with { Rows = [quiet] }, text => text), Does.Contain("$.rounds[0]: expected 2 numbers, two for each row"));
            Assert.That(Said(recording => recording, text => text.Replace("rounds/1", "rounds/2", StringComparison.Ordinal)), Does.Contain("$.schema: expected \"perfsuite-gate-rounds/1\""));
            Assert.That(Said(recording => recording with { Rounds = [[new GatePair(0, 1), new GatePair(1, 1)]] }, text => text), Does.Contain("$.rounds[0][0]: expected a number from"));
        });

        string Said(Func<GateRecording, GateRecording> change, Func<string, string> edit)
        {
            change(Example()).Write(path);
            File.WriteAllText(path, edit(File.ReadAllText(path)));
            return Assert.Throws<InvalidDataException>(() => GateRecording.Read(path)).Message;
        }
    }

    [Test]
    public void Swapped_scaled_and_permuted_rounds_have_the_values_of_the_first()
    {
        var recording = Example();
        var (pair, swapped) = (recording.Rounds[0][1], recording.Swapped());
        var scaled = recording.Scaled(new Dictionary<Case, double> { [quiet] = 2, [slowed] = 1.05 });
        var permuted = recording.Permuted(3).Rounds;
        var exchanged = Enumerable.Range(0, 60).Where(round => !permuted[round].SequenceEqual(recording.Rounds[round])).ToList();
        Assert.Multiple(() =>
        {
            Assert.That((swapped.Base, swapped.Head, swapped.Rounds[0][1]), Is.EqualTo((recording.Head, recording.Base, new GatePair(pair.Head, pair.Base))));
            Assert.That(scaled.Rounds[0], Is.EqualTo(new[] { recording.Rounds[0][0] with { Base = 2 * recording.Rounds[0][0].Base }, pair with { Base = 1.05 * pair.Base } }));
            Assert.That(exchanged, Has.Count.InRange(15, 45));
            Assert.That(exchanged.Select(round => permuted[round]), Is.EqualTo(exchanged.Select(round => swapped.Rounds[round])));
            Assert.That(() => recording.Differences(quiet with { Batch = 9 }), Throws.ArgumentException.With.Message.StartsWith("The recording has no "));
            Assert.That(recording.Differences(quiet)[1], Is.EqualTo(Math.Log(recording.Rounds[1][0].Head / recording.Rounds[1][0].Base)));
        });
    }

    [Test]
    public void A_row_that_only_informs_makes_no_gate_red()
    {
        var replay = GateReplay.Of(Example(), [new GateRow(slowed, 0.2)], GateRules.Standard, 20, 1);
        Assert.That((replay.Gates, replay.Red, replay.NotSame), Is.EqualTo((20, 0, 0)));
        Assert.That(GateReplay.Of(Example(), [new GateRow(quiet, 0.03), new GateRow(slowed, 0.2)], GateRules.Standard, 20, 1).NotSame, Is.Zero);
        var faster = GateReplay.Of(Example().Swapped(), [new GateRow(quiet, 0.03), new GateRow(slowed, 0.03)], GateRules.Standard, 20, 1);
        Assert.That((faster.Red, faster.NotSame), Is.EqualTo((0, 20)), "faster is not the same, and not red");
        Assert.That(() => GateReplay.Of(Example(), [], GateRules.Standard, 0, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Replayed_gates_find_the_loss_and_nothing_else_every_time()
    {
        var replay = GateReplay.Of(Example(), [new GateRow(quiet, 0.03), new GateRow(slowed, 0.03)], GateRules.Standard, gates: 50, seed: 1);
        Assert.Multiple(() =>
        {
            Assert.That((replay.Gates, replay.Red, replay.NotSame), Is.EqualTo((50, 50, 50)));
            Assert.That(replay.Rows[quiet], Is.EqualTo(new Dictionary<Verdict, int> { [Verdict.Same] = 50 }));
            Assert.That(replay.Rows[slowed], Is.EqualTo(new Dictionary<Verdict, int> { [Verdict.Slower] = 50 }));
        });
    }

    [Test]
    public void With_sides_swapped_what_was_slower_is_faster() =>
        Assert.That(GateReplay.Of(Example().Swapped(), [new GateRow(slowed, 0.03)], GateRules.Standard, 20, 1).Rows[slowed], Is.EqualTo(new Dictionary<Verdict, int> { [Verdict.Faster] = 20 }));

    [Test]
    public void With_labels_permuted_nothing_is_slower() =>
        Assert.That(GateReplay.Of(Example().Permuted(3), [new GateRow(slowed, 0.03)], GateRules.Standard, 50, 1).Red, Is.Zero);

    [Test]
    public void The_same_seed_replays_the_same_gates()
    {
        GateRow[] rows = [new GateRow(slowed, 0.05)];
        var (first, again, other) = (Play(1), Play(1), Play(2));
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first), "another seed draws other rounds");

        string Play(long seed) => string.Join(' ', new GateTrial(rows, GateRules.Standard, new ResampledRounds(Example(), seed)).Run()[0].Rounds);
    }

    [Test]
    public void Neighbours_are_drawn_together_five_at_a_time_and_the_last_has_the_first_for_its_neighbour()
    {
        var recording = Example();
        var places = recording.Rounds.Index().ToDictionary(round => round.Item[1], round => round.Index);
        var rounds = new ResampledRounds(recording, 4);
        var drawn = Enumerable.Range(0, 500).Select(_ => places[rounds.Next([slowed], default)[slowed].Pair!.Value]).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(drawn.Chunk(5).SelectMany(block => block.Index().Select(one => (one.Item - one.Index + 60) % 60 == block[0])), Is.All.True);
            Assert.That(drawn.Chunk(5).Select(block => block[0]).Distinct().Count(), Is.GreaterThan(30), "and each five from anywhere");
            Assert.That(rounds.Next([slowed with { Batch = 9 }], default).Values.Single().Failure, Is.EqualTo("the recording has no such row"));
            Assert.That(() => rounds.Next([slowed], new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        });
    }

    [Test]
    public void The_spread_is_that_of_the_estimate_and_not_of_a_round()
    {
        var recording = Example();
        var spread = GateReplay.Spread(recording, slowed, GateRules.Standard, 400, 1);
        var rounds = MathNet.Numerics.Statistics.Statistics.StandardDeviation(recording.Differences(slowed));
        Assert.That(spread, Is.InRange(rounds / 6, rounds / 2));
    }

    [Test]
    public void The_ledger_takes_the_largest_spread_of_this_machine_and_else_of_any()
    {
        using var folder = new Folder();
        var ledger = new NoiseLedger([Entry("here", 0.005), Entry("here", 0.02), Entry("there", 0.03)]);
        ledger.Write(folder["noise.json"]);
        var read = NoiseLedger.Read(folder["noise.json"]);
        Assert.Multiple(() =>
        {
            Assert.That(read.Entries, Is.EqualTo(ledger.Entries));
            Assert.That(read.EffectOf(quiet, "here"), Is.EqualTo(0.06).Within(1e-12));
            Assert.That(read.EffectOf(quiet, "elsewhere"), Is.EqualTo(0.09).Within(1e-12));
            Assert.That(read.EffectOf(slowed, "here"), Is.EqualTo(0.03));
            Assert.That((read.Knows(quiet, "here"), read.Knows(quiet, "elsewhere"), read.Knows(slowed, "here")), Is.EqualTo((true, false, false)));
            Assert.That(NoiseLedger.Read(folder["none.json"]).Entries, Is.Empty);
        });

        NoiseEntry Entry(string machine, double spread) => new(quiet, machine, spread, 300, Example().Taken);
    }
}
