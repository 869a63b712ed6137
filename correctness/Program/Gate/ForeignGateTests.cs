using System.Diagnostics;
using System.Text.Json.Nodes;
using NUnit.Framework;

namespace PerfSuite.Correctness.Program.Gate;

/// <summary>The example of .github/actions/gate from its repository to a verdict, once on the source of PerfSuite and once on its packages.</summary>
[Category("Slow"), Explicit("Minutes, for it builds both sides: dotnet test correctness --filter FullyQualifiedName~ForeignGateTests")]
[NonParallelizable]
public sealed class ForeignGateTests
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(20);
    private ScratchFolder folder = null!;

    private static string Source => Workplace.Source ?? throw new InvalidOperationException("the tests do not lie below their source");

    private string Repository => folder["repository"];

    [SetUp]
    public void MakeRepository()
    {
        folder = new ScratchFolder();
        Directory.CreateDirectory(Repository);
        foreach (var file in Directory.GetFiles(Path.Combine(Source, ".github", "actions", "gate", "example")))
            File.Copy(file, Path.Combine(Repository, Path.GetFileName(file)));
        Run("git", "init", "--quiet");
        Run("git", "add", "--all");
        Run("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "--message", "the example");
    }

    [TearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void On_the_source_a_copy_too_many_is_found_and_nothing_is_found_of_nothing()
    {
        var gated = Gate(Workplace.DotnetHost, [Workplace.Program], []);
        Assert.That(gated.ExitCode, Is.EqualTo(0).Or.EqualTo(2), gated.Output + gated.Error);
        Assert.That(Report["counters"]!.AsArray().Select(row => (string?)row!["verdict"]), Is.EqualTo(new[] { "Same", "Same" }), gated.Output);
        CopyOnceMore();
        gated = Gate(Workplace.DotnetHost, [Workplace.Program], []);
        Assert.That(gated.ExitCode, Is.EqualTo(1), gated.Output + gated.Error);
        Assert.That(gated.Output, Does.Contain("regression").And.Contain("glyphs infer").And.Contain("aten::clone"));
        Assert.That(File.ReadAllText(folder["gate.md"]), Does.StartWith("### ❌ regression"));
    }

    [Test]
    public void On_the_packages_the_installed_tool_finds_it_too()
    {
        var feed = folder["feed"];
        Run(Workplace.DotnetHost, "pack", Path.Combine(Source, "perf"), "-o", feed, "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:CppPeer=false", "--artifacts-path", folder["packed"]);
        Run(Workplace.DotnetHost, "tool", "install", "PerfSuite.Tool", "--tool-path", folder["tools"], "--add-source", feed);
        CopyOnceMore();
        // What this test made must not stay in the user's packages, and the rest need not be fetched again.
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var gated = Gate(Path.Combine(folder["tools"], OperatingSystem.IsWindows() ? "perfsuite.exe" : "perfsuite"), [], new()
        {
            ["RestoreAdditionalProjectSources"] = feed,
            ["RestorePackagesPath"] = folder["packages"],
            ["RestoreFallbackFolders"] = packages,
            ["PERFSUITE"] = "",
        });
        Assert.That(gated.ExitCode, Is.EqualTo(1), gated.Output + gated.Error);
        Assert.That(gated.Output, Does.Contain("glyphs infer").And.Contain("aten::clone"));
    }

    private JsonNode Report => JsonNode.Parse(File.ReadAllText(folder["gate.json"]))!;

    private void CopyOnceMore()
    {
        var network = Path.Combine(Repository, "GlyphNetwork.cs");
        var text = File.ReadAllText(network);
        var changed = text.Replace("        return output.call(active);", "        using var copy = active.clone();\n        return output.call(copy);", StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(text));
        File.WriteAllText(network, changed);
    }

    private ProgramRun Gate(string program, string[] before, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, [.. before, "gate", "--project", "GlyphBench.csproj", "--base", "HEAD", "--json", folder["gate.json"], "--markdown", folder["gate.md"]]);
        return Ended(start, environment);
    }

    private void Run(string program, params string[] arguments)
    {
        var run = Ended(new ProcessStartInfo(program, arguments), []);
        Assert.That(run.ExitCode, Is.Zero, $"{program} {string.Join(' ', arguments)}\n{run.Output}{run.Error}");
    }

    private ProgramRun Ended(ProcessStartInfo start, Dictionary<string, string> environment)
    {
        (start.WorkingDirectory, start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (Repository, true, true, true);
        // What the tests run under must not get into the builds.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end.");
        }
        return new(process.ExitCode, output.Result, error.Result);
    }
}
