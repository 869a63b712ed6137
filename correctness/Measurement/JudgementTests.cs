using MathNet.Numerics.Distributions;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class JudgementTests
{
    private const double Effect = 0.03;

    [TestCase(1.01, 1.05, 1.09, Verdict.Slower)]
    [TestCase(1.01, 1.03, 1.09, Verdict.Slower)]
    [TestCase(1.00, 1.05, 1.09, Verdict.Inconclusive)]
    [TestCase(0.99, 1.05, 1.09, Verdict.Inconclusive)]
    [TestCase(1.01, 1.02, 1.09, Verdict.Inconclusive)]
    [TestCase(0.90, 0.95, 0.99, Verdict.Faster)]
    [TestCase(0.90, 1 / 1.03, 0.99, Verdict.Faster)]
    [TestCase(0.90, 0.95, 1.00, Verdict.Inconclusive)]
    [TestCase(0.90, 0.98, 0.99, Verdict.Inconclusive)]
    [TestCase(0.98, 1.00, 1.02, Verdict.Same)]
    [TestCase(1.01, 1.02, 1.025, Verdict.Same)]
    [TestCase(0.98, 1.00, 1.03, Verdict.Inconclusive)]
    [TestCase(1 / 1.03, 1.00, 1.02, Verdict.Inconclusive)]
    [TestCase(0.90, 1.00, 1.10, Verdict.Inconclusive)]
    [TestCase(1.50, 1.50, 1.50, Verdict.Slower)]
    [TestCase(1.00, 1.00, 1.00, Verdict.Same)]
    public void A_difference_is_judged_when_it_is_certain_and_matters(double low, double ratio, double high, Verdict expected) =>
        Assert.That(Judgement.Of(new Estimate(ratio, new Interval(low, high, 0.95), 20), Effect), Is.EqualTo(expected));

    [Test]
    public void A_single_round_is_inconclusive() =>
        Assert.That(Judgement.Of(HodgesLehmann.PairedRatio([2], [1]), Effect), Is.EqualTo(Verdict.Inconclusive));

    [TestCase(5, Verdict.Inconclusive)]
    [TestCase(6, Verdict.Slower)]
    public void Rounds_too_few_for_the_level_are_inconclusive_however_far_they_lie(int rounds, Verdict expected)
    {
        double[] before = [.. Enumerable.Range(1, rounds).Select(i => (double)i)];
        Assert.That(Judgement.Of(HodgesLehmann.PairedRatio([.. before.Select(one => 2 * one)], before), Effect), Is.EqualTo(expected));
    }

    [TestCase(1.00, Verdict.Same)]
    [TestCase(1.01, Verdict.Same)]
    [TestCase(1.10, Verdict.Slower)]
    [TestCase(0.90, Verdict.Faster)]
    public void Exchanging_the_sides_exchanges_faster_and_slower(double factor, Verdict expected)
    {
        var noise = new Normal(0, 0.01, new Random(8));
        double[] before = [.. Enumerable.Range(0, 24).Select(_ => Math.Exp(noise.Sample()))];
        double[] after = [.. before.Select(_ => factor * Math.Exp(noise.Sample()))];
        var exchanged = expected switch { Verdict.Slower => Verdict.Faster, Verdict.Faster => Verdict.Slower, _ => expected };
        Assert.Multiple(() =>
        {
            Assert.That(Judgement.Of(HodgesLehmann.PairedRatio(after, before), Effect), Is.EqualTo(expected));
            Assert.That(Judgement.Of(HodgesLehmann.PairedRatio(before, after), Effect), Is.EqualTo(exchanged));
        });
    }

    [Test]
    public void What_is_no_ratio_and_no_effect_is_refused()
    {
        var fair = new Estimate(1, new Interval(0.99, 1.01, 0.95), 20);
        Assert.Multiple(() =>
        {
            Assert.That(() => Judgement.Of(fair, 0), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("An effect is above 0."));
            Assert.That(() => Judgement.Of(fair, double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Judgement.Of(fair, double.PositiveInfinity), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Judgement.Of(fair, Effect, 1), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A level is above 0 and below 1."));
            Assert.That(() => Judgement.Of(fair, Effect, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
            Assert.That(() => Judgement.Of(fair with { Median = double.NaN }, Effect), Throws.ArgumentException.With.Message.StartsWith("A ratio is finite and above 0, not NaN."));
            Assert.That(() => Judgement.Of(fair with { Median = 0, Interval = null }, Effect), Throws.ArgumentException);
            Assert.That(() => Judgement.Of(new Estimate(double.PositiveInfinity, null, 1), Effect), Throws.ArgumentException);
            Assert.That(() => Judgement.Of(fair with { Interval = new Interval(0, 1.01, 0.95) }, Effect), Throws.ArgumentException.With.Message.StartsWith("An interval is around its ratio: 0 to 1.01 is not around 1."));
            Assert.That(() => Judgement.Of(fair with { Median = -1 }, Effect), Throws.ArgumentException);
            Assert.That(() => Judgement.Of(fair with { Interval = new Interval(-1, 1.01, 0.95) }, Effect), Throws.ArgumentException);
            Assert.That(() => Judgement.Of(fair with { Interval = new Interval(1.01, 0.99, 0.95) }, Effect), Throws.ArgumentException);
            Assert.That(() => Judgement.Of(fair with { Interval = new Interval(double.NaN, 1.01, 0.95) }, Effect), Throws.ArgumentException);
            Assert.That(Judgement.Of(fair with { Interval = new Interval(0.99, 1.01, double.NaN) }, Effect), Is.EqualTo(Verdict.Inconclusive));
        });
    }
}
