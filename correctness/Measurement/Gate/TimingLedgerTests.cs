using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

public sealed class TimingLedgerTests
{
    private static readonly Case step = CounterLedgerTests.row;
    private static readonly Acceptance second = new("Bob", new DateOnly(2026, 2, 28), null, "a release");

    [Test]
    public void Every_time_that_was_measured_is_taken_with_its_interval_and_bytes()
    {
        var results = Of(Row(step) with { Rounds = [9e5, 1e6, 2e6], Low = 9e5, High = 2e6, Level = 0.96 }) with { Counters = [new CounterRow(step, "csharp-system", 10, new WorkerCounters(104, null, null, null))] };
        var taken = new TimingLedger([]).With(results, second).Entries.Single();
        Assert.That(taken, Is.EqualTo(new TimingEntry(step, "csharp-system", results.Machine.Fingerprint, 3, 1e6, 9e5, 2e6, 0.96, 104, second)));
    }

    [Test]
    public void What_is_no_time_or_was_not_measured_is_not_taken()
    {
        var results = Of(Row(step) with { Status = RowStatus.Failed, Reason = "out of memory" }, Row(step with { Batch = 4 }) with { Unit = PerfSuite.Measurement.Row.Bytes });
        Assert.That(new TimingLedger([]).With(results, second).Entries, Is.Empty);
    }

    [Test]
    public void A_new_time_replaces_the_old_one_of_its_case_contender_and_machine_alone()
    {
        var results = Of(Row(step) with { Median = 5e5, Rounds = [5e5] });
        var here = results.Machine.Fingerprint;
        TimingEntry[] before = [Entry(step, here), Entry(step, "another machine"), Entry(step, here) with { Contender = "cpp" }, Entry(step with { Batch = 4 }, here)];
        var after = new TimingLedger(before).With(results, second).Entries;
        Assert.Multiple(() =>
        {
            Assert.That(after, Has.Count.EqualTo(4));
            Assert.That(after, Is.SupersetOf(before[1..]), "they stay as they are");
            Assert.That(after.Single(entry => entry.Accepted == second), Is.EqualTo(Entry(step, here) with { Count = 1, Median = 5e5, Low = null, High = null, Level = null, ManagedBytes = null, Accepted = second }));
        });
    }

    [Test]
    public void Entries_are_in_the_order_of_machine_case_and_contender()
    {
        var results = Of(Row(step));
        TimingEntry[] before = [Entry(step, "zz"), Entry(step, "aa") with { Contender = "python" }, Entry(step, "aa") with { Contender = "cpp" }, Entry(step with { Study = "a" }, "aa")];
        var after = new TimingLedger(before).With(results with { Rows = [] }, second).Entries;
        Assert.That(after, Is.EqualTo(new[] { before[3], before[2], before[1], before[0] }));
    }

    [Test]
    public void A_file_is_held_against_its_own_machine_studies_workloads_and_contenders()
    {
        var results = Of(Row(step), Row(step with { Workload = "resnet18" }));
        var here = results.Machine.Fingerprint;
        var (own, phase) = (Entry(step, here), Entry(step with { Phase = "infer" }, here) with { ManagedBytes = null, Low = null, High = null, Level = null });
        var accepted = new TimingLedger([own, phase, Entry(step, "another machine"), Entry(step with { Study = "mnist" }, here), Entry(step with { Workload = "deeppose" }, here), Entry(step, here) with { Contender = "cpp" }]);
        var held = accepted.For(results);
        Assert.Multiple(() =>
        {
            Assert.That(held.Rows.Select(row => row.Case), Is.EqualTo(new[] { step, phase.Case }), "a phase that the file lacks is seen to be missing");
            Assert.That((held.Taken, held.Machine), Is.EqualTo((results.Taken, results.Machine)));
            var row = held.Rows[0];
            Assert.That((row.Contender, row.Median, row.Low, row.High, row.Level, row.Status), Is.EqualTo(("csharp-system", (double?)1e6, (double?)9e5, (double?)2e6, (double?)0.96, RowStatus.Measured)));
            Assert.That(row.Rounds, Is.EqualTo(new[] { 1e6 }));
            Assert.That(held.Counters.Select(row => (row.Case, row.Contender, row.Iterations, row.Values.ManagedBytes)), Is.EqualTo(new[] { (step, "csharp-system", 1, (double?)104) }));
        });
    }

    [Test]
    public void A_ledger_is_read_as_it_was_written()
    {
        using var folder = new Folder();
        TimingEntry[] entries = [Entry(step, "a machine"), Entry(step, "another") with { Low = null, High = null, Level = null, ManagedBytes = null }];
        new TimingLedger(entries).Write(folder["timings.json"]);
        Assert.That(TimingLedger.Read(folder["timings.json"]).Entries, Is.EqualTo(entries));
        Assert.That(TimingLedger.Read(folder["nothing.json"]).Entries, Is.Empty, "nothing was accepted yet");
        new TimingLedger([entries[0], entries[0] with { Median = 2e6 }]).Write(folder["twice.json"]);
        Assert.That(() => TimingLedger.Read(folder["twice.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("twice.json: $.entries: expected each row once").And.Message.Contains("`perf accept`"));
    }

    private static TimingEntry Entry(Case measured, string machine) => new(measured, "csharp-system", machine, 12, 1e6, 9e5, 2e6, 0.96, 104, CounterLedgerTests.first);

    private static Results Of(params Row[] rows) => ResultsTests.Example() with { Rows = rows, Ratios = [], Agreements = [], Counters = [], Curves = [] };

    private static Row Row(Case measured) => new() { Case = measured, Contender = "csharp-system", Rounds = [1e6], Median = 1e6, Status = RowStatus.Measured };
}
