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

    // 50 ms bursts: 1 µs an iteration makes 50,000; with 20 µs beside it four bursts' time allows 10,000.
    [TestCase(1_000, 1_000, 50_000)]
    [TestCase(1_000, 3_000, 50_000)]
    [TestCase(1_000, 20_000, 10_000)]
    [TestCase(5, 5, 10_000_000)]
    [TestCase(400_000_000, 900_000_000, 1)]
    public void Iterations_are_calibrated_once_for_everybody(long pace, long other, int expected)
    {
        var outcome = new Rounds(plan with { Iterations = null }, [Clock("a", (_, n) => pace * n), Clock("b", (_, n) => other * n)]).Run();
        Assert.That(outcome.Iterations, Is.EqualTo(expected).Within(1).Percent);
    }

    [Test]
    public void A_slow_first_call_does_not_decide_the_iterations()
    {
        var outcome = new Rounds(plan with { Iterations = null }, [Clock("a", (call, n) => call == 0 ? 60_000_000 : 10_000 * n)]).Run();
        Assert.That(outcome.Iterations, Is.EqualTo(5_000).Within(1).Percent);
    }

    [Test]
    public void A_clock_too_coarse_for_one_iteration_is_given_more()
    {
        var outcome = new Rounds(plan with { Iterations = null }, [Clock("a", (_, n) => 100L * n / 1_000_000 * 1_000_000)]).Run();
        Assert.That(outcome.Iterations, Is.EqualTo(500_000).Within(5).Percent);
    }

    [Test]
    public void Who_fails_in_the_middle_keeps_its_words_and_the_others_go_on()
    {
        var outcome = new Rounds(plan, [Clock("a", (_, n) => n), Clock("b", (call, n) => call < 4 ? n : throw Death("b")), Clock("c", (_, n) => n)]).Run();
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
    public void Who_fails_at_once_does_not_decide_the_iterations()
    {
        var outcome = new Rounds(plan with { Iterations = null }, [Clock("a", (_, _) => throw Death("a")), Clock("b", (_, n) => 1_000 * n)]).Run();
        Assert.That((outcome.Iterations, outcome.Contenders[0].Failure is null, outcome.Contenders[1].Values.Count), Is.EqualTo((50_000, false, 6)));
    }

    [Test]
    public void When_everybody_fails_there_is_still_an_outcome()
    {
        var outcome = new Rounds(plan with { Iterations = null }, [Clock("a", (_, _) => throw Death("a"))]).Run();
        Assert.That((outcome.Iterations, outcome.Contenders[0].Values.Count), Is.EqualTo((0, 0)));
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
    public void Plans_that_cannot_be_are_refused()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => new Rounds(plan with { Rounds = 0 }, []), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Rounds(plan with { WarmUp = -1 }, []), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Rounds(plan with { Iterations = 0 }, []), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Rounds(plan with { Burst = TimeSpan.Zero }, []), Throws.InstanceOf<ArgumentException>());
            Assert.That(() => new Rounds(plan, [Clock("a", (_, n) => n), Clock("a", (_, n) => n)]), Throws.ArgumentException);
        });
    }

    private static WorkerException Death(string name) => new(name, "round step ×10", WorkerFault.Died, "was ended by signal 9", "out of memory");

    private List<InjectedClock> Three() => [.. new[] { "a", "b", "c" }.Select(name => Clock(name, (_, n) => 10 * n))];

    private InjectedClock Clock(string name, Func<int, int, long> nanoseconds) => new(name, nanoseconds, log);

    private sealed class InjectedClock(string name, Func<int, int, long> nanoseconds, List<string> log) : IContender
    {
        private int calls;

        public string Contender => name;

        public bool Stopped { get; private set; }

        public Action Working { get; set; } = () => { };

        public long Round(string phase, int iterations)
        {
            Working();
            log.Add(name);
            return nanoseconds(calls++, iterations);
        }

        public void Stop() => Stopped = true;

        public void Continue() => Stopped = false;
    }
}
