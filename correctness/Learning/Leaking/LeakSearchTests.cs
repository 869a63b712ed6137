using System.Diagnostics;
using System.Reflection;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Leaks;
using PerfSuite.Learning.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>Planted leaks: the count is exact and the place is right. The counts by TorchSharp's API alone too, whoever supplies it.</summary>
public sealed class LeakSearchTests
{
    /// <summary>Whether the runtime optimises the plants: then it only knows a statement before the one that leaks, see <see cref="Place.Line"/>.</summary>
    private static readonly bool optimised = typeof(Planted).Assembly.GetCustomAttribute<DebuggableAttribute>() is not { IsJITOptimizerDisabled: true };

    /// <summary>Name, in how many of six steps, of these how many are forgotten, shape, and the method it is in where that has another name.</summary>
    public static IEnumerable<TestCaseData> Leaking =>
    [
        Case(nameof(Planted.InAField), 6, 0, "[7]", p => p.InAField()),
        Case(nameof(Planted.AnIntermediate), 6, 6, "[2,3]", p => p.AnIntermediate()),
        Case(nameof(Planted.ThroughAScope), 6, 0, "[2,3]", p => p.ThroughAScope()),
        Case(nameof(Planted.TheOneThatAScopeWasToldToKeep), 6, 0, "[2,3]", p => p.TheOneThatAScopeWasToldToKeep()),
        Case(nameof(Planted.Detached), 6, 0, "[2,3]", p => p.Detached()),
        Case(nameof(Planted.OnAnotherThread), 6, 0, "[2,2]", p => p.OnAnotherThread()),
        Case(nameof(Planted.ForgottenOnAnotherThread), 6, 6, "[3,3]", p => p.ForgottenOnAnotherThread()),
        Case(nameof(Planted.AfterAnAwait), 6, 0, "[4,4]", p => p.AfterAnAwait().GetAwaiter().GetResult()),
        Case(nameof(Planted.InParallel), 24, 0, "[5,5]", p => p.InParallel()),
        Case(nameof(Planted.InALambda), 12, 0, null, p => p.InALambda()),
        Case(nameof(Planted.InALocalFunction), 6, 0, "[2,3]", p => p.InALocalFunction()),
        Case(nameof(Planted.AParameter), 6, 0, "[6]", p => p.AParameter()),
        Case(nameof(Planted.AGradient), 6, 6, "[3]", p => p.AGradient()),
        Case(nameof(Planted.EveryOtherIsKept), 12, 6, "[8]", p => p.EveryOtherIsKept()),
        Case(nameof(Planted.EveryThirdTime), 2, 0, "[7]", p => p.EveryThirdTime(), nameof(Planted.InAField)),
        Case(nameof(Planted.InTheForwardOfAModule), 6, 0, "[2,4]", p => p.InTheForwardOfAModule(), "forward", "Forgetful"),
    ];

    public static IEnumerable<TestCaseData> Sound =>
    [
        Case(nameof(Planted.OneThatIsReplaced), 0, 0, null, p => p.OneThatIsReplaced()),
        Case(nameof(Planted.ARing), 0, 0, null, p => p.ARing()),
        Case(nameof(Planted.MadeOnFirstUse), 0, 0, null, p => p.MadeOnFirstUse()),
    ];

    [TestCaseSource(nameof(Leaking))]
    public void A_planted_leak_is_counted_exactly_and_its_place_is_right(Plant plant)
    {
        using var planted = new Planted();
        var report = LeakSearch.Run(() => plant.Step(planted), steps: 6, warmUp: 3);
        Assert.That(report.Alive, Is.EqualTo(plant.Count), string.Join('\n', report.Describe()));
        if (!report.PlacesAreKnown)
            Assert.Ignore($"{report.Supplier} does not tell where a tensor was made");
        var leak = report.Leaks.Single();
        Assert.Multiple(() =>
        {
            Assert.That((leak.Count, leak.Forgotten), Is.EqualTo((plant.Count, plant.Forgotten)));
            Assert.That(leak.Place!.Method, Is.EqualTo($"{plant.Type}.{plant.Method}"));
            Assert.That(leak.Stack, Has.None.Matches<Place>(place => place.Method.StartsWith($"{nameof(LeakSearch)}.", StringComparison.Ordinal)), "nothing of the search");
            if (optimised)
                Assert.That(leak.Place.Line, Is.LessThanOrEqualTo(planted.Line));
            else
                Assert.That((Path.GetFileName(leak.Place.File), leak.Place.Line), Is.EqualTo((Planted.File, planted.Line)));
            if (!optimised)
                Assert.That(leak.Stack, Has.All.Matches<Place>(place => place.File is not null), "nothing of the runtime");
            if (plant.Shape is not null)
                Assert.That(leak.What, Is.EqualTo($"Float32 {plant.Shape}"));
        });
    }

    [TestCaseSource(nameof(Sound))]
    public void What_a_step_frees_of_the_one_before_is_no_leak(Plant plant)
    {
        foreach (var record in new Func<TensorRecord?>[] { TorchRuntime.Current.RecordTensors, () => null })
        {
            using var planted = new Planted();
            var report = LeakSearch.Run(() => plant.Step(planted), steps: 6, warmUp: 4, record);
            Assert.That((report.Alive, report.IsClean), Is.EqualTo((0, true)), string.Join('\n', report.Describe()));
        }
    }

