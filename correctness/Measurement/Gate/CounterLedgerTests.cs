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
}
