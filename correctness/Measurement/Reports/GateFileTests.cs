using System.Text.Json.Nodes;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Reports;

/// <summary>A gate's report, read by whoever makes a page of it.</summary>
public sealed class GateFileTests
{
    private const string Written = """
        {
          "schema": "perfsuite-gate/1", "verdict": "regression", "exitCode": 1, "taken": "2026-01-31T12:00:00+00:00",
          "machine": { "cpu": "A CPU", "cores": 2, "os": "An OS", "kernel": "6.1", "architecture": "x64", "runtime": ".NET 10.0.0", "memoryBytes": 1024, "load": 0.25, "hypervisor": true },
          "base": { "name": "main", "commit": "c0ffee", "source": "s1", "build": "b1", "torch": "on 1.13" },
          "head": { "name": "HEAD", "commit": null, "source": null, "build": "b2", "torch": null },
          "times": [{
            "row": { "case": CASE, "effect": 0.03 }, "verdict": "Slower",
            "screened": { "ratio": { "median": 1.05, "interval": { "low": 1.04, "high": 1.06, "level": 0.95 }, "count": 10 }, "slower": 0.001, "faster": 0.999 },
            "confirmed": { "ratio": { "median": 1.07, "interval": null, "count": 1 }, "slower": 0.5, "faster": 0.5 },
            "reason": "a doubt", "accepted": ACCEPTED,
            "rounds": [{ "base": 1000, "head": 1050 }, { "base": 1010, "head": 1060 }]
          }],
          "ratioFindings": [{ "finding": { "row": { "case": CASE, "effect": 0.03 }, "verdict": "New", "screened": null, "confirmed": null, "reason": null, "accepted": null, "rounds": [] }, "accepted": null }],
          "counters": [{ "case": CASE, "verdict": "Faster", "changes": ["managed bytes 104 → 96"], "reason": "a remark", "accepted": ACCEPTED }],
          "cautions": ["a caution"], "seconds": { "build": 12.5, "screen": 60 }, "budgetSeconds": 900, "command": "perf gate"
        }
        """;

    private static readonly Case step = new("gate", "overhead", "matched", "add", 1, "cpu", 1);
    private static readonly Acceptance ada = new("Ada", new DateOnly(2026, 1, 31), null, "a cache");
    private Folder folder = null!;

