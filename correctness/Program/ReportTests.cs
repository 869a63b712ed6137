using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Correctness.Measurement.Reports;
using PerfSuite.Gate;
using PerfSuite.Measurement;
using PerfSuite.Reports;
using PerfSuite.Screen;
using VerifyNUnit;

namespace PerfSuite.Correctness.Program;

/// <summary><c>report</c>: from files to a page.</summary>
public sealed class ReportTests
{
    private const string Hostile = "\"><script>alert('x')</script>&<img src=y onerror=z>";
    private ScratchFolder folder = null!;

    [SetUp]
    public void Make() => folder = new ScratchFolder();

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void A_study_s_page_has_its_answer_first_then_the_article_then_charts_and_how_to_do_it_again()
    {
        var page = PageCheck.Holds(Of(Study("resnet")));
        var text = page.Root!.Value;
        string[] order = ["study resnet, quick", "is the same within 2 % in", "As published: PyTorch in Python and C++, ResNet on CIFAR-10", "361.8 s", "in the article's shape", "12.3s", "Why", "Because.",
            "Who takes how much time", "The same, round by round", "Time of step against batch size: resnet18", "Where the time of one training step goes", "What its native operations take", "Training loss of resnet18", "Every row", "Machine, versions", "An OS",
            "git checkout 1111111111111111111111111111111111111111\ndotnet run -c Release --project perf -- study resnet"];
        var places = order.Select(part => text.IndexOf(part, StringComparison.Ordinal)).ToList();
        foreach (var (part, place) in order.Zip(places))
            Assert.That(place, Is.Not.Negative, part);
        Assert.That(places.Take(8), Is.Ordered);
        Assert.That(page.Descendants("figure").Count(), Is.GreaterThanOrEqualTo(8));
    }

    [Test]
    public void A_tour_s_page_has_no_article()
    {
        var page = PageCheck.Holds(Of(Study("batches") with { Told = [] }, Study("latency")));
        Assert.That(page.Root!.Value, Does.Not.Contain("As published").And.Contain("2 reports"));
        Assert.That(page.Descendants("h2"), Has.Exactly(2).Items);
    }

