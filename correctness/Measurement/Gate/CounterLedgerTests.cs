using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

public sealed class CounterLedgerTests
{
    internal static readonly Case row = new("gate", "convae", "matched", "step", 2, "cpu", 1);
    internal static readonly Acceptance first = new("Ada", new DateOnly(2026, 1, 31), new string('a', 40), "first record");

    internal static CounterEntry Entry(Case measured, double bytes, string torch = "1.13") => new(
        measured, "csharp-system", torch, new WorkerCounters(bytes, new Dictionary<string, double> { ["aten::mul"] = 2, ["aten::add"] = 1 }, 3, 0, 4, null, 4096), first);

    [Test]
    public void A_ledger_is_read_as_it_was_written()
    {
        using var folder = new Folder();
        new CounterLedger([]).With(Entry(row, 104)).With(Entry(row, 96, "2.6")).Write(folder["counters.json"]);
        Assert.That(File.ReadAllText(folder["counters.json"]), Does.Match("aten::add[^}]*aten::mul").And.Not.Match("aten::mul[^}]*aten::add"), "operations in their order, whatever it was when they were counted");
        var read = CounterLedger.Read(folder["counters.json"]);
        Assert.Multiple(() =>
        {
            Assert.That(read.Of(row, "csharp-system", "1.13")!.Accepted, Is.EqualTo(first));
            Assert.That(read.Of(row, "csharp-system", "1.13")!.Values.NativeOperations, Is.EquivalentTo(Entry(row, 104).Values.NativeOperations!));
            Assert.That(read.Of(row, "csharp-system", "2.6")!.Values.ManagedBytes, Is.EqualTo(96));
            Assert.That(read.Of(row, "csharp-torchsharp", "1.13"), Is.Null);
        });
    }

    [Test]
    public void Accepting_one_row_changes_the_lines_of_that_row_and_no_others()
    {
        using var folder = new Folder();
        var ledger = new CounterLedger([]).With(Entry(row, 104)).With(Entry(row with { Workload = "resnet18" }, 208)).With(Entry(row with { Batch = 4 }, 104));
        ledger.Write(folder["before.json"]);
        ledger.With(Entry(row, 152)).Write(folder["after.json"]);
        var (before, after) = (File.ReadAllLines(folder["before.json"]), File.ReadAllLines(folder["after.json"]));
        Assert.That(after.Zip(before).Count(pair => pair.First != pair.Second), Is.EqualTo(1));
        Assert.That(after, Has.Length.EqualTo(before.Length));
    }

    [Test]
    public void A_reason_reads_in_the_file_as_it_was_given()
    {
        using var folder = new Folder();
        const string why = "nearer to C++ <1 µs than é";
        new CounterLedger([Entry(row, 104) with { Accepted = first with { Why = why } }]).Write(folder["counters.json"]);
        Assert.That(File.ReadAllText(folder["counters.json"]), Does.Contain($"\"why\": \"{why}\"\n"));
        Assert.That(CounterLedger.Read(folder["counters.json"]).Entries.Single().Accepted.Why, Is.EqualTo(why));
    }

    [Test]
    public void One_row_twice_and_an_acceptance_without_a_reason_are_refused()
    {
        using var folder = new Folder();
        new CounterLedger([Entry(row, 104), Entry(row, 105)]).Write(folder["twice.json"]);
        new CounterLedger([Entry(row, 104) with { Accepted = first with { Why = "" } }]).Write(folder["mute.json"]);
        Assert.Multiple(() =>
        {
            Assert.That(() => CounterLedger.Read(folder["twice.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contain("each row once"));
            Assert.That(() => CounterLedger.Read(folder["mute.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contain("a sentence"));
        });
    }

    [Test]
    public void Entries_are_in_the_order_of_libtorch_contender_and_row()
    {
        CounterEntry[] ordered =
        [
            Entry(row, 1), Entry(row with { Batch = 10 }, 1), Entry(row with { Batch = 10, Threads = 2 }, 1), Entry(row with { Phase = "train" }, 1), Entry(row with { Variant = "published" }, 1),
            Entry(row with { Workload = "deeppose" }, 1), Entry(row, 1) with { Contender = "csharp-torchsharp" }, Entry(row, 1, "2.6"),
        ];
        Assert.That(ordered.Reverse().Aggregate(new CounterLedger([]), (ledger, entry) => ledger.With(entry)).Entries, Is.EqualTo(ordered));
    }

    [TestCase("1.13.1", "1.13")]
    [TestCase("2.6", "2.6")]
    [TestCase("2", "2")]
    [TestCase(null, "unknown")]
    public void Of_a_version_the_first_two_numbers_count(string? version, string expected) => Assert.That(CounterLedger.Short(version), Is.EqualTo(expected));

    [Test]
    public void A_report_says_what_was_counted_and_is_read_as_it_said()
    {
        using var folder = new Folder();
        var values = Entry(row, 104).Values;
        var take = new CounterTake("csharp-system", "1.13", new string('a', 40), [(row, values), (row with { Batch = 4, Settings = "size=8" }, new WorkerCounters(null, null, null, null))]);
        var path = folder["gate.json"];
        Write(take);
        var read = CounterTake.Read(path);
        Assert.Multiple(() =>
        {
            Assert.That((read.Contender, read.LibTorch, read.Commit, CounterTake.IsIn(path)), Is.EqualTo(("csharp-system", "1.13", take.Commit, true)));
            Assert.That(read.Rows.Select(one => one.Case), Is.EqualTo(take.Rows.Select(one => one.Case)));
            Assert.That(read.Rows[0].Values with { NativeOperations = null }, Is.EqualTo(values with { NativeOperations = null }));
            Assert.That(read.Rows[0].Values.NativeOperations, Is.EqualTo(values.NativeOperations));
            Assert.That(read.Rows[1].Values, Is.EqualTo(new WorkerCounters(null, null, null, null)));
        });
        Write(take with { Rows = [take.Rows[0], take.Rows[0]] });
        Assert.That(() => CounterTake.Read(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("$.counted.rows: expected each row once").And.Message.EndsWith("a gate's report is written by `perf gate --json FILE`."));
        File.WriteAllText(path, """{ "schema": "perfsuite-results/1" }""");
        Assert.That(CounterTake.IsIn(path), Is.False);
        Assert.That(() => CounterTake.Read(path), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("$.schema: expected \"perfsuite-gate/1\""));
        File.WriteAllText(path, "nonsense");
        Assert.That((CounterTake.IsIn(path), CounterTake.IsIn(folder["none"])), Is.EqualTo((false, false)));

        void Write(CounterTake one) => File.WriteAllText(path, $$"""{ "schema": "{{CounterTake.Schema}}", "counted": {{one.Json()}} }""");
    }

    [Test]
    public void A_ledger_of_another_schema_is_refused_with_the_command_that_writes_it()
    {
        using var folder = new Folder();
        new SnapshotLedger([]).Write(folder["snapshots.json"]);
        Assert.That(() => CounterLedger.Read(folder["snapshots.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("$.schema: expected \"perfsuite-counters/1\"").And.Message.EndsWith("it is written by `perf accept`."));
        Assert.That(() => NoiseLedger.Read(folder["snapshots.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("$.schema: expected \"perfsuite-noise/1\""));
        new CounterLedger([]).Write(folder["counters.json"]);
        Assert.That(() => SnapshotLedger.Read(folder["counters.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.EndsWith("it is written by `perf accept --snapshots`."));
    }
}
