using NUnit.Framework;
using PerfSuite.Gate;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Program.Gate;

/// <summary>What decides whether a budget has room for more rounds.</summary>
public sealed class RoundClockTests
{
    private readonly Hand hand = new();

    [Test]
    public void What_was_prepared_before_the_rounds_is_not_counted_again()
    {
        var clock = new RoundClock(hand, leastShare: 0);
        hand.Seconds += 30;
        clock.Begin();
        Screen(clock, rows: 13, seconds: 39);
        Assert.That(clock.After(9, 13), Is.EqualTo(TimeSpan.FromSeconds(30 + (10 * 39))));
    }

    [Test]
    public void A_row_with_processes_of_its_own_costs_its_share_and_one_in_company_at_least_the_processes()
    {
        foreach (var (leastShare, expected) in new[] { (0.0, 20), (0.3, 60) })
        {
            var clock = new RoundClock(hand, leastShare);
            Screen(clock, rows: 10, seconds: 20);
            Assert.That(clock.After(10, 1), Is.EqualTo(TimeSpan.FromSeconds(20 + expected)), $"{leastShare}");
        }
    }

    [Test]
    public void What_went_before_other_rows_is_not_theirs()
    {
        var clock = new RoundClock(hand, leastShare: 0);
        Screen(clock, rows: 10, seconds: 200);
        hand.Seconds += 100;
        clock.Begin();
        Screen(clock, rows: 2, seconds: 4);
        Assert.That(clock.After(9, 2), Is.EqualTo(TimeSpan.FromSeconds(304 + 36)));
    }

    [Test]
    public void Confirmations_of_a_few_rows_do_not_change_what_a_round_is_said_to_take()
    {
        var clock = new RoundClock(hand, leastShare: 0);
        Screen(clock, rows: 10, seconds: 20);
        hand.Seconds += 500;
        clock.Played(new GateProgress(1, 1, 14, 1));
        Assert.That(clock.After(5, 10), Is.EqualTo(TimeSpan.FromSeconds(520 + 100)));
    }

    [Test]
    public void Rows_that_fall_out_make_later_rounds_no_dearer()
    {
        var clock = new RoundClock(hand, leastShare: 0);
        Screen(clock, rows: 10, seconds: 20);
        Screen(clock, rows: 5, seconds: 10);
        Assert.That(clock.After(1, 5), Is.EqualTo(TimeSpan.FromSeconds(30 + 10)));
    }

    private void Screen(RoundClock clock, int rows, int seconds)
    {
        hand.Seconds += seconds;
        clock.Played(new GateProgress(0, 1, 10, rows));
    }

    /// <summary>A clock that is set by hand.</summary>
    private sealed class Hand : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
