using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.Correctness.Program;

/// <summary>The C# side with the other supplier of TorchSharp's API: a second build, never mistaken for the first.</summary>
public sealed class OtherSupplierTests
{
    [Test]
    public void It_is_whichever_this_build_is_not() =>
        Assert.That(new[] { OtherSupplierContender.Name, TorchRuntime.Current.Contender }, Is.EquivalentTo(new[] { "csharp-system", "csharp-torchsharp" }));

    [Test]
    public void Not_built_it_takes_no_part_and_says_how_to_build_it()
    {
        if (OtherSupplierContender.IsBuilt)
            Assert.Ignore("it is built here");
        Assert.That(Contender.Known, Does.Not.Contain(OtherSupplierContender.Name));
        Assert.That(OtherSupplierContender.Find(new Dictionary<string, string>()).Absence, Does.Contain("-p:TorchSupplier=").And.Contain("--artifacts-path"));
    }

    [TestCase("fake", RowStatus.Measured)]
    [TestCase("csharp-torchsharp", RowStatus.Failed)]
    [Platform(Exclude = "Win", Reason = "The contender is a shell script.")]
    public void What_lies_in_its_place_must_call_itself_so(string expected, RowStatus status)
    {
        var contender = new Contender("other", "Other", ShellWorker.Command(RunTests.Script("""{"ok":true,"nanoseconds":5000}"""), "other"), null) { CallsItself = expected };
        using var lineup = new Lineup([contender], WorkerLimits.Default);
        var plan = new Plan("test", [.. new[] { 1, 2 }.Select(batch => new Section("one", "overhead", batch, 1, 0,
            [new Item("overhead", "add_", "add_", new RoundsPlan("add_") { Rounds = 6, Iterations = 10 }, 1)]))]);
        var run = new Run(plan, lineup, new Table(new Display(TextWriter.Null, TextWriter.Null)), seed: 0);
        run.Carry(new Progress(null, null), CancellationToken.None);
        Assert.That(run.Rows.Select(row => row.Status), Is.EqualTo(new[] { status, status }));
        if (status == RowStatus.Failed)
            Assert.That(run.Rows[0].Reason, Does.Contain("calls itself fake"));
    }
}
