using System.Text.Json;
using NUnit.Framework;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Measurement;
using VerifyNUnit;

namespace PerfSuite.Correctness.Program;

/// <summary><c>why</c> over files that say what the test wants.</summary>
public sealed class WhyVerbTests
{
    private ScratchFolder folder = null!;

    [SetUp]
    public void Make()
    {
        folder = new ScratchFolder();
        Slower.Before.Write(folder["a.json"]);
        Slower.After.Write(folder["b.json"]);
    }

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public Task What_a_reader_sees_is_what_was_accepted()
    {
        var run = Why();
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "")));
        var output = run.Output.Replace(folder.Path, "DIR", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.That(output.Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
        return Verifier.Verify(output);
    }

    [Test]
    public void A_file_beside_itself_got_no_worse()
    {
        Slower.Before.Write(folder["b.json"]);
        var run = Why();
        Assert.That(run.ExitCode, Is.Zero);
        Assert.That(run.Output, Does.Contain("nothing differs").And.Contain("Nothing got worse.").And.Not.Contain("added"));
    }

    [TestCase("--contender cpp", 0)]
    [TestCase("--contender csharp-system", 1)]
    [TestCase("--case X32", 1)]
    [TestCase("--case predict", 3)]
    [TestCase("--case nowhere", 3)]
    [TestCase("--contender chainer", 64)]
    public void What_is_chosen_decides_the_exit_code(string options, int expected)
    {
        var run = Why(options.Split(' '));
        Assert.That(run.ExitCode, Is.EqualTo(expected), run.Output + run.Error);
        if (options.Contains("nowhere", StringComparison.Ordinal))
            Assert.That(run.Error, Does.StartWith("perf: --case: there is no 'nowhere'"));
        if (expected == 64)
            Assert.That(run.Error, Does.Contain("cpp, csharp-system, not 'chainer'"));
    }

    [Test]
    public void Machines_read_the_same_in_json()
    {
        Why("--json", folder["why.json"]);
        var root = JsonDocument.Parse(File.ReadAllText(folder["why.json"])).RootElement;
        var pair = root.GetProperty("pairs")[0];
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("schema").GetString(), Is.EqualTo("perfsuite-why/1"));
            Assert.That(root.GetProperty("worse").GetBoolean(), Is.True);
            Assert.That(root.GetProperty("surroundings")[0].GetProperty("what").GetString(), Is.EqualTo("commit"));
            Assert.That(pair.GetProperty("verdict").GetString(), Is.EqualTo("Slower"));
            Assert.That(pair.GetProperty("case").GetProperty("phase").GetString(), Is.EqualTo("step"));
            Assert.That(pair.GetProperty("operations")[0].GetProperty("fate").GetString(), Is.EqualTo("Slowed"));
            Assert.That(pair.GetProperty("nativeCalls").GetProperty("after").GetDouble(), Is.EqualTo(10));
        });
    }

    [Test]
    public void Operations_beyond_a_dozen_are_counted_and_left_to_json()
    {
        var many = Enumerable.Range(0, 20).Select(i => ($"aten::op{i:00}", 1.0, 100.0 + i)).ToArray();
        Made.Results(Made.Row(1000), Made.Counters()).Write(folder["a.json"]);
        Made.Results(Made.Row(1000), Made.Counters(many)).Write(folder["b.json"]);
        var run = Why();
        Assert.That(run.Output, Does.Contain("aten::op19").And.Contain("aten::op08").And.Not.Contain("aten::op07").And.Contain("and 8 more"));
    }

    [TestCase("{}", "expected a member 'schema'")]
    [TestCase("not json", "expected JSON")]
    public void A_file_that_is_no_results_is_named(string content, string expected)
    {
        File.WriteAllText(folder["b.json"], content);
        var run = Why();
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((3, "")));
        Assert.That(run.Error, Does.StartWith($"perf: {folder["b.json"]}: ").And.Contain(expected));
        File.Delete(folder["b.json"]);
        Assert.That(Why().Error, Does.Contain("there is no such file"));
    }

    private ProgramRun Why(params string[] options) => ProgramRun.Here(["why", folder["a.json"], folder["b.json"], .. options]);

    /// <summary>A step that got slower for reasons that the counters show; beside it C++, which did not.</summary>
    private static class Slower
    {
        private static readonly Case infer = Made.Step with { Phase = "infer", Batch = 1 };

        public static Results Before { get; } = Made.Results(
            Made.Row(50_000), Made.Row(48_000) with { Contender = "cpp" }, Made.Row(9_000) with { Case = infer }, Made.Row(700) with { Case = Made.Step with { Phase = "predict" } }) with
        {
            Ratios = [To(1.04)],
            Counters = [Row("csharp-system", Made.Counters(("aten::add_", 4, 4_000), ("aten::mm", 1, 12_000), ("aten::zero_", 2, 600))), Row("cpp", Made.Counters(("aten::mm", 1, 12_000)))],
        };

        public static Results After { get; } = Before with
        {
            Commit = "2222222222222222222222222222222222222222-dirty",
            Rows =
            [
                Made.Row(61_000), Made.Row(48_100) with { Contender = "cpp" }, Made.Row(8_000) with { Case = infer },
                PerfSuite.Measurement.Row.Without(Made.Step with { Phase = "train" }, "csharp-system", RowStatus.Failed, "csharp-system, asked round: died"),
            ],
            Ratios = [To(1.27)],
            Counters =
            [
                Row("csharp-system", Made.Counters(("aten::add_", 5, 5_100), ("aten::mm", 1, 16_000), ("aten::mul_", 1, 1_200)) with { ManagedBytes = 120, NativeCalls = 10 }),
                Row("cpp", Made.Counters(("aten::mm", 1, 12_300))),
            ],
        };

        private static CounterRow Row(string contender, WorkerCounters counters) => new(Made.Step, contender, 10, counters);

        private static Ratio To(double median) => new()
        {
            Case = Made.Step,
            Contender = "csharp-system",
            To = "cpp",
            Count = 9,
            Median = median,
            Low = median * 0.99,
            High = median * 1.01,
            Level = 0.96,
        };
    }
}
