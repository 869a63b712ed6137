using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class HodgesLehmannTests
{
    // Hollander, Wolfe and Chicken, examples 3.3 and 3.4: -0.46, and -0.786 to -0.010 with 96.1 %.
    [Test]
    public void The_depression_data_give_their_published_estimate_and_interval()
    {
        var differences = SignedRankTests.DepressionAfter.Zip(SignedRankTests.DepressionBefore, (after, before) => after - before);
        var estimate = HodgesLehmann.Of([.. differences]);
        Assert.Multiple(() =>
        {
            Assert.That(estimate.Median, Is.EqualTo(-0.46).Within(1e-12));
            Assert.That(estimate.Interval!.Value.Low, Is.EqualTo(-0.786).Within(1e-12));
            Assert.That(estimate.Interval!.Value.High, Is.EqualTo(-0.010).Within(1e-12));
            Assert.That(estimate.Interval!.Value.Level, Is.EqualTo(0.9609375));
        });
    }

    [Test]
    public void Darwins_maize_gives_the_26th_of_its_120_Walsh_averages() =>
        Assert.That(HodgesLehmann.Of(SignedRankTests.Maize), Is.EqualTo(new Estimate(25, new Interval(4, 41.5, 0.95208740234375), 15)));

    [TestCase(1, 0, 1)]
    [TestCase(2, 0.5, 1)]
    [TestCase(5, 0.9375, 1)]
    [TestCase(6, 0.96875, 1)]
    [TestCase(8, 0.9609375, 4)]
    [TestCase(10, 0.951171875, 9)]
    [TestCase(20, 0.9515590667724609, 53)]
    [TestCase(50, 0.9505535931993983, 435)]
    [TestCase(51, 0.9510299952694581, 454)]
    [TestCase(60, 0.9507184940156387, 649)]
    [TestCase(200, 0.9500303687000252, 8445)]
    public void The_interval_lies_between_the_kth_Walsh_averages_from_either_end(int n, double level, int k)
    {
        var random = new Random(n);
        double[] values = [.. Enumerable.Range(0, n).Select(_ => random.NextDouble() - 0.5)];
        var estimate = HodgesLehmann.Of(values);
        double[] averages = [.. values.SelectMany((one, i) => values.Skip(i).Select(other => one / 2 + other / 2)).Order()];
        Assert.That(estimate.Median, Is.EqualTo(Estimator.Median(averages)).Within(1e-16));
        if (n > 1)
            Assert.That((estimate.Interval!.Value.Low, estimate.Interval.Value.High), Is.EqualTo((averages[k - 1], averages[^k])));
        Assert.That(estimate.Interval?.Level ?? level, Is.EqualTo(level).Within(1e-12));
    }

    [Test]
    public void A_single_value_has_no_interval() =>
        Assert.That(HodgesLehmann.Of([5]), Is.EqualTo(new Estimate(5, null, 1)));

    [TestCase(new double[] { 2, 2, 2, 2, 2, 2 }, 2)]
    [TestCase(new double[] { 0, -0.0, 0, -0.0, 0, 0 }, 0)]
    [TestCase(new double[] { -1, -1, 1, 1, -1, 1 }, 0)]
    [TestCase(new[] { double.MaxValue, double.MaxValue, double.MaxValue }, double.MaxValue)]
    [TestCase(new[] { double.MinValue, double.MaxValue }, 0)]
    public void Equal_and_extreme_values_have_their_centre(double[] values, double expected) =>
        Assert.That(HodgesLehmann.Of(values).Median, Is.EqualTo(expected));

    [Test]
    public void Thousands_of_values_are_quick()
    {
        double[] values = [.. Enumerable.Range(-1500, 3001).Select(i => Math.Cbrt(i))];
        var estimate = HodgesLehmann.Of(values);
        Assert.Multiple(() =>
        {
            Assert.That(estimate.Median, Is.Zero.Within(1e-12));
            Assert.That(estimate.Interval!.Value.Low, Is.EqualTo(-estimate.Interval.Value.High).Within(1e-12));
            Assert.That(estimate.Interval!.Value.Level, Is.InRange(0.95, 0.95001));
        });
    }

    [Test]
    public void The_interval_ends_where_the_test_stops_rejecting()
    {
        var interval = HodgesLehmann.Of(SignedRankTests.Maize).Interval!.Value;
        double TwoSided(double shift) => SignedRank.Of([.. SignedRankTests.Maize.Select(one => one - shift)]).TwoSided;
        Assert.Multiple(() =>
        {
            Assert.That(TwoSided(interval.Low - 1e-9), Is.LessThanOrEqualTo(0.05));
            Assert.That(TwoSided(interval.Low + 1e-9), Is.GreaterThan(0.05));
            Assert.That(TwoSided(interval.High - 1e-9), Is.GreaterThan(0.05));
            Assert.That(TwoSided(interval.High + 1e-9), Is.LessThanOrEqualTo(0.05));
        });
    }

    [Test]
    public void A_paired_ratio_sees_through_what_troubled_whole_rounds()
    {
        double[] trouble = [1, 9, 1, 4, 1, 2, 7];
        var estimate = HodgesLehmann.PairedRatio([.. trouble.Select(t => 1.5 * t)], trouble);
        Assert.Multiple(() =>
        {
            Assert.That(estimate.Median, Is.EqualTo(1.5).Within(1e-15));
            Assert.That(estimate.Interval!.Value.Low, Is.EqualTo(1.5).Within(1e-15));
            Assert.That(estimate.Interval!.Value.High, Is.EqualTo(1.5).Within(1e-15));
            Assert.That(estimate.Interval!.Value.Level, Is.EqualTo(1 - 6 / 128.0));
        });
    }

    [Test]
    public void Exchanging_the_sides_inverts_a_paired_ratio()
    {
        double[] a = [3, 5, 2, 8, 6, 7], b = [2, 6, 1, 5, 7, 4];
        var (there, back) = (HodgesLehmann.PairedRatio(a, b), HodgesLehmann.PairedRatio(b, a));
        Assert.Multiple(() =>
        {
            Assert.That(there.Median * back.Median, Is.EqualTo(1).Within(1e-15));
            Assert.That(there.Interval!.Value.Low * back.Interval!.Value.High, Is.EqualTo(1).Within(1e-15));
        });
    }

    [Test]
    public void Values_that_are_none_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => HodgesLehmann.Of([]), Throws.ArgumentException);
            Assert.That(() => HodgesLehmann.Of([1, double.NaN]), Throws.ArgumentException.With.Message.Contains("Value 2 of 2"));
            Assert.That(() => HodgesLehmann.Of([double.PositiveInfinity]), Throws.ArgumentException);
            Assert.That(() => HodgesLehmann.Of(new double[65_536]), Throws.ArgumentException.With.Message.Contains("65536 values"));
            Assert.That(() => HodgesLehmann.Of([1, 2], 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => HodgesLehmann.Of([1, 2], double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => HodgesLehmann.PairedRatio([], []), Throws.ArgumentException);
            Assert.That(() => HodgesLehmann.PairedRatio([1, 2], [1]), Throws.ArgumentException.With.Message.Contains("2 against 1"));
            Assert.That(() => HodgesLehmann.PairedRatio([1, 0], [1, 1]), Throws.ArgumentException.With.Message.Contains("round 2"));
            Assert.That(() => HodgesLehmann.PairedRatio([1], [-1]), Throws.ArgumentException.With.Message.Contains("round 1"));
        });
    }

    [TestCase(1, double.PositiveInfinity)]
    [TestCase(double.PositiveInfinity, 1)]
    [TestCase(double.NaN, 1)]
    [TestCase(1e-300, 1e300)]
    public void Ratios_that_are_none_are_refused_by_both_estimates(double value, double to)
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => HodgesLehmann.PairedRatio([value], [to]), Throws.ArgumentException.With.Message.Contains("round 1"));
            Assert.That(() => Estimator.PairedRatio([value], [to]), Throws.ArgumentException.With.Message.Contains("round 1"));
        });
    }
}
