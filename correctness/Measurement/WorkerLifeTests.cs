using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

[Platform("Linux")]
public sealed class WorkerLifeTests
{
    /// <summary>Answers with its own number and that of a child, in the one number that a round has.</summary>
    internal const string WithChild = "sleep 300 & child=$!\nwhile read -r line <&3; do say '{\"ok\":false,\"error\":\"'$$' '$child'\"}'; done";

    [Test]
    public void Stopping_takes_the_whole_tree_off_the_processor_and_a_question_puts_it_back()
    {
        using var worker = ShellWorker.Start(WithChild);
        var (self, child) = Family(worker);
        worker.Stop();
        worker.Stop();
        Assert.That(ShellWorker.Soon(() => ShellWorker.State(self) == 'T' && ShellWorker.State(child) == 'T'), Is.True);
        Assert.That(Family(worker), Is.EqualTo((self, child)), "a question continues it");
        Assert.That(ShellWorker.Soon(() => ShellWorker.State(child) == 'S'), Is.True, "it runs for an instant before it sleeps again");
        worker.Stop();
        worker.Continue();
        Assert.That(ShellWorker.Soon(() => ShellWorker.State(self) == 'S'), Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Disposing_ends_the_whole_tree_stopped_or_not(bool stopped)
    {
        var worker = ShellWorker.Start(WithChild);
        var (self, child) = Family(worker);
        if (stopped)
            worker.Stop();
        worker.Dispose();
        worker.Dispose();
        Assert.That(worker.IsUsable, Is.False);
        Assert.That(ShellWorker.Soon(() => !ShellWorker.Lives(self) && !ShellWorker.Lives(child)), Is.True);
        Assert.That(() => worker.Hello(), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => worker.Stop(), Throws.Nothing);
    }

    [Test]
    public void A_dead_worker_takes_its_children_along()
    {
        using var worker = ShellWorker.Start("sleep 300 & echo $! >&2; read -r line <&3; exit 1");
        var fault = Assert.Throws<WorkerException>(() => worker.Hello());
        Assert.That(ShellWorker.Soon(() => !ShellWorker.Lives(int.Parse(fault.LastWords))), Is.True);
    }

    [Test]
    public void Disposing_while_it_is_asked_ends_the_question()
    {
        using var folder = new Folder();
        var worker = ShellWorker.Start($"read -r line <&3; touch {folder["asked"]}; sleep 300");
        var asking = Task.Run(() => worker.Hello());
        Assert.That(ShellWorker.Soon(() => File.Exists(folder["asked"])), Is.True);
        worker.Dispose();
        Assert.That(async () => await asking.WaitAsync(TimeSpan.FromSeconds(10)), Throws.InstanceOf<WorkerException>().With.Property("Reason").EqualTo("was ended"));
    }

    [Test]
    public void No_worker_holds_the_pipes_of_another()
    {
        const string Script = "while read -r line <&3; do say '{\"ok\":false,\"error\":\"'$$' 0\"}'; done";
        var workers = new Worker[6];
        Parallel.For(0, workers.Length, i => workers[i] = ShellWorker.Start(Script, $"fake{i}"));
        try
        {
            var pipes = workers.Select(worker => Pipes(Family(worker).Self)).ToArray();
            Assert.That(pipes.SelectMany(one => one), Is.Unique);
            Assert.That(pipes.Select(one => one.Count), Is.All.GreaterThanOrEqualTo(4), "stdout, stderr and the two of the protocol");
        }
        finally
        {
            foreach (var worker in workers)
                worker.Dispose();
        }

        static HashSet<string> Pipes(int id) =>
            [.. Directory.EnumerateFiles($"/proc/{id}/fd").Select(fd => File.ResolveLinkTarget(fd, false)?.FullName ?? "").Where(name => name.Contains("pipe:["))];
    }

    [Test]
    public void A_closed_pipe_ends_the_worker_that_only_reads()
    {
        var worker = ShellWorker.Start("""echo $$ >&2; read -r line <&3; say '{"ok":true}'; read -r line <&3; echo end of input >&2; exit 0""");
        worker.Close();
        worker.Dispose();
        Assert.That(worker.IsUsable, Is.False);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_killed_parent_takes_its_workers_along_stopped_or_not(bool stopped)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(WorkerLifeTests).Assembly.Location])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(WorkerLifeTests).Assembly.Location;
        start.Environment[StartupHook.Role] = stopped ? "stopped" : "busy";
        using var parent = Process.Start(start)!;
        var line = parent.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)).GetAwaiter().GetResult() ?? "";
        var (self, child) = Parse(line);
        try
        {
            Assert.That(ShellWorker.Soon(() => ShellWorker.State(self) == (stopped ? 'T' : 'S')), Is.True, "the worker is not as it should be");
            parent.Kill(); // SIGKILL, and the parent alone
            Assert.That(ShellWorker.Soon(() => !ShellWorker.Lives(self) && !ShellWorker.Lives(child)), Is.True, "the worker outlived its parent");
        }
        finally
        {
            parent.Kill(entireProcessTree: true);
            Process.Start("kill", ["-9", $"{self}", $"{child}"])!.WaitForExit();
        }
    }

    [Test]
    public void A_signal_to_nobody_is_no_fault_and_one_to_everybody_is_refused()
    {
        const int BeyondAnyProcess = (1 << 22) + 1;
        Assert.That(Signals.Send(BeyondAnyProcess, Signals.Continue), Is.False);
        foreach (var everybody in (int[])[0, 1, -1])
            Assert.That(() => Signals.Send(everybody, Signals.Continue), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    internal static (int Self, int Child) Family(Worker worker) =>
        Parse(Assert.Throws<WorkerException>(() => worker.Close())!.Reason);

    private static (int Self, int Child) Parse(string line) =>
        line.Split(' ') is [var self, var child] ? (int.Parse(self), int.Parse(child)) : throw new InvalidDataException($"No family: '{line}'.");
}
