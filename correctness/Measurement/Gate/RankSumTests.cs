using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

public sealed class RankSumTests
{
    // Whole and half sums by counting the deals of ranks: 2 of C(4,2) = 6, 2 of C(6,3) = 20, 2 of C(20,10) = 184756.
    [TestCase(2, 2.0 / 6)]
    [TestCase(3, 2.0 / 20)]
    [TestCase(10, 2.0 / 184_756)]
    public void Sides_that_do_not_overlap_have_the_least_p_value(int n, double expected) =>
        Assert.That(RankSum.TwoSided([.. Enumerable.Range(0, n).Select(i => (double)i)], [.. Enumerable.Range(0, n).Select(i => 100.0 + i)]), Is.EqualTo(expected).Within(1e-12));

    // The table of critical values: with ten on each side U = 23 is the largest that rejects at 0.05.
    [TestCase(23, true)]
    [TestCase(24, false)]
    public void Ten_against_ten_reject_up_to_the_tabled_value(int u, bool rejects) =>
        Assert.That(RankSum.TwoSided(Ten(u), [.. Enumerable.Range(1, 10).Select(i => (double)i)]) <= 0.05, Is.EqualTo(rejects));

    [Test]
    public void Equal_sides_have_the_p_value_one() => Assert.That(RankSum.TwoSided([1, 2, 3], [1, 2, 3]), Is.EqualTo(1));

    [Test]
    public void It_rejects_as_seldom_as_its_level_where_nothing_differs()
    {
        var dice = new Random(5);
        var rejected = Enumerable.Range(0, 4000).Count(_ => RankSum.TwoSided(Drawn(), Drawn()) <= 0.05);
        Assert.That(rejected / 4000.0, Is.EqualTo(0.0433).Within(0.012));

        double[] Drawn() => [.. Enumerable.Range(0, 10).Select(_ => dice.NextDouble())];
    }

    // Ten values of which u pairs lie above 1 to 10.
    private static double[] Ten(int u) => [.. Enumerable.Range(0, 10).Select(i => Math.Clamp(u - (10 * i), 0, 10) + 0.5 - (i * 1e-3))];
}
