using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

public sealed class GateAnswerTests
{
    private static readonly Case row = new("gate", "convae", "matched", "step", 2, "cpu", 1);

    [TestCase(GateVerdict.Pass, Verdict.Same, Verdict.Same)]
    [TestCase(GateVerdict.Pass, Verdict.Same, Verdict.Faster)]
    [TestCase(GateVerdict.Regression, Verdict.Same, Verdict.Slower)]
    [TestCase(GateVerdict.Regression, Verdict.Failed, Verdict.Slower)]
    [TestCase(GateVerdict.CouldNotMeasure, Verdict.Same, Verdict.Failed)]
    [TestCase(GateVerdict.CouldNotMeasure, Verdict.Same, Verdict.Missing)]
    [TestCase(GateVerdict.CouldNotMeasure, Verdict.Same, Verdict.New)]
    [TestCase(GateVerdict.CouldNotMeasure, Verdict.Inconclusive, Verdict.Missing)]
    [TestCase(GateVerdict.Inconclusive, Verdict.Same, Verdict.Inconclusive)]
    public void Whatever_was_not_measured_or_told_is_no_pass(GateVerdict expected, Verdict one, Verdict other)
    {
        Assert.Multiple(() =>
        {
            Assert.That(GateAnswer.Of([Time(one), Time(other)], [new CounterFinding(row, Verdict.Same, [], null)]), Is.EqualTo(expected));
            if (other != Verdict.Inconclusive && one != Verdict.Inconclusive)
                Assert.That(GateAnswer.Of([Time(Verdict.Same)], [new CounterFinding(row, one, [], null), new CounterFinding(row, other, [], null)]), Is.EqualTo(expected), "and so with counters");
        });
    }

    [Test]
    public void Nothing_measured_is_no_pass() => Assert.That(GateAnswer.Of([], []), Is.EqualTo(GateVerdict.CouldNotMeasure));

    [Test]
    public void A_row_too_noisy_to_judge_is_no_reason_to_fail() =>
        Assert.That(GateAnswer.Of([Time(Verdict.Inconclusive) with { Row = new GateRow(row, 0.2) }, Time(Verdict.Same)], []), Is.EqualTo(GateVerdict.Pass));

    [TestCase(null, 0.03)]
    [TestCase(0.0, 0.03)]
    [TestCase(0.01, 0.03)]
    [TestCase(0.02, 0.06)]
    public void The_effect_is_three_spreads_but_at_least_three_per_cent(double? spread, double expected) =>
        Assert.That(GateRules.EffectOf(spread), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void Only_what_increased_is_a_regression_of_counters()
    {
        var before = new WorkerCounters(104, new Dictionary<string, double> { ["aten::add"] = 2, ["aten::mul"] = 1 }, 5, 0, 9, null, 4096);
        Assert.Multiple(() =>
        {
            Assert.That(CounterFinding.Of(row, before, before).Verdict, Is.EqualTo(Verdict.Same));
            Assert.That(Of(before with { ManagedBytes = 152 }), Is.EqualTo((Verdict.Slower, "managed bytes 104 → 152")));
            Assert.That(Of(before with { ManagedBytes = 56 }), Is.EqualTo((Verdict.Faster, "managed bytes 104 → 56")));
            Assert.That(Of(before with { NativeCalls = 10 }), Is.EqualTo((Verdict.Slower, "native calls 9 → 10")));
            Assert.That(Of(before with { TensorsAlive = 1 }), Is.EqualTo((Verdict.Slower, "tensors left alive 0 → 1")));
            Assert.That(Of(before with { TensorsMade = 6 }), Is.EqualTo((Verdict.Slower, "tensors made 5 → 6")));
            Assert.That(Of(before with { PeakBytes = 8192 }), Is.EqualTo((Verdict.Slower, "bytes of tensors at once 4,096 → 8,192")));
            Assert.That(Of(before with { NativeOperations = new Dictionary<string, double> { ["aten::add"] = 3, ["aten::mul"] = 1 } }), Is.EqualTo((Verdict.Slower, "aten::add 2 → 3")));
            Assert.That(Of(before with { NativeOperations = new Dictionary<string, double> { ["aten::add"] = 2, ["aten::div"] = 1 } }).Verdict, Is.EqualTo(Verdict.Slower), "one for another is one more");
            Assert.That(Of(before with { NativeCalls = null }), Is.EqualTo((Verdict.Missing, "native calls no longer counted")));
            Assert.That(CounterFinding.Of(row, null, before).Verdict, Is.EqualTo(Verdict.New));
            Assert.That(CounterFinding.Of(row, before, null).Verdict, Is.EqualTo(Verdict.Missing));
        });

        (Verdict Verdict, string Changes) Of(WorkerCounters after) => CounterFinding.Of(row, before, after) is var found ? (found.Verdict, string.Join("; ", found.Changes)) : default;
    }

    private static GateFinding Time(Verdict verdict) => new() { Row = new GateRow(row, 0.03), Verdict = verdict };
}
