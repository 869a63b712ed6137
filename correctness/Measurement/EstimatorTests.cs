using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class EstimatorTests
{
    [TestCase(new double[] { 3 }, 3)]
    [TestCase(new double[] { 4, 1 }, 2.5)]
    [TestCase(new double[] { 9, 1, 5 }, 5)]
    [TestCase(new double[] { 8, 1, 2, 7 }, 4.5)]
    public void The_median_is_the_middle_or_the_mean_of_the_middle_two(double[] values, double expected) =>
        Assert.That(Estimator.Median(values), Is.EqualTo(expected));

    // R: quantile(c(1, 2, 4, 8), p), its default type 7.
    [TestCase(0, 1)]
    [TestCase(0.25, 1.75)]
    [TestCase(0.5, 3)]
    [TestCase(0.9, 6.8)]
    [TestCase(1, 8)]
    public void A_quantile_is_linear_between_order_statistics(double probability, double expected) =>
        Assert.That(Estimator.Quantile([8, 2, 4, 1], probability), Is.EqualTo(expected).Within(1e-12));

    // 1 - 2 * sum of C(n, i) for i < k over 2^n, by hand.
    [TestCase(2, 1, 0.5)]
    [TestCase(5, 1, 0.9375)]
    [TestCase(6, 1, 0.96875)]
    [TestCase(8, 1, 0.9921875)]
    [TestCase(9, 2, 0.9609375)]
    [TestCase(10, 2, 0.978515625)]
    [TestCase(15, 4, 0.96484375)]
    [TestCase(20, 6, 0.958610534667969)]
    public void The_interval_lies_between_the_kth_values_from_either_end(int n, int k, double level)
    {
        double[] values = [.. Enumerable.Range(1, n).Select(i => (double)i).Reverse()];
        var interval = Estimator.MedianInterval(values).Interval!.Value;
        Assert.Multiple(() =>
        {
            Assert.That(interval.Low, Is.EqualTo(k));
            Assert.That(interval.High, Is.EqualTo(n + 1 - k));
            Assert.That(interval.Level, Is.EqualTo(level).Within(1e-12));
        });
    }

    [TestCase(0.9, false)]
    [TestCase(1, true)]
    [TestCase(1.5, true)]
    [TestCase(2, true)]
    [TestCase(2.1, false)]
    public void An_interval_contains_its_ends(double value, bool within) => Assert.That(new Interval(1, 2, 0.95).Contains(value), Is.EqualTo(within));

    [Test]
    public void A_single_value_has_no_interval() =>
        Assert.That(Estimator.MedianInterval([5]), Is.EqualTo(new Estimate(5, null, 1)));

    [Test]
    public void A_higher_level_is_a_wider_interval()
    {
        double[] values = [.. Enumerable.Range(1, 30).Select(i => (double)i)];
        var narrow = Estimator.MedianInterval(values, 0.8).Interval!.Value;
        var wide = Estimator.MedianInterval(values, 0.99).Interval!.Value;
        Assert.That(wide.High - wide.Low, Is.GreaterThan(narrow.High - narrow.Low));
    }

    [Test]
    public void Of_several_processes_the_median_of_each_is_a_value()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Estimator.ByProcess([1, 9, 2, 4, 5, 60], 2), Is.EqualTo(new double[] { 2, 5 }));
            Assert.That(Estimator.ByProcess([3, 1, 2], 1), Is.EqualTo(new double[] { 3, 1, 2 }));
            Assert.That(Estimator.ByProcess([3, 1], 2), Is.EqualTo(new double[] { 3, 1 }));
            Assert.That(Estimator.ByProcess([], 2), Is.Empty);
            Assert.That(() => Estimator.ByProcess([1, 2, 3], 2), Throws.ArgumentException.With.Message.Contains("3 values are not equally many"));
            Assert.That(() => Estimator.ByProcess([1, 2], 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        });
    }

    /// <summary>Rounds that lie close together within every process, and processes that do not.</summary>
    [Test]
    public void An_interval_of_processes_covers_what_an_interval_of_rounds_misses()
    {
        double[] levels = [1.16, 1.07, 1.06, 1.10, 1.02, 1.12];
        double[] rounds = [.. levels.SelectMany(level => new[] { level - 0.001, level, level + 0.001 })];
        double[] to = [.. rounds.Select(_ => 1.0)];
        foreach (var estimate in new[] { Estimator.PairedRatio(rounds, to, processes: 6), HodgesLehmann.PairedRatio(rounds, to, processes: 6) })
            Assert.That((Math.Round(estimate.Interval!.Value.Low, 9), Math.Round(estimate.Interval.Value.High, 9), estimate.Count), Is.EqualTo((1.02, 1.16, 6)));
        Assert.That(Estimator.PairedRatio(rounds, to).Interval!.Value.High, Is.LessThan(1.13));
    }

    [Test]
    public void A_paired_ratio_sees_through_what_troubled_whole_rounds()
    {
        double[] trouble = [1, 9, 1, 4, 1, 2, 7];
        var estimate = Estimator.PairedRatio([.. trouble.Select(t => 1.5 * t)], trouble);
        Assert.Multiple(() =>
        {
            Assert.That(estimate.Median, Is.EqualTo(1.5));
            Assert.That((estimate.Interval!.Value.Low, estimate.Interval.Value.High), Is.EqualTo((1.5, 1.5)));
        });
    }

    [Test]
    public void A_paired_ratio_is_the_median_of_ratios_not_the_ratio_of_medians() =>
        Assert.That(Estimator.PairedRatio([1, 10, 30], [2, 1, 10]).Median, Is.EqualTo(3));

    [Test]
    public void Values_that_are_none_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => Estimator.Median([]), Throws.ArgumentException.With.Message.StartsWith("There are no values."));
            Assert.That(() => Estimator.MedianInterval([1, double.NaN]), Throws.ArgumentException.With.Message.Contains("Value 2 of 2"));
            Assert.That(() => Estimator.Quantile([1], 1.5), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A probability is 0 to 1."));
            Assert.That(() => Estimator.MedianInterval([1], 1), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A level is above 0 and below 1."));
            Assert.That(() => Estimator.PairedRatio([1, 2], [1]), Throws.ArgumentException.With.Message.Contains("2 against 1"));
            Assert.That(() => Estimator.PairedRatio([1, 2], [1, 0]), Throws.ArgumentException.With.Message.Contains("round 2"));
            Assert.That(() => Estimator.PairedRatio([1, 2], [1, double.PositiveInfinity]), Throws.ArgumentException.With.Message.Contains("round 2"));
        });
    }
}
