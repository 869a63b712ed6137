using System.Text.Json.Nodes;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

/// <summary>Ratios to C++ that were accepted, and what gates say of them.</summary>
public sealed class RatioLedgerTests
{
    private static readonly Acceptance second = new("Bob", new DateOnly(2026, 2, 28), null, "a release");
    private static readonly RatioEntry add = new(BesideCpp.Row, BesideCpp.Footing, 1.2, 1.19, 1.21, 0.95, 80, 0.01, CounterLedgerTests.first);

    [Test]
    public void A_ratio_is_found_by_its_row_and_by_what_C_sharp_computed_with()
    {
        var ledger = new RatioLedger([add]);
        Assert.Multiple(() =>
        {
            Assert.That(ledger.Of(add.Case, add.Footing), Is.EqualTo(add));
            Assert.That(ledger.Of(add.Case with { Batch = 2 }, add.Footing), Is.Null);
            foreach (var other in (RatioFooting[])[add.Footing with { Contender = "csharp-torchsharp" }, add.Footing with { Blas = "libmkl.so" }, add.Footing with { CpuCapability = "AVX512" }])
                Assert.That(ledger.Of(add.Case, other), Is.Null);
        });
    }

    [Test]
    public void A_new_ratio_replaces_the_one_of_its_row_and_footing_alone()
    {
        RatioEntry[] before = [add with { Footing = add.Footing with { Contender = "z" } }, add, add with { Case = add.Case with { Study = "a" } }];
        var taken = add with { Ratio = 1.1, Low = 1.09, High = 1.11, Accepted = second };
        Assert.That(new RatioLedger(before).With([taken]).Entries, Is.EqualTo(new[] { before[2], taken, before[0] }), "in the order of footing and case");
    }