    // What is forgotten on another thread a collection may have freed by then: the one thing that needs the record.
    [TestCaseSource(nameof(Leaking))]
    public void The_count_is_the_same_by_the_public_interface_alone(Plant plant)
    {
        if (plant.Name == nameof(Planted.ForgottenOnAnotherThread))
            Assert.Ignore("It needs a supplier that records.");
        using var planted = new Planted();
        var report = LeakSearch.Run(() => plant.Step(planted), steps: 6, warmUp: 3, record: () => null);
        Assert.That((report.Alive, report.PlacesAreKnown), Is.EqualTo((plant.Count, false)));
        Assert.That(report.Leaks.Sum(leak => leak.Count), Is.LessThanOrEqualTo(plant.Count));
        Assert.That(report.Leaks.Sum(leak => leak.Forgotten), Is.EqualTo(plant.Forgotten));
        Assert.That(report.Describe().Last(), Does.Contain("TorchSupplier=System"));
    }

    [Test]
    public void A_search_by_the_public_interface_leaves_what_is_kept_alive()
    {
        var kept = new List<Tensor>();
        LeakSearch.Run(() => kept.Add(ones(2L)), 2, 1, record: () => null);
        Assert.That(kept, Has.Count.EqualTo(3).And.All.Matches<Tensor>(tensor => !tensor.IsInvalid));
        kept.ForEach(tensor => tensor.Dispose());
    }

    [Test]
    public void However_many_leak_at_however_many_places_each_is_counted_for_itself([Range(0, 19)] int seed)
    {
        var draws = new SplitMix64((ulong)seed);
        int Draw() => (int)draws.Below(4);
        var (kept, forgotten, freed) = ((Draw(), Draw()), (Draw(), Draw()), Draw());
        var list = new List<Tensor>();
        void Step()
        {
            for (var i = 0; i < kept.Item1; i++) list.Add(ones(1L));
            for (var i = 0; i < kept.Item2; i++) list.Add(ones(2L));
            for (var i = 0; i < forgotten.Item1; i++) _ = ones(3L);
            for (var i = 0; i < forgotten.Item2; i++) _ = ones(4L);
            for (var i = 0; i < freed; i++) ones(5L).Dispose();
        }

        var report = LeakSearch.Run(Step, steps: 4, warmUp: 1);
        list.ForEach(tensor => tensor.Dispose());
        if (!report.PlacesAreKnown)
            Assert.Ignore($"{report.Supplier} does not tell where a tensor was made");
        var expected = new[] { ("Float32 [1]", kept.Item1, 0), ("Float32 [2]", kept.Item2, 0), ("Float32 [3]", forgotten.Item1, forgotten.Item1), ("Float32 [4]", forgotten.Item2, forgotten.Item2) }
            .Where(one => one.Item2 > 0).Select(one => (one.Item1, Count: 4L * one.Item2, Forgotten: 4L * one.Item3)).ToList();
        Assert.That((report.Leaks.Sum(leak => leak.Count), report.Leaks.Sum(leak => leak.Forgotten)), Is.EqualTo((expected.Sum(one => one.Count), expected.Sum(one => one.Forgotten))));
        Assert.That(report.Leaks.Select(leak => leak.Place), Is.Unique);
        if (!optimised)
            Assert.That(report.Leaks.Select(leak => (leak.What!, leak.Count, leak.Forgotten)), Is.EquivalentTo(expected));
    }

    [Test]
    public void A_step_that_throws_ends_the_search_and_another_may_begin()
    {
        Assert.That(() => LeakSearch.Run(() => throw new InvalidDataException("no more")), Throws.TypeOf<InvalidDataException>());
        Assert.That(LeakSearch.Run(() => { }).IsClean);
    }

    [Test]
    public void Two_searches_at_once_are_refused()
    {
        if (TorchRuntime.Current.RecordTensors() is not { } record)
        {
            Assert.Ignore("Only a record is one at a time.");
            return;
        }
        using (record)
            Assert.That(() => LeakSearch.Run(() => { }), Throws.InvalidOperationException.With.Message.Contains("one record at a time"));
        Assert.That(LeakSearch.Run(() => { }).IsClean);
    }

    [Test, Category("Slow"), Explicit("It measures, on a quiet machine: dotnet test correctness -c Release --filter Name~What_a_record_costs --logger 'console;verbosity=normal'")]
    public void What_a_record_costs()
    {
        var (plain, recorded) = (new List<double>(), new List<double>());
        for (var round = 0; round < 21; round++)
        {
            plain.Add(Nanoseconds(200_000));
            if (TorchRuntime.Current.RecordTensors() is not { } record)
            {
                Assert.Ignore("The supplier does not record.");
                return;
            }
            using (record)
                recorded.Add(Nanoseconds(2_000));
        }
        var (off, on) = (plain.Order().ElementAt(10), recorded.Order().ElementAt(10));
        TestContext.Out.WriteLine($"making and disposing a tensor, medians of 21 rounds: {off:0} ns; while it is recorded where they are made: {on:0} ns");
        Assert.That(on, Is.GreaterThan(off));

        static double Nanoseconds(int count)
        {
            using var input = ones(1L);
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
                input.add(input).Dispose();
            return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
        }
    }

    [Test]
    public void A_step_is_run_as_often_as_asked([Values(0, 2)] int warmUp, [Values(1, 5)] int steps)
    {
        var run = 0;
        Assert.That(LeakSearch.Run(() => run++, steps, warmUp).Steps, Is.EqualTo(steps));
        Assert.That(run, Is.EqualTo(warmUp + steps));
        Assert.That(() => LeakSearch.Run(() => { }, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => LeakSearch.Run(() => { }, 1, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static TestCaseData Case(string name, int count, int forgotten, string? shape, Action<Planted> step, string? method = null, string type = nameof(Planted)) =>
        new TestCaseData(new Plant(name, count, forgotten, shape, step, method ?? name, type)).SetArgDisplayNames(name);

    /// <summary>A step that leaks so many over six runs, these forgotten, in a method of a type.</summary>
    public sealed record Plant(string Name, int Count, int Forgotten, string? Shape, Action<Planted> Step, string Method, string Type);
}
