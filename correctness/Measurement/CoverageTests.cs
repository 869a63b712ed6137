using MathNet.Numerics.Distributions;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Intervals cover as often as they say: 10,000 seeded trials each, whose own deviation is about 0.2 points.</summary>
public sealed class CoverageTests
{
    private const int Trials = 10_000;
    private const double Point = 0.01;

    private static Random Seeded => new(20);

    /// <summary>Named, with the median that is to be covered.</summary>
    private static IContinuousDistribution Distribution(string name) => name switch
    {
        "normal" => new Normal(0, 1, Seeded),
        "uniform" => new ContinuousUniform(-1, 1, Seeded),
        "t3" => new StudentT(0, 1, 3, Seeded),
        "lognormal" => new LogNormal(0, 1, Seeded),
        "exponential" => new Exponential(1, Seeded),
        _ => throw new ArgumentException($"No distribution '{name}'.", nameof(name)),
    };

    [Test]
    public void The_interval_of_the_median_covers_as_often_as_it_says(
        [Values("normal", "t3", "lognormal", "exponential")] string name, [Values(5, 15, 24)] int n)
    {
        var distribution = Distribution(name);
        var (covered, level) = Covered(distribution.Median, () => Estimator.MedianInterval(Drawn(distribution, n)));
        Assert.That(covered, Is.EqualTo(level).Within(Point));
    }

    [Test]
    public void The_interval_of_a_paired_ratio_covers_as_often_as_it_says([Values("normal", "t3", "exponential")] string name, [Values(10, 24)] int n)
    {
        var distribution = Distribution(name);
        var trouble = new LogNormal(0, 1, new Random(21));
        var (covered, level) = Covered(1.25 * Math.Exp(distribution.Median), () =>
        {
            var to = Drawn(trouble, n);
            return Estimator.PairedRatio([.. to.Select(one => one * 1.25 * Math.Exp(distribution.Sample()))], to);
        });
        Assert.That(covered, Is.EqualTo(level).Within(Point));
    }

    [Test]
    public void The_interval_of_Hodges_and_Lehmann_covers_as_often_as_it_says(
        [Values("normal", "uniform", "t3")] string name, [Values(6, 14, 24)] int n)
    {
        var distribution = Distribution(name);
        var (covered, level) = Covered(0, () => HodgesLehmann.Of(Drawn(distribution, n)));
        Assert.That(covered, Is.EqualTo(level).Within(Point));
    }

    [Test]
    public void The_interval_of_Hodges_and_Lehmann_covers_as_often_as_it_says_above_the_table()
    {
        var distribution = Distribution("t3");
        var (covered, level) = Covered(0, () => HodgesLehmann.Of(Drawn(distribution, SignedRankDistribution.MostTabled + 1)));
        Assert.That(covered, Is.EqualTo(level).Within(Point));
    }

    [Test]
    public void The_interval_of_Hodges_and_Lehmanns_ratio_covers_as_often_as_it_says([Values("normal", "uniform", "t3")] string name)
    {
        var distribution = Distribution(name);
        var trouble = new LogNormal(0, 1, new Random(21));
        var (covered, level) = Covered(1.25, () =>
        {
            var to = Drawn(trouble, 14);
            return HodgesLehmann.PairedRatio([.. to.Select(one => one * 1.25 * Math.Exp(distribution.Sample()))], to);
        });
        Assert.That(covered, Is.EqualTo(level).Within(Point));
    }

    // A coarse clock: most values are equal to others, and the interval may only gain by it.
    [Test]
    public void Tied_values_are_covered_at_least_as_often_as_intervals_say([Values("normal", "uniform", "t3")] string name)
    {
        var distribution = Distribution(name);
        double[] Ticks() => [.. Drawn(distribution, 14).Select(one => Math.Round(2 * one) / 2)];
        var (median, medianLevel) = Covered(0, () => Estimator.MedianInterval(Ticks()));
        var (centre, centreLevel) = Covered(0, () => HodgesLehmann.Of(Ticks()));
        Assert.Multiple(() =>
        {
            Assert.That(median, Is.GreaterThan(medianLevel - Point));
            Assert.That(centre, Is.GreaterThan(centreLevel - Point));
        });
    }

    // Why the median's interval stays the one for single contenders, whose times are skewed.
    [Test]
    public void Skewed_values_are_not_for_Hodges_and_Lehmann()
    {
        var distribution = Distribution("exponential");
        var (covered, level) = Covered(distribution.Median, () => HodgesLehmann.Of(Drawn(distribution, 24)));
        Assert.That(covered, Is.LessThan(level - 4 * Point));
    }

    [Test]
    public void The_signed_rank_test_errs_no_more_often_than_it_says([Values("normal", "uniform", "t3")] string name, [Values(0.005, 0.05)] double alpha)
    {
        var distribution = Distribution(name);
        var (greater, less, either) = (0, 0, 0);
        for (var trial = 0; trial < Trials; trial++)
        {
            var test = SignedRank.Of(Drawn(distribution, 14));
            greater += test.Greater <= alpha ? 1 : 0;
            less += test.Less <= alpha ? 1 : 0;
            either += test.TwoSided <= alpha ? 1 : 0;
        }
        var most = (alpha + 3.5 * Math.Sqrt(alpha * (1 - alpha) / Trials)) * Trials;
        Assert.That(new[] { greater, less, either }, Has.All.InRange(1, most));
    }

    private static double[] Drawn(IContinuousDistribution distribution, int n)
    {
        var values = new double[n];
        distribution.Samples(values);
        return values;
    }

    private static (double Covered, double Level) Covered(double centre, Func<Estimate> estimate)
    {
        var covered = 0;
        var level = 0.0;
        for (var trial = 0; trial < Trials; trial++)
        {
            var interval = estimate().Interval!.Value;
            level = interval.Level;
            covered += interval.Contains(centre) ? 1 : 0;
        }
        return (covered / (double)Trials, level);
    }
}
