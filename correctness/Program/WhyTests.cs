using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Program;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;
using PerfSuite.Studies.Why;

namespace PerfSuite.Correctness.Computing.Program;

/// <summary>The reasons below a study's table, from rows whose times are known beforehand.</summary>
public sealed class WhyTests
{
    private const double Millisecond = 1e6;

    private static readonly Section training = Section("mnist-softmax", 100, "step", "forward", "gradient");
    private static readonly Section reading = Section("mnist-softmax", 100, "data", "epoch") with { Samples = 1050, Data = "folder" };
    private static readonly Section single = Section("mnist-softmax", 1, "step");
    private static readonly Section peak = Section("peak", 1, "matmul") with { Items = [new Item("test", "matmul", "peak", new RoundsPlan("matmul"), 1) { IsShown = false }] };

    [Test]
    public void An_epoch_is_its_reading_its_steps_and_a_rest()
    {
        var evidence = Of([training, reading],
            [.. Constant(training, 10, 3, 8), .. Constant(reading, 12, 125)]);
        var one = BrokenDown.All(evidence).Single();
        Assert.That(one.Title, Is.EqualTo("mnist-softmax, batch 100: one epoch of 1,050 samples"));
        var parts = one.Of[Contender.Cpp].Parts.Select(part => part.Time?.Nanoseconds / Millisecond);
        Assert.That(parts, Is.EqualTo(new double?[] { 12, null, 30, 50, 20, 13 }).Within(1e-9), "ten whole batches: 125 − 12 − 10 × 10 are left");
        Assert.That(one.Of[Contender.Cpp].Largest, Is.EqualTo(("backward", 50.0 / 125)));
    }

    [Test]
    public void A_step_without_an_epoch_is_its_whole_with_the_reading_of_its_batch()
    {
        var evidence = Of([training, Section("mnist-softmax", 1, "data") with { Samples = 1000 }],
            [.. Constant(training, 10, 3, 8), Row(Section("mnist-softmax", 1, "data"), "data", Contender.Cpp, 20 * Millisecond)]);
        var own = BrokenDown.All(evidence).Single().Of[Contender.Cpp];
        Assert.That(own.Parts.Select(part => part.Time?.Nanoseconds / Millisecond), Is.EqualTo(new double?[] { 2, null, 3, 5, 2, null }).Within(1e-9));
        Assert.That(own.Whole.Nanoseconds, Is.EqualTo(12 * Millisecond).Within(1));
    }

    [Test]
    public void What_is_left_of_a_prediction_is_what_is_around_its_network()
    {
        var predicted = Section("prediction", 1, "predict") with { Settings = new Dictionary<string, string> { ["network"] = "cnn" } };
        var alone = Section("mnist-cnn", 1, "infer");
        var one = BrokenDown.All(Of([predicted, alone],
            [Row(predicted, "predict", "cpp-module", 50_000), Row(alone, "infer", "cpp-module", 42_000)])).Single();
        Assert.That(one.Title, Is.EqualTo("mnist-cnn: one prediction"));
        Assert.That(one.Of[Contender.Cpp].Other!.Value.Nanoseconds, Is.EqualTo(8_000));
    }

    [Test]
    public void A_part_that_is_longer_than_the_whole_is_said_to_be_torn_and_no_words_are_made_of_it()
    {
        var rows = Constant(training, 10, 3, 30).ToList();
        var own = BrokenDown.All(Of([training], rows)).Single().Of[Contender.Cpp];
        Assert.That((own.IsTorn, own.Largest), Is.EqualTo((true, ((string, double)?)null)));
        var said = Said(Of([training], rows));
        Assert.That(said, Does.Contain("−20.0ms").And.Contain("the machine was not quiet").And.Not.Contain("The largest part"));
    }

    [TestCase(10.0, 10.2, 0.5, "≈ 0")]
    [TestCase(10.0, 10.2, 0.05, "−200µs")]
    [TestCase(10.2, 10.0, 0.05, "200µs")]
    [TestCase(10.2, 10.0, double.NaN, "200µs?")]
    public void A_difference_below_zero_is_shown_unless_it_is_noise(double step, double gradient, double doubt, string expected) =>
        Assert.That((new Duration(step * Millisecond, doubt * Millisecond) - new Duration(gradient * Millisecond, doubt * Millisecond)).ToString(), Is.EqualTo(expected));

    [Test]
    public void What_was_measured_is_never_called_noise() =>
        Assert.That(new Duration(5, 10).ToString(), Is.EqualTo("5.00ns"));