    [Test]
    public void The_same_file_gives_the_same_bytes_whatever_the_culture()
    {
        Study("resnet").Write(folder["a.json"]);
        var plain = ReportFile.Of([folder["a.json"]]);
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~", NumberGroupSeparator = "." } };
            Assert.That(ReportFile.Of([folder["a.json"]]), Is.EqualTo(plain));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void Whatever_stands_in_a_file_is_text()
    {
        var study = Study(Hostile);
        var hostile = study with
        {
            Commit = Hostile,
            Command = Hostile,
            Machine = study.Machine with { Cpu = Hostile, Os = Hostile },
            Contenders = [.. study.Contenders.Select(entry => entry with { Title = Hostile + entry.Contender, Versions = new Dictionary<string, string> { [Hostile] = Hostile } })],
            Told = [.. study.Told, new(PassageKind.Warning, Hostile), new(PassageKind.Table, Hostile) { Columns = [Hostile], Rows = [[Hostile], [Hostile, Hostile]] }],
            Rows = [.. study.Rows, Row.Without(study.Rows[0].Case, Hostile, RowStatus.Failed, Hostile)],
        };
        var page = PageCheck.Holds(Of(hostile));
        Assert.That(page.Root!.Value, Does.Contain(Hostile));
    }

    [Test]
    public void Nothing_measured_is_a_page_that_says_so()
    {
        var nothing = Made.Results() with { Contenders = [] };
        Assert.That(PageCheck.Holds(Of(nothing)).Root!.Value, Does.Contain("Nothing was measured."));
        var failed = Made.Results(Row.Without(Made.Step, "cpp", RowStatus.Failed, "cpp, asked hello: died")) with { Contenders = [] };
        Assert.That(PageCheck.Holds(Of(failed)).Root!.Value, Does.Contain("1 of 1 rows failed").And.Contain("asked hello: died"));
    }

    [Test]
    public void Extreme_values_give_a_page_with_numbers_in_it()
    {
        var study = Study("resnet");
        var extreme = study with
        {
            Rows = [.. study.Rows.Select((row, place) => row.Median is null || place % 2 == 0 ? row : row with { Rounds = [5e-324, 1.7e308], Median = 1.7e308, Low = 5e-324, High = 1.7e308 })],
            Ratios = [.. study.Ratios.Select((ratio, place) => place % 2 == 0 ? ratio : ratio with { Median = 1.7e308, Low = 5e-324, High = 1.7e308 })],
            Curves = [study.Curves[0] with { Epochs = [new(-1.7e308, 0, 1.7e308, 0, 0), new(1.7e308, 5e-324, 0, 0, 0)] }],
        };
        PageCheck.Holds(Of(extreme));
    }

    [Test]
    public void Results_of_BenchmarkDotNet_are_a_page_too()
    {
        File.WriteAllText(folder["b.json"], BenchmarkFileTests.Document());
        PageCheck.Holds(ReportFile.Of([folder["b.json"]]));
    }

    [Test]
    public void A_file_of_before_says_that_it_does_not_know_its_command() =>
        Assert.That(Of(Study("resnet") with { Command = null, Told = [] }), Does.Contain("does not say by which command").And.Contain("As published"));

    [Test]
    public void A_gate_s_page_has_its_verdict_its_rows_and_its_sides()
    {
        File.WriteAllText(folder["gate.json"], Gate.Json().ToJsonString());
        var page = PageCheck.Holds(ReportFile.Of([folder["gate.json"]]));
        var text = page.Root!.Value;
        Assert.That(page.Descendants("p").First(paragraph => paragraph.Attribute("class")?.Value == "lead bad").Value, Is.EqualTo(Gate.Headline()));
        foreach (var part in new[] { "overhead add ×1", "slower", "1 row is the same", "managed bytes 104 → 152", "mind this", Hostile, "gate --base main --head .", "took", "Time of head as a multiple" })
            Assert.That(text, Does.Contain(part));
    }

    [Test]
    public void What_a_gate_shows_fits_80_columns_however_long_a_name_is()
    {
        using var output = new StringWriter();
        var far = Gate.Times[0].Row.Case with { Workload = "a-network-of-somebody-s-that-has-a-name" };
        var gate = Gate with
        {
            Base = Gate.Base with { Torch = "csharp-system · libtorch 1.13.1 · x86_64-linux-gnu/openblas-openmp/libblas.so.3 · AVX512" },
            Times = [.. Gate.Times, Timed(far, Verdict.Slower, 1.1)],
            Counters = [.. Gate.Counters, new CounterFinding(far, Verdict.Slower, ["managed bytes 104 → 152", "aten::clone 1 → 2", "tensors made 1 → 2", "tensors left alive 0 → 1"], null)],
            Stages = [("building base", TimeSpan.FromSeconds(31)), ("building head", TimeSpan.FromSeconds(31)), ("counters", TimeSpan.FromSeconds(9)), ("rounds", TimeSpan.FromSeconds(200)), ("against C++", TimeSpan.FromSeconds(60))],
        };
        new GateScreen(new Display(output, TextWriter.Null)).Show(gate, all: true);
        Assert.That(output.ToString().Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 80), Is.Empty);
    }

    [Test]
    public Task A_gate_s_Markdown_is_what_was_accepted() => Verifier.Verify(ReportFile.InMarkdown([new GatePart(Gate.File())]));

    [Test]
    public Task A_study_s_Markdown_is_what_was_accepted()
    {
        Study("resnet").Write(folder["a.json"]);
        return Verifier.Verify(ReportFile.InMarkdown(ReportFile.Read([folder["a.json"]])));
    }

