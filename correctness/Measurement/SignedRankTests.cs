using MathNet.Numerics.Distributions;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class SignedRankTests
{
    // Hollander, Wolfe and Chicken, example 3.1: Hamilton depression scale factor IV before and after therapy.
    internal static readonly double[] DepressionBefore = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
    internal static readonly double[] DepressionAfter = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];

    // Darwin's maize, crossed less self-fertilised, in eighths of an inch (Fisher, The Design of Experiments, III).
    internal static readonly double[] Maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

    [Test]
    public void The_depression_data_give_their_published_p_value()
    {
        var test = SignedRank.Of([.. DepressionAfter.Zip(DepressionBefore, (after, before) => after - before)]);
        Assert.Multiple(() =>
        {
            Assert.That((test.Plus, test.Count, test.Exact), Is.EqualTo((5.0, 9, true)));
            Assert.That(test.Less, Is.EqualTo(0.01953125));
            Assert.That(test.Greater, Is.EqualTo(1 - 7 / 512.0));
            Assert.That(test.TwoSided, Is.EqualTo(0.0390625));
        });
    }

    // scipy's documentation of stats.wilcoxon: 0.041259765625 and 0.020629882812.
    [Test]
    public void Darwins_maize_gives_its_published_p_value()
    {
        var test = SignedRank.Of(Maize);
        Assert.Multiple(() =>
        {
            Assert.That(test.Plus, Is.EqualTo(96));
            Assert.That(test.TwoSided, Is.EqualTo(0.041259765625));
            Assert.That(test.Greater, Is.EqualTo(0.0206298828125));
        });
    }

    // Counts of sets of different ranks with no greater sum, over 2^n; the w of 5 %, two-sided, in the usual tables.
    [TestCase(5, 0, 1.0 / 32)]
    [TestCase(9, 5, 10.0 / 512)]
    [TestCase(10, 3, 5.0 / 1024)]
    [TestCase(10, 8, 25.0 / 1024)]
    [TestCase(15, 25, 785.0 / 32768)]
    [TestCase(20, 52, 25397.0 / 1048576)]
    [TestCase(30, 137, 13343959.0 / 536870912)]
    [TestCase(50, 434, 13917926202625.0 / 562949953421312)]
    [TestCase(50, 435, 1780512316373.0 / 70368744177664)]
    public void The_distribution_is_that_of_the_tables_to_the_bit(int n, int w, double probability) =>
        Assert.That(SignedRankDistribution.Below(n)(w), Is.EqualTo(probability));

    [TestCase(1)]
    [TestCase(10)]
    [TestCase(51)]
    public void The_distribution_ends_where_the_ranks_do(int n)
    {
        var below = SignedRankDistribution.Below(n);
        var greatest = n * (n + 1) / 2;
        Assert.That((below(-1), below(greatest), below(greatest + 1)), Is.EqualTo((0.0, 1.0, 1.0)));
    }

    [TestCase(51)]
    [TestCase(52)]
    [TestCase(53)]
    [TestCase(75)]
    [TestCase(150)]
    public void Above_the_table_the_distribution_is_the_tables_still(int n)
    {
        var below = SignedRankDistribution.Below(n);
        var table = SignedRankDistribution.Table([.. Enumerable.Range(1, n)]);
        Assert.That(Enumerable.Range(0, table.Length).Max(w => Math.Abs(below(w) - table[w])), Is.LessThan(1e-12));
    }

    [Test]
    public void Every_assignment_of_signs_counts_with_ties_and_zeros()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 60; trial++)
        {
            // Few different magnitudes, so that most are tied; the first never 0, so that something counts.
            double[] differences = [.. Enumerable.Range(0, 1 + trial % 12).Select(i => (i == 0 ? 5 : random.Next(5)) * (random.Next(2) - 0.5))];
            var test = SignedRank.Of(differences);
            var (greater, less) = Enumerated(differences);
            Assert.That((test.Greater, test.Less), Is.EqualTo((greater, less)), string.Join(' ', differences));
        }
    }

    [Test]
    public void Exchanging_the_sides_exchanges_the_p_values()
    {
        var test = SignedRank.Of(Maize);
        var exchanged = SignedRank.Of([.. Maize.Select(one => -one)]);
        Assert.That((exchanged.Greater, exchanged.Less, exchanged.TwoSided), Is.EqualTo((test.Less, test.Greater, test.TwoSided)));
    }

    // By hand: mean 915, variance 60·61·121/24, W⁺ = 1830 - 630.
    [Test]
    public void Many_differences_are_judged_by_the_normal_approximation()
    {
        var test = SignedRank.Of([.. Enumerable.Range(1, 60).Select(i => i % 3 == 0 ? -i : (double)i)]);
        Assert.Multiple(() =>
        {
            Assert.That((test.Plus, test.Exact), Is.EqualTo((1200.0, false)));
            Assert.That(test.Greater, Is.EqualTo(0.01811324708939332).Within(1e-9));
        });
    }

    // By hand: 40 of 64 equal magnitudes above 0, rank 32.5 each, mean 1040, variance 22360 less 5460 for the tie: 130².
    [Test]
    public void The_normal_approximation_is_corrected_for_ties()
    {
        var test = SignedRank.Of([.. Enumerable.Range(0, 64).Select(i => i < 40 ? 7.0 : -7)]);
        Assert.That(test.Greater, Is.EqualTo(1 - Normal.CDF(0, 1, 259.5 / 130)).Within(1e-12));
    }

    [Test]
    public void The_normal_approximation_takes_over_where_it_is_near_and_small_p_values_are_not_too_small()
    {
        var below = SignedRankDistribution.Below(51);
        for (var positive = 0; positive <= 51; positive++)
        {
            var test = SignedRank.Of([.. Enumerable.Range(1, 51).Select(i => i <= positive ? i : (double)-i)]);
            var exact = below((int)test.Plus);
            Assert.That(test.Less, Is.EqualTo(exact).Within(0.002));
            if (exact < 0.03)
                Assert.That(test.Less, Is.GreaterThan(exact));
        }
    }

    [Test]
    public void Thousands_of_differences_do_not_overflow() =>
        Assert.That(SignedRank.Of([.. Enumerable.Range(1, 40_000).Select(i => (double)i)]).Plus, Is.EqualTo(800_020_000));

    [Test]
    public void Differences_that_take_no_side_show_nothing() =>
        Assert.That(SignedRank.Of([0, -0.0]), Is.EqualTo(new SignedRank { Plus = 0, Count = 0, Exact = true, Greater = 1, Less = 1 }));

    [Test]
    public void Differences_that_are_none_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => SignedRank.Of([]), Throws.ArgumentException);
            Assert.That(() => SignedRank.Of([1, double.NaN]), Throws.ArgumentException.With.Message.Contains("Value 2 of 2"));
            Assert.That(() => SignedRank.Of([double.NegativeInfinity]), Throws.ArgumentException);
        });
    }

    // All 2^n signs, from the definition: the rank of a magnitude is the mean place of those equal to it.
    private static (double Greater, double Less) Enumerated(double[] differences)
    {
        double[] counted = [.. differences.Where(one => one != 0)];
        double[] magnitudes = [.. counted.Select(Math.Abs)];
        double[] ranks = [.. magnitudes.Select(one => magnitudes.Count(other => other < one) + (magnitudes.Count(other => other == one) + 1) / 2.0)];
        double Sum(Func<int, bool> positive) => ranks.Where((_, i) => positive(i)).Sum();
        var seen = Sum(i => counted[i] > 0);
        var assignments = 1 << counted.Length;
        double[] sums = [.. Enumerable.Range(0, assignments).Select(signs => Sum(i => (signs >> i & 1) == 1))];
        return (sums.Count(sum => sum >= seen) / (double)assignments, sums.Count(sum => sum <= seen) / (double)assignments);
    }
}
