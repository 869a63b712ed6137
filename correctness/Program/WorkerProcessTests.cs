using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace PerfSuite.Correctness.Program;

public sealed class WorkerProcessTests
{
    private const string Open = """{"do":"open","workload":"mnist-softmax","variant":"matched","batch":4,"seed":0,"device":"cpu","threads":1}""";
    private RawWorker worker = null!;

    [OneTimeSetUp]
    public void Start() => worker = new RawWorker();

    [OneTimeTearDown]
    public void End() => worker.Dispose();

    [Test]
    public void Hello_tells_what_a_table_needs_to_say()
    {
        var hello = worker.Ask("""{"do":"hello"}""");
        Assert.That(hello.GetProperty("ok").GetBoolean(), Is.True);
        Assert.That(hello.GetProperty("protocol").GetInt32(), Is.EqualTo(1));
        Assert.That(hello.GetProperty("contender").GetString(), Does.StartWith("csharp-"));
        Assert.That(hello.GetProperty("libtorch").GetString(), Does.Match(@"^\d+\.\d+(\.\d+)?$"));
        Assert.That(hello.GetProperty("pid").GetInt32(), Is.EqualTo(worker.Process.Id));
        Assert.That(hello.GetProperty("phases").GetProperty("overhead").EnumerateArray().Select(phase => phase.GetString()),
            Is.EqualTo(new[] { "add_", "add", "add-grad", "linear-softmax", "step", "item", "shape" }));
    }

