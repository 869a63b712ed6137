using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

public sealed class GateTrialTests
{
    private static readonly Case one = Named("step");
    private static readonly Case two = Named("infer");

    private static Case Named(string phase) => new("gate", "mnist-cnn", "matched", phase, 1, "cpu", 1);

    [Test]
    public void Two_sides_alike_are_the_same_after_the_screen()
    {
        var source = new Clock((_, round) => 0.001 * (round % 3 - 1));
        var found = Run(source, new GateRow(one, 0.03));
        Assert.Multiple(() =>
        {
            Assert.That(found.Verdict, Is.EqualTo(Verdict.Same));
            Assert.That(source.Round, Is.EqualTo(GateRules.Standard.ScreenRounds), "nothing was to be confirmed");
            Assert.That(found.Rounds, Has.Count.EqualTo(GateRules.Standard.ScreenRounds));
        });
    }

    [TestCase(0.05, Verdict.Slower)]
    [TestCase(-0.05, Verdict.Faster)]
    public void A_steady_difference_is_confirmed_on_fresh_rounds(double difference, Verdict expected)
    {
        var source = new Clock((_, round) => difference + 0.001 * (round % 5 - 2));
        var found = Run(source, new GateRow(one, 0.03));
        Assert.Multiple(() =>
        {
            Assert.That(found.Verdict, Is.EqualTo(expected));
            Assert.That(source.Round, Is.EqualTo(24));
            Assert.That(found.Confirmed!.Ratio.Count, Is.EqualTo(14), "the screen's rounds do not count");
            Assert.That(found.Confirmed.Ratio.Median, Is.EqualTo(Math.Exp(difference)).Within(0.001));
        });
    }

    [Test]
    public void A_suspicion_that_fresh_rounds_do_not_bear_out_is_dropped()
    {
        var found = Run(new Clock((_, round) => round <= 10 ? 0.08 + 0.001 * round : 0.001 * (round % 3 - 1)), new GateRow(one, 0.03));
        Assert.Multiple(() =>
        {
            Assert.That(found.Verdict, Is.EqualTo(Verdict.Same));
            Assert.That(found.Screened!.Ratio.Median, Is.GreaterThan(1.08));
            Assert.That(found.Estimate!.Ratio.Median, Is.EqualTo(1).Within(0.002), "what counts is what was played last");
        });
    }

    [Test]
    public void What_two_confirmations_cannot_tell_is_inconclusive()
    {
        // Large on the whole, and not certain: three of fourteen rounds say the opposite, and more.
        var found = Run(new Clock((_, round) => round <= 10 ? 0.05 + 0.001 * round : round % 4 == 0 ? -0.30 : 0.09), new GateRow(one, 0.03));
        Assert.Multiple(() =>
        {
            Assert.That(found.Verdict, Is.EqualTo(Verdict.Inconclusive));
            Assert.That(found.Rounds, Has.Count.EqualTo(10 + 14 + 14));
            Assert.That(found.Reason, Does.Contain("2 confirmations of 14 fresh rounds"));
        });
    }

    [Test]
    public void Rounds_too_noisy_to_exclude_a_large_loss_are_looked_at_again()
    {
        var source = new Clock((_, round) => round <= 10 ? (round % 2 == 0 ? 0.3 : -0.3) : 0.001 * (round % 3 - 1));
        var found = Run(source, new GateRow(one, 0.03));
        Assert.That((found.Verdict, source.Round), Is.EqualTo((Verdict.Same, 24)));
    }

    [Test]
    public void A_row_that_only_informs_is_never_slower()
    {
        var found = Run(new Clock((_, _) => 0.5), new GateRow(one, 0.2));
        Assert.Multiple(() =>
        {
            Assert.That(found.Verdict, Is.EqualTo(Verdict.Inconclusive));
            Assert.That(found.Reason, Does.Contain("too noisy to judge"));
            Assert.That(GateAnswer.Of([found], []), Is.EqualTo(GateVerdict.CouldNotMeasure).Or.EqualTo(GateVerdict.Pass));
        });
    }

