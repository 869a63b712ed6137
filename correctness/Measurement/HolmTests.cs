using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class HolmTests
{
    // By hand: 4·0.005, 3·0.01, 2·0.03, and 0.04 raised to what is before it.
    [Test]
    public void Adjusted_p_values_come_back_in_the_callers_order() =>
        Assert.That(Holm.Adjust([0.01, 0.04, 0.03, 0.005]), Is.EqualTo(new[] { 0.03, 0.06, 0.06, 0.02 }).Within(1e-15));

    // Benjamini and Hochberg, Journal of the Royal Statistical Society B 57, 1995, 4.1: fifteen outcomes of thrombolysis,
    // of which procedures of this kind reject the first three at 5 %.
    [Test]
    public void Three_of_the_fifteen_outcomes_of_thrombolysis_are_rejected()
    {
        double[] outcomes = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1];
        var adjusted = Holm.Adjust(outcomes);
        double[] byHand = [0.0015, 0.0056, 0.0247, 0.1140, 0.2211, 0.2780, 0.2780, 0.2780, 0.3213, 1, 1, 1, 1, 1, 1];
        Assert.Multiple(() =>
        {
            Assert.That(adjusted, Is.EqualTo(byHand).Within(1e-12));
            Assert.That(adjusted.Count(p => p <= 0.05), Is.EqualTo(3));
        });
    }

    // The procedure itself, step by step, as the paper has it: the least first, until one is not rejected.
    [Test]
    public void Adjusted_p_values_reject_what_the_step_by_step_procedure_rejects()
    {
        var random = new Random(6);
        for (var trial = 0; trial < 500; trial++)
        {
            double[] pValues = [.. Enumerable.Range(0, 1 + random.Next(12)).Select(_ => Math.Round(Math.Pow(random.NextDouble(), 4), 2))];
            var alpha = 0.001 + 0.2 * random.NextDouble();
            var remaining = pValues.Length;
            var rejected = pValues.Order().TakeWhile(p => p <= alpha / remaining--).Count();
            Assert.That(Holm.Adjust(pValues).Count(p => p <= alpha), Is.EqualTo(rejected));
        }
    }

    [TestCase(new double[] { }, new double[] { })]
    [TestCase(new[] { 0.04 }, new[] { 0.04 })]
    [TestCase(new[] { 0.4, 0.4, 0.4 }, new double[] { 1, 1, 1 })]
    [TestCase(new double[] { 1, 0 }, new double[] { 1, 0 })]
    public void None_one_equal_and_extreme_p_values_are_adjusted_too(double[] pValues, double[] expected) =>
        Assert.That(Holm.Adjust(pValues), Is.EqualTo(expected));

    [Test]
    public void The_callers_p_values_stay_as_they_were()
    {
        double[] pValues = [0.5, 0.01];
        Holm.Adjust(pValues);
        Assert.That(pValues, Is.EqualTo(new[] { 0.5, 0.01 }));
    }

    [TestCase(-0.1)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void A_p_value_that_is_none_is_refused(double pValue) =>
        Assert.That(() => Holm.Adjust([0.5, pValue]), Throws.ArgumentException.With.Message.Contains("P-value 2 of 2"));
}
