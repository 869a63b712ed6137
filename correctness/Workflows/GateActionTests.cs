using System.Diagnostics;
using System.Runtime.Versioning;
using NUnit.Framework;
using PerfSuite.Correctness.Program;

namespace PerfSuite.Correctness.Workflows;

/// <summary>What the gate action runs, with a dotnet that notes what it is asked; with the real one it is <see cref="Program.Gate.ForeignGateTests"/>'s.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "It is a script of bash.")]
public sealed class GateActionTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestCase(0, "warn", 0)]
    [TestCase(1, "warn", 1)]
    [TestCase(2, "warn", 0)]
    [TestCase(2, "fail", 2)]
    [TestCase(3, "warn", 3)]
    public void It_exits_as_the_gate_does_but_for_noise(int status, string inconclusive, int expected)
    {
        var commit = Checkout(depth: 2);
        var run = Run(("STATUS", $"{status}"), ("INCONCLUSIVE", inconclusive), ("BASE", commit), ("PROJECT", "a b/Bench.csproj"));
        Assert.That(run.ExitCode, Is.EqualTo(expected), run.Output);
        Assert.That(File.ReadAllText(folder["asked"]), Does.Contain("setup --no-peers").And.Contain($"[gate] [--project] [a b/Bench.csproj] [--base] [{commit}] [--head] [.] [--budget] [10m]"));
        Assert.That(File.ReadAllText(folder["summary"]), Is.EqualTo("### a report\n"));
        Assert.That(run.Output.Contains("::warning::", StringComparison.Ordinal), Is.EqualTo(status == 2 && expected == 0));
    }

    [Test]
    public void A_base_that_a_shallow_checkout_lacks_is_fetched()
    {
        var commit = Checkout(depth: 1);
        Assert.That(Run(("BASE", commit), ("PROJECT", "x")).ExitCode, Is.Zero);
        Assert.That(File.ReadAllText(folder["asked"]), Does.Contain($"[--base] [{commit}]"));
    }

    [TestCase("PROJECT", "", "input 'project'")]
    [TestCase("BASE", "", "input 'base'")]
    [TestCase("INCONCLUSIVE", "ignore", "is 'ignore'; it can be warn or fail")]
    public void An_input_that_is_none_is_said(string name, string value, string told)
    {
        Checkout(depth: 1);
        var run = Run(("BASE", "HEAD"), ("PROJECT", "x"), (name, value));
        Assert.That((run.ExitCode, run.Output.Contains(told, StringComparison.Ordinal)), Is.EqualTo((64, true)), run.Output);
        Assert.That(File.Exists(folder["asked"]), Is.False);
    }

    /// <summary>A clone of two commits, and the script in a suite of its own.</summary>
    /// <returns>The first commit.</returns>
    private string Checkout(int depth)
    {
        var suite = Directory.CreateDirectory(folder["suite/.github/actions/gate"]).FullName;
        File.Copy(Path.Combine(Workplace.Source!, ".github", "actions", "gate", "gate"), Path.Combine(suite, "gate"));
        Executable(folder["suite/setup.sh"], "echo \"setup $*\" >> \"$PLACE/asked\"");
        Directory.CreateDirectory(folder["bin"]);
        Executable(folder["bin/dotnet"], """
            [ "$1" != build ] || exit 0
            shift
            for argument; do printf '[%s] ' "$argument" >> "$PLACE/asked"; done
            echo '### a report' > "$REPORT/gate.md"
            exit "${STATUS:-0}"
            """);
        Directory.CreateDirectory(folder["origin"]);
        Git("origin", "init", "--quiet");
        Git("origin", "commit", "--quiet", "--allow-empty", "--message", "first");
        var first = Git("origin", "rev-parse", "HEAD").Trim();
        Git("origin", "commit", "--quiet", "--allow-empty", "--message", "second");
        Git("origin", "clone", "--quiet", $"--depth={depth}", $"file://{folder["origin"]}", folder["checkout"]);
        return first;
    }

    private static void Executable(string path, string script)
    {
        File.WriteAllText(path, "#!/usr/bin/env bash\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string Git(string where, params string[] arguments)
    {
        var run = Ended(new ProcessStartInfo("git", ["-C", folder[where], "-c", "user.name=Ada", "-c", "user.email=ada@example.org", .. arguments]));
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        return run.Output;
    }

    private (int ExitCode, string Output) Run(params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(folder["suite/.github/actions/gate/gate"]) { WorkingDirectory = folder["checkout"] };
        foreach (var (name, value) in new[] { ("PLACE", folder.Path), ("REPORT", folder["report"]), ("GITHUB_STEP_SUMMARY", folder["summary"]), ("PATH", $"{folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}") }.Concat(environment))
            start.Environment[name] = value;
        return Ended(start);
    }

    private (int ExitCode, string Output) Ended(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        // The script tells git that a checkout is safe, in the settings of whoever runs it.
        start.Environment["HOME"] = folder.Path;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
