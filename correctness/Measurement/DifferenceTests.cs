using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Two made-up files of results: what <see cref="Difference"/> finds between them, and what it must not.</summary>
public sealed class DifferenceTests
{
    private static readonly Case step = Made.Step;

    [TestCase(1.00, 0.005, Verdict.Same)]
    [TestCase(1.20, 0.005, Verdict.Slower)]
    [TestCase(0.80, 0.005, Verdict.Faster)]
    [TestCase(1.02, 0.005, Verdict.Inconclusive)]
    [TestCase(1.20, 0.15, Verdict.Inconclusive)]
    [TestCase(1.00, 0.15, Verdict.Inconclusive)]
    public void A_time_differs_where_the_intervals_do_not_meet_by_what_matters(double factor, double spread, Verdict expected)
    {
        var pair = Only(Made.Results(Made.Row(1000, spread)), Made.Results(Made.Row(1000 * factor, spread)));
        Assert.Multiple(() =>
        {
            Assert.That(pair.Verdict, Is.EqualTo(expected));
            Assert.That(pair.Ratio, Is.EqualTo(factor).Within(1e-12));
            Assert.That(pair.Low, Is.EqualTo(factor * (1 - spread) / (1 + spread)).Within(1e-12));
            Assert.That(pair.Worsened, Is.EqualTo(expected == Verdict.Slower ? new[] { "slower" } : []));
        });
    }

    [Test]
    public void Too_few_rounds_allow_no_verdict_however_far_apart()
    {
        var pair = Only(Made.Results(Made.Row(1000) with { Level = 0.875 }), Made.Results(Made.Row(9000)));
        Assert.That((pair.Verdict, pair.Ratio, pair.Low), Is.EqualTo((Verdict.Inconclusive, (double?)9, (double?)null)));
    }

    [Test]
    public void Operations_added_lost_and_called_more_or_less_often_are_told_the_dearest_first()
    {
        var before = Made.Counters(("aten::add_", 4, 400), ("aten::mm", 1, 900), ("aten::zero_", 2, 100), ("aten::view", 3, 30));
        var after = Made.Counters(("aten::add_", 5, 550), ("aten::mm", 1, 900), ("aten::mul_", 1, 250), ("aten::view", 1, 10));
        var pair = Only(Made.Results(Made.Row(1000), before), Made.Results(Made.Row(1000), after));
        Assert.Multiple(() =>
        {
            Assert.That(pair.Operations.Select(operation => (operation.Name, operation.Fate)), Is.EqualTo(new[]
            {
                ("aten::mul_", OperationFate.Added), ("aten::add_", OperationFate.More), ("aten::zero_", OperationFate.Lost), ("aten::view", OperationFate.Fewer),
            }));
            Assert.That(pair.Operations[1].Count, Is.EqualTo(new Change(4, 5)));
            Assert.That(pair.Operations[1].Nanoseconds, Is.EqualTo(new Change(400, 550)));
            Assert.That(pair.OperationCount, Is.EqualTo(new Change(10, 8)));
            Assert.That(pair.Worsened, Is.EqualTo(new[] { "more native operations" }));
        });
    }

    [TestCase(1000, 1101, OperationFate.Slowed)]
    [TestCase(1000, 899, OperationFate.Quickened)]
    [TestCase(1000, 1090, null)]
    [TestCase(100, 200, OperationFate.Slowed)]
    [TestCase(10, 20, null)]
    public void An_operation_is_slowed_from_a_tenth_of_itself_and_a_fiftieth_of_all(double before, double after, OperationFate? expected)
    {
        Results Side(double nanoseconds) => Made.Results(Made.Row(5000), Made.Counters(("aten::mm", 2, nanoseconds), ("aten::addmm", 1, 3000 - before)));
        var pair = Only(Side(before), Side(after) with { Counters = [new(step, "csharp-system", 10, Made.Counters(("aten::mm", 2, after), ("aten::addmm", 1, 3000 - before)))] });
        Assert.That(pair.Operations.Select(operation => (OperationFate?)operation.Fate), Is.EqualTo(expected is null ? Array.Empty<OperationFate?>() : [expected]));
        Assert.That(pair.Worsened, Is.Empty, "without an interval it is an explanation and no finding");
    }

