using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Correctness.Measurement.Reports;
using PerfSuite.Correctness.Program;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;
using PerfSuite.Studies.Why;

namespace PerfSuite.Correctness.Computing.Program;

/// <summary>The studies of articles: what they plan and what they say, with contenders whose times are known beforehand.</summary>
public sealed class StudyTests
{
    [Test]
    public void Every_plan_asks_for_what_the_workloads_have([Values("smoke", "quick", "full")] string length)
    {
        var profile = Enum.Parse<Profile>(length, ignoreCase: true);
        foreach (var study in Study.All)
        {
            var plan = study.Plan(profile, threads: 1, seed: 3);
            Assert.That(plan.Title, Is.EqualTo(study.Name));
            Assert.That(plan.WeightFor(3), Is.GreaterThan(plan.WeightFor(1)).And.Positive);
            foreach (var curve in plan.Curves)
                Assert.That(() => Workload.FindNetwork(curve.Workload).Configure(curve.Variant, curve.Settings), Throws.Nothing, curve.Label);
            Assert.That(plan.Curves.Select(curve => curve.Case), Is.Unique);
            Assert.That(plan.Curves.Any(), Is.EqualTo(study.Trains));
            foreach (var section in plan.Sections)
            {
                var workload = Workload.Find(section.Workload);
                Assert.That(workload.Variants.Select(variant => variant.Name), Does.Contain(section.Variant));
                Assert.That(section.Items.Select(item => PhaseName.Parse(item.Phase)), Is.SubsetOf(workload.Phases));
                Assert.That(section.Items.Select(item => item.Rounds.Phase), Is.EqualTo(section.Items.Select(item => item.Phase)));
                Assert.That(section.Items.Select(item => item.Rounds.Rounds), Has.All.AtLeast(6), "below 6 there is no interval");
                Assert.That(section.Items.Any(item => item.Phase is "data" or "epoch" or "predict"), Is.EqualTo(section.Data is not null));
            }
        }
    }

    [Test]
    public void All_studies_are_tried_even_where_none_can_be_measured()
    {
        using var folder = new ScratchFolder();
        var run = ProgramRun.InProcess(folder.Path, new Dictionary<string, string> { ["PERFSUITE_PYTHON"] = "/nonexistent/python" },
            ["study", "all", "--profile", "smoke", "--contenders", "python", "--seed", "5"]);
        Assert.That(run.ExitCode, Is.EqualTo(3), run.Error);
        foreach (var study in Study.All.Select(study => study.Name).Concat([Overhead.Name, DataStudy.Name, BlasStudy.Name]))
            Assert.That(run.Output, Does.Contain($"study {study} ──").And.Contain($"study {study} · 1 thread · seed 5").Or.Contain($"study {study}, smoke · 1 thread · seed 5").Or.Contain($"study {study}, smoke · seed 5"));
        Assert.That(Directory.GetFiles(folder["artifacts/results"]), Has.Length.EqualTo(Study.All.Count + 3));
        Assert.That(PageCheck.Holds(File.ReadAllText(folder["artifacts/report.html"])).Descendants("section").Count(), Is.EqualTo(Study.All.Count + 3), "one page of all");
    }

    [Test]
    public void Rows_are_measured_again_by_their_words()
    {
        var plan = new ResNetStudy().Plan(Profile.Quick, threads: 1, seed: 3);
        var again = plan.Only("RESNET34 matched step").Within(40);
        Assert.That(again.Cases.Select(one => (one.Workload, one.Variant, one.Phase)), Is.EqualTo(new[] { ("resnet34", "matched", "step") }));
        Assert.That(again.Sections.Single().Items.Single().Rounds.Rounds, Is.EqualTo(40));
        Assert.That(again.Curves, Is.Empty);
        Assert.That(plan.Only("single image").Sections, Has.Count.EqualTo(4).And.All.Matches<Section>(section => section.Batch == 1));
        Assert.That(() => plan.Only("resnet50"), Throws.InstanceOf<Fault>().With.Property("ExitCode").EqualTo(64).And.Message.Contains("resnet34 matched"));
    }

