using MathNet.Numerics.Distributions;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Tests and verdicts err as rarely, and find as often, as they say: hundreds to thousands of seeded trials each.</summary>
public sealed class ErrorRateTests
{
    private static readonly Case row = new("gate", "mnist-cnn", "matched", "step", 1, "cpu", 1);

    // Half of what the interval misses lies on either side: an effect just at the bound is called Same in 2.4 % of trials.
    [TestCase(1.00, new[] { Verdict.Slower, Verdict.Faster }, 0.001)]
    [TestCase(1.03, new[] { Verdict.Same, Verdict.Faster }, 0.03)]
    [TestCase(1 / 1.03, new[] { Verdict.Same, Verdict.Slower }, 0.03)]
    public void A_wrong_verdict_is_as_rare_as_the_level_says(double factor, Verdict[] wrong, double most)
    {
        const int Trials = 10_000;
        var noise = new Normal(Math.Log(factor), 0.02, new Random(9));
        double[] before = [.. Enumerable.Repeat(1.0, 24)];
        var count = Enumerable.Range(0, Trials).Count(_ =>
            wrong.Contains(Judgement.Of(HodgesLehmann.PairedRatio([.. before.Select(_ => Math.Exp(noise.Sample()))], before), 0.03)));
        Assert.That(count / (double)Trials, Is.LessThanOrEqualTo(most));
    }

    [Test]
    public void The_rank_sum_test_rejects_as_seldom_as_its_level_where_nothing_differs()
    {
        var dice = new Random(5);
        var rejected = Enumerable.Range(0, 4000).Count(_ => RankSum.TwoSided(Drawn(), Drawn()) <= 0.05);
        Assert.That(rejected / 4000.0, Is.EqualTo(0.0433).Within(0.012));

        double[] Drawn() => [.. Enumerable.Range(0, 10).Select(_ => dice.NextDouble())];
    }

    // Published with the rules: the share of losses found, by the noise of a pair, of 20,000 trials with heavy-tailed (t3) noise.
    [TestCase(0.01, 0.05, 1.000)]
    [TestCase(0.02, 0.00, 0.000)]
    [TestCase(0.02, 0.02, 0.008)]
    [TestCase(0.02, 0.05, 0.999)]
    [TestCase(0.03, 0.05, 0.988)]
    [TestCase(0.05, 0.00, 0.000)]
    [TestCase(0.05, 0.05, 0.862)]
    [TestCase(0.05, 0.10, 0.996)]
    public void Losses_are_found_as_often_as_the_rules_promise(double noise, double loss, double expected)
    {
        const int trials = 600;
        var tails = new StudentT(0, 1, 3, new Random(12));
        // t3 has the variance 3.
        var slower = Enumerable.Range(0, trials).Count(_ =>
            new GateTrial([new GateRow(row, 0.03)], GateRules.Standard, new Drawn(() => Math.Log(1 + loss) + noise / Math.Sqrt(3) * tails.Sample())).Run()[0].Verdict == Verdict.Slower);
        var deviation = Math.Sqrt(expected * (1 - expected) / trials);
        Assert.That((double)slower / trials, Is.EqualTo(expected).Within(4 * deviation + 0.012));
    }

    /// <summary>Rounds of one row whose ln(head / base) is drawn anew each time.</summary>
    private sealed class Drawn(Func<double> difference) : IGateRounds
    {
        public IReadOnlyDictionary<Case, GateValue> Next(IReadOnlyList<Case> rows, CancellationToken cancellation) =>
            rows.ToDictionary(one => one, _ => new GateValue(new GatePair(1000, 1000 * Math.Exp(difference())), null));
    }
}
