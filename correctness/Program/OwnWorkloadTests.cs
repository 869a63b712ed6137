using System.Text.Json;
using Glyphs;
using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Computing.Gradients;
using PerfSuite.Correctness.Computing.Learning;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Gate;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;
using PerfSuite.Studies.Why;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Program;

/// <summary>One class and one line: a network of the user's is then everywhere. The class is that of the example in .github/actions/gate.</summary>
[NonParallelizable]
public sealed class OwnWorkloadTests
{
    private readonly NetworkWorkload glyphs = Glyphs("glyphs");

    [OneTimeSetUp]
    public void Add() => Workload.Add(glyphs);

    [OneTimeTearDown]
    public void Remove() => Workload.Remove(glyphs);

    [Test]
    public void It_is_listed_with_its_size_and_phases_but_not_to_be_trained()
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.Here("list", "glyphs", "--json", folder["list.json"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output, Does.Contain("(1,16,16) → (4)").And.Contain("16,708").And.Contain("C# alone").And.Contain("random samples alone").And.Not.Contain("data make"));
        using var json = JsonDocument.Parse(File.ReadAllText(folder["list.json"]));
        Assert.That(json.RootElement.GetProperty("own").GetBoolean(), Is.True);
        Assert.That(json.RootElement.GetProperty("phases").EnumerateArray().Select(phase => phase.GetString()), Does.Contain("step").And.Not.Contain("epoch"));
        Assert.That(ProgramRun.Here("train", "glyphs", "--data", folder.Path, "--out", folder["out"]).ExitCode, Is.EqualTo(64));
    }

    [Test]
    public void It_is_in_tour_gate_benchmarks_and_has_a_study()
    {
        Assert.That(Tour.Plan(Profile.Quick, 1, 0, "data", 10).Only("glyphs step").Cases.Select(row => (row.Workload, row.Batch)), Is.EqualTo(new[] { ("glyphs", 32) }));
        Assert.That(GateRows.Only("glyphs").Select(GateRows.Name), Is.EqualTo(new[] { "glyphs infer ×1", "glyphs step ×8" }));
        Assert.That(PerfSuite.Benchmarks.BenchmarkTypes.Names, Has.Some.EndsWith("OwnBenchmarks.Step"));
        Assert.That(new PerfSuite.Benchmarks.OwnBenchmarks().Workloads, Does.Contain("glyphs"));
        Assert.That(ProgramRun.Here("study", "glyphs", "--help").Output, Does.Contain("perf study glyphs"));
    }

