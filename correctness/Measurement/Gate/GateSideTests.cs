using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

public sealed class GateSideTests
{
    private static readonly GateSide side = new("main", new string('a', 40), "source", "build", "csharp-system on 1.13");

    [TestCase("source", "build", "csharp-system on 1.13", true)]
    [TestCase("another", "build", "csharp-system on 2.6", true, TestName = "{m}(the very same files)")]
    [TestCase("source", "another", "csharp-system on 1.13", true, TestName = "{m}(one source built twice)")]
    [TestCase("source", "another", "csharp-system on 2.6", false, TestName = "{m}(one source on two libtorches)")]
    [TestCase("another", "another", "csharp-system on 1.13", false)]
    [TestCase(null, "another", "csharp-system on 1.13", false)]
    public void Sides_are_the_same_by_their_files_or_by_source_and_libtorch(string? source, string build, string torch, bool same) =>
        Assert.That(side.IsSameAs(side with { Name = "HEAD", Source = source, Build = build, Torch = torch }), Is.EqualTo(same));

    [Test]
    public void Sources_that_are_not_known_are_not_the_same()
    {
        Assert.That(side.IsSourceOf(side with { Build = "another" }), Is.True);
        Assert.That((side with { Source = null }).IsSourceOf(side with { Source = null }), Is.False);
    }

    [Test]
    public void A_side_without_a_build_says_so() => Assert.That(GateSide.Unbuilt("main"), Is.EqualTo(new GateSide("main", null, null, "not built", null)));

    [Test]
    public void An_acceptance_tells_the_day_the_person_and_the_reason() =>
        Assert.That($"{new Acceptance("Ada", new DateOnly(2026, 1, 31), null, "a release")}", Is.EqualTo("accepted 2026-01-31 by Ada: a release"));

    [TestCase("/usr/lib/openblas-openmp/libblas.so.3", "openblas-openmp/libblas.so.3")]
    [TestCase("C:\\torch\\lib\\mkl.dll", "lib/mkl.dll")]
    [TestCase("libmkl.so", "libmkl.so")]
    [TestCase("", "unknown")]
    [TestCase(null, "unknown")]
    public void A_BLAS_is_known_by_the_end_of_its_path(string? path, string expected)
    {
        var footing = RatioFooting.Of(Hello(path, "AVX2"));
        Assert.That(footing, Is.EqualTo(new RatioFooting("csharp-system", expected, "AVX2")));
        Assert.That($"{footing}", Is.EqualTo($"csharp-system, {expected}, AVX2"));
        Assert.That(RatioFooting.Of(Hello(path, null)).CpuCapability, Is.EqualTo("unknown"));
    }

    [Test]
    public void One_side_after_the_other_is_called_different_as_often_as_it_drifts()
    {
        var drifting = Enumerable.Range(0, 100).Select(round => 1000.0 + (round / 10 % 2 * 100) + (round % 10)).ToList();
        var row = BesideCpp.Row;
        var other = row with { Phase = "item" };
        // The second row has base and head alike and still; its head is what a window compares.
        var recording = BesideCpp.Rounds(1, 1) with
        {
            Rows = [other, row],
            Rounds = [.. drifting.Select((value, round) => (IReadOnlyList<GatePair>)[new GatePair(1000 + (round % 10), 1000 + (round % 10)), new GatePair(value, value)])],
        };
        Assert.Multiple(() =>
        {
            Assert.That(OneShot.Of(recording, row), Is.EqualTo(new OneShot(5, 5)), "ten rounds are a tenth faster than the next ten");
            Assert.That(OneShot.Of(recording, other), Is.EqualTo(new OneShot(5, 0)));
            Assert.That(OneShot.Of(recording with { Rounds = [.. recording.Rounds.Take(39)] }, row).Windows, Is.EqualTo(1), "what is left over is no window");
        });
    }

    private static WorkerHello Hello(string? blas, string? capability) =>
        new("csharp-system", "C# 14", new Dictionary<string, string>(), "1.13.1", blas, capability, 1, 7, ["cpu"], [], new Dictionary<string, IReadOnlyList<string>>());
}
