using NUnit.Framework;
using PerfSuite.Correctness.Measurement.Gate;
using PerfSuite.Correctness.Measurement.Reports;
using PerfSuite.Gate;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Program.Gate;

public sealed class AcceptTests
{
    private static readonly Case row = GateRows.All[0];
    private static readonly WorkerCounters counters = new(104, new Dictionary<string, double> { ["aten::add"] = 1 }, 1, 0, 1, null, 4);

    [Test]
    public void What_a_gate_counted_becomes_the_measure_once_somebody_says_yes()
    {
        using var folder = new ScratchFolder();
        var (report, ledger) = (folder["gate.json"], folder[CounterLedger.File]);
        Write(report, counters);
        Accept(1, "new, 104 managed bytes", "nothing was written", "--why", "first record", "--by", "Ada");
        Assert.That(File.Exists(ledger), Is.False, "shown and not written");
        Accept(0, "1 entry written", "", "--why", "first record", "--by", "Ada", "--yes");
        Accept(0, "Nothing to accept", "", "--why", "again", "--by", "Bob", "--yes");
        Assert.That(CounterLedger.Read(ledger).Entries.Single().Accepted, Is.EqualTo(new Acceptance("Ada", DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), new string('a', 40), "first record")));
        Write(report, counters with { ManagedBytes = 152, NativeCalls = 2 });
        Accept(0, "overhead add ×1: managed bytes 104 → 152; native calls 1 → 2", "", "--why", "a cache", "--by", "Bob", "--yes");
        Assert.That(CounterLedger.Read(ledger).Entries.Single().Accepted.Why, Is.EqualTo("a cache"));

