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
            Assert.That(NoiseLedger.Read(folder["none.json"]).Entries, Is.Empty);
        });

        NoiseEntry Entry(string machine, double spread) => new(quiet, machine, spread, 300, Example().Taken);
    }
}
