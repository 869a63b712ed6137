using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

/// <summary>Where the gate's two decisions turn: at which p-value, at which estimate, at which end of the interval.</summary>
public sealed class GateJudgementTests
{
    private const double Effect = 0.04;

    // Ten rounds: W⁻ ≤ 10 has p = 43 / 1024, W⁻ ≤ 11 has 55 / 1024.
    [TestCase(10, Suspicion.Slower, Suspicion.Faster)]
    [TestCase(11, Suspicion.Unclear, Suspicion.None)]
    public void The_screen_suspects_up_to_its_p_value(int against, Suspicion expected, Suspicion opposite)
    {
        var rounds = Rounds(10, against, 0.09);
        Assert.Multiple(() =>
        {
            Assert.That(GateJudgement.Screen(rounds, Effect, GateRules.Standard).Suspicion, Is.EqualTo(expected));
            Assert.That(GateJudgement.Screen(Opposite(rounds), Effect, GateRules.Standard).Suspicion, Is.EqualTo(opposite), "a gain need not be excluded");
        });
    }

    [TestCase(1.0199, Suspicion.None)]
    [TestCase(1.0201, Suspicion.Slower)]
    [TestCase(1 / 1.0199, Suspicion.None)]
    [TestCase(1 / 1.0201, Suspicion.Faster)]
    public void The_screen_suspects_from_half_the_effect_on(double ratio, Suspicion expected)
    {
        var (suspicion, estimate) = GateJudgement.Screen(Steady(10, ratio), Effect, GateRules.Standard);
        Assert.That(suspicion, Is.EqualTo(expected));
        Assert.That(estimate.Ratio.Median, Is.EqualTo(ratio).Within(1e-12));
    }

    [TestCase(0.0784, Suspicion.None)]
    [TestCase(0.0785, Suspicion.Unclear)]
    public void What_reaches_a_loss_of_twice_the_effect_is_not_cleared(double worst, Suspicion expected)
    {
        // ln(1.04²) = 0.07844. Of ten rounds the interval of at least 95 % reaches from the ninth Walsh average to the ninth from above: of five and five, the worst itself.
        double[] rounds = [.. Enumerable.Repeat(-worst, 5), .. Enumerable.Repeat(worst, 5)];
        Assert.That(GateJudgement.Screen(rounds, Effect, GateRules.Standard).Suspicion, Is.EqualTo(expected));
    }

    [Test]
    public void Rounds_too_few_for_an_interval_clear_nobody() =>
        Assert.That(GateJudgement.Screen(Steady(5, 1), Effect, GateRules.Standard with { ScreenRounds = 5 }).Suspicion, Is.EqualTo(Suspicion.Unclear));

    // Fourteen rounds: W⁻ ≤ 12 has p = 70 / 16384 = 0.0043, W⁻ ≤ 13 has 88 / 16384 = 0.0054.
    [TestCase(12, Verdict.Slower)]
    [TestCase(13, null)]
    public void A_confirmation_convicts_up_to_its_p_value(int against, Verdict? expected)
    {
        var rounds = Rounds(14, against, 0.06);
        Assert.Multiple(() =>
        {
            Assert.That(Confirmed((Suspicion.Slower, rounds)), Is.EqualTo(new[] { expected }));
            Assert.That(Confirmed((Suspicion.Unclear, rounds)), Is.EqualTo(new[] { expected }), "who was unclear is tested for a loss");
            Assert.That(Confirmed((Suspicion.Faster, Opposite(rounds))), Is.EqualTo(new Verdict?[] { expected is null ? null : Verdict.Faster }));
        });
    }

    [TestCase(1.0399, Verdict.Same)]
    [TestCase(1.0401, Verdict.Slower)]
    public void A_confirmation_convicts_from_the_effect_on(double ratio, Verdict expected) =>
        Assert.That(Confirmed((Suspicion.Slower, Steady(14, ratio))), Is.EqualTo(new Verdict?[] { expected }));