        void Accept(int exit, string said, string complained, params string[] arguments)
        {
            var run = ProgramRun.InProcess(folder.Path, ["accept", report, .. arguments]);
            Assert.Multiple(() =>
            {
                Assert.That(run.ExitCode, Is.EqualTo(exit), run.Error);
                Assert.That(run.Output, Does.Contain(said));
                Assert.That(run.Error, Does.Contain(complained));
            });
        }
    }

    [Test]
    public void Ratios_to_Cpp_are_taken_only_when_asked_for()
    {
        using var folder = new ScratchFolder();
        var (report, ledger) = (folder["gate.json"], folder[RatioLedger.File]);
        Write(report, counters);
        Assert.That(Ratios(report, "release").Error, Does.Contain("`gate --ratios` measures them"));
        Write(report, counters, 1.05);
        Assert.That(ProgramRun.InProcess(folder.Path, "accept", report, "--why", "counters", "--by", "Ada", "--yes").ExitCode, Is.Zero);
        Assert.That(File.Exists(ledger), Is.False);
        Assert.That(Ratios(report, "release").Error, Does.Contain("overhead add ×1: one gate does not tell how far its ratio to C++ wanders").And.Contain("prove record FILE --ratios"));
        BesideCpp.Rounds(1.05, 60).Write(folder["rounds.json"]);
        Assert.That(Ratios(folder["rounds.json"], "release").Output, Does.Contain("overhead add ×1: C# ÷ C++ new, 1.050 (1.0").And.Contain("n = 60), δ 3.0 %"));
        var first = RatioLedger.Read(ledger).Entries.Single();
        Write(report, counters, 1.08);
        Assert.That(Ratios(report, "next").Output, Does.Contain("1.050 → 1.080 (1.070–1.090, n = 10)"));
        var entry = RatioLedger.Read(ledger).Entries.Single();
        Assert.That((entry.Ratio, entry.Count, entry.Footing, entry.Accepted.Why), Is.EqualTo((1.08, 10, BesideCpp.Footing, "next")));
        Assert.That((first.Spread > 0, entry.Spread), Is.EqualTo((true, first.Spread)), "one gate does not tell how far its ratio wanders: what was recorded stays");

        ProgramRun Ratios(string file, string why) => ProgramRun.InProcess(folder.Path, "accept", file, "--ratios", "--why", why, "--by", "Ada", "--yes");
    }

    [Test]
    public void Rounds_of_two_builds_and_too_few_beside_Cpp_are_no_ratios()
    {
        using var folder = new ScratchFolder();
        var path = folder["rounds.json"];
        (BesideCpp.Rounds(1.05, 60) with { Footing = null }).Write(path);
        Assert.That(Said(), Does.Contain("these are rounds of two builds"));
        BesideCpp.Rounds(1.05, 59).Write(path);
        Assert.That(Said(), Does.Contain("of 59 rounds nobody can tell how far a ratio wanders: 60 or more"));
        Assert.That(File.Exists(folder[RatioLedger.File]), Is.False);

        string Said()
        {
            var run = ProgramRun.InProcess(folder.Path, "accept", path, "--ratios", "--why", "release", "--by", "Ada", "--yes");
            Assert.That(run.ExitCode, Is.EqualTo(1));
            return run.Error;
        }
    }

    [Test]
    public void Received_snapshots_are_shown_and_taken_with_a_word_of_why()
    {
        using var folder = new ScratchFolder();
        var place = folder[SnapshotLedger.Folder];
        Directory.CreateDirectory(place);
        File.WriteAllText(Path.Combine(place, "One.verified.txt"), "a\nb\nc\n");
        File.WriteAllText(Path.Combine(place, "One.received.txt"), "a\nB\nc\n");
        File.WriteAllText(Path.Combine(place, "Two.received.txt"), "new\n");
        var shown = ProgramRun.InProcess(folder.Path, "accept", "--snapshots", "--why", "renamed", "--by", "Ada");
        Assert.That((shown.ExitCode, Directory.GetFiles(place).Length), Is.EqualTo((1, 3)), "shown and not taken");
        foreach (var line in new[] { "One", "  - b", "  + B", "Two", "  + new" })
            Assert.That(shown.Output.Split('\n').Select(one => one.TrimEnd()), Does.Contain(line));
        var taken = ProgramRun.InProcess(folder.Path, "accept", "--snapshots", "--only", "one", "--why", "renamed", "--by", "Ada", "--yes");
        Assert.Multiple(() =>
        {
            Assert.That(taken.ExitCode, Is.Zero, taken.Error);
            Assert.That(Directory.GetFiles(place).Select(Path.GetFileName).Order(), Is.EqualTo(new[] { "One.verified.txt", "Two.received.txt" }));
            Assert.That(File.ReadAllText(Path.Combine(place, "One.verified.txt")), Is.EqualTo("a\nB\nc\n"));
            Assert.That(SnapshotLedger.Read(folder[SnapshotLedger.File]).Entries.Select(entry => (entry.Name, entry.Accepted.Why)), Is.EqualTo(new[] { ("One", "renamed") }));
        });
    }

    [Test]
    public void A_damaged_ledger_is_named_and_left_as_it_is()
    {
        using var folder = new ScratchFolder();
        Write(folder["gate.json"], counters);
        Directory.CreateDirectory(folder["baselines"]);
        File.WriteAllText(folder[CounterLedger.File], "{ \"schema\": \"perfsuite-counters/1\", \"entries\": [ {");
        var run = ProgramRun.InProcess(folder.Path, "accept", folder["gate.json"], "--why", "x", "--by", "Ada", "--yes");
        Assert.That((run.ExitCode, run.Error.Contains("counters.json", StringComparison.Ordinal)), Is.EqualTo((1, true)), run.Error);
        Assert.That(File.ReadAllText(folder[CounterLedger.File]), Does.EndWith("[ {"));
    }

    [Test]
    public void Accepted_times_are_what_a_later_file_of_the_same_machine_is_held_to()
    {
        using var folder = new ScratchFolder();
        var (first, later) = (folder["first.json"], folder["later.json"]);
        Timed(1).Write(first);
        Gate(3, "Nothing of", first);
        Assert.That(ProgramRun.InProcess(folder.Path, "accept", first, "--why", "first record", "--by", "Ada", "--yes").ExitCode, Is.Zero);
        Gate(0, "Nothing got worse", first);
        Timed(1.2).Write(later);
        Gate(1, "Got worse: slower (1)", later);
        var page = PageCheck.Holds(File.ReadAllText(folder["artifacts/report.html"])).Root!.Value;
        Assert.That(page, Does.Contain("gate: later.json against baselines/timings.json").And.Contain("regression: of 1 row 1 slower").And.Contain("1.20 1.20–1.20"));
        Assert.That(File.ReadAllText(folder["gate.md"]), Does.StartWith("### ❌ regression: of 1 row 1 slower\n").And.Contain("**slower**").And.Contain("gate --results"));
        Timed(1, "another machine").Write(later);
        Gate(3, "another machine", later);

        void Gate(int exit, string said, string file)
        {
            var run = ProgramRun.InProcess(folder.Path, "gate", "--results", file, "--markdown", folder["gate.md"]);
            Assert.That((run.ExitCode, (run.Output + run.Error).Contains(said, StringComparison.Ordinal)), Is.EqualTo((exit, true)), run.Output + run.Error);
        }
    }

    private static Results Timed(double factor, string cpu = "a processor")
    {
        var rounds = Enumerable.Range(0, 12).Select(i => factor * (1e6 + (100 * i))).ToList();
        var outcome = new RoundsOutcome(row.Phase, 1, [new ContenderRounds("csharp-system", [], rounds, null)], false);
        return new Results
        {
            Taken = DateTimeOffset.UnixEpoch,
            Machine = new Machine(cpu, 2, "an OS", "a kernel", "x64", ".NET", null, null, null),
            Rows = [Row.Of(row, outcome, "csharp-system")],
        };
    }

    private static void Write(string path, WorkerCounters values, double? ratio = null)
    {
        var commit = new string('a', 40);
        var ratios = ratio is { } stood ? new RatioTake(BesideCpp.Footing, commit, [new RatioStand(row, stood, stood - 0.01, stood + 0.01, 0.95, 10)]).Json().ToJsonString() : "null";
        File.WriteAllText(path, $$"""{ "schema": "{{CounterTake.Schema}}", "counted": {{new CounterTake("csharp-system", "1.13", commit, [(row, values)]).Json()}}, "ratios": {{ratios}} }""");
    }
}
