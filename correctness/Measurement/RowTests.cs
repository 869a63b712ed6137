using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class RowTests
{
    private static readonly Case step = Made.Step;

    [Test]
    public void Rows_and_ratios_are_estimated_from_rounds()
    {
        var outcome = new RoundsOutcome(
            "step",
            10,
            [new("a", [9], [10, 11, 12, 13, 14, 15], null), new("b", [9], [5, 5.5, 6, 6.5, 7, 7.5], null), new("c", [9], [5], "c, asked round: died"), new("d", [], [], null)],
            Cancelled: true);
        var (a, b, c, d) = (Row.Of(step, outcome, "a"), Row.Of(step, outcome, "b"), Row.Of(step, outcome, "c"), Row.Of(step, outcome, "d"));
        Assert.Multiple(() =>
        {
            Assert.That((a.Median, a.Low, a.High, a.Status), Is.EqualTo((12.5, 10.0, 15.0, RowStatus.Measured)));
            Assert.That(a.Level, Is.EqualTo(0.96875).Within(1e-12));
            Assert.That((c.Median, c.Status, c.Reason, c.Rounds.Count), Is.EqualTo(((double?)null, RowStatus.Failed, "c, asked round: died", 1)));
            Assert.That(d.Status, Is.EqualTo(RowStatus.Cancelled));
            var ratio = Ratio.Of(a, b)!;
            Assert.That((ratio.Median, ratio.Count, ratio.ContainsOne), Is.EqualTo((2.0, 6, false)));
            Assert.That(Ratio.Of(a, c), Is.Null);
            Assert.That(Ratio.Of(a, a)!.ContainsOne, Is.True);
            Assert.That((ratio.Contender, ratio.To, ratio.Processes, ratio.Low, ratio.High), Is.EqualTo(("a", "b", 1, (double?)2, (double?)2)));
            Assert.That(Ratio.Of(c, a), Is.Null);
            Assert.That(Ratio.Of(a, b with { Rounds = [1, 2] }), Is.Null, "of other rounds");
            Assert.That(Ratio.Of(a, b with { Processes = 2 }), Is.Null, "of other processes");
            Assert.That((c.Iterations, c.WarmUp.Single(), d.Reason), Is.EqualTo((10, 9.0, "stopped before its first complete round")));
            Assert.That(() => Ratio.Of(a, b with { Case = step with { Batch = 1 } }), Throws.ArgumentException.With.Message.StartsWith("A ratio is within one case: "));
            Assert.That(() => Row.Of(step, outcome, "e"), Throws.ArgumentException.With.Message.StartsWith("'e' took no part in the rounds of step."));
        });
    }

    [TestCase(0.9, 1.1, true)]
    [TestCase(1.0, 1.1, true)]
    [TestCase(0.9, 1.0, true)]
    [TestCase(1.01, 1.1, false)]
    [TestCase(0.9, 0.99, false)]
    [TestCase(null, 0.99, true)]
    [TestCase(1.01, null, true)]
    public void A_ratio_whose_interval_has_1_in_it_shows_no_difference(double? low, double? high, bool contains) =>
        Assert.That(new Ratio { Case = step, Contender = "a", To = "b", Count = 1, Median = 1, Low = low, High = high }.ContainsOne, Is.EqualTo(contains));

    [Test]
    public void A_row_without_values_has_a_reason_and_is_not_measured()
    {
        Assert.That(Row.Without(step, "cpp", RowStatus.Absent, " a\nb ").Reason, Is.EqualTo("a b"));
        Assert.That(Row.Without(step, "cpp", RowStatus.Absent, "\n").Reason, Is.EqualTo("no reason given"));
        Assert.That(() => Row.Without(step, "cpp", RowStatus.Measured, "x"), Throws.ArgumentException.With.Message.StartsWith("A row without values is not measured."));
    }
}