    [Test]
    public void The_correctness_checks_have_it_too()
    {
        Assert.That(NetworkGradientTests.Functions, Has.Some.EqualTo(new object[] { "glyphs", "matched" }));
        Assert.That(LayerShapeTests.Networks, Has.Some.EqualTo(new object[] { "glyphs", "matched" }));
        Assert.That(LossSnapshotTests.Networks, Has.Some.EqualTo(new object[] { "glyphs", 8, 1e-3 }));
        Assert.That(ReproducibilityTests.EveryVariant.Select(one => one.Arguments[0]), Does.Contain("glyphs"));
        new SessionTests().Every_phase_runs_and_leaves_no_tensor_behind("glyphs");
        new NetworkGradientTests().Every_workload_has_the_gradient_of_its_loss("glyphs", "matched");
        using var worker = glyphs.Open(new SessionOptions(Batch: 4, Seed: 3));
        using var again = glyphs.Open(new SessionOptions(Batch: 4, Seed: 3));
        Assert.That(again.Agree(5), Is.EqualTo(worker.Agree(5)).And.Unique);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
    public void Where_languages_meet_those_without_it_are_said_not_to_offer_it()
    {
        var contenders = new[] { Contender.Cpp, Contender.CSharp }.Select(name => new Contender(name, name == Contender.Cpp ? "C++" : "C#",
            ShellWorker.Command(RunTests.Script("""{"ok":true,"nanoseconds":20000000}""", "0x1p+1").Replace("[\"overhead\"]", name == Contender.Cpp ? "[\"overhead\"]" : "[\"glyphs\"]", StringComparison.Ordinal), name), null)).ToList();
        using var output = new StringWriter();
        var display = new Display(output, TextWriter.Null);
        using var lineup = new Lineup(contenders, WorkerLimits.Default);
        var table = new Table(display);
        var run = new Run(Tour.Plan(Profile.Smoke, 1, 0, "data", 10).Only("glyphs"), lineup, table, seed: 0);
        run.Carry(new Progress(null, null), CancellationToken.None);
        table.End(run, lineup.Entrants);
        Assert.That(run.Rows.Select(row => (row.Contender, row.Status)).Distinct(), Is.EquivalentTo(new[] { (Contender.Cpp, RowStatus.NotOffered), (Contender.CSharp, RowStatus.Measured) }));
        Assert.That(run.Agreements.Select(one => one.Agreement.Contender), Does.Not.Contain(Contender.Cpp));
        Assert.That(output.ToString(), Does.Contain("not offered in 2 of 2 rows: it has no such workload"));
        Assert.That(output.ToString().Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
    public void Its_study_tells_the_parts_of_a_step_within_80_columns()
    {
        var study = Study.Offered.Single(one => one.Name == "glyphs");
        Assert.That(study.Article, Is.Null);
        Assert.That(study.Known, Has.All.StartsWith("csharp"));
        foreach (var profile in Enum.GetValues<Profile>())
            foreach (var section in study.Plan(profile, 1, 0).Sections)
                Assert.That(section.Items.Select(item => PhaseName.Parse(item.Phase)), Is.SubsetOf(glyphs.Phases), section.Heading);
        Contender[] contenders = [new(Contender.CSharp, "C#", ShellWorker.Command(RunTests.Script("""{"ok":true,"nanoseconds":20000000}""", "0x1p+1").Replace("[\"overhead\"]", "[\"glyphs\"]", StringComparison.Ordinal), Contender.CSharp), null)];
        using var output = new StringWriter();
        var display = new Display(output, TextWriter.Null);
        using var lineup = new Lineup(contenders, WorkerLimits.Default);
        var findings = study.Tell(display, Profile.Smoke);
        var run = new Run(WhyPlan.Complete(study.Plan(Profile.Smoke, 1, 0), contenders, Profile.Smoke, 1, 0), lineup, findings, seed: 0);
        run.Carry(new Progress(null, null), CancellationToken.None);
        findings.Conclude(run);
        new WhySection(display).Show(new Evidence(run.Plan, run.Rows, run.Counters));
        Assert.That(run.Rows.Select(row => row.Status), Has.All.EqualTo(RowStatus.Measured));
        Assert.That(output.ToString(), Does.Contain("training, batch 2").And.Contain("forward and backward").And.Contain("A step spends on one sample").And.Contain("GFLOP/s").And.Not.Contain("NaN"));
        Assert.That(output.ToString().Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
    }

    [Test]
    public void It_is_checked_where_it_has_no_tests_of_its_own()
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.Here("check", "glyphs", "--json", folder["check.json"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")), run.Output);
        Assert.That(run.Output.Split('\n').Count(line => line.StartsWith("  right  ", StringComparison.Ordinal)), Is.EqualTo(5));
        using var json = JsonDocument.Parse(File.ReadAllText(folder["check.json"]));
        Assert.That(json.RootElement.GetProperty("claims").GetArrayLength(), Is.EqualTo(5));
    }

    [TestCase("leak", "no tensor behind: forward left 1 more")]
    [TestCase("chance", "the same seed gave other losses")]
    [TestCase("gradient", "gradient of the loss: input and 4 more along direction 0")]
    [TestCase("state", "no parameter and no buffer")]
    public void A_network_that_is_not_right_is_told_what_is_wrong(string fault, string told)
    {
        var wrong = new NetworkWorkload("wrong", "a fault of each kind", DataSet.None, batch: 4, epochs: 1, (w, v, s) => new Wrong(w, v, s, fault));
        Workload.Add(wrong);
        try
        {
            var run = ProgramRun.Here("check", "wrong");
            Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "")));
            Assert.That(run.Output.ReplaceLineEndings(" ").Replace("         ", "", StringComparison.Ordinal), Does.Contain(told));
        }
        finally
        {
            Workload.Remove(wrong);
        }
    }

    [Test]
    public void A_name_that_is_taken_or_odd_is_refused_with_the_reason()
    {
        Assert.That(() => Workload.Add(Glyphs("resnet18")), Throws.ArgumentException.With.Message.Contains("'resnet18' already"));
        Assert.That(() => Workload.Add(Glyphs("twin"), Glyphs("twin")), Throws.ArgumentException.With.Message.Contains("'twin' already"));
        Assert.That(Workload.IsOwn("twin"), Is.False, "none of them was added");
        foreach (var name in new[] { "", "Glyphs", "a--b", "-a", "a b", "naïve", "a|b", new string('a', 41) })
            Assert.That(() => Glyphs(name), Throws.ArgumentException.With.Message.Contains("lower-case letters"), name);
        Assert.That(() => new NetworkWorkload("a", "two\nlines", DataSet.None, 0, 0, (w, v, s) => new GlyphRecipe(w, v, s), [Setting.Switch("shuffle", "again", "on")], []),
            Throws.ArgumentException.With.Message.Contains("one line").And.Message.Contains("batch 0").And.Message.Contains("epochs 0").And.Message.Contains("'shuffle' is there twice").And.Message.Contains("no variant"));
    }

    [Test]
    public void A_name_of_a_study_is_refused_before_anything_is_done()
    {
        var mnist = Glyphs("mnist");
        Workload.Add(mnist);
        try
        {
            var run = ProgramRun.Here("list", "glyphs");
            Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, $"perf: There is a study 'mnist' already: give your workload of that name another.{Environment.NewLine}")));
        }
        finally
        {
            Workload.Remove(mnist);
        }
    }

    /// <summary>The example's recipe with one fault.</summary>
    private sealed class Wrong(NetworkWorkload workload, string variant, Settings settings, string fault) : Recipe(workload, variant, settings)
    {
        private static readonly List<Tensor> kept = [];
        private static int calls;
        private readonly GlyphRecipe right = new(workload, variant, settings);

        public override OptimizerRecipe Optimizer => right.Optimizer;

        public override Metric Metric => right.Metric;

        public override Tensor Loss(Tensor output, Batch batch)
        {
            if (fault == "leak")
                kept.Add(batch.Target.clone());
            using var loss = right.Loss(output, batch);
            return loss * (fault == "chance" ? 1 + (0.1f * ++calls) : 1f);
        }

        public override Batch RandomBatch(int size) => right.RandomBatch(size);

        protected override Module<Tensor, Tensor> Build()
        {
            var model = new GlyphNetwork();
            if (fault == "gradient")
                model.register_forward_hook((_, _, output) => Sabotage.Of(x => x[0].clone(), (_, g) => [g * 1.1], output));
            var place = ++calls;
            if (fault == "state")
                model.register_forward_hook((_, _, output) => output * place);
            return model;
        }
    }

    private static NetworkWorkload Glyphs(string name) => new(name, "drawn letters", DataSet.None, batch: 64, epochs: 1, (w, v, s) => new GlyphRecipe(w, v, s));
}
