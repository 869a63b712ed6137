using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.Correctness.Program;

/// <summary>Start-up and memory, with contenders of a few lines of shell.</summary>
[Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
public sealed class CostsTests
{
    private static readonly string answers = RunTests.Script("""{"ok":true,"nanoseconds":20000000}""");

    [Test]
    public void Each_process_starts_as_often_as_asked_and_never_beside_another()
    {
        using var folder = new ScratchFolder();
        var script = $"for id in $(cat {folder["started"]} 2>/dev/null); do kill -0 $id 2>/dev/null && echo $id >>{folder["beside"]}; done; echo $$ >>{folder["started"]}\n{answers}";
        var costs = new Costs(Plan, [Shell("cpp-module", "C++ module", script), Shell("cpp-script", "C++ script", script), Shell("python-module", "Python module", script)], 3, seed: 0);
        costs.Start(WorkerLimits.Default, new Progress(null, null), CancellationToken.None);
        Assert.That(File.ReadAllLines(folder["started"]), Has.Length.EqualTo(2 * 3), "the two ways of C++ are one process");
        Assert.That(File.Exists(folder["beside"]), Is.False);
        using var said = new StringWriter();
        costs.Show(new Display(said, TextWriter.Null));
        foreach (var phase in new[] { Costs.StartUp, Costs.FirstAnswer })
            Assert.That(costs.Rows.Where(row => row.Case.Phase == phase).Select(row => (row.Contender, row.Status, row.Rounds.Count)),
                Is.EqualTo(new[] { ("cpp-module", RowStatus.Measured, 3), ("python-module", RowStatus.Measured, 3) }));
        Assert.That(said.ToString().Split('\n').Where(line => line.StartsWith('C') || line.StartsWith('P')).Select(line => line.Split("  ")[0].TrimEnd()), Is.EqualTo(new[] { "C++", "Python module" }));
    }

    [Test]
    public void A_first_answer_comes_after_the_hello()
    {
        var slow = answers.Replace("*open*)", "*open*) sleep 0.2;", StringComparison.Ordinal);
        var (costs, _, _) = Carry([Shell(Contender.Cpp, "C++", slow)], starts: 1);
        Assert.That(Of(costs, Costs.FirstAnswer, Contender.Cpp).Median - Of(costs, Costs.StartUp, Contender.Cpp).Median, Is.GreaterThan(0.2e9));
    }

    [Test]
    public void Who_is_absent_or_dies_is_a_row_and_the_others_go_on()
    {
        var (costs, run, said) = Carry([Shell(Contender.Cpp, "C++", answers), Shell("fragile", "Fragile", "echo 'out of luck' >&2; exit 7"), new Contender(Contender.Python, "Python", null, "no torch here")], starts: 2);
        Assert.That(Of(costs, Costs.StartUp, Contender.Cpp).Rounds, Has.Count.EqualTo(2));
        Assert.That(Of(costs, Costs.StartUp, "fragile").Reason, Does.Contain("out of luck"));
        Assert.That(Of(costs, Costs.StartUp, Contender.Python).Reason, Is.EqualTo("no torch here"));
        Assert.That(costs.Rows.Where(row => row.Unit == Row.Bytes && row.Contender != Contender.Cpp).Select(row => row.Status).Distinct(), Is.EqualTo(new[] { RowStatus.Failed, RowStatus.Absent }));
        Assert.That(said, Does.Contain("failed").And.Contain("absent"));
        using var folder = new ScratchFolder();
        run.Results(Machine.Read(), null, DateTimeOffset.UnixEpoch).Write(folder["results.json"]);
        Assert.That(Results.Read(folder["results.json"]).Rows, Has.Count.EqualTo(run.Rows.Count + costs.Rows.Count()));
    }

    [Test]
    [Platform(Include = "Linux", Reason = "Reads /proc.")]
    public void Memory_is_what_a_session_holds_over_the_idle_process_and_has_its_ratio()
    {
        // A variable of 16 MB in the shell, made when the session opens.
        var greedy = answers.Replace("*open*)", "*open*) hoard=$(head -c 16000000 /dev/zero | tr '\\0' x);", StringComparison.Ordinal);
        var (costs, run, said) = Carry([Shell(Contender.Cpp, "C++", greedy), Shell("modest", "Modest", answers)], starts: 1);
        var (most, least) = (costs.Rows.Where(row => row.Unit == Row.Bytes && row.Contender == Contender.Cpp).ToList(), costs.Rows.Where(row => row.Unit == Row.Bytes && row.Contender == "modest").ToList());
        Assert.That(most.Select(row => row.Median), Has.All.GreaterThan(15e6).And.All.LessThan(200e6));
        Assert.That(least.Select(row => row.Median), Has.All.LessThan(4e6));
        Assert.That(most.Select(row => row.Case), Is.Unique);
        Assert.That(costs.Ratios.Where(ratio => ratio.Contender == "modest" && ratio.Case.Phase.StartsWith(Costs.Memory, StringComparison.Ordinal)).Select(ratio => ratio.Median), Has.All.LessThan(0.5));
        Assert.That(said, Does.Contain("MiB").And.Contain("× C++"));
        Assert.That(said.Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
        Assert.That(run.Rows.Select(row => row.Unit), Has.None.EqualTo(Row.Bytes), "the tables of times see none of it");
    }

    [Test]
    public void Memory_that_nobody_tells_of_is_said_to_be_unknown()
    {
        using var empty = new ScratchFolder();
        var (costs, _, said) = Carry([Shell(Contender.Cpp, "C++", answers)], starts: 1, new ProcessMemory(empty.Path));
        Assert.That(costs.Rows.Where(row => row.Unit == Row.Bytes).Select(row => (row.Status, row.Median)), Is.EqualTo(new (RowStatus, double?)[] { (RowStatus.Absent, null), (RowStatus.Absent, null) }));
        Assert.That(said, Does.Not.Contain("MiB").And.Not.Contain("Memory:"));
    }

    [Test]
    public void On_a_GPU_the_peak_of_its_allocator_is_a_row_and_who_does_not_tell_says_so()
    {
        var telling = answers.Replace("\"tensorsAlive\":null", "\"tensorsAlive\":null,\"gpuPeakBytes\":3145728", StringComparison.Ordinal);
        var (costs, _, said) = Carry([Shell(Contender.Cpp, "C++", telling), Shell("mute", "Mute", answers)], starts: 1, on: "cuda");
        var rows = costs.Rows.Where(row => row.Case.Phase == Costs.GpuTensors + "add_").ToList();
        Assert.That(rows.Select(row => (row.Contender, row.Status, row.Median)).Distinct(), Is.EquivalentTo(new (string, RowStatus, double?)[] { (Contender.Cpp, RowStatus.Measured, 3145728), ("mute", RowStatus.Absent, null) }));
        Assert.That(costs.Rows.Where(row => row.Case.Phase == Costs.GpuMemory + "add_").Select(row => row.Reason), Is.All.EqualTo("NVML does not tell what this process holds"));
        Assert.That(said, Does.Contain("GPU, tensors at most  C++ 3.0 MiB, Mute absent"));
    }

    [Test]
    public void Stopped_by_the_user_it_starts_nobody()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var costs = new Costs(Plan, [Shell(Contender.Cpp, "C++", answers)], 3, 0);
        costs.Start(WorkerLimits.Default, new Progress(null, null), cancelled.Token);
        Assert.That(costs.Rows.Select(row => row.Status), Is.EqualTo(new[] { RowStatus.Cancelled, RowStatus.Cancelled }));
    }

    private static Plan Plan => new("costly",
    [
        Section(1), Section(2),
    ]);

    private static Section Section(int batch) => new("one", "overhead", batch, 1, 0,
        [new Item("overhead", "add_", "add_", new RoundsPlan("add_") { Rounds = 1, WarmUp = 0, Iterations = 1 }, 1)]);

    private static Contender Shell(string name, string title, string script) => new(name, title, ShellWorker.Command(script), null);

    private static Row Of(Costs costs, string phase, string contender) => costs.Rows.Single(row => row.Case.Phase == phase && row.Contender == contender);

    private static (Costs Costs, Run Run, string Said) Carry(IReadOnlyList<Contender> contenders, int starts, ProcessMemory? memory = null, string on = "cpu")
    {
        using var output = new StringWriter();
        var display = new Display(output, TextWriter.Null);
        contenders = [.. contenders.Select(one => one with { Command = one.Command is { } command ? command with { Contender = one.Name } : null })];
        var plan = Plan.On(on);
        var costs = new Costs(plan, contenders, starts, seed: 0);
        costs.Start(WorkerLimits.Default, new Progress(null, null), CancellationToken.None);
        using var lineup = new Lineup(contenders, WorkerLimits.Default, memory);
        var run = new Run(plan, lineup, new Silent(), seed: 0) { Costs = costs };
        run.Carry(new Progress(null, null), CancellationToken.None);
        costs.Show(display);
        return (costs, run, output.ToString());
    }

    private sealed class Silent : IFindings
    {
        public void Begin(Plan plan, IReadOnlyList<Entrant> entrants)
        {
        }

        public void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios)
        {
        }
    }
}
