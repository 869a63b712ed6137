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
    public void Exchanging_the_sides_changes_nothing()
    {
        // U = 1 of 12: as far out as 0, 11 and 12, each one of the 35 ways to deal the ranks.
        double[] low = [1, 2, 4], high = [3, 5, 6, 7];
        Assert.That(RankSum.TwoSided(low, high), Is.EqualTo(4 / 35.0).Within(1e-15));
        Assert.That(RankSum.TwoSided(high, low), Is.EqualTo(4 / 35.0).Within(1e-15));
    }

    [Test]
    public void Sixty_values_a_side_are_the_most()
    {
        double[] sixty = [.. Enumerable.Range(0, 60).Select(i => (double)i)], more = [.. sixty, 60];
        Assert.Multiple(() =>
        {
            Assert.That(RankSum.TwoSided(sixty, sixty), Is.EqualTo(1));
            Assert.That(() => RankSum.TwoSided(more, sixty), Throws.ArgumentException.With.Message.StartsWith("At most 60 values a side.").And.Property("ParamName").EqualTo("one"));
            Assert.That(() => RankSum.TwoSided(sixty, more), Throws.ArgumentException.With.Property("ParamName").EqualTo("other"));
        });
    }

    // Ten values of which u pairs lie above 1 to 10.
    private static double[] Ten(int u) => [.. Enumerable.Range(0, 10).Select(i => Math.Clamp(u - (10 * i), 0, 10) + 0.5 - (i * 1e-3))];
}
