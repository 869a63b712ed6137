using System.Diagnostics;
using System.Xml.Linq;
using NUnit.Framework;

namespace PerfSuite.Correctness.Program;

/// <summary>
/// What the documentation has that takes minutes to hours, in its smallest form: studies with the profile smoke, gates and their proof with two rows
/// and twenty rounds. In a clone of this source, in the order in which a reader finds it: what a gate left is what `accept` then takes.
/// </summary>
[Category("Slow"), Explicit("More than half an hour: dotnet test correctness --filter Name~What_takes_hours"), NonParallelizable]
public sealed class DocumentedHoursTests
{
    private static readonly string[] pages = ["README.md", "docs/studies.md", "docs/method.md", "baselines/README.md", "docs/formats.md", "docs/data.md", "docs/elsewhere.md"];
    private static readonly string[] rows = ["--only", "overhead add"];

    private readonly ScratchFolder folder = new();

    private static string Choices => Path.Combine(DocumentationPage.Root, "Local.props");

    private string Clone => Path.Combine(folder.Path, "perfsuite");

    [OneTimeSetUp]
    public void MakeClone()
    {
        Git(DocumentationPage.Root, "clone", "--quiet", "--no-hardlinks", DocumentationPage.Root, Clone);
        Git(Clone, "checkout", "--quiet", "-B", "main");
        if (File.Exists(Choices))
            File.Copy(Choices, Path.Combine(Clone, Path.GetFileName(Choices)));
        // The shim as it was built here: its source is the same, and it takes minutes.
        const string built = "src/LibTorch/obj/native";
        foreach (var library in Directory.Exists(Path.Combine(DocumentationPage.Root, built)) ? Directory.GetFiles(Path.Combine(DocumentationPage.Root, built), "*.so", SearchOption.AllDirectories) : [])
        {
            var copy = Path.Combine(Clone, Path.GetRelativePath(DocumentationPage.Root, library));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(library, copy);
            File.SetLastWriteTimeUtc(copy, TimeProvider.System.GetUtcNow().UtcDateTime);
        }
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void Every_page_is_walked() => Assert.That(pages, Is.EquivalentTo(DocumentationPage.All.Select(page => page.Name)));

    [Test]
    public void What_takes_hours_does_what_it_says_in_small()
    {
        var done = new DocumentationWalk(folder, Run).CarryOut(pages.Select(DocumentationPage.Read), Small);
        foreach (var verb in new[] { "--profile smoke", "study all", "gate --base main", "upgrade", "accept beside.json --ratios", "accept --why", "accept results.json", "prove record", "prove replay", "prove gates", "prove counters", "train --resume" })
            Assert.That(done, Has.Some.StartsWith(verb));
    }

    private ProgramRun Run(string[] line)
    {
        // Results that somebody has lying there.
        if (line is ["accept", "results.json", ..])
            File.Copy(Path.Combine(Clone, "artifacts", "latest.json"), Path.Combine(Clone, "results.json"), overwrite: true);
        var clock = Stopwatch.StartNew();
        var run = ProgramRun.InProcess(Clone, TimeSpan.FromMinutes(20), line);
        TestContext.Progress.WriteLine($"{string.Join(' ', line)}: exit {run.ExitCode}, {clock.Elapsed.TotalSeconds:0} s");
        return run;
    }

    private string[]? Small(string[] line) => line switch
    {
        [] => ["--profile", "smoke"],
        // What wants a GPU, or the network, or has a test of its own.
        _ when line.Contains("--device") || line.Contains("--project") || line is ["data", "get", "mnist" or "cifar10", ..] => null,
        // Nothing of it lies unfinished.
        ["study", ..] => [.. Without(line, "--profile").Where(word => word != "--resume"), "--profile", "smoke"],
        ["gate", ..] => [.. Without(line, "--only"), .. rows],
        ["upgrade", ..] => ["upgrade", AnotherTorch(), .. rows],
        ["prove", "record", ..] => [.. Without(line, "--rounds"), "--rounds", line.Contains("--ratios") ? "60" : "20", .. rows],
        ["prove", "replay", .., "beside.json"] => line,
        ["prove", "replay", ..] => [.. Without(line, "--gates"), "--gates", "100"],
        ["prove", "gates", ..] => [.. Without(line, "--runs"), "--runs", "1", .. rows],
        ["accept", ..] => [.. line, "--yes"],
        _ => line,
    };

    /// <summary>The libtorch there is, in another folder.</summary>
    private string AnotherTorch()
    {
        var known = Environment.GetEnvironmentVariable("LIBTORCH") is { Length: > 0 } named ? named
            : File.Exists(Choices) ? XDocument.Load(Choices).Descendants("LibTorchFolder").SingleOrDefault()?.Value : null;
        Assume.That(known, Is.Not.Null.And.Not.Empty, "A package brings its libtorch along: there is no folder to upgrade to.");
        var torch = Directory.CreateDirectory(folder["torch"]).FullName;
        foreach (var part in new[] { "include", "lib" })
            if (!Path.Exists(Path.Combine(torch, part)))
                File.CreateSymbolicLink(Path.Combine(torch, part), Path.Combine(known!, part));
        return torch;
    }

    private static string[] Without(string[] line, string option) =>
        [.. line.Where((word, place) => word != option && line.ElementAtOrDefault(place - 1) != option)];

    private static void Git(string place, params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = place, RedirectStandardError = true })!;
        var said = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.That(git.ExitCode, Is.Zero, said);
    }
}
