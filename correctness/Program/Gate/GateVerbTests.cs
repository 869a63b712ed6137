using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Correctness.Measurement.Reports;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Program.Gate;

/// <summary>What the gate's command leaves behind where there is nothing to measure.</summary>
public sealed class GateVerbTests
{
    [Test]
    public void A_side_that_cannot_be_built_leaves_a_report_that_says_so()
    {
        using var folder = new ScratchFolder();
        var broken = Directory.CreateDirectory(folder["broken"]).FullName;
        using (var git = Process.Start("git", ["init", "--quiet", broken]))
            git.WaitForExit();
        File.WriteAllText(Path.Combine(broken, "PerfSuite.sln"), "");
        Directory.CreateDirectory(Path.Combine(broken, "perf"));
        File.WriteAllText(Path.Combine(broken, "perf", "perf.csproj"), "<Project>");
        var run = ProgramRun.InProcess(folder.Path, "gate", "--base", broken, "--head", broken, "--json", folder["gate.json"], "--markdown", folder["gate.md"]);
        Assert.That(run.ExitCode, Is.EqualTo(3), run.Error);
        Assert.That(run.Error, Does.Contain("base cannot be built"));
        var gate = GateFile.Read(folder["gate.json"]);
        Assert.Multiple(() =>
        {
            Assert.That((gate.Verdict, gate.ExitCode, gate.Times.Count, gate.Base.Build), Is.EqualTo(("could not measure", 3, 0, "not built")));
            Assert.That(gate.Cautions.Single(), Does.StartWith("base cannot be built"));
            Assert.That(File.ReadAllText(folder["gate.md"]), Does.StartWith("### ⚠️ could not measure: no row was timed").And.Contain("base cannot be built").And.Contain("Took 0.0 s of 15 min 00 s."));
            Assert.That(PageCheck.Holds(File.ReadAllText(folder["artifacts/report.html"])).ToString(), Does.Contain("base cannot be built"));
            Assert.That(ProgramRun.InProcess(folder.Path, "accept", "--why", "nothing", "--by", "Ada", "--yes").ExitCode, Is.Not.Zero, "there is nothing in it to accept");
        });
    }

    [Test]
    public void A_source_that_git_does_not_know_is_refused_before_anything_is_built()
    {
        using var folder = new ScratchFolder();
        var unpacked = Directory.CreateDirectory(folder["unpacked"]).FullName;
        File.WriteAllText(Path.Combine(unpacked, "PerfSuite.sln"), "");
        var run = ProgramRun.InProcess(folder.Path, "gate", "--base", unpacked, "--head", unpacked);
        Assert.That(run.ExitCode, Is.EqualTo(64), run.Error);
        Assert.That(run.Error, Does.Contain($"{unpacked} is no working tree of git").And.Contain("name a commit, a clone or a folder with a build"));
    }
}
