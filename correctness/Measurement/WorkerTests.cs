using System.Diagnostics;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

[Parallelizable(ParallelScope.Children)]
public sealed class WorkerTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Test]
    public void A_whole_conversation()
    {
        using var worker = ShellWorker.Start("""
            echo noise; echo more noise >&2
            while read -r line <&3; do case $line in
            *hello*) say '{"ok":true,"protocol":1,"contender":"sh","language":"sh 1","versions":{"torch":"1.13.1"},"libtorch":"1.13.1","blas":null,"cpuCapability":"AVX2","threads":1,"pid":'$$',"devices":["cpu"],"workloads":["w"],"phases":{"w":["step"]}}';;
            *open*) say '{"ok":true,"parameters":7850,"digest":"DIGEST","freedom":"Adam rounds otherwise"}';;
            *agree*) say '{"ok":true,"losses":["0x1.26bb1cp+1","0x1p+0"]}';;
            *infer*) say '{"ok":true,"digest":"DIGEST","first":["0x1p+0","-0x1p-1"]}';;
            *round*) say '{"ok":true,"nanoseconds":123456}';;
            *latencies*) say '{"ok":true,"nanoseconds":[5,0,7]}';;
            *counters*) say '{"ok":true,"managedBytes":0.5,"nativeOperations":{"aten::add":2.0},"tensorsMade":null,"tensorsAlive":-1}';;
            *bye*) say '{"ok":true}'; exit 0;;
            *) say '{"ok":true}';;
            esac; done
            """.Replace("DIGEST", Digest));
        var hello = worker.Hello();
        Assert.Multiple(() =>
        {
            Assert.That((hello.LibTorch, hello.Blas, hello.Versions["torch"]), Is.EqualTo(("1.13.1", (string?)null, "1.13.1")));
            Assert.That((hello.Has("w", "step"), hello.Has("w", "infer"), hello.Has("x", "step")), Is.EqualTo((true, false, false)));
            Assert.That(worker.Open(new OpenRequest("w", 32)), Is.EqualTo(new OpenReply(7850, Digest, "Adam rounds otherwise")));
            Assert.That(worker.Agree(2), Is.EqualTo(new[] { "0x1.26bb1cp+1", "0x1p+0" }));
            Assert.That((worker.Infer().Digest, worker.Infer().First), Is.EqualTo((Digest, new[] { "0x1p+0", "-0x1p-1" })));
            Assert.That(worker.Round("step", 10), Is.EqualTo(123456));
            Assert.That(worker.Latencies("step", 3), Is.EqualTo(new[] { 5, 0, 7 }));
            Assert.That(worker.Counters("step", 10), Has.Property("ManagedBytes").EqualTo(0.5).And.Property("TensorsMade").Null.And.Property("TensorsAlive").EqualTo(-1));
        });
        worker.Close();
        worker.Bye();
        Assert.That(worker.IsUsable, Is.False);
        Assert.That(() => worker.Close(), Throws.InstanceOf<WorkerException>().With.Message.Contains("gone since it was asked bye: exited with code 0"));
    }

    [Test]
    public void Requests_arrive_as_the_protocol_writes_them()
    {
        using var worker = ShellWorker.Start("""while read -r line <&3; do say '{"ok":false,"error":"'"$(printf %s "$line" | tr '"' "'")"'"}'; done""");
        string Heard(Action ask) => Assert.Throws<WorkerException>(() => ask()).Reason;
        Assert.Multiple(() =>
        {
            Assert.That(Heard(() => worker.Hello()), Is.EqualTo("{'do':'hello'}"));
            Assert.That(
                Heard(() => worker.Open(new OpenRequest("mnist-cnn", 32, Seed: 5, Data: "/d", Weights: "/w"))),
                Is.EqualTo("{'do':'open','workload':'mnist-cnn','variant':'matched','batch':32,'seed':5,'device':'cpu','threads':1,'data':'/d','weights':'/w'}"));
            Assert.That(
                Heard(() => worker.Open(new OpenRequest("w", 1, Threads: 2, Variant: "v", Device: "cuda:1", Settings: new Dictionary<string, string> { ["a"] = "1", ["b"] = "x" }, Workers: 4, Mode: "strict"))),
                Is.EqualTo("{'do':'open','workload':'w','variant':'v','batch':1,'seed':0,'device':'cuda:1','threads':2,'settings':{'a':'1','b':'x'},'mode':'strict','workers':4}"));
            Assert.That(Heard(() => worker.Open(new OpenRequest("w", 1, Settings: new Dictionary<string, string>()))), Does.EndWith("'threads':1}"), "what is as it always is goes without saying");
            Assert.That(Heard(() => worker.Agree(2)), Is.EqualTo("{'do':'agree','steps':2}"));
            Assert.That(Heard(() => worker.Infer()), Is.EqualTo("{'do':'infer'}"));
            Assert.That(Heard(() => worker.Round("step", 10)), Is.EqualTo("{'do':'round','phase':'step','iterations':10}"));
            Assert.That(Heard(() => worker.Latencies("step", 10)), Is.EqualTo("{'do':'latencies','phase':'step','iterations':10}"));
            Assert.That(Heard(() => worker.Counters("step", 10)), Is.EqualTo("{'do':'counters','phase':'step','iterations':10}"));
            Assert.That(Heard(() => worker.Save("/s")), Is.EqualTo("{'do':'save','path':'/s'}"));
            Assert.That(Heard(() => worker.Load("/l")), Is.EqualTo("{'do':'load','path':'/l'}"));
            Assert.That(Heard(worker.Close), Is.EqualTo("{'do':'close'}"));
            Assert.That(Heard(worker.Bye), Is.EqualTo("{'do':'bye'}"));
        });
    }

    [Test]
    public void What_it_says_of_itself_is_kept()
    {
        using var worker = ShellWorker.Answering("""{"ok":true,"protocol":1,"contender":"c","language":"l 1","versions":{"torch":"2.6"},"libtorch":null,"blas":"/b.so","cpuCapability":"AVX512","threads":2,"pid":7,"devices":["cpu","cuda"],"workloads":["w"],"phases":{}}""");
        var hello = worker.Hello();
        Assert.That((hello.Contender, hello.Language, hello.LibTorch, hello.Blas, hello.CpuCapability, hello.Threads, hello.Pid), Is.EqualTo(("c", "l 1", (string?)null, "/b.so", "AVX512", 2, 7)));
        Assert.That((hello.Devices, hello.Workloads, hello.Phases.Count), Is.EqualTo((new[] { "cpu", "cuda" }, new[] { "w" }, 0)));
    }

    [Test]
    public void It_is_told_which_pipes_are_its_own_and_its_standard_input_is_empty()
    {
        using var worker = ShellWorker.Start("""cat; while read -r line <&3; do say '{"ok":false,"error":"'"$1 $3"'"}'; done""");
        Assert.That(Assert.Throws<WorkerException>(worker.Close).Reason, Is.EqualTo("--in --out"));
    }

    [Test]
    public void A_worker_that_stays_after_bye_is_ended()
    {
        using var worker = ShellWorker.Start("""echo $$ >&2; while read -r line <&3; do say '{"ok":true}'; done""", limits: new WorkerLimits { Bye = TimeSpan.FromSeconds(2) });
        worker.Close();
        worker.Bye();
        var fault = Assert.Throws<WorkerException>(worker.Close);
        Assert.That(fault.Reason, Is.EqualTo("is gone since it was asked bye: stayed"));
        Assert.That(ShellWorker.Lives(int.Parse(fault.LastWords)), Is.False);
    }

    [Test]
    public void One_that_no_longer_listens_is_dead()
    {
        using var folder = new Folder();
        using var worker = ShellWorker.Start($"exec bash -c \"exec 3<&- $2<&-; touch {folder["deaf"]}; sleep 60\"");
        Assert.That(ShellWorker.Soon(() => File.Exists(folder["deaf"])), Is.True);
        Assert.That(worker.Close, Throws.InstanceOf<WorkerException>().With.Property("Reason").EqualTo("closed its pipe").And.Property("Fault").EqualTo(WorkerFault.Died));
    }

    [Test]
    public void A_limit_of_no_time_is_refused()
    {
        using var worker = ShellWorker.Answering("""{"ok":true}""");
        Assert.That(() => worker.Ask([], TimeSpan.Zero), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void An_error_reply_leaves_it_usable()
    {
        using var worker = ShellWorker.Start("""
            read -r line <&3; say '{"ok":false,"error":"no such\nworkload \u001b[31mx\u001b[0m"}'
            read -r line <&3; say '{"ok":true,"nanoseconds":5}'
            """);
        var fault = Assert.Throws<WorkerException>(() => worker.Open(new OpenRequest("x", 32)));
        Assert.Multiple(() =>
        {
            Assert.That(fault.Message, Is.EqualTo("fake, asked open x ×32: no such workload x"));
            Assert.That(fault.Fault, Is.EqualTo(WorkerFault.Refused));
            Assert.That(worker.Round("step", 1), Is.EqualTo(5));
        });
    }

    [Test]
    public void A_death_is_told_with_code_and_last_words()
    {
        using var worker = ShellWorker.Start("""read -r line <&3; printf 'Segmentation\033[1m\007 fault\n\n(core dumped)\n' >&2; exit 3""");
        var fault = Assert.Throws<WorkerException>(() => worker.Round("step", 10));
        Assert.Multiple(() =>
        {
            Assert.That(fault.Message, Is.EqualTo("fake, asked round step ×10: exited with code 3; last words: Segmentation fault (core dumped)"));
            Assert.That((fault.Contender, fault.Asked, fault.Fault), Is.EqualTo(("fake", "round step ×10", WorkerFault.Died)));
        });
    }

    [TestCase("exit 0", "exited with code 0")]
    [TestCase("exit 128", "exited with code 128")]
    [TestCase("kill -9 $$", "was ended by signal 9")]
    [TestCase("read -r line <&3; kill -11 $$", "was ended by signal 11")]
    [TestCase("exec bash -c \"exec 4>&- $4>&-; sleep 60\"", "closed its pipe")]
    [TestCase("read -r line <&3; sleep 60 & exit 4", "exited with code 4")]
    public void An_end_before_the_reply_is_a_death(string script, string reason)
    {
        using var worker = ShellWorker.Start(script);
        var watch = Stopwatch.StartNew();
        Assert.That(
            () => worker.Hello(),
            Throws.InstanceOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Died).And.Property("Reason").EqualTo(reason));
        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(10)));
    }

    [TestCase("while :; do sleep 60; done")]
    [TestCase("read -r line <&3; printf '{\"ok\":' >&4; sleep 60")]
    [TestCase("read -r line <&3; kill -STOP $$")]
    [TestCase("trap '' TERM INT HUP; while :; do :; done")]
    public void Silence_beyond_the_limit_ends_it(string script)
    {
        using var worker = ShellWorker.Start("echo $$ >&2\n" + script);
        var fault = Assert.Throws<WorkerException>(() => worker.Ask(new JsonObject { ["do"] = "hello" }, TimeSpan.FromSeconds(1)));
        Assert.Multiple(() =>
        {
            Assert.That((fault.Fault, fault.Reason, fault.Asked), Is.EqualTo((WorkerFault.TimedOut, "no answer within 1 s", "hello")));
            Assert.That(ShellWorker.Lives(int.Parse(fault.LastWords)), Is.False);
            Assert.That(() => worker.Hello(), Throws.InstanceOf<WorkerException>().With.Message.Contains("gone since it was asked hello"));
        });
    }

    [Test]
    public void A_flood_without_an_end_of_line_is_cut_off()
    {
        using var worker = ShellWorker.Start("read -r line <&3; exec tr '\\0' x </dev/zero >&4");
        Assert.That(() => worker.Hello(), Throws.InstanceOf<WorkerException>().With.Property("Reason").EqualTo("answered a line of more than 1048576 bytes"));
    }

    [Test]
    public void A_flood_of_lines_is_noticed_at_the_next_request()
    {
        using var worker = ShellWorker.Start("""read -r line <&3; while :; do say '{"ok":true,"nanoseconds":5}'; done""");
        Assert.That(worker.Round("step", 1), Is.EqualTo(5));
        Assert.That(ShellWorker.Soon(() => Refuses(worker)), Is.True);

        static bool Refuses(Worker worker)
        {
            try
            {
                worker.Round("step", 1);
                return false;
            }
            catch (WorkerException fault)
            {
                return fault.Reason == "said something before it was asked";
            }
        }
    }

    [Test]
    public void A_flood_of_noise_leaves_the_last_words()
    {
        using var worker = ShellWorker.Start("""
            i=0; while [ $i -lt 3000 ]; do line="noise noise noise noise noise $i"; echo "$line" >&2; echo "$line"; i=$((i+1)); done
            read -r line <&3; echo the end >&2; exit 1
            """);
        var fault = Assert.Throws<WorkerException>(() => worker.Hello());
        Assert.That(fault.LastWords, Does.EndWith("noise 2999 the end"));
        Assert.That(fault.LastWords, Has.Length.InRange(3000, 4096));
    }

    [Test]
    public void A_request_too_long_for_the_pipe_is_our_own_fault()
    {
        using var worker = ShellWorker.Start("sleep 60");
        Assert.That(() => worker.Ask(new JsonObject { ["do"] = new string('x', 40_000) }, TimeSpan.FromSeconds(1)), Throws.ArgumentException.With.Message.StartsWith("A request has at most 32768 bytes, this one 40010."));
    }

    [Test]
    public void What_cannot_be_started_says_so()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("There is no mode of execution on Windows.");
        string Reason(string file, string? folder = null) =>
            Assert.Throws<WorkerException>(() => Worker.Start(new WorkerCommand("cpp", file, [], WorkingDirectory: folder))).Message;
        Assert.Multiple(() =>
        {
            Assert.That(Reason("no-such-program-anywhere"), Is.EqualTo("cpp, asked to start: there is no program 'no-such-program-anywhere'"));
            Assert.That(Reason("/nowhere/peer"), Is.EqualTo("cpp, asked to start: there is no program '/nowhere/peer'"));
            Assert.That(Reason("/etc/passwd"), Is.EqualTo("cpp, asked to start: '/etc/passwd' is not executable"));
            Assert.That(Reason("/bin/sh", "/nowhere"), Is.EqualTo("cpp, asked to start: there is no folder '/nowhere' to start in"));
        });
    }

    [Test]
    public void A_worker_stays_on_the_processor_it_was_given([Values] bool last)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Only Linux tells in /proc where a process may run.");
        var allowed = Processors.Allowed;
        var processor = last ? allowed[^1] : allowed[0];
        using var worker = Worker.Start(ShellWorker.Command("""read -r line <&3; say '{"ok":false,"error":"'"$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)"'"}'""") with { Processor = processor });
        Assert.That(Assert.Throws<WorkerException>(() => worker.Close()).Reason, Is.EqualTo($"{processor}"), "what it starts is bound, too");
        Assert.That(Processors.Allowed, Is.EqualTo(allowed), "only the worker is bound");
    }

    [Test]
    public void A_processor_that_is_not_there_is_no_place_to_start()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("Other systems have words of their own for it.");
        var absent = Enumerable.Range(0, 64).Except(Processors.Allowed).Last();
        Assert.That(
            () => Worker.Start(ShellWorker.Command("exec sleep 60") with { Processor = absent }),
            Throws.InstanceOf<WorkerException>().With.Property(nameof(WorkerException.Fault)).EqualTo(WorkerFault.NotStarted).And.Message.Contains($"processor {absent}"));
    }

    [Test]
    public void The_environment_and_the_folder_are_the_commands()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("There is no /bin/sh on Windows.");
        var command = ShellWorker.Command("""read -r line <&3; say '{"ok":false,"error":"'"$OMP_WAIT_POLICY $(pwd)"'"}'""") with
        {
            Environment = new Dictionary<string, string> { ["OMP_WAIT_POLICY"] = "PASSIVE" },
            WorkingDirectory = "/",
        };
        using var worker = Worker.Start(command);
        Assert.That(Assert.Throws<WorkerException>(() => worker.Close()).Reason, Is.EqualTo("PASSIVE /"));
    }
}
