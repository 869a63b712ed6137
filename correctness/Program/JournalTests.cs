using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Learning;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Learning.Data;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.Correctness.Program;

/// <summary>A run that is stopped goes on where it was.</summary>
[Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
public sealed class JournalTests
{
    private static readonly Machine machine = Machine.Read();
    private ScratchFolder folder = null!;

    [SetUp]
    public void Make() => folder = new ScratchFolder();

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void What_was_measured_is_not_measured_again()
    {
        using var stop = new CancellationTokenSource();
        var first = Carry(5000, resume: false, stop, stopAfter: 1);
        Assert.That(first.Rows.Count(row => row.Status == RowStatus.Measured), Is.EqualTo(2));
        var second = Carry(9000, resume: true);
        Assert.That(second.Rows, Has.Count.EqualTo(4).And.All.Matches<Row>(row => row.Status == RowStatus.Measured));
        Assert.That(second.Rows.Select(row => row.Median), Is.EqualTo(new double[] { 50, 50, 90, 90 }));
        Assert.That(second.Ratios, Has.Count.EqualTo(2));
        Assert.That(second.Agreements, Has.Count.EqualTo(4));
        second.Results(machine, "c", DateTimeOffset.UnixEpoch).Write(folder["whole.json"]);
    }

    [Test]
    public void Somebody_who_was_not_there_before_has_everything_measured()
    {
        using var stop = new CancellationTokenSource();
        Carry(5000, resume: false, stop, stopAfter: 1);
        var second = Carry(9000, resume: true, more: "python");
        Assert.That(second.Rows.Select(row => row.Median), Is.All.EqualTo(90));
        Assert.That(second.Rows, Has.Count.EqualTo(6));
    }

    [TestCase("d", 0, "its source was c, this is d")]
    [TestCase("c", 7, "its seed was 0, this is 7")]
    public void A_run_of_another_source_or_seed_is_not_gone_on_with(string commit, int seed, string difference)
    {
        using var stop = new CancellationTokenSource();
        Carry(5000, resume: false, stop, stopAfter: 1);
        Assert.That(() => Carry(9000, resume: true, commit: commit, seed: seed), Throws.InstanceOf<Fault>().With.Message.Contains(difference));
    }

    [Test]
    public void Without_an_unfinished_run_there_is_nothing_to_resume() =>
        Assert.That(() => Carry(9000, resume: true), Throws.InstanceOf<Fault>().With.Property("ExitCode").EqualTo(64).And.Message.Contains("no unfinished run"));

    [Test]
    public void A_run_of_hours_is_not_cleared_away_by_forgetting_to_resume_it()
    {
        using var stop = new CancellationTokenSource();
        Carry(5000, resume: false, stop, stopAfter: 1);
        Assert.That(() => Journal.Check(folder["journal"], resume: false, isLong: true),
            Throws.InstanceOf<Fault>().With.Property("ExitCode").EqualTo(64).And.Message.Contains("--resume").And.Message.Contains("journal"));
        Assert.That(() => Journal.Check(folder["journal"], resume: false, isLong: false), Throws.Nothing);
    }

    [Test]
    public void Of_all_studies_those_that_are_over_are_known_and_a_damaged_line_is_not_believed()
    {
        var itinerary = new Itinerary(folder["all"]);
        itinerary.Add("overhead", 0);
        itinerary.Add("data", 1);
        File.AppendAllText(folder["all/finished.txt"], "blas\nmnist x\nres");
        Assert.That(itinerary.Finished, Is.EqualTo(new Dictionary<string, int> { ["overhead"] = 0, ["data"] = 1 }));
        itinerary.Clear();
        Assert.That(itinerary.Finished, Is.Empty);
    }

    [Test]
    public void Going_on_with_all_studies_leaves_out_those_that_are_over()
    {
        var studies = Path.Combine(folder.Path, "artifacts", "studies", "all-smoke");
        Directory.CreateDirectory(studies);
        File.WriteAllText(Path.Combine(studies, "finished.txt"), "overhead 0\ndata 0\nblas 0\nconvae 1\ndeeppose 0\nautograd 0\nmnist 0\nresnet 0\n");
        var run = ProgramRun.InProcess(folder.Path, "study", "all", "--profile", "smoke", "--resume");
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        Assert.That(run.Output.Split('\n'), Has.Exactly(8).Contains("was over before"));
        Assert.That(Directory.Exists(studies), Is.False);
    }

    [Test]
    public void A_damaged_journal_is_named_and_not_believed()
    {
        Directory.CreateDirectory(folder["journal"]);
        File.WriteAllText(folder["journal/so-far.json"], "{");
        Assert.That(() => Carry(9000, resume: true), Throws.InstanceOf<Fault>().With.Message.Contains("so-far.json"));
    }

    [Test]
    public void Damage_to_a_journal_is_named_or_what_is_left_can_be_gone_on_with()
    {
        using var stop = new CancellationTokenSource();
        Carry(5000, resume: false, stop, stopAfter: 1);
        var (path, copy) = (folder["journal/so-far.json"], folder["copy.json"]);
        var now = Results.Read(path);
        var refused = Mutants.Refused<Fault>(File.ReadAllBytes(path), seed: 61, rounds: 300, mutant =>
        {
            File.WriteAllBytes(path, mutant);
            var journal = new Journal(folder["journal"], _ => now);
            journal.Resume(now);
            foreach (var section in Plan.Sections.Where(section => journal.Has(section, [])))
            {
                var (rows, _, ratios) = journal.Of(section.CaseOf(section.Items[0]));
                (now with { Rows = [.. rows], Ratios = ratios, Agreements = [.. journal.AgreementsOf(section)], Counters = [.. journal.CountersOf(section.CaseOf(section.Items[0]))] }).Write(copy);
            }
        }, name: "so-far.json");
        Assert.That(refused, Is.InRange(100, 299), "most damage must show, and some must not");
    }

    [Test]
    public void Of_a_damaged_list_of_studies_only_whole_lines_count()
    {
        var itinerary = new Itinerary(folder["all"]);
        foreach (var study in new[] { "overhead", "data", "blas", "convae" })
            itinerary.Add(study, 0);
        var path = folder["all/finished.txt"];
        var believed = 0;
        var refused = Mutants.Refused<Fault>(File.ReadAllBytes(path), seed: 62, rounds: 300, mutant =>
        {
            File.WriteAllBytes(path, mutant);
            believed += itinerary.Finished.Count;
        });
        Assert.That(refused, Is.Zero, "a study is run again rather than none");
        Assert.That(believed, Is.InRange(300, 4 * 300 - 1));
    }

    [Test, NonParallelizable]
    public void A_training_that_was_stopped_ends_with_the_bits_of_an_unbroken_one()
    {
        new DrawnMnist(TrainCount: 60, TestCount: 10).Make(folder["digits"]);
        var plan = new CurvePlan("test", "digits", "mnist-softmax", 10, 3, 1, 0, folder["digits"], 1e-3) { Samples = 50, TestSamples = 5 };
        var whole = plan.Train(null, _ => { }, CancellationToken.None);
        Assert.That((whole.IsComplete, whole.Samples, whole.TestSamples, whole.Epochs.Count), Is.EqualTo((true, 50, 5, 3)));

        using var stop = new CancellationTokenSource();
        var broken = plan.Train(folder["training"], share =>
        {
            if (share > 0.5)
                stop.Cancel();
        }, stop.Token);
        Assert.That((broken.IsComplete, broken.Epochs.Count), Is.EqualTo((false, 1)));
        var resumed = plan.Train(folder["training"], _ => { }, CancellationToken.None);
        Assert.That((resumed.Digest, resumed.Epochs.Count), Is.EqualTo((whole.Digest, 3)));
        Assert.That(resumed.Epochs.Select(epoch => epoch.TestLoss), Is.EqualTo(whole.Epochs.Select(epoch => epoch.TestLoss)));
    }

    [Test]
    public void A_training_without_its_files_says_so_and_the_run_goes_on()
    {
        var curve = new CurvePlan("test", "digits", "mnist-softmax", 10, 1, 1, 0, folder["nowhere"], 1e-3) { Samples = 1, TestSamples = 1 }.Train(null, _ => { }, CancellationToken.None);
        Assert.That(curve.IsComplete, Is.False);
        Assert.That(curve.Reason, Does.Contain("nowhere"));
    }

    private Run Carry(int nanoseconds, bool resume, CancellationTokenSource? stop = null, int stopAfter = 0, string? more = null, string commit = "c", int seed = 0)
    {
        var script = RunTests.Script($$"""{"ok":true,"nanoseconds":{{nanoseconds}}}""");
        var contenders = new[] { "cpp", "csharp-system", more }.OfType<string>().Select(name => new Contender(name, name, ShellWorker.Command(script, name), null)).ToList();
        using var lineup = new Lineup(contenders, WorkerLimits.Default);
        var journal = new Journal(folder["journal"], one => one.Results(machine, commit, DateTimeOffset.UnixEpoch));
        var run = new Run(Plan, lineup, new Stopping(stop, stopAfter), seed) { Journal = journal };
        if (resume)
            journal.Resume(run.Results(machine, commit, DateTimeOffset.UnixEpoch));
        else
            journal.Begin();
        run.Carry(new Progress(null, null), stop?.Token ?? CancellationToken.None);
        return run;
    }

    private static Plan Plan => new("test", [.. new[] { 1, 2 }.Select(batch => new Section("one", "overhead", batch, 1, 0,
        [new Item("overhead", "add_", "add_", new RoundsPlan("add_") { Rounds = 6, WarmUp = 1, Iterations = 100 }, 1)]))]);

    /// <summary>Stops once so many cases were told and the first section is written down, in the second one's rounds.</summary>
    private sealed class Stopping(CancellationTokenSource? stop, int after) : IFindings
    {
        private int told;

        public void Begin(Plan plan, IReadOnlyList<Entrant> entrants)
        {
        }

        public void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios)
        {
            if (++told == after)
                stop?.Cancel();
        }
    }
}