    [Test]
    public void A_ledger_is_read_as_it_was_written()
    {
        using var folder = new Folder();
        RatioEntry[] entries = [add, add with { Case = add.Case with { Phase = "item" }, Spread = 0, Accepted = second }];
        new RatioLedger(entries).Write(folder["ratios.json"]);
        Assert.That(RatioLedger.Read(folder["ratios.json"]).Entries, Is.EqualTo(entries));
        Assert.That(RatioLedger.Read(folder["nothing.json"]).Entries, Is.Empty);
        new RatioLedger([add, add with { Ratio = 1.195 }]).Write(folder["twice.json"]);
        Assert.That(() => RatioLedger.Read(folder["twice.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("each row once").And.Message.Contains("`perf accept FILE --ratios`"));
        new RatioLedger([add with { Spread = 11 }]).Write(folder["wide.json"]);
        Assert.That(() => RatioLedger.Read(folder["wide.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("spread: expected a number from 0 to 10, found 11"));
    }

    [Test]
    public void A_report_says_how_its_rows_stood_and_is_read_as_it_said()
    {
        using var folder = new Folder();
        var take = new RatioTake(BesideCpp.Footing, new string('a', 40), [new RatioStand(BesideCpp.Row, 1.05, 1.04, 1.06, 0.95, 10)]);
        Write(take.Json());
        var read = RatioTake.Read(folder["gate.json"])!;
        Assert.That((read.Footing, read.Commit, read.Rows.Single()), Is.EqualTo((take.Footing, take.Commit, take.Rows[0])));
        Write(null);
        Assert.That(RatioTake.Read(folder["gate.json"]), Is.Null, "that gate measured none");
        Write((take with { Rows = [take.Rows[0], take.Rows[0] with { Ratio = 1.055 }] }).Json());
        Assert.That(() => RatioTake.Read(folder["gate.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("$.ratios.rows: expected each row once").And.Message.Contains("`perf gate --json FILE`"));
        var bare = take.Json();
        foreach (var name in (string[])["low", "high", "level"])
            bare["rows"]![0]!.AsObject().Remove(name);
        Write(bare);
        Assert.That(() => RatioTake.Read(folder["gate.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("$.ratios.rows[0]: expected an interval"));

        File.WriteAllText(folder["gate.json"], """{ "schema": "perfsuite-results/1", "ratios": null }""");
        Assert.That(() => RatioTake.Read(folder["gate.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("$.schema: expected \"perfsuite-gate/1\""));

        void Write(JsonObject? ratios) => File.WriteAllText(folder["gate.json"], new JsonObject { ["schema"] = CounterTake.Schema, ["ratios"] = ratios }.ToJsonString());
    }

    [Test]
    public void A_recording_is_taken_by_its_file_and_a_refusal_names_it()
    {
        using var folder = new Folder();
        BesideCpp.Rounds(1.1, 60).Write(folder["rounds.json"]);
        var read = RatioTake.Read(folder["rounds.json"])!;
        Assert.That((read.Footing, read.Commit, read.Rows.Single().Count), Is.EqualTo((BesideCpp.Footing, new string('a', 40), 60)));
        BesideCpp.Rounds(1.1, 59).Write(folder["few.json"]);
        Assert.That(() => RatioTake.Read(folder["few.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith(folder["few.json"] + ": of 59 rounds nobody can tell"));
        GateRecordingTests.Example().Write(folder["builds.json"]);
        Assert.That(() => RatioTake.Read(folder["builds.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("these are rounds of two builds; those beside C++ are recorded by `perf prove record FILE --ratios`"));
    }

    [Test]
    public void How_far_a_ratio_wanders_is_what_a_recording_said_last()
    {
        var gate = new RatioTake(BesideCpp.Footing, null, [new RatioStand(BesideCpp.Row, 1.05, 1.04, 1.06, 0.95, 10)]);
        var recorded = gate with { Rows = [gate.Rows[0] with { Spread = 0.02 }] };
        Assert.Multiple(() =>
        {
            Assert.That(gate.Entries(second, new RatioLedger([add])).Single(), Is.EqualTo(new RatioEntry(BesideCpp.Row, BesideCpp.Footing, 1.05, 1.04, 1.06, 0.95, 10, add.Spread, second)));
            Assert.That(recorded.Entries(second, new RatioLedger([add])).Single().Spread, Is.EqualTo(0.02));
            Assert.That(() => gate.Entries(second, new RatioLedger([add with { Footing = add.Footing with { Blas = "another" } }])).ToList(), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith("overhead add ×1: one gate does not tell"));
            Assert.That(() => gate.Entries(second, null).ToList(), Throws.InstanceOf<InvalidDataException>());
        });
    }

    [Test]
    public void A_finding_against_the_accepted_ratio_tells_the_ratio_to_Cpp()
    {
        var estimate = new GateEstimate(new Estimate(1.05, new Interval(1.04, 1.06, 0.95), 10), 0.001, 0.999);
        var finding = new GateFinding { Row = new GateRow(BesideCpp.Row, 0.03), Verdict = Verdict.Slower, Screened = estimate };
        Assert.Multiple(() =>
        {
            Assert.That(new RatioFinding(finding, null).Stand, Is.EqualTo(new RatioStand(BesideCpp.Row, 1.05, 1.04, 1.06, 0.95, 10)));
            Assert.That(new RatioFinding(finding, add with { Ratio = 2 }).Stand, Is.EqualTo(new RatioStand(BesideCpp.Row, 2.10, 2.08, 2.12, 0.95, 10)));
            Assert.That(new RatioFinding(finding with { Screened = null }, add).Stand, Is.Null);
            Assert.That(new RatioFinding(finding with { Screened = estimate with { Ratio = new Estimate(1.05, null, 1) } }, add).Stand, Is.Null, "one round has no interval");
        });
    }

    [Test]
    public void Rounds_are_scaled_where_a_ratio_is_accepted_and_failures_stay_failures()
    {
        var (other, failed) = (BesideCpp.Row with { Phase = "item" }, BesideCpp.Row with { Phase = "step" });
        var scaled = new ScaledRounds(new Once(new()
        {
            [BesideCpp.Row] = new GateValue(new GatePair(1000, 1100), null),
            [other] = new GateValue(new GatePair(500, 600), null),
            [failed] = new GateValue(null, "killed"),
        }), new Dictionary<Case, double> { [BesideCpp.Row] = 1.1, [failed] = 2 }).Next([BesideCpp.Row, other, failed], default);
        Assert.Multiple(() =>
        {
            Assert.That(scaled[BesideCpp.Row].Pair, Is.EqualTo(new GatePair(1100, 1100)));
            Assert.That(scaled[other].Pair, Is.EqualTo(new GatePair(500, 600)));
            Assert.That(scaled[failed], Is.EqualTo(new GateValue(null, "killed")));
        });
    }

    private sealed class Once(Dictionary<Case, GateValue> values) : IGateRounds
    {
        public IReadOnlyDictionary<Case, GateValue> Next(IReadOnlyList<Case> rows, CancellationToken cancellation) => rows.ToDictionary(row => row, row => values[row]);
    }
}
