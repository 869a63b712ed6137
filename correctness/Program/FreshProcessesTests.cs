using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.Correctness.Program;

/// <summary>A row whose rounds several processes of each contender share.</summary>
[Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
public sealed class FreshProcessesTests
{
    private const string Slower = """{"ok":true,"nanoseconds":'"$((count * 10000))"'}""";
    private readonly ScratchFolder folder = new();

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Rounds_are_shared_out_and_the_medians_of_processes_count()
    {
        var run = Carry(CancellationToken.None, Steady("cpp"), Counting("slower", ""));
        var row = run.Rows[1];
        Assert.Multiple(() =>
        {
            Assert.That(row.Rounds, Is.EqualTo(new double[] { 100, 100, 200, 200, 300, 300 }), "two of each process, the next a process of its own");
            Assert.That((row.Processes, row.Median, row.Low, row.High, Math.Round(row.Level!.Value, 9)), Is.EqualTo((3, 200, 100, 300, 0.75)), "an interval of three values");
            Assert.That(row.WarmUp, Has.Count.EqualTo(3));
            Assert.That(run.Ratios.Single(), Has.Property(nameof(Ratio.Count)).EqualTo(6).And.Property(nameof(Ratio.Processes)).EqualTo(3).And.Property(nameof(Ratio.Median)).EqualTo(4));
            Assert.That(run.Agreements, Has.Count.EqualTo(2), "one judgement of each, not of each process");
        });
    }

    [Test]
    public void Who_falls_in_one_of_its_processes_has_failed()
    {
        var run = Carry(CancellationToken.None, Steady("cpp"), Counting("falls", "[ $count = 2 ] && case \"$line\" in *round*) echo 'out of luck' >&2; exit 7;; esac"));
        Assert.That(run.Rows.Select(row => row.Status), Is.EqualTo(new[] { RowStatus.Measured, RowStatus.Failed }));
        Assert.That(run.Rows[1].Reason, Does.Contain("out of luck"));
        Assert.That(run.Rows[0].Rounds, Has.Count.EqualTo(6));
        Assert.That(run.Ratios, Is.Empty);
    }

    [Test]
    public void Who_disagrees_in_one_of_its_processes_disagrees()
    {
        var run = Carry(CancellationToken.None, Steady("cpp"), Counting("differs", "[ $count = 2 ] && case \"$line\" in *agree*) say '{\"ok\":true,\"losses\":[\"0x1p+3\",\"0x1p+0\"]}'; continue;; esac"));
        Assert.That(run.Rows[1].Status, Is.EqualTo(RowStatus.Disagrees));
        Assert.That(run.Agreements[1].Agreement.Status, Is.EqualTo(AgreementStatus.Disagrees));
    }

    [Test]
    public void Stopped_in_a_later_process_it_keeps_the_rounds_of_those_before()
    {
        using var cancellation = new CancellationTokenSource();
        var watch = Task.Run(() =>
        {
            ShellWorker.Soon(() => File.Exists(folder["slow"]) && File.ReadAllText(folder["slow"]).Trim() == "2", 60);
            cancellation.Cancel();
        });
        var run = Carry(cancellation.Token, Steady("cpp"), Counting("slow", "[ $count = 2 ] && case \"$line\" in *round*) sleep 0.3;; esac"));
        watch.Wait();
        Assert.That(run.Rows.Select(row => (row.Status, row.Rounds.Count, row.Processes)), Is.All.EqualTo((RowStatus.Measured, 2, 1)));
    }

    [Test]
    public void The_table_says_of_how_many_processes_it_is()
    {
        using var output = new StringWriter();
        var table = new Table(new Display(output, TextWriter.Null));
        using var lineup = new Lineup([Steady("cpp")], WorkerLimits.Default);
        var run = new Run(Plan, lineup, table, seed: 0);
        run.Carry(new Progress(null, null), CancellationToken.None);
        table.End(run, lineup.Entrants);
        Assert.That(output.ToString().ReplaceLineEndings(" "), Does.Match(@"n = 6 interleaved\s+rounds a\s+row,\s+warm-up\s+apart,\s+of 3\s+fresh\s+processes"));
    }

    private static Plan Plan => new Plan("test", [new Section("one", "overhead", 1, 1, 0,
        [new Item("overhead", "add_", "add_", new RoundsPlan("add_") { Rounds = 5, WarmUp = 1, Iterations = 100 }, 1)])]).Among(3);

    private static Contender Steady(string name) => new(name, name, ShellWorker.Command(RunTests.Script("""{"ok":true,"nanoseconds":5000}"""), name), null);

    /// <summary>Knows which of its processes it is.</summary>
    /// <param name="special">Done before every answer.</param>
    private Contender Counting(string name, string special) => new(name, name, ShellWorker.Command(
        $"count=$(($(cat '{folder[name]}' 2>/dev/null || echo 0) + 1)); echo $count > '{folder[name]}'\n"
        + RunTests.Script(Slower).Replace("case \"$line\" in\n*hello*", special + "\ncase \"$line\" in\n*hello*", StringComparison.Ordinal), name), null);

    private static Run Carry(CancellationToken cancellation, params Contender[] contenders)
    {
        using var lineup = new Lineup(contenders, WorkerLimits.Default);
        var run = new Run(Plan, lineup, new Table(new Display(TextWriter.Null, TextWriter.Null)), seed: 0);
        run.Carry(new Progress(null, null), cancellation);
        return run;
    }
}