    [Test]
    public void A_side_that_falls_fails_its_row_and_no_other()
    {
        var source = new Clock((_, _) => 0) { Fails = (row, round) => row == one && round == 4 ? "head, asked round step ×10: exited with 134" : null };
        var found = new GateTrial([new GateRow(one, 0.03), new GateRow(two, 0.03)], GateRules.Standard, source).Run();
        Assert.Multiple(() =>
        {
            Assert.That(found[0].Verdict, Is.EqualTo(Verdict.Failed));
            Assert.That(found[0].Reason, Does.Contain("exited with 134"));
            Assert.That(found[0].Rounds, Has.Count.EqualTo(3));
            Assert.That(found[1].Verdict, Is.EqualTo(Verdict.Same));
            Assert.That(source.AskedOf(one), Is.EqualTo(4), "it is not asked again");
        });
    }

    [Test]
    public void A_round_without_a_value_fails_the_row() =>
        Assert.That(Run(new Clock((_, round) => round == 2 ? double.NaN : 0), new GateRow(one, 0.03)).Verdict, Is.EqualTo(Verdict.Failed));

    [Test]
    public void A_stopped_gate_has_a_finding_for_every_row_and_none_passes()
    {
        using var stop = new CancellationTokenSource();
        var source = new Clock((_, round) =>
        {
            if (round == 5)
                stop.Cancel();
            return 0;
        });
        var found = new GateTrial([new GateRow(one, 0.03), new GateRow(two, 0.03)], GateRules.Standard, source).Run(cancellation: stop.Token);
        Assert.That(found.Select(finding => finding.Verdict), Is.EqualTo(new[] { Verdict.Missing, Verdict.Missing }));
        Assert.That(GateAnswer.Of(found, []), Is.EqualTo(GateVerdict.CouldNotMeasure));
    }

    [Test]
    public void Without_time_to_confirm_a_suspicion_is_inconclusive_and_says_so()
    {
        var found = new GateTrial([new GateRow(one, 0.03)], GateRules.Standard, new Clock((_, _) => 0.1)).Run(left: (rounds, _) => rounds < GateRules.Standard.ConfirmRounds)[0];
        Assert.Multiple(() =>
        {
            Assert.That(found.Verdict, Is.EqualTo(Verdict.Inconclusive));
            Assert.That(found.Reason, Does.Contain("suspected of being slower").And.Contain("budget"));
        });
    }

    [Test]
    public void Without_time_for_the_screen_every_row_is_missing_after_the_first_round()
    {
        var source = new Clock((_, _) => 0);
        var found = new GateTrial([new GateRow(one, 0.03), new GateRow(two, 0.03)], GateRules.Standard, source).Run(left: (_, _) => false);
        Assert.Multiple(() =>
        {
            Assert.That(found.Select(finding => finding.Verdict), Is.EqualTo(new[] { Verdict.Missing, Verdict.Missing }));
            Assert.That(found[0].Reason, Does.Contain("no room for 10 rounds of 2 rows"));
            Assert.That(source.Round, Is.EqualTo(1));
        });
    }

    [Test]
    public void Every_round_is_told_with_its_stage_and_how_many_rows_took_part()
    {
        var told = new List<GateProgress>();
        var source = new Clock((row, round) => row == one ? 0.1 + (0.001 * (round % 5)) : 0);
        new GateTrial([new GateRow(one, 0.03), new GateRow(two, 0.03)], GateRules.Standard, source).Run(progress: told.Add);
        Assert.That(told, Is.EqualTo(Enumerable.Range(1, 10).Select(round => new GateProgress(0, round, 10, 2)).Concat(Enumerable.Range(1, 14).Select(round => new GateProgress(1, round, 14, 1)))));
    }