    [Test]
    public void A_gate_s_file_gives_the_Markdown_that_the_gate_gave()
    {
        File.WriteAllText(folder["gate.json"], Gate.Json().ToJsonString());
        var run = ProgramRun.Here("report", folder["gate.json"], "--out", folder["report.html"], "--markdown", folder["report.md"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(File.ReadAllText(folder["report.md"]), Is.EqualTo(ReportFile.InMarkdown([new GatePart(Gate.File())])));
    }

    [Test]
    public void A_gate_s_file_comes_back_as_it_was_and_damage_is_named()
    {
        File.WriteAllText(folder["gate.json"], Gate.Json().ToJsonString());
        var (read, gate) = (GateFile.Read(folder["gate.json"]), Gate);
        Assert.Multiple(() =>
        {
            Assert.That((read.Verdict, read.ExitCode, read.Taken, read.Machine, read.Base, read.Head), Is.EqualTo(("regression", 1, gate.Taken, gate.Machine, gate.Base, gate.Head)));
            Assert.That(read.Times.Select(finding => (finding.Row, finding.Verdict, finding.Reason, finding.Estimate)), Is.EqualTo(gate.Times.Select(finding => (finding.Row, finding.Verdict, finding.Reason, finding.Estimate))));
            Assert.That(read.Times[0].Rounds, Is.EqualTo(gate.Times[0].Rounds));
            Assert.That(read.Counters.Select(finding => (finding.Case, finding.Accepted)), Is.EqualTo(gate.Counters.Select(finding => (finding.Case, finding.Accepted))));
        });
        var damaged = Gate.Json();
        damaged["times"]![0]!["rounds"]![1]!["base"] = -1;
        File.WriteAllText(folder["gate.json"], damaged.ToJsonString());
        Assert.That(() => GateFile.Read(folder["gate.json"]), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("$.times[0].rounds[1].base"));
    }

    [Test]
    public void The_verb_writes_one_page_of_several_files()
    {
        Study("resnet").Write(folder["a.json"]);
        Study("convae").Write(folder["b.json"]);
        var run = ProgramRun.Here("report", folder["a.json"], folder["b.json"], "--out", folder["page/report.html"]);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")));
        Assert.That(run.Output.Trim(), Does.StartWith("report: ").And.EndsWith("report.html"));
        var page = PageCheck.Holds(File.ReadAllText(folder["page/report.html"]));
        Assert.That(page.Descendants("section").Select(section => section.Attribute("id")!.Value), Is.EqualTo(new[] { "r1", "r2" }));
        Assert.That(Directory.GetFiles(folder["page"]), Has.Length.EqualTo(1));
    }

    [TestCase("{}", "expected a member 'schema'")]
    [TestCase("not json", "expected JSON")]
    [TestCase(null, "there is no such file")]
    public void A_file_that_is_no_results_is_named_and_no_page_is_written(string? content, string expected)
    {
        Study("resnet").Write(folder["a.json"]);
        if (content is not null)
            File.WriteAllText(folder["b.json"], content);
        var run = ProgramRun.Here("report", folder["a.json"], folder["b.json"], "--out", folder["report.html"]);
        Assert.That((run.ExitCode, run.Output), Is.EqualTo((3, "")));
        Assert.That(run.Error, Does.StartWith($"perf: {folder["b.json"]}: ").And.Contain(expected));
        Assert.That(File.Exists(folder["report.html"]), Is.False);
    }

    [Test]
    public void Bad_usage_exits_64()
    {
        Assert.That(ProgramRun.Here("report") is { ExitCode: 64 } none && none.Error.Contains("report needs RESULTS.json", StringComparison.Ordinal));
        Assert.That(ProgramRun.Here("report", "a.json", "--out", folder.Path) is { ExitCode: 64 } wrong && wrong.Error.Contains("is a folder", StringComparison.Ordinal));
    }

    [TestCase("--profile smoke --seed 3", "--profile", "smoke", "--seed=3")]
    [TestCase("study resnet --only 'resnet34 step'", "study", "resnet", "--only", "resnet34 step")]
    [TestCase("study overhead --rounds 7", "study", "overhead", "--json", "x.json", "--rounds", "7")]
    [TestCase("study convae --profile full", "study", "convae", "--profile", "full", "--resume")]
    public void The_command_is_what_was_given_without_where_it_went(string expected, params string[] line) =>
        Assert.That(Reproduction.Of(Root.Parse(line)), Is.EqualTo($"{Workplace.Checkout} {expected}"));

    [Test]
    public void What_is_told_is_kept_as_it_was_meant_and_shown_within_80_columns()
    {
        using var output = new StringWriter();
        var display = new Display(output, TextWriter.Null);
        display.Tell("before");
        var told = display.Record();
        display.Tell("A sentence of so many words that it needs a second line on a screen of eighty columns, and so has one.");
        display.Tell(new Sheet("shape", 10, ("C++", 8), ("left", -8)).Add("group").Add("one", "1.0ms\u00A0 5 %", "x").Add("a label too long", "2", "y"));
        display.Line("only shown");
        Assert.Multiple(() =>
        {
            Assert.That(output.ToString().Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
            Assert.That(told, Has.Count.EqualTo(2));
            Assert.That(told[0].Text, Does.StartWith("A sentence").And.EndsWith("so has one."));
            Assert.That((told[1].Text, string.Join('|', told[1].Columns)), Is.EqualTo(("shape", "C++|left")));
            Assert.That(told[1].Rows.Select(row => string.Join('|', row)), Is.EqualTo(new[] { "group", "one|1.0ms (5 %)|x", "a label too long|2|y" }));
            Assert.That(output.ToString().ReplaceLineEndings("\n"), Does.Contain($"shape{new string(' ', 10)}C++left\ngroup\none{new string(' ', 7)}1.0ms  5 %x\na label too long\n{new string(' ', 17)}2y\n"));
        });
    }

    private string Of(params Results[] results)
    {
        var files = results.Select((one, place) => folder[$"{place}.json"]).ToList();
        foreach (var (one, file) in results.Zip(files))
            one.Write(file);
        return ReportFile.Of(files);
    }

    /// <summary>A study of two batches and all phases, by three, with everything that a file can have.</summary>
    internal static Results Study(string name)
    {
        var cases = new[] { 1, 32 }.SelectMany(batch => new[] { "forward", "gradient", "step" }.Select((phase, place) => (Case: new Case(name, "resnet18", "matched", phase, batch, "cpu", 1), Time: 1e6 * batch * (place + 1)))).ToList();
        Row Of(Case measured, string contender, double time) => Row.Of(measured, new RoundsOutcome(measured.Phase, 10,
            [new ContenderRounds(contender, [], [.. new[] { 1, 1.01, 0.99, 1.002, 0.998, 1.003, 1.2 }.Select(noise => noise * time)], null)], false), contender);
        var rows = cases.SelectMany(one => new[] { Of(one.Case, "cpp", one.Time), Of(one.Case, "csharp-system", one.Time * 1.001), Of(one.Case, "python", one.Time * 1.3) }).ToList();
        var step = cases[^1].Case;
        return Made.Results([.. rows, Of(step with { Study = name + "-latencies" }, "cpp", 1e6), Of(step with { Phase = "start-up" }, "cpp", 1e8), Row.Without(step, "chainer", RowStatus.Absent, "not here")]) with
        {
            Contenders = [.. Made.Results().Contenders, new ContenderEntry("python", "Python", "Python 3", new Dictionary<string, string> { ["torch"] = "1.13" }, "1.13.1", null, null)],
            Ratios = [.. rows.Where(row => row.Contender != "cpp").Select(row => Ratio.Of(row, rows.First(to => to.Case == row.Case && to.Contender == "cpp"))!)],
            Counters = [.. new[] { "cpp", "python" }.Select(contender => new CounterRow(step, contender, 9, Made.Counters(("aten::mm", 2, 9e5), ("aten::add_", 4, 4e4), ("aten::view", 9, 3e3))))],
            Curves = [new TrainingCurve(step with { Phase = TrainingCurve.Phase, Settings = "epochs=2" }, "csharp-system", 64, 32, "accuracy", [new(2.5, 0.1, 2.25, 0.2, 3), new(1.5, 0.4, 1.75, 0.5, 3)], "d1", null)],
            Command = "dotnet run -c Release --project perf -- study resnet",
            Told =
            [
                new(PassageKind.Heading, $"study {name}, quick · 1 thread · seed 0"), new(PassageKind.Table, "in the article's shape") { Columns = ["C++", "C#"], Rows = [["an epoch", "12.3s", "12.4s"]] },
                new(PassageKind.Heading, "Why"), new(PassageKind.Text, "Because."), new(PassageKind.Note, "n = 7."), new(PassageKind.Warning, "Quick times little."),
            ],
        };
    }

    /// <summary>A gate with a row of every kind.</summary>
    internal static GateReport Gate => new()
    {
        Taken = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
        Machine = Made.Results().Machine,
        Base = new GateSide("main", "1111111111111111111111111111111111111111", "s1", new string('b', 64), "csharp-system · libtorch 1.13.1"),
        Head = new GateSide(".", null, null, new string('d', 64), null),
        Verdict = GateVerdict.Regression,
        Times =
        [
            Timed(GateRows.All[0], Verdict.Slower, 1.08) with { Accepted = new Acceptance("Ada", new DateOnly(2026, 1, 31), null, "why not") },
            Timed(GateRows.All[1], Verdict.Same, 1.001),
            new GateFinding { Row = new GateRow(GateRows.All[2], 0.03), Verdict = Verdict.Failed, Reason = Hostile },
        ],
        Ratios =
        [
            Beside(Timed(GateRows.All[0], Verdict.Slower, 1.08), 1.25),
            Beside(Timed(GateRows.All[1], Verdict.Same, 1.001), 1.125),
            Beside(Timed(GateRows.All[2], Verdict.Same, 0.999), 1.0625),
            new(Timed(GateRows.All[3], Verdict.New, 1.01) with { Reason = "no ratio is accepted" }, null),
        ],
        Counters = [new CounterFinding(GateRows.All[0], Verdict.Slower, ["managed bytes 104 → 152"], null) { Accepted = new Acceptance("Ada", new DateOnly(2026, 1, 31), "2222222222222222222222222222222222222222", "a cache") }, new CounterFinding(GateRows.All[1], Verdict.Same, [], null)],
        Cautions = ["mind this"],
        Stages = [("building base", TimeSpan.FromSeconds(31)), ("rounds", TimeSpan.FromSeconds(200))],
        Budget = TimeSpan.FromMinutes(10),
    };

    private static RatioFinding Beside(GateFinding finding, double ratio) => new(finding, new RatioEntry(
        finding.Row.Case, new RatioFooting("csharp-system", "openblas", "AVX2"), ratio, ratio - 0.01, ratio + 0.01, 0.95, 80, 0.01, new Acceptance("Ada", new DateOnly(2026, 1, 31), null, "release 1.2")));

    private static GateFinding Timed(Case measured, Verdict verdict, double ratio)
    {
        GatePair[] rounds = [.. Enumerable.Range(0, 10).Select(round => new GatePair(1000 + round, (1000 + round) * ratio))];
        return new GateFinding { Row = new GateRow(measured, 0.03), Verdict = verdict, Screened = GateEstimate.Of([.. rounds.Select(round => round.Difference)]), Rounds = rounds };
    }
}