    [TestCase(48, 48.5, 9, 9.01, 2, 2, 0, 0, "")]
    [TestCase(48, 96, 9, 9, 2, 2, 0, 0, "more managed bytes")]
    [TestCase(48, 48, 9, 10, 2, 2, 0, 0, "more native calls")]
    [TestCase(48, 48, 9, 9, 2, 3, 0, 1, "more tensors made, more tensors left")]
    [TestCase(96, 48, 10, 9, 3, 2, 1, 0, "")]
    public void Bytes_calls_and_tensors_are_compared(double bytes, double bytesAfter, double calls, double callsAfter, double made, double madeAfter, long alive, long aliveAfter, string expected)
    {
        var pair = Only(Made.Results(Made.Row(1000), new WorkerCounters(bytes, null, made, alive, calls)), Made.Results(Made.Row(1000), new WorkerCounters(bytesAfter, null, madeAfter, aliveAfter, callsAfter)));
        Assert.That(string.Join(", ", pair.Worsened), Is.EqualTo(expected));
        Assert.That((pair.NativeCalls, pair.Counted), Is.EqualTo((new Change(calls, callsAfter), false)));
    }

    [Test]
    public void A_case_of_one_file_only_is_named_and_one_that_vanished_is_worse()
    {
        var other = step with { Phase = "infer" };
        var difference = Difference.Of(Made.Results(Made.Row(1000), Made.Row(10) with { Case = other }), Made.Results(Made.Row(1000), Made.Row(10) with { Contender = "cpp" }));
        Assert.Multiple(() =>
        {
            Assert.That(difference.Pairs.Select(pair => (pair.Case.Phase, pair.Contender, pair.Verdict)), Is.EqualTo(new[]
            {
                ("step", "csharp-system", Verdict.Same), ("step", "cpp", Verdict.New), ("infer", "csharp-system", Verdict.Missing),
            }));
            Assert.That(difference.Pairs.Select(pair => pair.Reason), Is.EqualTo(new[] { null, "only in the second file", "only in the first file" }));
            Assert.That(difference.Pairs.SelectMany(pair => pair.Worsened), Is.EqualTo(new[] { "missing" }));
            Assert.That((difference.Comparable, difference.Worse), Is.EqualTo((true, true)));
        });
    }

    [TestCase(RowStatus.Failed, Verdict.Failed, true)]
    [TestCase(RowStatus.Disagrees, Verdict.Failed, true)]
    [TestCase(RowStatus.Absent, Verdict.Missing, true)]
    [TestCase(RowStatus.Cancelled, Verdict.Missing, true)]
    public void What_is_no_longer_measured_is_worse_with_its_reason(RowStatus status, Verdict expected, bool worse)
    {
        var gone = Row.Without(step, "csharp-system", status, "died");
        var pair = Only(Made.Results(Made.Row(1000)), Made.Results(gone));
        Assert.That((pair.Verdict, pair.Reason, pair.Worsened.Count > 0, pair.Comparable), Is.EqualTo((expected, "after: died", worse, false)));
        Assert.That(Only(Made.Results(gone), Made.Results(gone)).Worsened, Is.Empty, "it was no better before");
        Assert.That(Only(Made.Results(gone), Made.Results(Made.Row(1000))).Verdict, Is.EqualTo(Verdict.New));
    }

    [Test]
    public void Surroundings_that_differ_are_told_once_with_whom_they_concern()
    {
        var before = Made.Results(Made.Row(1000));
        var after = before with
        {
            Commit = "2222222222222222222222222222222222222222",
            Machine = before.Machine with { Kernel = "6.2", Load = 3, MemoryBytes = before.Machine.MemoryBytes + 1000 },
            Contenders = [.. before.Contenders.Select(entry => entry with { LibTorch = "2.1.0", Blas = entry.Contender == "cpp" ? "mkl" : entry.Blas })],
        };
        Assert.That(Difference.Of(before, before).Surroundings, Is.Empty);
        Assert.That(Difference.Of(before, after).Surroundings.Select(one => $"{one.What} {one.Before} {one.After} {string.Join('+', one.Contenders)}"), Is.EqualTo(new[]
        {
            "kernel 6.1 6.2 ",
            $"commit {before.Commit} {after.Commit} ",
            "load average 0.25 3 ",
            "libtorch 1.13.1 2.1.0 csharp-system+cpp",
            "BLAS openblas mkl cpp",
        }));
    }

    [Test]
    public void A_ratio_within_rounds_tells_whether_the_other_contender_moved_along()
    {
        Ratio To(double median) => new() { Case = step, Contender = "csharp-system", To = "cpp", Count = 9, Median = median, Low = median * 0.99, High = median * 1.01, Level = 0.96 };
        var before = Made.Results(Made.Row(1000)) with { Ratios = [To(1.1)] };
        var after = Made.Results(Made.Row(2000)) with { Ratios = [To(1.11)] };
        Assert.That(Only(before, after).Against, Is.EqualTo(new Against("cpp", new Change(1.1, 1.11), Apart: false)));
        Assert.That(Only(before, after with { Ratios = [To(2)] }).Against!.Apart, Is.True);
        Assert.That(Only(before, after with { Ratios = [] }).Against, Is.Null);
    }