    [TestCase("not json", "one JSON object a line")]
    [TestCase("", "one JSON object")]
    [TestCase("[]", "string 'do'")]
    [TestCase("null", "string 'do'")]
    [TestCase("""{"do":7}""", "string 'do'")]
    [TestCase("""{"do":"\ud800"}""", "string 'do'")]
    [TestCase("""{"do":"dance"}""", "there is no request 'dance'")]
    [TestCase("""{"do":"open"}""", "'workload' is missing")]
    [TestCase("""{"do":"open","workload":3}""", "'workload' must be a string")]
    [TestCase("""{"do":"open","workload":"alexnet","batch":4,"seed":0,"threads":1,"device":"cpu","variant":"matched"}""", "alexnet")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":0,"seed":0,"threads":1,"device":"cpu","variant":"matched"}""", "'batch' must be a whole number from 1 to 65536")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":1e99,"seed":0,"threads":1,"device":"cpu","variant":"matched"}""", "'batch'")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":"4","seed":0,"threads":1,"device":"cpu","variant":"matched"}""", "'batch'")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":4,"seed":-1,"threads":1,"device":"cpu","variant":"matched"}""", "'seed'")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":4,"seed":0,"threads":1025,"device":"cpu","variant":"matched"}""", "'threads'")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":4,"seed":0,"threads":1,"device":"tpu","variant":"matched"}""", "tpu")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":4,"seed":0,"threads":1,"device":"cpu","variant":"odd"}""", "odd")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":4,"seed":0,"threads":1,"device":"cpu","variant":"matched","data":"/no/such"}""", "/no/such")]
    [TestCase("""{"do":"agree","steps":2}""", "no session is open")]
    [TestCase("""{"do":"infer"}""", "no session is open")]
    [TestCase("""{"do":"round","phase":"step","iterations":1}""", "no session is open")]
    [TestCase("""{"do":"latencies","phase":"step","iterations":1}""", "no session is open")]
    [TestCase("""{"do":"counters","phase":"step","iterations":1}""", "no session is open")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":4,"seed":0,"threads":1,"device":"cpu","variant":"matched","weights":7}""", "'weights' must be a string")]
    [TestCase("""{"do":"open","workload":"mnist-cnn","batch":4,"seed":0,"threads":1,"device":"cpu","variant":"matched","weights":"/no/such"}""", "/no/such")]
    [TestCase("""{"do":"open","workload":"prediction","batch":1,"seed":0,"threads":1,"device":"cpu","variant":"matched"}""", "data make mnist")]
    [TestCase("""{"do":"open","workload":"prediction","batch":1,"seed":0,"threads":1,"device":"cpu","variant":"matched","data":"/no/such"}""", "/no/such")]
    public void Nonsense_is_refused_in_one_line_and_the_worker_lives_on(string line, string naming)
    {
        worker.Ask("""{"do":"close"}""");
        var reply = worker.Ask(line);
        Assert.That(reply.GetProperty("ok").GetBoolean(), Is.False);
        Assert.That(reply.GetProperty("error").GetString(), Does.Contain(naming).And.Not.Contain("\n"));
        Assert.That(worker.Ask("""{"do":"hello"}""").GetProperty("ok").GetBoolean(), Is.True);
    }

    [TestCase("""{"do":"agree","steps":0}""", "'steps'")]
    [TestCase("""{"do":"agree","steps":1001}""", "'steps'")]
    [TestCase("""{"do":"round","phase":"dance","iterations":1}""", "dance")]
    [TestCase("""{"do":"round","phase":"item","iterations":1}""", "item")]
    [TestCase("""{"do":"round","phase":"step","iterations":0}""", "'iterations'")]
    [TestCase("""{"do":"round","phase":"step","iterations":1000000001}""", "'iterations'")]
    [TestCase("""{"do":"round","phase":"epoch","iterations":1}""", "data")]
    [TestCase("""{"do":"round","phase":"predict","iterations":1}""", "predict")]
    [TestCase("""{"do":"latencies","phase":"step","iterations":0}""", "'iterations'")]
    [TestCase("""{"do":"latencies","phase":"step","iterations":20001}""", "'iterations' must be a whole number from 1 to 20000")]
    public void An_open_session_survives_what_it_refuses(string line, string naming)
    {
        Assert.That(worker.Ask(Open).GetProperty("ok").GetBoolean(), Is.True);
        var reply = worker.Ask(line);
        Assert.That(reply.GetProperty("ok").GetBoolean(), Is.False);
        Assert.That(reply.GetProperty("error").GetString(), Does.Contain(naming));
        Assert.That(worker.Ask("""{"do":"round","phase":"step","iterations":2}""").GetProperty("nanoseconds").GetInt64(), Is.Positive);
    }

    [Test]
    public void A_line_beyond_the_limit_is_refused_and_the_next_one_answered()
    {
        worker.Send(Encoding.UTF8.GetBytes(new string(' ', (1 << 20) + 1) + "\n"));
        Assert.That(worker.Reply().GetProperty("ok").GetBoolean(), Is.False);
        worker.Send([(byte)'{', 0xFF, 0xFE, 0, (byte)'}', (byte)'\n']);
        Assert.That(worker.Reply().GetProperty("ok").GetBoolean(), Is.False);
        Assert.That(worker.Ask("""{"do":"hello"}""").GetProperty("ok").GetBoolean(), Is.True);
    }

    [Test]
    public void The_same_seed_gives_the_same_bits_when_opened_again()
    {
        var first = worker.Ask(Open).GetProperty("digest").GetString();
        var losses = worker.Ask("""{"do":"agree","steps":3}""").GetProperty("losses").ToString();
        Assert.That(worker.Ask(Open).GetProperty("digest").GetString(), Is.EqualTo(first));
        Assert.That(worker.Ask("""{"do":"agree","steps":3}""").GetProperty("losses").ToString(), Is.EqualTo(losses));
    }

    [Test]
    public void Bye_ends_the_process_with_0()
    {
        using var other = new RawWorker();
        Assert.That(other.Ask("""{"do":"bye"}""").GetProperty("ok").GetBoolean(), Is.True);
        Assert.That(other.Process.WaitForExit(10_000), Is.True);
        Assert.That(other.Process.ExitCode, Is.Zero);
    }

    [Test]
    public void The_end_of_the_pipe_ends_even_a_worker_deep_in_its_work()
    {
        using var other = new RawWorker();
        other.Ask("""{"do":"open","workload":"mnist-cnn","variant":"matched","batch":64,"seed":0,"device":"cpu","threads":1}""");
        other.Send(Encoding.UTF8.GetBytes("""{"do":"round","phase":"step","iterations":1000000}""" + "\n"));
        Thread.Sleep(200);
        var clock = Stopwatch.StartNew();
        other.HangUp();
        Assert.That(other.Process.WaitForExit(10_000), Is.True);
        Assert.That(other.Process.ExitCode, Is.Zero);
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
    }
}
