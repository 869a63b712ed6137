using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

public sealed class ClopperPearsonTests
{
    // 0 of n: 1 − (α/2)^(1/n). 8 of 10 and 3 of 25: by the binomial sums that define the ends.
    [TestCase(0, 200, 0.0, 0.018275)]
    [TestCase(0, 1, 0.0, 0.975)]
    [TestCase(1, 1, 0.025, 1.0)]
    [TestCase(8, 10, 0.443905, 0.974789)]
    [TestCase(3, 25, 0.025465, 0.312190)]
    [TestCase(200, 200, 0.981725, 1.0)]
    public void The_ends_are_those_of_the_definition(int hits, int trials, double low, double high)
    {
        var found = ClopperPearson.Of(hits, trials);
        Assert.Multiple(() =>
        {
            Assert.That(found.Low, Is.EqualTo(low).Within(2e-6));
            Assert.That(found.High, Is.EqualTo(high).Within(2e-6));
        });
    }

    [Test]
    public void Just_at_an_end_as_many_hits_are_as_rare_as_the_level_leaves([Values(1, 7, 29)] int hits)
    {
        var found = ClopperPearson.Of(hits, 30, 0.9);
        Assert.Multiple(() =>
        {
            Assert.That(1 - MathNet.Numerics.Distributions.Binomial.CDF(found.Low, 30, hits - 1), Is.EqualTo(0.05).Within(1e-9));
            Assert.That(MathNet.Numerics.Distributions.Binomial.CDF(found.High, 30, hits), Is.EqualTo(0.05).Within(1e-9));
        });
    }

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(-1, 5)]
    [TestCase(6, 5)]
    public void No_trials_and_more_hits_than_trials_are_refused(int hits, int trials) =>
        Assert.That(() => ClopperPearson.Of(hits, trials), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void What_is_no_level_is_refused([Values(0, 1, -0.5, double.NaN)] double level) =>
        Assert.That(() => ClopperPearson.Of(1, 5, level), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A level is above 0 and below 1."));
}
