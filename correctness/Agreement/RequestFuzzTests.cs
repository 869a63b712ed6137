using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Learning;
using PerfSuite.Correctness.Program;

namespace PerfSuite.Correctness.Agreements;

/// <summary>Whatever line a worker is sent, it answers with one line, granted or refused with a reason, and lives on.</summary>
[Category("Agreement")]
[Parallelizable(ParallelScope.All)]
public sealed class RequestFuzzTests
{
    // None that writes: a damaged path is a path all the same. What is asked for is small, so that ten times as much of it is, too.
    private static readonly string[] lines =
    [
        """{"do":"hello"}""",
        """{"do":"open","workload":"mnist-softmax","variant":"matched","batch":4,"seed":5,"device":"cpu","threads":1,"settings":{"shuffle":"off"},"data":null,"weights":"/no/such","workers":0}""",
        """{"do":"open","workload":"mnist-softmax","variant":"matched","batch":4,"seed":5,"device":"cpu","threads":1}""",
        """{"do":"agree","steps":2}""",
        """{"do":"infer"}""",
        """{"do":"round","phase":"infer","iterations":3}""",
        """{"do":"counters","phase":"infer","iterations":2}""",
        """{"do":"load","path":"/no/such/file"}""",
    ];

    [Test]
    public void Every_line_is_answered_with_one_line([Values(Contender.Cpp, "csharp", Contender.Python)] string contender)
    {
        const int rounds = 50;
        var found = Contender.Find([contender], 1)[0];
        if (found.Command is null)
            Absence.Of(found);
        using var worker = new RawWorker(found.Command!);
        var refused = 0;
        for (var round = 0; round < rounds; round++)
            for (var line = 0; line < lines.Length; line++)
            {
                // An end of line within would make two requests of it.
                var mutant = Mutants.One(Encoding.UTF8.GetBytes(lines[line]), seed: (ulong)(51 + line), round).Select(one => one == '\n' ? (byte)' ' : one).ToArray();
                worker.Send([.. mutant, (byte)'\n']);
                var reply = worker.Reply();
                refused += Refused(reply, $"mutant {round} of line {line}: {Encoding.UTF8.GetString(mutant)}") ? 1 : 0;
            }
        Assert.That(refused, Is.InRange(rounds * lines.Length / 2, rounds * lines.Length - 1), "most damage must show, and some must not");
        Assert.That(worker.Ask(lines[0]).GetProperty("ok").GetBoolean(), Is.True);
    }

    private static bool Refused(JsonElement reply, string mutant)
    {
        if (reply.GetProperty("ok").GetBoolean())
            return false;
        var error = reply.GetProperty("error").GetString();
        Assert.That(error, Is.Not.Empty.And.Not.Contains('\n'), mutant);
        Assert.That(error, Does.Not.Match("^[A-Za-z]+Exception: ").And.Not.Contains("c10::"), mutant);
        return true;
    }
}
