using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class RoundsTests
{
    private static readonly RoundsPlan plan = new("step") { Rounds = 6, WarmUp = 2, Iterations = 10 };
    private readonly List<string> log = [];

    [SetUp]
    public void Forget() => log.Clear();

    [Test]
    public void Values_are_nanoseconds_per_iteration_and_warm_up_is_kept_apart()
    {
        var outcome = new Rounds(plan, [Clock("a", (call, n) => (call < 2 ? 9000 : 100) * n)]).Run();
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Iterations, Is.EqualTo(10));
            Assert.That(outcome.Contenders[0].WarmUp, Is.EqualTo(new double[] { 9000, 9000 }));
            Assert.That(outcome.Contenders[0].Values, Is.EqualTo(Enumerable.Repeat(100.0, 6)));
        });
    }

    [Test]
    public void Runs_with_fresh_processes_are_joined_in_their_order()
    {
        RoundsOutcome Of(params ContenderRounds[] contenders) => new("step", 10, contenders, false);
        var joined = RoundsOutcome.Join([
            Of(new("a", [9], [1, 2], null), new("b", [], [5], "b fell"), new("c", [], [1, 1], null)),
            Of(new("a", [8], [3, 4], null), new("b", [], [6, 6], null)),
        ]);
        Assert.Multiple(() =>
        {
            Assert.That(joined.Contenders.Select(one => (one.Contender, one.Processes, one.Failure)), Is.EqualTo(new[]
            {
                ("a", 2, null), ("b", 1, "b fell"), ("c", 1, (string?)"c had no part in process 2 of 2"),
            }));
            Assert.That(joined.Contenders[0].Values, Is.EqualTo(new double[] { 1, 2, 3, 4 }));
            Assert.That(joined.Contenders[0].WarmUp, Is.EqualTo(new double[] { 9, 8 }));
        });
    }

    [Test]
    public void One_works_while_the_others_are_stopped_and_all_run_again_at_the_end()
    {
        var clocks = Three();
        clocks.ForEach(clock => clock.Working = () =>
            Assert.That(clocks.Where(one => !one.Stopped), Is.EqualTo(new[] { clock }), "somebody else was running"));
        new Rounds(plan, clocks).Run(_ => Assert.That(clocks.All(clock => clock.Stopped), Is.True, "somebody ran during the report"));
        Assert.That(clocks.All(clock => !clock.Stopped), Is.True);
    }

    [Test]
    public void Every_round_visits_everybody_once_in_an_order_that_the_seed_decides()
    {
        string[] Visits(long seed)
        {
            log.Clear();
            new Rounds(plan with { Seed = seed, Rounds = 20, WarmUp = 0 }, Three()).Run();
            return [.. log];
        }
        var first = Visits(1);
        Assert.Multiple(() =>
        {
            Assert.That(first.Chunk(3).All(round => round.Distinct().Count() == 3), Is.True);
            Assert.That(first.Chunk(3).Select(round => string.Concat(round)).Distinct().Count(), Is.GreaterThan(3));
            Assert.That(Visits(1), Is.EqualTo(first));
            Assert.That(Visits(2), Is.Not.EqualTo(first));
        });
    }

    [Test]
    public void Values_of_the_same_index_come_from_the_same_round()
    {
        var outcome = new Rounds(plan with { Iterations = 1 }, [Clock("a", (call, _) => 100 + call), Clock("b", (call, _) => 200 + call)]).Run();
        Assert.That(outcome.Contenders[1].Values.Zip(outcome.Contenders[0].Values, (b, a) => b - a), Is.All.EqualTo(100));
    }

    [Test]
    public void Who_fails_in_the_middle_keeps_its_words_and_the_others_go_on()
    {
        var outcome = new Rounds(plan, [Clock("a", (_, n) => n), Clock("b", (call, n) => call < 4 ? n : throw InjectedClock.Death("b")), Clock("c", (_, n) => n)]).Run();
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Contenders[1].Failure, Does.Contain("b, asked round").And.Contains("last words: out of memory"));
            Assert.That(outcome.Contenders[1].Values, Has.Count.EqualTo(2));
            Assert.That(outcome.Contenders[0].Values, Has.Count.EqualTo(6));
            Assert.That(outcome.Contenders[2].Values, Has.Count.EqualTo(6));
            Assert.That(log.Count(name => name == "b"), Is.EqualTo(5));
        });
    }

    [Test]
    public void A_burst_of_no_time_fails()
    {
        var outcome = new Rounds(plan, [Clock("a", (_, _) => 0)]).Run();
        Assert.That(outcome.Contenders[0].Failure, Does.Contain("took 0 ns"));
    }

    [Test]
    public void A_cancelled_run_keeps_whole_rounds_only()
    {
        using var source = new CancellationTokenSource();
        var outcome = new Rounds(plan, Three()).Run(
            _ =>
            {
                if (log.Count == 3 * (2 + 4) + 2)
                    source.Cancel();
            },
            source.Token);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.Cancelled, Is.True);
            Assert.That(outcome.Contenders.Select(one => one.Values.Count), Is.All.EqualTo(4));
            Assert.That(log, Has.Count.EqualTo(20));
        });
    }

    [Test]
    public void Progress_tells_stage_round_and_value()
    {
        var told = new List<RoundProgress>();
        new Rounds(plan with { Rounds = 1, WarmUp = 1 }, [Clock("a", (_, n) => 7 * n)]).Run(told.Add);
        Assert.That(told, Is.EqualTo(new[]
        {
            new RoundProgress("step", RoundStage.WarmUp, 1, 1, "a", 7),
            new RoundProgress("step", RoundStage.Measured, 1, 1, "a", 7),
        }));
    }

    [Test]
    public void A_second_run_begins_anew()
    {
        var failing = true;
        var rounds = new Rounds(plan with { Rounds = 2, WarmUp = 1 }, [Clock("a", (call, n) => failing && call == 2 ? throw InjectedClock.Death("a") : n)], () => new GpuState(1, 2, 3, []));
        var first = rounds.Run().Contenders[0];
        failing = false;
        var second = rounds.Run().Contenders[0];
        Assert.Multiple(() =>
        {
            Assert.That((first.WarmUp.Count, first.Values.Count, first.Gpu.Count, first.Failure is null), Is.EqualTo((1, 1, 1, false)));
            Assert.That((second.WarmUp.Count, second.Values.Count, second.Gpu.Count, second.Failure), Is.EqualTo((1, 2, 2, (string?)null)));
        });
    }

    [Test]
    public void A_contender_that_cannot_be_stopped_has_failed_with_its_first_words()
    {
        var clock = Clock("a", (_, n) => n);
        clock.Stopping = times => times switch { < 3 => null, 3 => InjectedClock.Death("first"), _ => InjectedClock.Death("later") };
        var outcome = new Rounds(plan, [clock]).Run();
        Assert.That(outcome.Contenders[0].Failure, Does.Contain("first, asked round"));
        Assert.That((outcome.Contenders[0].WarmUp.Count, outcome.Contenders[0].Values.Count, outcome.Cancelled), Is.EqualTo((1, 0, false)), "the burst before it counts for nothing");
    }

    [Test]
    public void One_cancelled_run_of_several_is_told_and_the_GPU_is_joined()
    {
        RoundsOutcome Of(bool cancelled, params GpuState[] states) => new("step", 10, [new("a", [], [1, 2], null) { Gpu = states }], cancelled);
        var state = new GpuState(1, 2, 3, []);
        var joined = RoundsOutcome.Join([Of(false, state), Of(true, state)]);
        Assert.That((joined.Cancelled, joined.Contenders[0].Gpu.Count, joined.Phase, joined.Iterations), Is.EqualTo((true, 2, "step", 10)));
        Assert.That(RoundsOutcome.Join([Of(false), Of(false)]).Cancelled, Is.False);
    }

    // Published with Java's SplittableRandom and repeated by many ports.
    [Test]
    public void The_order_is_drawn_from_the_published_numbers()
    {
        var random = new SplitMix64(1234567);
        Assert.That(new[] { random.Next(), random.Next(), random.Next() }, Is.EqualTo(new[] { 6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL }));
        // 6457827717110365317 mod 3 = 0 exchanges the last with the first, 3203168211198807973 mod 2 = 1 leaves the rest.
        string[] items = ["a", "b", "c"];
        new SplitMix64(1234567).Shuffle(items);
        Assert.That(string.Concat(items), Is.EqualTo("cba"));
    }

    [Test]
    public void Plans_that_cannot_be_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new Rounds(plan with { Iterations = 1_000_000_000 }, []), Throws.Nothing);
            Assert.That(() => new Rounds(plan with { Iterations = 1_000_000_001 }, []), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.StartsWith("Iterations are 1 to 1000000000."));
            Assert.That(() => new Rounds(plan with { Rounds = 0 }, []), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Rounds(plan with { WarmUp = -1 }, []), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Rounds(plan with { Iterations = 0 }, []), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Rounds(plan with { Burst = TimeSpan.Zero }, []), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Rounds(plan, [Clock("a", (_, n) => n), Clock("a", (_, n) => n)]), Throws.ArgumentException.With.Message.StartsWith("Two contenders have the same name."));
        });
    }

    private List<InjectedClock> Three() => [.. new[] { "a", "b", "c" }.Select(name => Clock(name, (_, n) => 10 * n))];

    private InjectedClock Clock(string name, Func<int, int, long> nanoseconds) => new(name, nanoseconds, log);
}
