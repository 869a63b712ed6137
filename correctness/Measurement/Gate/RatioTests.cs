using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement.Gate;

/// <summary>Ratios to C++ taken from a recording, with how far they wander.</summary>
public sealed class RatioTests
{
    private static readonly Acceptance somebody = new("Ada", new DateOnly(2026, 1, 31), null, "a release");

    [Test]
    public void Rounds_beside_Cpp_are_read_with_what_they_were_computed_with()
    {
        using var folder = new Folder();
        BesideCpp.Rounds(1.1, 3).Write(folder["rounds.json"]);
        Assert.That(GateRecording.Read(folder["rounds.json"]).Footing, Is.EqualTo(BesideCpp.Footing));
        GateRecordingTests.Example().Write(folder["builds.json"]);
        Assert.That((GateRecording.Read(folder["builds.json"]).Footing, File.ReadAllText(folder["builds.json"]).Contains("footing", StringComparison.Ordinal)), Is.EqualTo(((RatioFooting?)null, false)));
    }

    [Test]
    public void A_ratio_is_the_estimate_over_all_rounds()
    {
        var row = RatioTake.Of(BesideCpp.Rounds(1.1, 60)).Rows.Single();
        Assert.That((row.Case, row.Count, row.Low < row.Ratio && row.Ratio < row.High), Is.EqualTo((BesideCpp.Row, 60, true)));
        Assert.That(row.Ratio, Is.EqualTo(1.1).Within(0.001));
    }

    [Test]
    public void What_changes_by_the_hour_counts_as_spread_although_each_hour_is_quiet()
    {
        var (quiet, wandering) = (Spread(_ => 1.1), Spread(round => round < 30 ? 1.05 : 1.15));
        // Two hours, ln(1.15 / 1.05) / 2 from their middle each.
        Assert.That(quiet, Is.LessThan(0.002));
        Assert.That(wandering, Is.InRange(0.035, 0.046));
        Assert.That(GateReplay.Spread(BesideCpp.Rounds(round => round % 2 == 0 ? 1.05 : 1.15, 60), BesideCpp.Row, GateRules.Standard, 400, 1), Is.LessThan(0.025), "where rounds are drawn anew the hours mix");

        static double Spread(Func<int, double> ratio) => RatioTake.Of(BesideCpp.Rounds(ratio, 60)).Rows.Single().Spread!.Value;
    }

    [Test]
    public void A_stretch_is_as_long_as_a_screen_and_each_counts_once() =>
        // Of 0 … 11 the estimates of three stretches are 4.5, 5.5, 6.5.
        Assert.That(GateReplay.SpreadOfStretches([.. Enumerable.Range(0, 12).Select(i => (double)i)], GateRules.Standard), Is.EqualTo(1).Within(1e-12));

    [TestCase(0.0, 10, 0.03)]
    [TestCase(0.02, 10, 0.08485)]
    [TestCase(0.02, 1000, 0.0603)]
    public void The_effect_has_the_doubt_of_both_estimates(double spread, int count, double effect) =>
        Assert.That(new RatioEntry(BesideCpp.Row, BesideCpp.Footing, 1.1, 1.09, 1.11, 0.95, count, spread, somebody).Effect, Is.EqualTo(effect).Within(1e-5));

    [Test]
    public void A_gate_is_played_from_each_round_on_that_has_enough_behind_it()
    {
        GateRow[] rows = [new GateRow(BesideCpp.Row, 0.03)];
        Assert.That(GateReplay.OfStretches(BesideCpp.Rounds(1, 60), rows, GateRules.Standard).Gates, Is.EqualTo(60 - 38 + 1));
        Assert.That(GateReplay.OfStretches(BesideCpp.Rounds(1, 38), rows, GateRules.Standard).Gates, Is.EqualTo(1));
        Assert.That(() => GateReplay.OfStretches(BesideCpp.Rounds(1, 37), rows, GateRules.Standard), Throws.ArgumentException.With.Message.StartsWith("37 rounds are less than the 38 that a gate may take."));
        Assert.That(() => GateReplay.SpreadOfStretches(new double[10], GateRules.Standard), Throws.InstanceOf<ArgumentOutOfRangeException>());
        var rounds = new ConsecutiveRounds(BesideCpp.Rounds(1, 3), 2);
        Assert.That(rounds.Next([BesideCpp.Row], default)[BesideCpp.Row].Pair, Is.EqualTo(BesideCpp.Rounds(1, 3).Rounds[2][0]));
        Assert.That(rounds.Next([BesideCpp.Row], default)[BesideCpp.Row].Failure, Is.EqualTo("the recording has no round left"));
    }

    [Test]
    public void Hours_that_differ_alarm_nobody_once_their_spread_is_known()
    {
        var recording = BesideCpp.Rounds(round => round / 30 % 2 == 0 ? 1.05 : 1.15, 240);
        var entry = RatioTake.Of(recording).Entries(somebody, null).Single();
        var scaled = recording.Scaled(new Dictionary<Case, double> { [entry.Case] = entry.Ratio });
        Assert.Multiple(() =>
        {
            Assert.That(Red(entry.Effect), Is.Zero);
            Assert.That(Red(GateRules.LeastEffect), Is.GreaterThan(20), "at 3 % every other hour is a regression");
        });

        int Red(double effect) => GateReplay.OfStretches(scaled, [new GateRow(entry.Case, effect)], GateRules.Standard).Red;
    }
}
