using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Correctness.Measurement.Reports;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.Correctness.Program;

/// <summary>What becomes of contenders that are not there or not well, and of a run that is stopped.</summary>
[Platform(Exclude = "Win", Reason = "The contenders are shell scripts, and the interrupt is a signal.")]
public sealed class RunTests
{
    private const string Hello = """{"ok":true,"protocol":1,"contender":"fake","language":"sh","versions":{},"libtorch":"1.13.1","blas":null,"cpuCapability":null,"threads":1,"pid":1,"devices":["cpu"],"workloads":["overhead"],"phases":{"overhead":["add_"]}}""";
    private static readonly string digest = new('a', 64);

    [Test]
    public void Nobody_is_ever_dropped()
    {
        var findings = new Kept();
        var run = Carry(findings,
            new Contender("cpp", "C++", ShellWorker.Command(Script("""{"ok":true,"nanoseconds":5000}"""), "cpp"), null),
            new Contender("python", "Python", null, "no torch; ./setup.sh installs it"),
            new Contender("crashes", "Crashes", ShellWorker.Command("echo 'out of luck' >&2; exit 7", "crashes"), null),
            new Contender("differs", "Differs", ShellWorker.Command(Script("""{"ok":true,"nanoseconds":5000}""", loss: "0x1p+3"), "differs"), null),
            new Contender("same", "Same", ShellWorker.Command(Script("""{"ok":true,"nanoseconds":10000}"""), "same"), null));
        var rows = run.Rows.ToDictionary(row => row.Contender);
        Assert.That(rows.Values.Select(row => row.Status), Is.EqualTo(new[]
        {
            RowStatus.Measured, RowStatus.Absent, RowStatus.Failed, RowStatus.Disagrees, RowStatus.Measured,
        }));
        Assert.That(rows["python"].Reason, Does.Contain("./setup.sh"));
        Assert.That(rows["crashes"].Reason, Does.Contain("out of luck"));
        Assert.That(rows["differs"].Reason, Does.Contain("0x1p+3"));
        Assert.That(run.Ratios.Single().Median, Is.EqualTo(2).Within(1e-9));
        Assert.That(findings.Cases, Is.EqualTo(1));
        Assert.That(run.Agreements.Select(row => row.Agreement.Status), Is.EqualTo(new[]
        {
            AgreementStatus.Reference, AgreementStatus.Failed, AgreementStatus.Disagrees, AgreementStatus.Exact,
        }));
    }

    [TestCase("0x1.000002p+1", AgreementStatus.Within)]
    [TestCase("0x1.01p+1", AgreementStatus.Disagrees)]
    public void Who_says_why_it_rounds_otherwise_is_held_to_a_tolerance(string loss, AgreementStatus expected)
    {
        var free = Script("""{"ok":true,"nanoseconds":5000}""", loss).Replace("\"parameters\":1", "\"parameters\":1,\"freedom\":\"sums in another order\"");
        var run = Carry(new Kept(),
            new Contender("cpp", "C++", ShellWorker.Command(Script("""{"ok":true,"nanoseconds":5000}"""), "cpp"), null),
            new Contender("free", "Free", ShellWorker.Command(free, "free"), null));
        var agreement = run.Agreements[1].Agreement;
        Assert.That((agreement.Status, agreement.Reason!.EndsWith("; sums in another order", StringComparison.Ordinal)), Is.EqualTo((expected, true)), agreement.Reason);
    }

    [Test]
    public void One_that_refuses_to_be_timed_fails_and_the_others_go_on()
    {
        var run = Carry(new Kept(),
            new Contender("cpp", "C++", ShellWorker.Command(Script("""{"ok":false,"error":"no such phase"}"""), "cpp"), null),
            new Contender("same", "Same", ShellWorker.Command(Script("""{"ok":true,"nanoseconds":10000}"""), "same"), null));
        Assert.That(run.Rows.Select(row => row.Status), Is.EqualTo(new[] { RowStatus.Failed, RowStatus.Measured }));
        Assert.That(run.Ratios, Is.Empty);
    }

