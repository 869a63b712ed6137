using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Correctness.Program;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>The commit of a folder, asked of git and read without it. One test sets a variable that every git obeys.</summary>
[NonParallelizable]
public sealed class SourceCommitTests
{
    private string folder = "";

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("perfsuite-commit-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void A_folder_outside_a_repository_has_no_commit()
    {
        Assert.That(SourceCommit.Of(folder), Is.Null);
        Assert.That(SourceCommit.Of(Path.Combine(folder, "missing")), Is.Null);
    }

    [Test]
    public void A_repository_has_its_commit_and_says_when_it_is_modified()
    {
        if (Launch.Find("git") is null)
            Assert.Ignore("There is no git here.");
        File.WriteAllText(Path.Combine(folder, "a"), "1");
        Git("init", "-q");
        Git("add", "a");
        Git("-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-q", "-m", "m");
        var commit = SourceCommit.Of(folder);
        Assert.That(commit, Does.Match("^[0-9a-f]{40}$"));
        var inner = Directory.CreateDirectory(Path.Combine(folder, "inner")).FullName;
        Assert.Multiple(() =>
        {
            Assert.That(SourceCommit.Of(inner), Is.EqualTo(commit));
            Assert.That(SourceCommit.FromFiles(inner), Is.EqualTo(commit), "read without git");
        });
        Git("pack-refs", "--all");
        Git("worktree", "add", "-q", "--detach", "tree");
        Git("-C", "tree", "checkout", "-q", "-b", "other");
        Assert.Multiple(() =>
        {
            Assert.That(SourceCommit.FromFiles(folder), Is.EqualTo(commit), "packed");
            Assert.That(SourceCommit.FromFiles(Path.Combine(folder, "tree")), Is.EqualTo(commit), "of a worktree");
        });
        File.WriteAllText(Path.Combine(folder, "untracked"), "1");
        Assert.That(SourceCommit.Of(folder), Is.EqualTo(commit));
        File.WriteAllText(Path.Combine(folder, "a"), "2");
        Assert.That(SourceCommit.Of(folder), Is.EqualTo(commit + "-dirty"));
    }

    [TestCase("0123456789abcdef0123456789abcdef01234567", "0123456789abcdef0123456789abcdef01234567")]
    [TestCase("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [TestCase("0123456789abcdef0123456789abcdef0123456", null)]
    [TestCase("0123456789abcdef0123456789abcdef0123456X", null)]
    [TestCase("0123456789ABCDEF0123456789abcdef01234567", null)]
    [TestCase("ref: refs/heads/loose", "1111111111111111111111111111111111111111")]
    [TestCase("ref: refs/heads/packed", "2222222222222222222222222222222222222222")]
    [TestCase("ref: refs/heads/both", "3333333333333333333333333333333333333333")]
    [TestCase("ref: refs/heads/bad", null)]
    [TestCase("ref: refs/heads/pack", null)]
    [TestCase("ref: heads/packed", null)]
    [TestCase("ref: refs/heads/../heads/loose", null)]
    public void A_head_is_followed_through_the_files(string head, string? expected)
    {
        Directory.CreateDirectory(Path.Combine(folder, ".git", "refs", "heads"));
        File.WriteAllText(Path.Combine(folder, ".git", "HEAD"), head + "\nrest\n");
        File.WriteAllText(Path.Combine(folder, ".git", "refs", "heads", "loose"), new string('1', 40) + "\n");
        File.WriteAllText(Path.Combine(folder, ".git", "refs", "heads", "both"), new string('3', 40) + "\n");
        File.WriteAllText(Path.Combine(folder, ".git", "refs", "heads", "bad"), "none\n");
        File.WriteAllText(Path.Combine(folder, ".git", "packed-refs"), $"# pack-refs with: peeled\n{new string('4', 40)} refs/heads/both\n{new string('2', 40)} refs/heads/packed\nnonsense refs/heads/bad\n");
        Assert.That(SourceCommit.FromFiles(Directory.CreateDirectory(Path.Combine(folder, "a", "b")).FullName), Is.EqualTo(expected));
    }

    [Test]
    public void A_worktree_s_file_leads_to_its_repository()
    {
        var git = Directory.CreateDirectory(Path.Combine(folder, "repository", "worktrees", "tree")).FullName;
        File.WriteAllText(Path.Combine(git, "HEAD"), "ref: refs/heads/main\n");
        File.WriteAllText(Path.Combine(git, "commondir"), "../..\n");
        File.WriteAllText(Path.Combine(folder, "repository", "packed-refs"), new string('5', 40) + " refs/heads/main\n");
        Directory.CreateDirectory(Path.Combine(folder, "tree"));
        File.WriteAllText(Path.Combine(folder, "tree", ".git"), "gitdir: ../repository/worktrees/tree\n");
        Assert.That(SourceCommit.FromFiles(Path.Combine(folder, "tree")), Is.EqualTo(new string('5', 40)));
        File.WriteAllText(Path.Combine(folder, "tree", ".git"), "something else\n");
        Assert.That(SourceCommit.FromFiles(Path.Combine(folder, "tree")), Is.Null);
    }

    [TestCase("ref: refs/heads/../../../secret")]
    [TestCase("ref: refs/heads/none")]
    [TestCase("xyz")]
    [TestCase("")]
    public void A_broken_repository_has_no_commit(string head)
    {
        Directory.CreateDirectory(Path.Combine(folder, ".git"));
        File.WriteAllText(Path.Combine(folder, ".git", "HEAD"), head);
        Assert.That(SourceCommit.Of(folder), Is.Null);
    }

    [Test]
    public void A_hook_s_own_settings_do_not_point_git_elsewhere()
    {
        if (Launch.Find("git") is null)
            Assert.Ignore("There is no git here.");
        Git("init", "-q");
        Git("-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-q", "--allow-empty", "-m", "m");
        var commit = SourceCommit.FromFiles(folder);
        Assert.That(commit, Is.Not.Null);
        using var elsewhere = new Variable("GIT_DIR", Path.Combine(folder, "nowhere"));
        Assert.That(SourceCommit.Of(folder), Is.EqualTo(commit));
    }

    private void Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments) { WorkingDirectory = folder, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        using var git = Process.Start(start)!;
        var said = git.StandardError.ReadToEnd();
        git.WaitForExit();
        Assert.That(git.ExitCode, Is.Zero, said);
    }
}
