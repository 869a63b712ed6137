using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Gate;

namespace PerfSuite.Correctness.Program.Gate;

/// <summary>A project in a repository of somebody else's, as the gate finds it and what it refuses.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ForeignProjectTests : IDisposable
{
    private readonly ScratchFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Test]
    public void It_is_found_by_its_file_or_its_folder_below_the_repository_s_root()
    {
        Repository();
        var file = Make("tools/bench/Glyph Bench.csproj");
        foreach (var named in new[] { file, Path.GetDirectoryName(file)! })
            Assert.That(ForeignProject.Find(named), Is.EqualTo(new ForeignProject(folder.Path, "tools/bench/Glyph Bench.csproj")), named);
        Assert.That(ForeignProject.Find(Make("Top.csproj")), Is.EqualTo(new ForeignProject(folder.Path, "Top.csproj")));
    }

    [TestCase("", "is no .csproj, and no folder with one")]
    [TestCase("a/A.csproj b/B.csproj", "is no .csproj, and no folder with one")]
    [TestCase("A.csproj B.csproj", "has 2 projects: name one of")]
    [TestCase("perf.csproj", "perf.csproj has the name of a part of PerfSuite")]
    [TestCase("A.csproj", "is in no repository of git")]
    public void What_cannot_be_gated_is_refused_with_the_reason(string files, string told)
    {
        foreach (var file in files.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Make(file);
        Assert.That(() => ForeignProject.Find(folder.Path), Throws.InstanceOf<Fault>().With.Property("ExitCode").EqualTo(64).And.Message.Contains(told));
    }

    [Test]
    public void A_side_is_a_commit_or_a_build_and_no_other_torch()
    {
        Repository();
        var build = new ForeignBuild(ForeignProject.Find(Make("A.csproj")), folder["scratch"]);
        Assert.That(() => build.Check("torch=0.107.0"), Throws.InstanceOf<Fault>().With.Message.Contains("the project says"));
        Assert.That(() => build.Check("no-such-commit"), Throws.InstanceOf<Fault>().With.Message.Contains("'no-such-commit' is no commit"));
        Make("built/A.dll");
        Assert.That(() => build.Check(folder["built"]), Throws.Nothing);
        Assert.That(() => build.Check(SideBuild.WorkingTree), Throws.Nothing);
    }

    [Test]
    public void A_commit_from_before_the_project_cannot_be_measured()
    {
        Repository();
        Git("commit", "--quiet", "--allow-empty", "--message", "before");
        var build = new ForeignBuild(ForeignProject.Find(Make("A.csproj")), folder["scratch"]);
        Assert.That(() => build.Make("base", "HEAD", default), Throws.InstanceOf<Fault>().With.Property("ExitCode").EqualTo(3).And.Message.Contains("base (HEAD) has no A.csproj"));
    }

    private string Make(string name)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder[name])!);
        File.WriteAllText(folder[name], "<Project />");
        return folder[name];
    }

    private void Repository() => Git("init", "--quiet");

    private void Git(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("git", ["-C", folder.Path, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", .. arguments]))!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, string.Join(' ', arguments));
    }
}