    [SetUp]
    public void Make() => folder = new Folder();

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Everything_in_it_is_read()
    {
        var file = Read(Document());
        Assert.Multiple(() =>
        {
            Assert.That((file.Verdict, file.ExitCode, file.Budget, file.Command), Is.EqualTo(("regression", 1, 900.0, "perf gate")));
            Assert.That(file.Taken, Is.EqualTo(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)));
            Assert.That(file.Machine, Is.EqualTo(new Machine("A CPU", 2, "An OS", "6.1", "x64", ".NET 10.0.0", 1024, 0.25, true)));
            Assert.That((file.Base, file.Head), Is.EqualTo((new GateSide("main", "c0ffee", "s1", "b1", "on 1.13"), new GateSide("HEAD", null, null, "b2", null))));
            Assert.That(file.Cautions, Is.EqualTo(new[] { "a caution" }));
            Assert.That(file.Stages, Is.EqualTo(new[] { ("build", 12.5), ("screen", 60.0) }));
            var time = file.Times.Single();
            Assert.That((time.Row, time.Verdict, time.Reason, time.Accepted), Is.EqualTo((new GateRow(step, 0.03), Verdict.Slower, "a doubt", ada)));
            Assert.That(time.Screened, Is.EqualTo(new GateEstimate(new Estimate(1.05, new Interval(1.04, 1.06, 0.95), 10), 0.001, 0.999)));
            Assert.That(time.Confirmed, Is.EqualTo(new GateEstimate(new Estimate(1.07, null, 1), 0.5, 0.5)));
            Assert.That(time.Rounds, Is.EqualTo(new[] { new GatePair(1000, 1050), new GatePair(1010, 1060) }));
            var ratio = file.Ratios.Single();
            Assert.That((ratio.Finding.Row, ratio.Finding.Verdict, ratio.Finding.Estimate, ratio.Finding.Reason, ratio.Accepted), Is.EqualTo((new GateRow(step, 0.03), Verdict.New, (GateEstimate?)null, (string?)null, (RatioEntry?)null)));
            var counter = file.Counters.Single();
            Assert.That((counter.Case, counter.Verdict, counter.Reason, counter.Accepted, counter.Changes.Single()), Is.EqualTo((step, Verdict.Faster, "a remark", ada, "managed bytes 104 → 96")));
        });
    }

    [Test]
    public void What_a_gate_need_not_say_may_be_missing()
    {
        var document = Document();
        document.Remove("command");
        document.Remove("ratioFindings");
        document["counters"]![0]!.AsObject().Remove("accepted");
        var file = Read(document);
        Assert.That((file.Command, file.Ratios.Count, file.Counters[0].Accepted), Is.EqualTo(((string?)null, 0, (Acceptance?)null)));
    }

    [Test]
    public void An_accepted_ratio_is_read_with_its_finding()
    {
        var document = Document();
        document["ratioFindings"]![0]!["accepted"] = JsonNode.Parse(Filled("""
            { "case": CASE, "footing": { "contender": "csharp-system", "blas": "libblas.so", "cpuCapability": "AVX2" }, "ratio": 1.1, "low": 1.09, "high": 1.11, "level": 0.95, "count": 80, "spread": 0.01, "accepted": ACCEPTED }
            """));
        Assert.That(Read(document).Ratios.Single().Accepted, Is.EqualTo(new RatioEntry(step, new RatioFooting("csharp-system", "libblas.so", "AVX2"), 1.1, 1.09, 1.11, 0.95, 80, 0.01, ada)));
    }

    [TestCase("schema", "\"perfsuite-gate/2\"", "$.schema: expected \"perfsuite-gate/1\"")]
    [TestCase("exitCode", "256", "$.exitCode: expected a whole number from 0 to 255")]
    [TestCase("exitCode", "-1", "$.exitCode: expected a whole number from 0 to 255")]
    [TestCase("taken", "\"yesterday\"", "$.taken: expected a time such as")]
    [TestCase("budgetSeconds", "-1", "$.budgetSeconds: expected a number from 0")]
    [TestCase("verdict", "null", "$: expected a member 'verdict', found none")]
    [TestCase("cautions", "[7]", "$.cautions[0]: expected a string")]
    [TestCase("times.0.verdict", "\"slower\"", "$.times[0].verdict: expected one of")]
    [TestCase("times.0.row.effect", "-0.1", "$.times[0].row.effect: expected a number from 0")]
    [TestCase("times.0.screened.ratio.median", "0", "$.times[0].screened.ratio.median: expected a number from")]
    [TestCase("times.0.screened.ratio.count", "0", "$.times[0].screened.ratio.count: expected a whole number from 1 to 10000")]
    [TestCase("times.0.screened.ratio.interval.low", "1.055", "$.times[0].screened.ratio.interval.low: expected no more than the median")]
    [TestCase("times.0.screened.ratio.interval.high", "1.045", "$.times[0].screened.ratio.interval.high: expected no less than the median")]
    [TestCase("times.0.screened.slower", "1.1", "$.times[0].screened.slower: expected a number from 0 to 1")]
    [TestCase("times.0.screened.faster", "-0.1", "$.times[0].screened.faster: expected a number from 0 to 1")]
    [TestCase("times.0.rounds.0.base", "0", "$.times[0].rounds[0].base: expected a number from")]
    [TestCase("times.0.rounds.1.head", "-5", "$.times[0].rounds[1].head: expected a number from")]
    [TestCase("times.0.accepted.when", "\"31.01.2026\"", "$.times[0].accepted.when: expected a day such as")]
    [TestCase("counters.0.changes", "7", "$.counters[0].changes: expected a list")]
    [TestCase("seconds.build", "-1", "$.seconds.build: expected a number from 0")]
    public void What_is_not_as_it_must_be_is_named_with_its_place(string place, string value, string said)
    {
        var document = Document();
        var names = place.Split('.');
        JsonNode parent = document;
        foreach (var name in names[..^1])
            parent = int.TryParse(name, out var index) ? parent[index]! : parent[name]!;
        parent[names[^1]] = JsonNode.Parse(value);
        Assert.That(() => Read(document), Throws.InstanceOf<InvalidDataException>().With.Message.StartsWith(folder["gate.json"] + ": ").And.Message.Contains(said).And.Message.EndsWith("a gate's report is written by `perf gate --json FILE`."));
    }

    [Test]
    public void Damage_is_refused_or_read()
    {
        var refused = Mutants.Refused<InvalidDataException>(System.Text.Encoding.UTF8.GetBytes(Document().ToJsonString()), 33, 200, mutant =>
        {
            File.WriteAllBytes(folder["gate.json"], mutant);
            GateFile.Read(folder["gate.json"]);
        }, name: folder["gate.json"]);
        Assert.That(refused, Is.InRange(60, 199));
    }

    private GateFile Read(JsonObject document)
    {
        File.WriteAllText(folder["gate.json"], document.ToJsonString());
        return GateFile.Read(folder["gate.json"]);
    }

    private static JsonObject Document() => JsonNode.Parse(Filled(Written))!.AsObject();

    private static string Filled(string text) => text
        .Replace("CASE", """{ "study": "gate", "workload": "overhead", "variant": "matched", "phase": "add", "batch": 1, "device": "cpu", "threads": 1, "settings": "" }""", StringComparison.Ordinal)
        .Replace("ACCEPTED", """{ "by": "Ada", "when": "2026-01-31", "commit": null, "why": "a cache" }""", StringComparison.Ordinal);
}