    [Test]
    public void Rows_measured_again_conclude_nothing_and_leave_an_unfinished_run_alone()
    {
        using var folder = new ScratchFolder();
        var unfinished = Path.Combine(folder.Path, "artifacts", "studies", "resnet-smoke", "so-far.json");
        Directory.CreateDirectory(Path.GetDirectoryName(unfinished)!);
        File.WriteAllText(unfinished, "hours of work");
        var run = ProgramRun.InProcess(folder.Path, "study", "resnet", "--profile", "smoke", "--only", "single image resnet18 matched", "--contenders", "csharp", "--rounds", "3");
        Assert.That(run.ExitCode, Is.Zero, run.Error + run.Output);
        Assert.That(run.Output, Does.Contain("18 matched").And.Contain("n = 3").And.Not.Contain("34 matched").And.Not.Contain("Why ─").And.Not.Contain("as published"));
        Assert.That(File.ReadAllText(unfinished), Is.EqualTo("hours of work"));
    }

    [Test]
    public void Every_article_fits_a_screen()
    {
        foreach (var study in Study.All)
        {
            using var output = new StringWriter();
            study.Article!.Show(new Display(output, TextWriter.Null));
            Assert.That(output.ToString().Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80), study.Name);
            Assert.That(study.Article.Rows, Has.All.Matches<PublishedRow>(row => row.Figures.Count == study.Article.Columns.Count));
        }
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
    public void Every_study_tells_its_findings_within_80_columns([Values("convae", "deeppose", "autograd", "mnist", "resnet")] string name)
    {
        var (said, run) = Carry(name, nanoseconds: contender => contender.StartsWith(Contender.Python, StringComparison.Ordinal) ? 30_000_000 : 20_000_000);
        Assert.That(run.Rows.Select(row => row.Status), Has.All.EqualTo(RowStatus.Measured));
        Assert.That(said.Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
        Assert.That(said, Does.Not.Contain("NaN").And.Not.Contain("Infinity"));
        Assert.That(run.Ratios.Where(ratio => ratio is { Contender: Contender.Python or "python-module" }), Has.All.Matches<Ratio>(ratio => Math.Abs(ratio.Median - 1.5) < 1e-9));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
    public void Every_study_tells_what_it_can_where_somebody_is_absent([Values("convae", "deeppose", "autograd", "mnist", "resnet")] string name)
    {
        var (said, run) = Carry(name, contender => contender.StartsWith(Contender.Python, StringComparison.Ordinal) ? null : 20_000_000);
        Assert.That(run.Rows.Where(row => row.Status == RowStatus.Absent), Is.Not.Empty);
        Assert.That(said, Does.Contain("absent").And.Not.Contain("NaN"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
    public void On_a_GPU_each_mode_of_the_article_is_a_column()
    {
        var modes = new ConvAeStudy().Modes;
        var (said, run) = Carry("convae", nanoseconds: _ => 20_000_000, shape: plan => plan.Only("step").Within(1).On("cuda").In(modes));
        Assert.That(run.Rows.Select(row => row.Case).Distinct().Count(), Is.EqualTo(run.Plan.Cases.Distinct().Count()));
        Assert.That(run.Rows.Where(row => row.Case.Phase == "transfer").Select(row => (row.Case.Settings, row.Status)).Distinct(),
            Is.EquivalentTo(new[] { "mode=benchmark", "mode=deterministic", "" }.Select(settings => (settings, RowStatus.Measured))));
        Assert.That(said, Does.Contain("each mode, cuda              benchmark deterministic      standard"));
        Assert.That(said, Does.Contain("Mode benchmark against libtorch as it comes"));
        // Below it the rates of what takes no time have no end.
        Assert.That(said[..said.IndexOf("Why ─", StringComparison.Ordinal)].Split('\n').Select(line => line.TrimEnd()), Has.All.Length.LessThanOrEqualTo(80));
    }

    [Test]
    public void On_a_GPU_and_in_every_mode_no_row_is_there_twice()
    {
        foreach (var study in Study.All)
            Assert.That(study.Plan(Profile.Full, 1, 0).On("cuda:1").In(["standard", "bfloat16"]).Cases, Is.Unique, study.Name);
    }

    [Test]
    public void A_study_that_trains_does_so_as_it_is_told()
    {
        using var folder = new ScratchFolder();
        foreach (var study in Study.All.Where(study => study.Trains))
            Assert.That(study.Within(new Scope(folder.Path, 77, 5)).Plan(Profile.Quick, 1, 0).Curves,
                Has.All.Matches<CurvePlan>(curve => curve is { Epochs: 5, Samples: 77, TestSamples: 38 } && curve.Data == folder.Path), study.Name);
    }

    [Test]
    public void A_training_is_told_in_one_line_however_it_ends()
    {
        using var output = new StringWriter();
        var findings = new ResNetStudy().Tell(new Display(output, TextWriter.Null), Profile.Smoke);
        var plan = new ResNetStudy().Plan(Profile.Smoke, 1, 0).Curves[0];
        findings.Curve(plan, new TrainingCurve(plan.Case, "csharp-system", 16, 8, "accuracy", [new(2.5, 0.125, 4.2e9, 0.25, 1.5)], "d", null));
        findings.Curve(plan, new TrainingCurve(plan.Case, "csharp-system", 16, 8, "accuracy", [], null, "the loss is NaN at step 1"));
        var lines = output.ToString().Split('\n').Select(line => line.TrimEnd()).ToList();
        Assert.That(lines.Max(line => line.Length), Is.LessThanOrEqualTo(80));
        Assert.That(lines, Has.One.Matches<string>(line => line.StartsWith("18 as in C++", StringComparison.Ordinal) && line.Contains("12.5 %") && line.Contains("4.2e9") && line.Contains("25.0 %") && line.EndsWith("1.50s", StringComparison.Ordinal)));
        Assert.That(lines, Has.One.Contains("the loss is NaN at step 1"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
    public void By_hand_is_held_against_automatic_in_the_same_language()
    {
        var (said, run) = Carry("autograd", contender => contender.EndsWith("explicit", StringComparison.Ordinal) ? 10_000_000 : 20_000_000,
            loss: contender => contender.EndsWith("explicit", StringComparison.Ordinal) ? "0x1.8p+1" : "0x1p+1");
        Assert.That(run.Ratios.Where(ratio => ratio.Contender == "python-explicit"), Has.All.Matches<Ratio>(ratio => ratio.To == "python-automatic" && Math.Abs(ratio.Median - 0.5) < 1e-9));
        Assert.That(run.Agreements.Count(row => row.Agreement.Status == AgreementStatus.Reference), Is.EqualTo((2 * run.Plan.Sections.Count) - 1), "the two ways round differently: each has its own reference");
        Assert.That(said, Does.Contain("0.50 to 0.50 times as long"));
    }

    [TestCase(60_000_000, "2.00 (2.00–2.00) with momentum, 2.00 (2.00–2.00) with Adam", "slower, as published, and by more")]
    [TestCase(36_000_000, "1.20 (1.20–1.20) with momentum", "slower, as published, but by less")]
    [TestCase(15_000_000, "0.50 (0.50–0.50) with momentum", "the other order than the published one")]
    [TestCase(30_000_000, "1.00 (1.00–1.00) with momentum", "no one order shows")]
    [Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
    public void Chainer_is_held_against_PyTorch(long nanoseconds, string ratios, string verdict)
    {
        var (said, run) = Carry("deeppose", contender => contender == Contender.Chainer ? nanoseconds : 30_000_000);
        var words = string.Join(' ', said.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var chainer = run.Ratios.Where(ratio => ratio.Contender == Contender.Chainer).ToList();
        Assert.That(chainer.Select(ratio => ratio.To), Has.All.EqualTo(Contender.Python));
        Assert.That(chainer, Has.Count.EqualTo(run.Plan.Sections.Where(section => !section.IsForLeaders).Sum(section => section.Items.Count)));
        Assert.That(words, Does.Contain(ratios).And.Contain(verdict));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
    public void Repeated_seeds_are_cases_of_their_own()
    {
        var (_, run) = Carry("autograd", _ => 20_000_000, profile: Profile.Quick);
        Assert.That(run.Rows.Select(row => row.Case.Settings).Distinct(), Is.EqualTo(new[] { "", "seed=1" }));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "The contenders are shell scripts.")]
    public void Who_has_other_parameters_at_the_batch_that_is_timed_is_not_timed()
    {
        var (_, run) = Carry("resnet", _ => 20_000_000, script: contender => contender == Contender.Python
            ? RunTests.Script("""{"ok":true,"nanoseconds":20000000}""").Replace("*open*)", "*'\"batch\":1,'*) say '{\"ok\":true,\"parameters\":1,\"digest\":\"" + new string('b', 64) + "\"}';;\n*open*)", StringComparison.Ordinal)
            : null);
        var single = run.Rows.Where(row => row.Case.Phase == "infer").ToLookup(row => row.Contender);
        Assert.That(single[Contender.Cpp].Select(row => row.Status), Has.All.EqualTo(RowStatus.Measured));
        Assert.That(single[Contender.Python].Select(row => row.Status), Has.All.EqualTo(RowStatus.Failed));
        Assert.That(single[Contender.Python].First().Reason, Does.Contain("other parameters at batch 1"));
    }

    /// <summary>Times of one burst by contender, null for one that is absent.</summary>
    private static (string Said, Run Run) Carry(string name, Func<string, long?> nanoseconds, Func<string, string>? loss = null, Func<string, string?>? script = null, Profile profile = Profile.Smoke, Func<Plan, Plan>? shape = null)
    {
        var study = Study.All.Single(one => one.Name == name);
        using var output = new StringWriter();
        var display = new Display(output, TextWriter.Null);
        // With the second build of C#, where there is one, tables are wider.
        var contenders = study.Contenders(null, 1).Where(one => !one.Name.StartsWith(OtherSupplierContender.Name, StringComparison.Ordinal)).Select(one => one with
        {
            Command = nanoseconds(one.Name) is { } time
                ? ShellWorker.Command(script?.Invoke(one.Name) ?? RunTests.Script($$"""{"ok":true,"nanoseconds":{{time}}}""", loss?.Invoke(one.Name) ?? "0x1p+1"), one.Name)
                : null,
            Absence = nanoseconds(one.Name) is null ? "not here" : null,
        }).ToList();
        using var lineup = new Lineup(contenders, WorkerLimits.Default);
        var findings = study.Tell(display, profile);
        var plan = WhyPlan.Complete(study.Plan(profile, 1, 0), contenders, profile, 1, 0);
        plan = shape?.Invoke(plan) ?? plan;
        var run = new Run(plan with { Curves = [] }, lineup, findings, seed: 0);
        run.Carry(new Progress(null, null), CancellationToken.None);
        findings.Conclude(run);
        new WhySection(display).Show(new Evidence(run.Plan, run.Rows, run.Counters));
        using var folder = new ScratchFolder();
        run.Results(Machine.Read(), null, DateTimeOffset.UnixEpoch).Write(folder["results.json"]);
        Assert.That(Results.Read(folder["results.json"]).Rows, Has.Count.EqualTo(run.Rows.Count));
        return (output.ToString(), run);
    }
}