    [TestCase(1 / 1.0399, Verdict.Same)]
    [TestCase(1 / 1.0401, Verdict.Faster)]
    public void A_gain_is_one_from_the_effect_on(double ratio, Verdict expected) =>
        Assert.That(Confirmed((Suspicion.Faster, Steady(14, ratio))), Is.EqualTo(new Verdict?[] { expected }));

    [Test]
    public void Two_suspects_of_one_kind_share_the_level_and_of_two_kinds_do_not()
    {
        var rounds = Rounds(14, 12, 0.06);
        Assert.Multiple(() =>
        {
            Assert.That(Confirmed((Suspicion.Slower, rounds), (Suspicion.Unclear, rounds)), Is.EqualTo(new Verdict?[] { null, null }), "0.0043 twice is 0.0085");
            Assert.That(Confirmed((Suspicion.Faster, Opposite(rounds)), (Suspicion.Faster, Opposite(rounds))), Is.EqualTo(new Verdict?[] { null, null }));
            Assert.That(Confirmed((Suspicion.Slower, rounds), (Suspicion.Faster, Opposite(rounds))), Is.EqualTo(new Verdict?[] { Verdict.Slower, Verdict.Faster }));
            Assert.That(Confirmed((Suspicion.Slower, rounds), (Suspicion.Slower, Rounds(14, 0, 0.06))), Is.EqualTo(new Verdict?[] { Verdict.Slower, Verdict.Slower }), "the clearer one is convicted first, and leaves the other all of the level");
        });
    }

    [Test]
    public void What_is_neither_large_nor_cleared_is_to_be_confirmed_again() =>
        Assert.That(Confirmed((Suspicion.Unclear, [.. Enumerable.Range(0, 14).Select(i => i % 2 == 0 ? 0.3 : -0.3)])), Is.EqualTo(new Verdict?[] { null }));

    [Test]
    public void The_rules_are_those_that_were_published()
    {
        var rules = GateRules.Standard;
        Assert.That((rules.ScreenRounds, rules.ScreenLevel, rules.ConfirmRounds, rules.ConfirmLevel, rules.Confirmations, rules.MostRounds), Is.EqualTo((10, 0.05, 14, 0.005, 2, 38)));
        Assert.That((new GateRow(Step, 0.10).OnlyInforms, new GateRow(Step, 0.101).OnlyInforms), Is.EqualTo((false, true)));
    }

    [TestCase(-0.001)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_spread_that_is_none_is_refused(double spread) =>
        Assert.That(() => GateRules.EffectOf(spread), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("A standard deviation is 0 or above."));

    private static Case Step { get; } = new("gate", "mnist-cnn", "matched", "step", 1, "cpu", 1);

    private static IEnumerable<Verdict?> Confirmed(params (Suspicion Suspicion, IReadOnlyList<double> Differences)[] suspects) =>
        GateJudgement.Confirm([.. suspects.Select(suspect => (suspect.Suspicion, suspect.Differences, Effect))], GateRules.Standard).Select(one => one.Verdict);

    private static double[] Steady(int count, double ratio) => [.. Enumerable.Range(0, count).Select(i => Math.Log(ratio) + (1e-9 * (i - ((count - 1) / 2.0))))];

    private static double[] Opposite(IReadOnlyList<double> rounds) => [.. rounds.Select(round => -round)];

    /// <summary>Differences around a middle, of ranks 1 to n by their size; those below 0 have ranks that add up to a sum, the largest first.</summary>
    private static double[] Rounds(int count, int against, double around)
    {
        var rounds = new double[count];
        for (var rank = count; rank >= 1; rank--)
        {
            var below = rank <= against;
            against -= below ? rank : 0;
            rounds[rank - 1] = (below ? -1 : 1) * (around + (1e-4 * rank));
        }
        return rounds;
    }
}
