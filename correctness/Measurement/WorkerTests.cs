using System.Diagnostics;
using System.Text.Json.Nodes;
using NUnit.Framework;
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
            Assert.That(Heard(() => worker.Agree(2)), Is.EqualTo("{'do':'agree','steps':2}"));
            Assert.That(Heard(() => worker.Infer()), Is.EqualTo("{'do':'infer'}"));
            Assert.That(Heard(() => worker.Round("step", 10)), Is.EqualTo("{'do':'round','phase':'step','iterations':10}"));
            Assert.That(Heard(() => worker.Latencies("step", 10)), Is.EqualTo("{'do':'latencies','phase':'step','iterations':10}"));
            Assert.That(Heard(() => worker.Counters("step", 10)), Is.EqualTo("{'do':'counters','phase':'step','iterations':10}"));
        });
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

    [TestCase("hello")]
    [TestCase("")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("42")]
    [TestCase("{}")]
    [TestCase("{\"ok\":1}")]
    [TestCase("{\"ok\":\"true\"}")]
    [TestCase("{\"ok\":false}")]
    [TestCase("{\"ok\":false,\"error\":{}}")]
    [TestCase("{\"ok\":true")]
    [TestCase("{\"ok\":true,\"ok\":false,\"error\":\"x\"}")]
    [TestCase("{\"ok\":true}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":\"5\"}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":null}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":-1}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":1.5}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":NaN}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":1e400}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":9223372036854775808}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":9007199254740992}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":5,\"deep\":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}")]
    [TestCase("{\"ok\":true,\"nanoseconds\":5} {}")]
    public void Nonsense_is_named_and_ends_it(string reply)
    {
        using var worker = ShellWorker.Answering(reply);
        var fault = Assert.Throws<WorkerException>(() => worker.Round("step", 10));
        Assert.That((fault.Fault, worker.IsUsable), Is.EqualTo((WorkerFault.Nonsense, false)), fault.Message);
        Assert.That(fault.Message, Does.StartWith("fake, asked round step ×10: answered nonsense: "));
    }

    [Test]
    public void Nonsense_says_what_was_expected_where()
    {
        using var worker = ShellWorker.Answering("{\"ok\":true,\"nanoseconds\":\"soon\"}");
        Assert.That(
            Assert.Throws<WorkerException>(() => worker.Round("step", 10)).Reason,
            Is.EqualTo("answered nonsense: $.nanoseconds: expected a whole number from 0 to 20000000000, found \"soon\" in {\"ok\":true,\"nanoseconds\":\"soon\"}"));
    }

    [TestCase("\"losses\":[\"0x1p+0\"]")]
    [TestCase("\"losses\":[\"0x1p+0\",\"0x1p+0\",\"0x1p+0\"]")]
    [TestCase("\"losses\":[\"0x1p+0\",\"1.5\"]")]
    [TestCase("\"losses\":[\"0x1p+0\",null]")]
    [TestCase("\"losses\":\"0x1p+0\"")]
    public void Losses_are_as_many_as_asked_and_hexadecimal(string losses)
    {
        using var worker = ShellWorker.Answering($"{{\"ok\":true,{losses}}}");
        Assert.That(() => worker.Agree(2), Throws.InstanceOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Nonsense));
    }

    [TestCase("\"digest\":\"" + Digest + "\",\"first\":[]")]
    [TestCase("\"digest\":\"" + Digest + "\",\"first\":[\"1.5\"]")]
    [TestCase("\"digest\":\"abc\",\"first\":[\"0x1p+0\"]")]
    [TestCase("\"first\":[\"0x1p+0\"]")]
    public void A_prediction_has_a_digest_and_its_first_numbers(string prediction)
    {
        using var worker = ShellWorker.Answering($"{{\"ok\":true,{prediction}}}");
        Assert.That(() => worker.Infer(), Throws.InstanceOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Nonsense));
    }

    [TestCase("[5]")]
    [TestCase("[5,6,7]")]
    [TestCase("[5,-1]")]
    [TestCase("[5,1.5]")]
    [TestCase("[5,30000000000]")]
    [TestCase("5")]
    public void Latencies_are_as_many_as_asked_and_no_longer_than_the_wait(string nanoseconds)
    {
        using var worker = ShellWorker.Answering($"{{\"ok\":true,\"nanoseconds\":{nanoseconds}}}");
        Assert.That(() => worker.Latencies("step", 2), Throws.InstanceOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Nonsense));
    }

    [TestCase("\"parameters\":-1,\"digest\":\"" + Digest + "\"")]
    [TestCase("\"parameters\":1,\"digest\":\"abc\"")]
    [TestCase("\"parameters\":1,\"digest\":\"" + "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef" + "\"")]
    public void A_session_has_a_count_and_a_digest(string reply)
    {
        using var worker = ShellWorker.Answering($"{{\"ok\":true,{reply}}}");
        Assert.That(() => worker.Open(new OpenRequest("w", 1)), Throws.InstanceOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Nonsense));
    }

    [TestCase("\"managedBytes\":-1")]
    [TestCase("\"nativeOperations\":[1]")]
    [TestCase("\"nativeOperations\":{\"aten::add\":\"1\"}")]
    [TestCase("\"tensorsAlive\":0.5")]
    [TestCase("\"nativeCalls\":\"1\"")]
    [TestCase("\"nativeCalls\":-1")]
    [TestCase("\"operationNanoseconds\":[1]")]
    [TestCase("\"peakBytes\":-1")]
    [TestCase("\"operationNanoseconds\":{\"aten::add\":-1}")]
    [TestCase("\"operationNanoseconds\":{\"aten::add\":1e999}")]
    public void Counters_are_numbers(string reply)
    {
        using var worker = ShellWorker.Answering($"{{\"ok\":true,{reply}}}");
        Assert.That(() => worker.Counters("step", 1), Throws.InstanceOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Nonsense));
    }

    [Test]
    public void Another_protocol_is_refused()
    {
        using var worker = ShellWorker.Answering("{\"ok\":true,\"protocol\":2}");
        Assert.That(() => worker.Hello(), Throws.InstanceOf<WorkerException>().With.Message.Contains("$.protocol: expected protocol 1, found 2"));
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
            i=0; while [ $i -lt 3000 ]; do echo "noise noise noise noise noise $i" >&2; echo noise; i=$((i+1)); done
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
        Assert.That(() => worker.Ask(new JsonObject { ["do"] = new string('x', 40_000) }, TimeSpan.FromSeconds(1)), Throws.ArgumentException);
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
