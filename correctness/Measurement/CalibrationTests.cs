using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>How many iterations make a burst.</summary>
public sealed class CalibrationTests
{
    private static readonly RoundsPlan plan = new("step") { Rounds = 6, WarmUp = 2 };

    // 50 ms bursts: 1 µs an iteration makes 50,000; with 20 µs beside it four bursts' time allows 10,000.
    [TestCase(1_000, 1_000, 50_000)]
    [TestCase(1_000, 3_000, 50_000)]
    [TestCase(1_000, 20_000, 10_000)]
    [TestCase(5, 5, 10_000_000)]
    [TestCase(400_000_000, 900_000_000, 1)]
    public void Iterations_are_calibrated_once_for_everybody(long pace, long other, int expected)
    {
        var outcome = new Rounds(plan, [Clock("a", (_, n) => pace * n), Clock("b", (_, n) => other * n)]).Run();
        Assert.That(outcome.Iterations, Is.EqualTo(expected).Within(1).Percent);
    }

    [Test]
    public void A_slow_first_call_does_not_decide_the_iterations()
    {
        var outcome = new Rounds(plan, [Clock("a", (call, n) => call == 0 ? 60_000_000 : 10_000 * n)]).Run();
        Assert.That(outcome.Iterations, Is.EqualTo(5_000).Within(1).Percent);
    }

    [Test]
    public void A_clock_too_coarse_for_one_iteration_is_given_more()
    {
        var outcome = new Rounds(plan, [Clock("a", (_, n) => 100L * n / 1_000_000 * 1_000_000)]).Run();
        Assert.That(outcome.Iterations, Is.EqualTo(500_000).Within(5).Percent);
    }

    [Test]
    public void Who_fails_at_once_does_not_decide_the_iterations()
    {
        var outcome = new Rounds(plan, [Clock("a", (_, _) => throw InjectedClock.Death("a")), Clock("b", (_, n) => 1_000 * n)]).Run();
        Assert.That((outcome.Iterations, outcome.Contenders[0].Failure is null, outcome.Contenders[1].Values.Count), Is.EqualTo((50_000, false, 6)));
    }

    [Test]
    public void When_everybody_fails_there_is_still_an_outcome()
    {
        var outcome = new Rounds(plan, [Clock("a", (_, _) => throw InjectedClock.Death("a"))]).Run();
        Assert.That((outcome.Iterations, outcome.Contenders[0].Values.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Progress_tells_of_calibration_what_each_burst_took()
    {
        var told = new List<RoundProgress>();
        new Rounds(plan with { Burst = TimeSpan.FromTicks(200), Rounds = 1, WarmUp = 0 }, [Clock("a", (call, n) => call < 3 ? 100 * n * (call + 1) : throw InjectedClock.Death("a"))]).Run(told.Add);
        // 20 µs: the first call says nothing, then 1 iteration is a hundredth of a burst, then 100 are more than half.
        Assert.That(told, Is.EqualTo(new[]
        {
            new RoundProgress("step", RoundStage.Calibration, 0, 0, "a", 100),
            new RoundProgress("step", RoundStage.Calibration, 0, 0, "a", 200),
            new RoundProgress("step", RoundStage.Calibration, 0, 0, "a", 300),
            new RoundProgress("step", RoundStage.Measured, 1, 1, "a", null),
        }));
        told.Clear();
        new Rounds(plan, [Clock("a", (_, _) => throw InjectedClock.Death("a"))]).Run(told.Add);
        Assert.That(told, Is.EqualTo(new[] { new RoundProgress("step", RoundStage.Calibration, 0, 0, "a", null) }));
    }

    // The very first call says nothing, unless it takes four bursts or more: then it is all there will ever be.
    [TestCase(199, 2)]
    [TestCase(200, 1)]
    public void A_first_call_of_four_bursts_is_calibration_enough(int milliseconds, int calls)
    {
        var told = new List<RoundProgress>();
        new Rounds(plan, [Clock("a", (_, _) => milliseconds * 1_000_000L)]).Run(told.Add);
        Assert.That(told.Count(one => one.Stage == RoundStage.Calibration), Is.EqualTo(calls));
    }

    private static InjectedClock Clock(string name, Func<int, int, long> nanoseconds) => new(name, nanoseconds);
}
