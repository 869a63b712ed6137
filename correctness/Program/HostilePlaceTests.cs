using System.Diagnostics;
using System.Runtime.Versioning;
using NUnit.Framework;
using PerfSuite.Correctness.Program;
using PerfSuite.Learning.Data;

namespace PerfSuite.Correctness.Computing.Program;

/// <summary>Folders of any name, folders that cannot be written to, and disks that are full.</summary>
[UnsupportedOSPlatform("windows")]
[Platform(Exclude = "Win", Reason = "Windows refuses most of these names, and has neither ulimit nor setpriv.")]
public sealed class HostilePlaceTests
{
    private ScratchFolder folder = null!;

    [OneTimeSetUp]
    public void Draw()
    {
        folder = new ScratchFolder();
        new DrawnMnist(TrainCount: 60, TestCount: 20).Make(folder["set"]);
    }

    [OneTimeTearDown]
    public void Remove()
    {
        foreach (var closed in Directory.GetDirectories(folder.Path, "closed*"))
            File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        folder.Dispose();
    }

    [TestCase("ş ğ ı İ")]
    [TestCase("漢字")]
    [TestCase("two  spaces ")]
    [TestCase("🙂")]
    [TestCase("a\nb")]
    [TestCase("'quoted' \"twice\" {0} %s $HOME ; & |")]
    [TestCase("--out")]
    [TestCase("e\u0301 as two")]
    public void A_folder_may_have_any_name(string name)
    {
        var place = Directory.CreateDirectory(folder["names"]).FullName;
        var set = Path.Combine(place, name);
        Done("data", "make", "mnist", "--out", set, "--train", "60", "--test", "20");
        Done("data", "check", set);
        var output = Path.Combine(set, name);
        Done("train", "mnist-softmax", "--data", set, "--out", output, "--epochs", "1", "--batch", "20", "--schedule", "none");
        Done("train", "--resume", output, "--epochs", "2");
        Assert.That(File.ReadAllLines(Path.Combine(output, "log.csv")), Has.Length.EqualTo(3));
        Assert.That(Directory.GetFileSystemEntries(place).Select(Path.GetFileName), Does.Contain(name));
        Directory.Delete(place, recursive: true);
    }

    [TestCase("celeba", "--images 12")]
    [TestCase("lsp", "--train 2 --test 1")]
    [TestCase("cifar10", "--train 20 --test 10")]
    public void Pictures_and_lists_lie_there_as_well(string set, string sizes)
    {
        var place = folder[$"ş 漢字 🙂 a\nb {set}"];
        Done(["data", "make", set, "--out", place, .. sizes.Split(' ')]);
        Done("data", "check", place);
    }

    [Test]
    public void What_cannot_be_written_to_is_named_and_nothing_is_left_there()
    {
        var closed = folder["closed"];
        Directory.CreateDirectory(closed);
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        File.SetUnixFileMode(folder.Path, File.GetUnixFileMode(folder.Path) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        string[][] lines =
        [
            ["data", "make", "mnist", "--out", closed, "--train", "60", "--test", "20"],
            ["data", "make", "mnist", "--out", Path.Combine(closed, "below"), "--train", "60", "--test", "20"],
            ["data", "make", "celeba", "--out", closed, "--images", "12"],
            ["train", "mnist-softmax", "--data", folder["set"], "--out", Path.Combine(closed, "run"), "--epochs", "1"],
        ];
        foreach (var line in lines)
            Fails(Shell(WithoutPrivileges, line), closed);
        Assert.That(Directory.GetFileSystemEntries(closed), Is.Empty);
    }

    // A limit on the size of a file stands for a full disk: it works anywhere, and hits in the middle of a file.
    [TestCase("data make mnist --train 600 --test 20 --out {0}/set", 64)]
    [TestCase("data make cifar10 --train 100 --test 10 --out {0}/set", 64)]
    [TestCase("data make celeba --images 12 --out {0}/set", 1)]
    [TestCase("data make lsp --train 4 --test 1 --out {0}/set", 1)]
    [TestCase("list resnet18 --json {0}/list.json", 2)]
    [TestCase("train mnist-softmax --data {1} --epochs 1 --out {0}/run", 16)]
    public void A_disk_that_is_full_in_the_middle_of_a_file_is_told_and_no_half_file_is_left(string line, int blocks)
    {
        var place = Directory.CreateDirectory(folder["full"]).FullName;
        var arguments = line.Split(' ').Select(word => word.Replace("{0}", place).Replace("{1}", folder["set"])).ToArray();
        Fails(Shell($"trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"", arguments), place);
        var left = Directory.GetFiles(place, "*", SearchOption.AllDirectories);
        Assert.That(left.Where(path => !path.EndsWith("log.csv", StringComparison.Ordinal) && !path.EndsWith("log.jsonl", StringComparison.Ordinal)), Is.Empty);
        Directory.Delete(place, recursive: true);
    }

    [Test]
    public void What_was_there_stays_whole_when_its_replacement_does_not_fit()
    {
        var place = folder["kept"];
        new DrawnMnist(TrainCount: 30, TestCount: 10).Make(place);
        var before = Directory.GetFiles(place).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToArray();
        Fails(Shell("trap '' XFSZ; ulimit -f 64; exec \"$@\"", ["data", "make", "mnist", "--train", "600", "--test", "20", "--overwrite", "--out", place]), place);
        Assert.That(Directory.GetFiles(place).Order(StringComparer.Ordinal).Select(File.ReadAllBytes), Is.EqualTo(before));
    }

    private static string WithoutPrivileges =>
        Environment.IsPrivilegedProcess ? "exec setpriv --reuid 65534 --regid 65534 --clear-groups env HOME=/nonexistent \"$@\"" : "exec \"$@\"";

    private static void Done(params string[] line)
    {
        var run = ProgramRun.Here(line);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")), string.Join(' ', line));
    }

    private static void Fails(ProgramRun run, string place)
    {
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Error);
        Assert.That(run.Error.TrimEnd(), Does.Contain(place).And.Not.Contain("   at "), "the message names the place");
    }

    private static ProgramRun Shell(string script, string[] line)
    {
        if (typeof(PerfSuite.Program).Assembly.GetTypes().Any(type => type.Namespace == "Coverlet.Core.Instrumentation.Tracker"))
            Assert.Ignore("Lines are counted, and the program would write their counts when it ends: into what is closed or full here, too.");
        var start = new ProcessStartInfo("sh", ["-c", script, "sh", Workplace.DotnetHost, Workplace.Program, .. line])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Else the runtime reserves its code's memory as a file, which the limit is on too.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.That(process.WaitForExit(60_000), string.Join(' ', line));
        return new(process.ExitCode, output, error.Result);
    }
}
