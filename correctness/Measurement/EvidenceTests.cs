using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

public sealed class EvidenceTests
{
    private string folder = "";

    [SetUp]
    public void Make() => folder = Directory.CreateTempSubdirectory("perfsuite-evidence-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public void This_machine_can_be_read()
    {
        var machine = Machine.Read();
        TestContext.Out.WriteLine(machine.Fingerprint);
        Assert.Multiple(() =>
        {
            Assert.That(machine.Cores, Is.EqualTo(Environment.ProcessorCount));
            Assert.That(machine.Cpu, Is.Not.Empty);
            Assert.That(machine.Os, Is.Not.Empty);
            Assert.That(machine.Runtime, Does.StartWith(".NET 10"));
            Assert.That(machine.MemoryBytes, Is.GreaterThan(1 << 26));
        });
    }

    [Test]
    public void The_load_is_no_part_of_the_fingerprint()
    {
        var machine = Machine.Read();
        Assert.That((machine with { Load = 99 }).Fingerprint, Is.EqualTo(machine.Fingerprint));
        Assert.That((machine with { Cpu = "another" }).Fingerprint, Is.Not.EqualTo(machine.Fingerprint));
    }

    [TestCase("processor\t: 0\nmodel name\t: Some CPU  @ 2GHz\nflags\t: a b\n", "Some CPU @ 2GHz")]
    [TestCase("processor: 0\nCPU implementer : 0x41\nCPU part : 0xd0c\n", "ARM implementer 0x41 part 0xd0c")]
    [TestCase("Model : A small board\n", "A small board")]
    [TestCase("", null)]
    [TestCase("nonsense", null)]
    public void The_model_is_found_in_cpuinfo(string text, string? expected) =>
        Assert.That(Processor.ModelName(text), Is.EqualTo(expected));

    [TestCase("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n", "Debian GNU/Linux 12 (bookworm)")]
    [TestCase("PRETTY_NAME=\n", null)]
    [TestCase("", null)]
    public void The_distribution_is_found_in_os_release(string text, string? expected) =>
        Assert.That(Machine.PrettyName(text), Is.EqualTo(expected));

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
    public void A_file_is_replaced_whole()
    {
        var path = Path.Combine(folder, "new", "file");
        AtomicFile.Write(path, "one"u8);
        AtomicFile.Write(path, "2"u8);
        Assert.That(File.ReadAllText(path), Is.EqualTo("2"));
        Assert.That(Directory.GetFiles(Path.GetDirectoryName(path)!), Has.Length.EqualTo(1));
    }

    [Test]
    public void A_link_stays_a_link_to_the_file_that_is_replaced()
    {
        var file = Path.Combine(folder, "file");
        var link = Path.Combine(folder, "link");
        File.WriteAllText(file, "old");
        File.CreateSymbolicLink(link, file);
        AtomicFile.Write(link, "new"u8);
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllText(file), Is.EqualTo("new"));
            Assert.That(new FileInfo(link).LinkTarget, Is.EqualTo(file));
        });
    }

    [Test]
    [Platform("Linux")]
    public void A_device_is_written_to_and_not_replaced()
    {
        Assert.That(() => AtomicFile.Write("/dev/full", "x"u8), Throws.InstanceOf<IOException>().With.Message.StartWith("/dev/full cannot be written"));
        Assert.That(() => AtomicFile.Write("/dev/full", "x"u8), Throws.InstanceOf<IOException>(), "the second time too: it is still the device");
    }

    [Test]
    public void A_failed_write_leaves_nothing_behind()
    {
        var path = Path.Combine(folder, "taken");
        Directory.CreateDirectory(path);
        Assert.That(() => AtomicFile.Write(path, "x"u8), Throws.InstanceOf<IOException>().With.Message.StartWith($"{path} cannot be written"));
        File.WriteAllText(Path.Combine(folder, "file"), "");
        Assert.That(() => AtomicFile.Write(Path.Combine(folder, "file", "below"), "x"u8), Throws.InstanceOf<IOException>());
        Assert.That(Directory.GetFileSystemEntries(folder), Has.Length.EqualTo(2));
    }

    [TestCase("a\r\n\tb  c ", "a b c")]
    [TestCase("\u001b[1;31mred\u001b[0m\u0007", "red")]
    [TestCase("x\u202ey\ufeff\ud800z", "xyz")]
    [TestCase("🙂 fine", "🙂 fine")]
    [TestCase(null, "")]
    public void Foreign_text_becomes_one_line(string? text, string expected) => Assert.That(OneLine.Of(text), Is.EqualTo(expected));

    [TestCase("abcdef", 6, "abcdef")]
    [TestCase("abcdefg", 6, "abcde…")]
    [TestCase("abcd🙂🙂", 6, "abcd…")]
    public void Long_text_is_cut(string text, int longest, string expected) => Assert.That(OneLine.Of(text, longest), Is.EqualTo(expected));

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
