using NUnit.Framework;
using PerfSuite.Gate;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Program.Gate;

public sealed class MutantTests
{
    private static string Source => Path.GetFullPath(Path.Combine(TestContext.CurrentContext.TestDirectory, "..", "..", "..", ".."));

    private static IEnumerable<string> Names() => [.. Mutant.OfCounters.Select(mutant => mutant.Name), "spin-5"];

    [TestCaseSource(nameof(Names))]
    public void Every_mutant_finds_its_place_in_the_source_of_today(string name)
    {
        var mutant = Mutant.Find(name, Recording());
        using var folder = new ScratchFolder();
        var copy = folder[mutant.File];
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(Path.Combine(Source, mutant.File), copy);
        mutant.Apply(folder.Path);
        Assert.That(File.ReadAllText(copy), Does.Contain(mutant.Anchor + mutant.Insertion));
    }

    [Test]
    public void A_mutant_whose_place_is_gone_says_so()
    {
        using var folder = new ScratchFolder();
        Assert.That(() => Mutant.OfCounters[0].Apply(folder.Path), Throws.InstanceOf<Fault>().With.Message.Contains("has not exactly one"));
    }

    [Test]
    public void A_spin_lasts_a_share_of_what_was_recorded() =>
        Assert.That(Mutant.Spin(5, Recording()).Insertion, Does.Contain("(\"overhead\", \"add\", 1) => 35, "));

    private static GateRecording Recording() => new()
    {
        Taken = DateTimeOffset.UnixEpoch,
        Fingerprint = "a machine",
        Base = new GateSide("HEAD", null, null, "b", null),
        Head = new GateSide("HEAD", null, null, "d", null),
        Rows = [GateRows.All[0]],
        Rounds = [[new GatePair(600, 600)], [new GatePair(700, 600)], [new GatePair(900, 600)]],
    };
}