    [Test]
    public void Time_is_asked_for_what_is_still_to_be_played()
    {
        var asked = new List<(int, int)>();
        new GateTrial([new GateRow(one, 0.03), new GateRow(two, 0.03)], GateRules.Standard, new Clock((row, _) => row == one ? 0.1 : 0)).Run(left: (rounds, rows) =>
        {
            asked.Add((rounds, rows));
            return true;
        });
        Assert.That(asked, Is.EqualTo(new[] { (9, 2), (14, 1) }));
    }

    [Test]
    public void Every_reason_is_a_sentence()
    {
        var alone = new GateTrial([new GateRow(one, 0.03)], GateRules.Standard, new Clock((_, _) => 0)).Run(left: (_, _) => false)[0];
        var noisy = Run(new Clock((_, _) => 0.5), new GateRow(one, 0.2));
        var silent = Run(new Clock((_, round) => round == 2 ? double.NaN : 0), new GateRow(one, 0.03));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        var stopped = new GateTrial([new GateRow(one, 0.03)], GateRules.Standard, new Clock((_, _) => 0)).Run(cancellation: stop.Token)[0];
        var unclear = new GateTrial([new GateRow(one, 0.03)], GateRules.Standard, new Clock((_, round) => round % 2 == 0 ? 0.3 : -0.3)).Run(left: (rounds, _) => rounds < 14)[0];
        Assert.That(new[] { alone, noisy, silent, stopped, unclear }.Select(found => found.Reason), Is.EqualTo(new[]
        {
            "the budget has no room for 10 rounds of 1 row: raise it, or name fewer",
            "too noisy to judge: it would take a change of 20 %",
            "a round brought no value for it",
            "stopped before it was judged",
            "suspected of being unclear, and the budget has no room for 14 rounds to confirm it",
        }));
    }

    [Test]
    public void One_that_fails_while_it_is_confirmed_has_failed_and_the_other_is_judged()
    {
        var source = new Clock((_, round) => 0.1 + (0.001 * (round % 5))) { Fails = (row, round) => row == two && round == 12 ? "head died" : null };
        var found = new GateTrial([new GateRow(one, 0.03), new GateRow(two, 0.03)], GateRules.Standard, source).Run();
        Assert.That(found.Select(one => (one.Verdict, one.Reason, one.Confirmed is null)), Is.EqualTo(new[] { (Verdict.Slower, null, false), (Verdict.Failed, (string?)"head died", true) }));
        Assert.That(source.Round, Is.EqualTo(24), "whose verdict has fallen is not played again");
    }

    [Test]
    public void One_case_twice_is_refused() =>
        Assert.That(() => new GateTrial([new GateRow(one, 0.03), new GateRow(one, 0.04)], GateRules.Standard, new Clock((_, _) => 0)), Throws.ArgumentException.With.Message.StartsWith("Two rows are one case."));

    private static GateFinding Run(IGateRounds source, GateRow row) => new GateTrial([row], GateRules.Standard, source).Run()[0];

    /// <summary>Rounds by a formula: ln(head / base) of a row in the given round, from 1.</summary>
    private sealed class Clock(Func<Case, int, double> difference) : IGateRounds
    {
        private readonly Dictionary<Case, int> asked = [];

        public int Round { get; private set; }

        public Func<Case, int, string?>? Fails { get; init; }

        public int AskedOf(Case row) => asked[row];

        public IReadOnlyDictionary<Case, GateValue> Next(IReadOnlyList<Case> rows, CancellationToken cancellation)
        {
            Round++;
            return rows.ToDictionary(row => row, row =>
            {
                asked[row] = asked.GetValueOrDefault(row) + 1;
                return Fails?.Invoke(row, Round) is { } failure ? new GateValue(null, failure) : new GateValue(new GatePair(1000, 1000 * Math.Exp(difference(row, Round))), null);
            });
        }
    }
}
