using NUnit.Framework;
using PerfSuite.Correctness.Measurement.Gate;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Program.Gate;

/// <summary>What `prove replay` says, and what `prove record` refuses before it builds anything.</summary>
public sealed class ProveVerbTests
{
    private ScratchFolder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new ScratchFolder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Rounds_beside_Cpp_are_held_to_their_own_ratio()
    {
        BesideCpp.Rounds(1.1, 60).Write(folder["rounds.json"]);
        var run = Replay("rounds.json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Output, Does.Contain("60 rounds of C++ against .").And.Contain("Gates with a row slower: 0 of 23").And.Match(@"overhead add ×1 +1\.\d+ ").And.Contain("Ratio: C# ÷ C++"));
    }

    [Test]
    public void Held_to_what_is_accepted_what_fell_behind_is_slower_in_every_gate()
    {
        BesideCpp.Rounds(1.0, 60).Write(folder["before.json"]);
        BesideCpp.Rounds(1.1, 60).Write(folder["after.json"]);
        Assert.That(Replay("after.json", "--accepted").Error, Does.Contain("no ratio to C++ of overhead add ×1 is accepted").And.Contain("accept FILE --ratios"));
        Assert.That(ProgramRun.InProcess(folder.Path, "accept", folder["before.json"], "--ratios", "--why", "release", "--by", "Ada", "--yes").ExitCode, Is.Zero);
        Assert.That(Replay("after.json", "--accepted").Output, Does.Contain("Gates with a row slower: 23 of 23"));
        Assert.That(Replay("before.json", "--accepted").Output, Does.Contain("Gates with a row slower: 0 of 23"));
        Assert.That(Replay("after.json", "--accepted", "--swap").Output, Does.Contain("Gates with a row slower: 0 of 23").And.Match(@"anything but\s+the same: 23 of 23"));
    }

    [Test]
    public void A_recording_of_the_other_kind_is_refused_with_the_cure()
    {
        BesideCpp.Rounds(1.1, 60).Write(folder["beside.json"]);
        GateRecordingTests.Example().Write(folder["builds.json"]);
        Assert.Multiple(() =>
        {
            Assert.That(Replay("beside.json", "--ledger").Error, Does.Contain("`accept FILE --ratios`"));
            Assert.That(Replay("builds.json", "--accepted").Error, Does.Contain("prove record FILE --ratios"));
            Assert.That(Replay("beside.json", "--gates", "20").Error, Does.Contain("--gates has nothing to say of rounds beside C++"));
            Assert.That(Record("beside.json").Error, Does.Contain("rounds beside C++").And.Contain("say --ratios"));
            Assert.That(Record("builds.json", "--ratios").Error, Does.Contain("rounds of two builds").And.Contain("leave --ratios out"));
            Assert.That(Record("builds.json").Error, Does.Contain("of other rows"));
        });
    }

    [Test]
    public void Too_few_rounds_beside_Cpp_say_how_many_it_takes()
    {
        BesideCpp.Rounds(1.1, 12).Write(folder["few.json"]);
        Assert.That(Replay("few.json").Error, Does.Contain("12 rounds are less than the 38 that a gate may take"));
        BesideCpp.Rounds(1.1, 45).Write(folder["more.json"]);
        Assert.That(Replay("more.json").Error, Does.Contain("of 45 rounds nobody can tell how far a ratio wanders: 60 or more"));
    }

    private ProgramRun Replay(string name, params string[] more) => ProgramRun.InProcess(folder.Path, ["prove", "replay", folder[name], .. more]);

    private ProgramRun Record(string name, params string[] more) => ProgramRun.InProcess(folder.Path, ["prove", "record", folder[name], .. more]);
}
