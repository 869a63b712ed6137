using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Answers that are not as the protocol has them.</summary>
[Parallelizable(ParallelScope.Children)]
public sealed class WorkerReplyTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

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

    [TestCase("agree", "\"losses\":[\"0x1p+0\"]", "$.losses: expected 2 losses, found a list")]
    [TestCase("agree", "\"losses\":[\"0x1p+0\",\"2\"]", "$.losses[1]: expected a float32 as a hexadecimal float such as 0x1.26bb1cp+1, found \"2\"")]
    [TestCase("latencies", "\"nanoseconds\":[1]", "$.nanoseconds: expected 2 numbers, found a list")]
    [TestCase("infer", "\"digest\":\"" + Digest + "\",\"first\":[]", "$.first: expected a number at least, found a list")]
    [TestCase("infer", "\"digest\":\"00\",\"first\":[\"0x1p+0\"]", "$.digest: expected 64 lower-case hexadecimal digits, found \"00\"")]
    public void Whatever_is_wrong_is_told_with_what_was_expected(string asked, string reply, string said)
    {
        using var worker = ShellWorker.Answering($"{{\"ok\":true,{reply}}}");
        Action ask = asked switch { "agree" => () => worker.Agree(2), "latencies" => () => worker.Latencies("step", 2), _ => () => worker.Infer() };
        Assert.That(() => ask(), Throws.InstanceOf<WorkerException>().With.Property("Reason").StartsWith("answered nonsense: " + said));
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
}