    [Test]
    public void Values_at_the_ends_of_all_numbers_are_no_ratio()
    {
        var pair = Only(Made.Results(Made.Row(double.Epsilon, 0)), Made.Results(Made.Row(1e308, 0)));
        Assert.That((pair.Verdict, pair.Ratio), Is.EqualTo((Verdict.Inconclusive, (double?)null)));
        var units = Only(Made.Results(Made.Row(10)), Made.Results(Made.Row(10) with { Unit = "bytes" }));
        Assert.That((units.Verdict, units.Reason), Is.EqualTo((Verdict.Inconclusive, "in ns before, in bytes after")));
    }

    [Test]
    public void Why_a_side_has_no_value_is_told()
    {
        var failed = Row.Without(step, "csharp-system", RowStatus.Failed, "died");
        var counts = Made.Counters(("aten::mm", 1, 10));
        var bare = Made.Results([]);
        Assert.Multiple(() =>
        {
            Assert.That(Only(Made.Results(failed), Made.Results(Made.Row(10))).Reason, Is.EqualTo("before: died"));
            var counted = Only(bare with { Counters = Made.Results(Made.Row(1), counts).Counters }, bare with { Counters = Made.Results(Made.Row(1), counts).Counters });
            Assert.That((counted.Reason, counted.Verdict, counted.Counted, counted.Comparable, counted.Unit), Is.EqualTo(("counted and not timed", Verdict.Missing, true, true, "ns")));
            Assert.That(Only(Made.Results(Made.Row(10)), bare).Verdict, Is.EqualTo(Verdict.Missing));
            Assert.That(Only(bare, Made.Results(failed)).Verdict, Is.EqualTo(Verdict.Failed), "new, and at once without a value");
            Assert.That(Only(bare, Made.Results(Row.Without(step, "csharp-system", RowStatus.Absent, "x"))).Verdict, Is.EqualTo(Verdict.New));
        });
    }

    [Test]
    public void Memory_of_tensors_and_bytes_are_worse_from_one_byte_on()
    {
        PairDifference Pair(double bytes, double peak) => Only(Made.Results(Made.Row(1000), new WorkerCounters(100, null, null, null, PeakBytes: 1000)), Made.Results(Made.Row(1000), new WorkerCounters(bytes, null, null, null, PeakBytes: peak)));
        Assert.Multiple(() =>
        {
            Assert.That(Pair(101, 1001).Worsened, Is.EqualTo(new[] { "more managed bytes", "more memory of tensors" }));
            Assert.That(Pair(100.9, 1000.9).Worsened, Is.Empty);
            Assert.That(Pair(50, 500).Worsened, Is.Empty);
            Assert.That((Pair(101, 1000).GotWorse, Pair(100, 1000).GotWorse, Pair(101, 1000).Comparable), Is.EqualTo((true, false, true)));
        });
    }

    [Test]
    public void What_is_slower_or_counts_more_got_worse_and_what_is_gone_did_not()
    {
        Assert.That(Only(Made.Results(Made.Row(1000)), Made.Results(Made.Row(1200))).GotWorse, Is.True);
        var gone = Only(Made.Results(Made.Row(1000)), Made.Results(Row.Without(step, "csharp-system", RowStatus.Failed, "died")));
        Assert.That((gone.Worsened.Single(), gone.GotWorse), Is.EqualTo(("failed", false)));
        Assert.That(Difference.Of(Made.Results(Made.Row(1000)), Made.Results(Made.Row(900))).Worse, Is.False);
        Assert.That(Difference.Of(Made.Results([]), Made.Results(Made.Row(900))).Comparable, Is.False);
    }

    [Test]
    public void Only_what_is_chosen_is_compared()
    {
        var both = Made.Results(Made.Row(1000), Made.Row(10) with { Contender = "cpp" });
        Assert.That(Difference.Of(both, both, (_, contender) => contender == "cpp").Pairs.Single().Contender, Is.EqualTo("cpp"));
    }

