using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Whatever comes out of a worker's pipe is a reply within its bounds, or one of the two exceptions that end the worker.</summary>
public sealed class ReplyFuzzTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly (string Name, string Line, Action<Field> Read)[] replies =
    [
        ("hello", """{"ok":true,"protocol":1,"contender":"sh","language":"sh 1","versions":{"torch":"1.13.1","\u00e9":"\ud83d\ude00"},"libtorch":"1.13.1","blas":null,"cpuCapability":"AVX2","threads":1,"pid":17,"devices":["cpu"],"workloads":["w"],"phases":{"w":["step"]}}""",
            reply => Assert.That(Worker.Greeting(reply).Threads, Is.InRange(1, 1024))),
        ("open", $$"""{"ok":true,"parameters":7850,"digest":"{{Digest}}"}""", reply => Assert.That(Worker.Opened(reply).Digest, Has.Length.EqualTo(64))),
        ("agree", """{"ok":true,"losses":["0x1.26bb1cp+1","0x1p+0","-inf"]}""", reply => Assert.That(Worker.Losses(reply, 3), Has.Count.EqualTo(3))),
        ("infer", $$"""{"ok":true,"digest":"{{Digest}}","first":["0x1.26bb1cp+1","nan"]}""", reply => Assert.That(Worker.Inferred(reply).First, Has.Count.InRange(1, InferReply.Shown))),
        ("counters", """{"ok":true,"managedBytes":0.5,"nativeOperations":{"aten::add":2.0,"aten::m\u00fcl":1},"tensorsMade":null,"tensorsAlive":-1,"peakBytes":4e3}""",
            reply => Assert.That(Worker.Counts(reply).ManagedBytes ?? 0, Is.Not.Negative.And.Not.NaN)),
    ];

    public static IEnumerable<string> Names => replies.Select(reply => reply.Name);

    [TestCaseSource(nameof(Names))]
    public void Damage_is_refused_or_still_within_bounds(string name)
    {
        const int rounds = 1000;
        var (_, line, read) = replies.Single(reply => reply.Name == name);
        var refused = Mutants.Refused<Refusal>(Encoding.UTF8.GetBytes(line), seed: 31, rounds, mutant =>
        {
            try
            {
                read(Field.Parse(mutant));
            }
            catch (Exception fault) when (fault is FieldException or JsonException)
            {
                throw new Refusal();
            }
        });
        Assert.That(refused, Is.InRange(rounds / 4, rounds - 1), "most damage must show, and some must not");
        read(Field.Parse(Encoding.UTF8.GetBytes(line)));
    }

    [TestCase("""{"\ud800":"x"}""")]
    [TestCase("""{"torch":"\udc00"}""")]
    [TestCase("""{"\ud83d":"x","\ude00":"y"}""")]
    public void Names_that_are_not_Unicode_are_refused_like_any_other_nonsense(string versions) =>
        Assert.That(() => Field.Parse(Encoding.UTF8.GetBytes(versions)).Map(9, value => value.Text()), Throws.InstanceOf<FieldException>().Or.InstanceOf<JsonException>());

    private sealed class Refusal : Exception;
}