    [TestCase(new double[] { 40, 48, 56, 64, 72, 80 }, 15, 10, 20, "met")]
    [TestCase(new double[] { 84, 88, 92, 96, 100, 104 }, 23.5, 21, 26, "missed")]
    [TestCase(new double[] { 40, 60, 80, 100, 120, 140 }, 22.5, 10, 35, "undecided")]
    public void The_front_end_is_the_paired_difference_by_the_operations_of_Cpp(double[] extra, double centre, double low, double high, string judgement)
    {
        double[] cpp = [1000, 3000, 2000, 5000, 4000, 1500];
        var added = FrontEnd.Of(Of([single], [Row(single, "step", Contender.Cpp, cpp), Row(single, "step", Contender.CSharp, [.. cpp.Zip(extra, (a, b) => a + b)])],
            Counted(single, Contender.Cpp, 4), Counted(single, Contender.CSharp, 9)), single, "step", Contender.CSharp, "")!;
        Assert.That(added.Difference.Median, Is.EqualTo(centre).Within(1e-9));
        Assert.That(added.Difference.Interval, Is.EqualTo(new Interval(low, high, 1 - (2.0 / 64))), "six values: the whole range");
        Assert.That(added.Judgement, Is.EqualTo(judgement));
    }

    [Test]
    public void Too_few_rounds_decide_nothing()
    {
        var added = FrontEnd.Of(Of([single], [Row(single, "step", Contender.Cpp, 1, 2, 3), Row(single, "step", Contender.CSharp, 2, 3, 4)], Counted(single, Contender.Cpp, 4)),
            single, "step", Contender.CSharp, "")!;
        Assert.That(added.Judgement, Is.EqualTo("undecided"));
    }

    [Test]
    public void Without_counters_or_with_other_rounds_there_is_no_front_end()
    {
        Row[] rows = [Row(single, "step", Contender.Cpp, 1, 2, 3), Row(single, "step", Contender.CSharp, 2, 3, 4), Row(single, "step", Contender.Python, 2, 3)];
        Assert.That(FrontEnd.Of(Of([single], rows), single, "step", Contender.CSharp, ""), Is.Null);
        Assert.That(FrontEnd.Of(Of([single], rows, Counted(single, Contender.Cpp, 4)), single, "step", Contender.Python, ""), Is.Null);
        Assert.That(FrontEnd.Of(Of([single], rows, Counted(single, Contender.Cpp, 0)), single, "step", Contender.CSharp, ""), Is.Null);
    }

    [Test]
    public void Arithmetic_is_two_for_each_multiplication_and_three_passes_for_a_step()
    {
        var evidence = Of([training, peak], [.. Constant(training, 10, 3, 8), Row(peak, "matmul", Contender.Cpp, 20 * Millisecond)]);
        Assert.That(Throughput.All(evidence).Single().Of[Contender.Cpp], Is.EqualTo(2.0 * 3 * 7840 * 100 / 1e7).Within(1e-12));
        Assert.That(Throughput.Peak(evidence)!.Of[Contender.Cpp], Is.EqualTo(2.0 * 1024 * 1024 * 1024 / 2e7).Within(1e-9));
    }

    [Test]
    public void Variants_with_other_layers_have_their_own_arithmetic()
    {
        var (matched, published) = (Section("resnet18", 1, "infer"), Section("resnet18", 1, "infer") with { Variant = "published-cpp" });
        var rates = Throughput.All(Of([matched, published], [Row(matched, "infer", Contender.Cpp, Millisecond), Row(published, "infer", Contender.Cpp, Millisecond)]));
        var sizes = Workload.ResNet18.Sizes();
        Assert.That(rates.Select(rate => rate.Of[Contender.Cpp]), Is.EqualTo(new[] { sizes[0].Macs * 2 / Millisecond, sizes[1].Macs * 2 / Millisecond }).Within(1e-9));
        Assert.That(rates.Select(rate => rate.Label), Is.EqualTo(new[] { "resnet18 infer, batch 1", "resnet18 published-cpp infer, batch 1" }));
    }