    [Test]
    public void Times_within_operations_are_summed_on_each_side()
    {
        var pair = Only(Made.Results(Made.Row(1000), Made.Counters(("a", 1, 10), ("b", 2, 20))), Made.Results(Made.Row(1000), Made.Counters(("a", 1, 15), ("b", 2, 20))));
        Assert.That(pair.OperationNanoseconds, Is.EqualTo(new Change(30, 35)));
        Assert.That(pair.OperationNanoseconds.By, Is.EqualTo(5));
        var bytes = Only(Made.Results([]), Made.Results(Made.Row(10) with { Unit = "bytes" }));
        Assert.That((bytes.Unit, Only(Made.Results(Made.Row(10) with { Unit = "bytes" }), Made.Results([])).Unit), Is.EqualTo(("bytes", "bytes")));
        Assert.That((pair.TensorsMade, pair.TensorsAlive, pair.ManagedBytes), Is.EqualTo((new Change(2, 2), new Change(0, 0), new Change(48, 48))));
    }

    [Test]
    public void A_ratio_to_itself_says_nothing_and_the_first_that_both_files_have_does()
    {
        Ratio To(string other, double median) => new() { Case = step, Contender = "csharp-system", To = other, Count = 9, Median = median, Low = median - 0.1, High = median + 0.1, Level = 0.96 };
        var before = Made.Results(Made.Row(1000)) with { Ratios = [To("csharp-system", 1), To("python", 2)] };
        var after = Made.Results(Made.Row(1000)) with { Ratios = [To("csharp-system", 1), To("cpp", 3), To("python", 1.5)] };
        Assert.That(Only(before, after).Against, Is.EqualTo(new Against("python", new Change(2, 1.5), Apart: true)), "below as well as above");
    }

    [Test]
    public void Everything_around_two_runs_that_differs_is_named()
    {
        var before = Made.Results(Made.Row(1000));
        var entry = before.Contenders[0];
        before = before with { Contenders = [entry with { Versions = new Dictionary<string, string> { ["torch"] = "1", ["numpy"] = "2" } }] };
        var after = before with
        {
            Seed = 7,
            Commit = null,
            Machine = new Machine("B CPU", 4, "B OS", before.Machine.Kernel, "arm64", ".NET 11", null, 1.25, false) { Gpu = "a GPU" },
            Contenders = [entry with { Title = "T", Language = "L", LibTorch = null, CpuCapability = "AVX512", Versions = new Dictionary<string, string> { ["torch"] = "1", ["pillow"] = "3" } }],
            Rows = [before.Rows[0], before.Rows[0] with { Case = step with { Threads = 2 } }],
        };
        Assert.That(Difference.Of(before, after).Surroundings.Select(one => $"{one.What}: {one.Before} → {one.After} ({string.Join('+', one.Contenders)})"), Is.EqualTo(new[]
        {
            "processor: A CPU → B CPU ()", "cores: 2 → 4 ()", "memory: 8.00 GiB → unknown ()", "machine: virtual → bare ()", "GPU: unknown → a GPU ()", "architecture: x64 → arm64 ()",
            "system: An OS → B OS ()", "runtime: .NET 10.0.0 → .NET 11 ()", "threads: 1 → 1, 2 ()", $"commit: {before.Commit} → unknown ()", "seed: 0 → 7 ()", "load average: 0.25 → 1.25 ()",
            "name: C# PerfSuite binding → T (csharp-system)", "language: any 1 → L (csharp-system)", "libtorch: 1.13.1 → unknown (csharp-system)", "CPU capability: AVX2 → AVX512 (csharp-system)",
            "numpy: 2 → unknown (csharp-system)", "pillow: unknown → 3 (csharp-system)",
        }));
        Assert.That(Difference.Of(before, before with { Machine = before.Machine with { Load = 1.24, Hypervisor = true } }).Surroundings, Is.Empty, "a load less than 1 apart is the same");
    }

    [TestCase(1.981, 2, null)]
    [TestCase(1.975, 2, OperationFate.More)]
    [TestCase(2, 1.975, OperationFate.Fewer)]
    [TestCase(0, 0.02, OperationFate.Added)]
    [TestCase(0.02, 0, OperationFate.Lost)]
    public void A_count_differs_from_a_fiftieth_of_a_call_on(double before, double after, OperationFate? fate)
    {
        var pair = Only(Made.Results(Made.Row(1000), Made.Counters(("x", before, 0))), Made.Results(Made.Row(1000), Made.Counters(("x", after, 0))));
        Assert.That(pair.Operations.Select(operation => (OperationFate?)operation.Fate).FirstOrDefault(), Is.EqualTo(fate));
    }

    private static PairDifference Only(Results before, Results after) => Difference.Of(before, after).Pairs.Single();
}
