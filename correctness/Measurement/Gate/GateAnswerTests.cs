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

    [Test]
    public void What_was_accepted_or_only_informs_does_not_count()
    {
        var yes = CounterLedgerTests.first;
        var same = Time(Verdict.Same);
        var ratio = new RatioEntry(row, BesideCpp.Footing, 1, 1, 1, 0.95, 60, 0, yes);
        var informs = Time(Verdict.Inconclusive) with { Row = new GateRow(row, 0.2) };
        Assert.Multiple(() =>
        {
            Assert.That(GateAnswer.Of([same, Time(Verdict.New) with { Accepted = yes }], []), Is.EqualTo(GateVerdict.Pass));
            Assert.That(GateAnswer.Of([same], [new CounterFinding(row, Verdict.Slower, ["x"], null)]), Is.EqualTo(GateVerdict.Regression));
            Assert.That(GateAnswer.Of([same], [new CounterFinding(row, Verdict.Slower, ["x"], null) { Accepted = yes }]), Is.EqualTo(GateVerdict.Pass));
            Assert.That(GateAnswer.Of([same], [], [new RatioFinding(Time(Verdict.Slower), ratio)]), Is.EqualTo(GateVerdict.Regression));
            Assert.That(GateAnswer.Of([same], [], [new RatioFinding(Time(Verdict.Slower), null)]), Is.EqualTo(GateVerdict.Pass), "nobody accepted a ratio yet");
            Assert.That(GateAnswer.Of([same], [], [new RatioFinding(informs, ratio)]), Is.EqualTo(GateVerdict.Pass));
            Assert.That(GateAnswer.Of([same, informs with { Verdict = Verdict.Failed }], []), Is.EqualTo(GateVerdict.CouldNotMeasure), "a failure is one in any row");
        });
    }

    [Test]
    public void Why_counters_cannot_be_compared_is_said()
    {
        var counters = new WorkerCounters(1234.5, new Dictionary<string, double> { ["aten::add"] = 2 }, 5, 0, 9, null, 4096);
        Assert.Multiple(() =>
        {
            Assert.That(CounterFinding.Of(row, null, counters).Reason, Is.EqualTo("nothing accepted to compare with"));
            Assert.That(CounterFinding.Of(row, counters, null).Reason, Is.EqualTo("the changed side has not counted"));
            Assert.That(CounterFinding.Of(row, null, null).Verdict, Is.EqualTo(Verdict.New));
            Assert.That(CounterFinding.Of(row, counters, null, "died").Reason, Is.EqualTo("died"));
            Assert.That(CounterFinding.Of(row, null, counters, "a remark").Reason, Is.EqualTo("a remark"));
            Assert.That(CounterFinding.Of(row, counters, counters, "a remark").Reason, Is.EqualTo("a remark"));
            Assert.That(
                CounterFinding.Of(row, counters, new WorkerCounters(null, null, null, null)).Changes,
                Is.EqualTo(new[] { "managed bytes no longer counted", "native calls no longer counted", "bytes of tensors at once no longer counted", "tensors made no longer counted", "tensors left alive no longer counted", "native operations no longer counted" }));
            Assert.That(
                CounterFinding.Of(row, counters, counters with { ManagedBytes = 1000, NativeCalls = 10, TensorsMade = 4, NativeOperations = new Dictionary<string, double> { ["aten::add"] = 1, ["aten::mul"] = 1 } }).Changes,
                Is.EqualTo(new[] { "native calls 9 → 10", "aten::mul 0 → 1", "managed bytes 1,234.5 → 1,000", "tensors made 5 → 4", "aten::add 2 → 1" }), "increases first");
        });
    }

    private static GateFinding Time(Verdict verdict) => new() { Row = new GateRow(row, 0.03), Verdict = verdict };
}