    [Test]
    public void It_is_told_in_tables_and_in_words_within_80_columns()
    {
        var rows = new List<Row>();
        foreach (var (contender, factor) in new[] { (Contender.Cpp, 1.0), (Contender.CSharp, 1.01), (Contender.Python, 1.25) })
        {
            rows.AddRange(Constant(training, 10, 3, 8, contender, factor));
            rows.AddRange(Constant(reading, 12, 125, 0, contender, factor));
            rows.Add(Row(single, "step", contender, [.. Enumerable.Range(1, 7).Select(round => (1000 * round) + (4000 * (factor - 1)))]));
            rows.Add(Row(peak, "matmul", contender, [.. Enumerable.Repeat(20 * Millisecond, 7)]));
        }
        var said = Said(Of([training, reading, single, peak], rows, Counted(single, Contender.Cpp, 4), Counted(single, Contender.CSharp, 4, calls: 6)));
        Assert.That(said.Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
        Assert.That(said, Does.Contain("4 C++, 4 C#, – Python; 6 calls").And.Contain("C# 10.0ns (10.0ns to 10.0ns) met").And.Contain("Python 250ns (250ns to 250ns)"));
        Assert.That(said, Does.Contain("30.0ms  24 %").And.Contain("together"));
        var words = string.Join(' ', said.Split('\n').Select(line => line.Trim()));
        Assert.That(words, Does.Contain("C# against C++ is the same within 2 %").And.Contain("Python against C++ is slower in"));
        Assert.That(words, Does.Contain("is backward (C++ 40 %, C# 40 %, Python 40 %)"));
    }

    [Test]
    public void Who_is_absent_and_what_was_stopped_is_a_dash()
    {
        var rows = Constant(training, 10, 3, 8).Append(PerfSuite.Measurement.Row.Without(training.CaseOf(training.Items[0]), Contender.Python, RowStatus.Absent, "not here"))
            .Append(PerfSuite.Measurement.Row.Without(single.CaseOf(single.Items[0]), Contender.Cpp, RowStatus.Cancelled, "stopped")).Where(row => row.Case.Phase != "forward");
        var said = Said(Of([training, reading, single, peak], [.. rows], Counted(single, Contender.Cpp, 4)));
        Assert.That(said, Does.Contain("forward").And.Contain("–").And.Not.Contain("NaN"));
        Assert.That(said.Split('\n').Single(line => line.StartsWith("  backward", StringComparison.Ordinal)), Does.Not.Match("[0-9]"));
        Assert.That(said.Split('\n').Single(line => line.StartsWith("  update", StringComparison.Ordinal)), Does.Contain("2.00ms"));
    }

    [Test]
    public void Where_nothing_was_measured_nothing_is_said()
    {
        var cancelled = training.Items.Select(item => PerfSuite.Measurement.Row.Without(training.CaseOf(item), Contender.Cpp, RowStatus.Cancelled, "stopped"));
        Assert.That(Said(Of([training, reading, single, peak], [.. cancelled])), Is.Empty);
        Assert.That(Said(Of([training], [])), Is.Empty);
    }

    [Test]
    public void Tensors_that_take_the_same_memory_are_said_to_and_others_with_how_much()
    {
        CounterRow Held(string contender, double bytes) => new(single.CaseOf(single.Items[0]), contender, 1, new WorkerCounters(null, null, null, null, PeakBytes: bytes));
        var rows = Constant(single, 1, 1).Concat(Constant(single, 1, 1, contender: Contender.CSharp)).ToList();
        var same = Said(Of([single], rows, Held(Contender.Cpp, 3 << 20), Held(Contender.CSharp, 3 << 20)));
        Assert.That(same, Does.Contain("3.0MiB").And.Contain("the very memory"));
        Assert.That(Said(Of([single], rows, Held(Contender.Cpp, 2 << 20), Held(Contender.CSharp, 3 << 20))), Does.Contain("1.500"));
        Assert.That(Said(Of([single], rows)), Does.Not.Contain("tensors"));
    }

    [Test]
    public void The_peak_belongs_to_every_study_and_asks_each_language_once()
    {
        foreach (var study in Study.All)
        {
            var contenders = study.Contenders(null, 2);
            var plan = WhyPlan.Complete(study.Plan(Profile.Smoke, 2, 3), contenders, Profile.Smoke, 2, 3);
            var last = plan.Sections[^1];
            Assert.That((last.Workload, last.Threads, last.Seed, last.Items.Single().IsShown), Is.EqualTo(("peak", 2, 3L, false)));
            Assert.That(contenders.Count(contender => !last.Excluded.Contains(contender.Name)), Is.EqualTo(3), study.Name);
        }
    }

    private static string Said(Evidence evidence)
    {
        using var output = new StringWriter();
        new WhySection(new Display(output, TextWriter.Null)).Show(evidence);
        return output.ToString();
    }

    private static Evidence Of(IReadOnlyList<Section> sections, IReadOnlyList<Row> rows, params CounterRow[] counters) => new(new Plan("test", sections), rows, counters);

    private static Section Section(string workload, int batch, params string[] phases) => new("test", workload, batch, 1, 0,
        [.. phases.Select(phase => new Item("test", phase, phase, new RoundsPlan(phase), 1) { Counted = 1 })]);

    /// <summary>Rows of the section's phases, all rounds alike, in milliseconds.</summary>
    private static IEnumerable<Row> Constant(Section section, double first, double second, double third = 0, string contender = Contender.Cpp, double factor = 1) =>
        section.Items.Zip([first, second, third], (item, time) => Row(section, item.Phase, contender, [.. Enumerable.Repeat(time * factor * Millisecond, 7)]));

    private static Row Row(Section section, string phase, string contender, params double[] rounds) =>
        PerfSuite.Measurement.Row.Of(section.CaseOf(Evidence.Item(section, phase)!), new RoundsOutcome(phase, 1, [new ContenderRounds(contender, [], rounds, null)], false), contender);

    private static CounterRow Counted(Section section, string contender, double operations, double? calls = null) => new(section.CaseOf(section.Items[0]), contender, 1,
        new WorkerCounters(null, new Dictionary<string, double> { ["aten::add"] = operations }, null, null, NativeCalls: calls));
}