    [Test]
    public void The_table_keeps_within_80_columns_and_names_everybody()
    {
        using var output = new StringWriter();
        var display = new Display(output, TextWriter.Null);
        var table = new Table(display);
        Contender[] contenders =
        [
            new("cpp", "C++", ShellWorker.Command(Script("""{"ok":true,"nanoseconds":5000}"""), "cpp"), null),
            new("csharp", "C# PerfSuite binding", ShellWorker.Command(Script("""{"ok":true,"nanoseconds":999999}"""), "csharp"), null),
            new(OtherSupplierContender.Name, "C# TorchSharp 0.107.0", ShellWorker.Command(Script("""{"ok":true,"nanoseconds":6000}"""), OtherSupplierContender.Name), null),
            new("python", "Python", null, "/usr/bin/python3 has no torch; ./setup.sh installs python3-torch, or set PERFSUITE_PYTHON to an interpreter that has torch"),
        ];
        using var lineup = new Lineup(contenders, WorkerLimits.Default);
        var run = new Run(Plan, lineup, table, seed: 0);
        run.Carry(new Progress(null, null), CancellationToken.None);
        table.End(run, lineup.Entrants);
        var lines = output.ToString().TrimEnd().Split('\n');
        Assert.That(lines.Max(line => line.Length), Is.LessThanOrEqualTo(80));
        Assert.That(lines, Has.One.Matches<string>(line => line.StartsWith("add_", StringComparison.Ordinal) && line.Contains("50.0ns") && line.Contains("10.0µs") && line.Contains("200 200–200") && line.EndsWith("absent", StringComparison.Ordinal)));
        Assert.That(lines, Has.One.Matches<string>(line => line.StartsWith("  C# TorchSharp 0.107.0 60.0ns", StringComparison.Ordinal) && line.EndsWith("1.20 1.20–1.20 × C++", StringComparison.Ordinal)), "a fourth has no column, and is not left out");
        Assert.That(string.Join(' ', lines), Does.Contain("Python, absent in 1 of 1 rows: /usr/bin/python3 has no torch"));
    }

    [Test]
    public void Interrupted_it_saves_what_is_complete_and_exits_130()
    {
        Inherited.RequireInterrupt();
        using var folder = new ScratchFolder();
        var start = new ProcessStartInfo(Workplace.DotnetHost, [Workplace.Program, "study", "overhead", "--contenders", "csharp", "--rounds", "30", "--processes", "1"])
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line && !line.StartsWith("add_", StringComparison.Ordinal))
        {
        }
        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        var rest = process.StandardOutput.ReadToEnd();
        Assert.That(process.WaitForExit(20_000), Is.True);
        Assert.That(process.ExitCode, Is.EqualTo(130));
        Assert.That(process.StandardError.ReadToEnd(), Does.Contain("they are saved"));
        Assert.That(rest, Does.Contain("results: artifacts"));
        var results = Results.Read(folder["artifacts/latest.json"]);
        Assert.That(results.Rows, Has.Count.EqualTo(8));
        Assert.That(results.Rows[0].Status, Is.EqualTo(RowStatus.Measured));
        Assert.That(results.Rows[^1].Status, Is.EqualTo(RowStatus.Cancelled));
        Assert.That(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories), Has.Length.EqualTo(3), "the results twice, and the report");
        PageCheck.Holds(File.ReadAllText(folder["artifacts/report.html"]));
    }

    private static Plan Plan => new("test", [new Section("one", "overhead", 1, 1, 0,
        [new Item("overhead", "add_", "add_", new RoundsPlan("add_") { Rounds = 6, WarmUp = 1, Iterations = 100 }, 1)])]);

    private static Run Carry(IFindings findings, params Contender[] contenders)
    {
        using var lineup = new Lineup(contenders, WorkerLimits.Default);
        var run = new Run(Plan, lineup, findings, seed: 0);
        run.Carry(new Progress(null, null), CancellationToken.None);
        return run;
    }

    /// <summary>Answers everything, a round with <paramref name="round"/>.</summary>
    internal static string Script(string round, string loss = "0x1p+1") => $$"""
        while read -r line <&3; do
        case "$line" in
        *hello*) say '{{Hello}}';;
        *open*) say '{"ok":true,"parameters":1,"digest":"{{digest}}"}';;
        *agree*) say '{"ok":true,"losses":["{{loss}}","0x1p+0"]}';;
        *round*) say '{{round}}';;
        *counters*) say '{"ok":true,"managedBytes":null,"nativeOperations":{"aten::add":2,"aten::mul":3},"tensorsMade":null,"tensorsAlive":null}';;
        *latencies*) say '{"ok":true,"nanoseconds":['"$(seq -s, 1001 1100)"']}';;
        *) say '{"ok":true}';;
        esac
        done
        """;

    private sealed class Kept : IFindings
    {
        public int Cases { get; private set; }

        public void Begin(Plan plan, IReadOnlyList<Entrant> entrants)
        {
        }

        public void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios) => Cases++;
    }
}
