using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>What processes hold, from a made-up /proc and from the real one.</summary>
public sealed class ProcessMemoryTests
{
    private string proc = "";

    [SetUp]
    public void Make() => proc = Directory.CreateTempSubdirectory("perfsuite-proc-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(proc, recursive: true);

    [Test]
    public void Everything_below_a_process_counts_and_nothing_beside_it()
    {
        Process(10, 1, "VmHWM:\t    300 kB", "VmRSS:\t    200 kB");
        Process(30, 20, "VmHWM:\t      7 kB", "VmRSS:\t      5 kB");
        Process(20, 10, "VmHWM:\t     50 kB", "VmRSS:\t     40 kB");
        Process(11, 1, "VmHWM:\t 999999 kB", "VmRSS:\t 999999 kB");
        Directory.CreateDirectory(Path.Combine(proc, "self"));
        var memory = new ProcessMemory(proc);
        Assert.That(memory.Now(10), Is.EqualTo(245 * 1024));
        Assert.That(memory.Peak(10), Is.EqualTo(357 * 1024));
    }

    [Test]
    public void A_process_that_is_its_own_ancestor_does_not_hold_the_reader_up()
    {
        Process(10, 20, "VmRSS: 1 kB");
        Process(20, 10, "VmRSS: 2 kB");
        Assert.That(new ProcessMemory(proc).Now(10), Is.EqualTo(3 * 1024));
    }

    [TestCase("VmRSS:\t-5 kB")]
    [TestCase("VmRSS:\t5 MB")]
    [TestCase("VmRSS:\t5")]
    [TestCase("VmRSS:\tlots kB")]
    [TestCase("VmRSS:\t99999999999999999999999 kB")]
    [TestCase("VmRSS:\t9223372036854775807 kB")]
    [TestCase("Name:\tVmRSS: 5 kB")]
    [TestCase("")]
    public void What_is_no_amount_is_not_believed(string line)
    {
        Process(10, 1, line);
        Assert.That(new ProcessMemory(proc).Now(10), Is.Null);
    }

    [Test]
    public void Nobody_holds_nothing()
    {
        var memory = new ProcessMemory(proc);
        Assert.That(memory.Now(10), Is.Null);
        Assert.That(memory.Peak(10), Is.Null);
        Assert.That(memory.ForgetPeak(10), Is.False);
    }

    [Test]
    public void A_peak_is_begun_anew_in_everybody_below_too()
    {
        Process(10, 1, "VmRSS: 1 kB");
        Process(20, 10, "VmRSS: 1 kB");
        Assert.That(new ProcessMemory(proc).ForgetPeak(10), Is.True);
        Assert.That(new[] { 10, 20 }.Select(id => File.ReadAllText(Path.Combine(proc, $"{id}", "clear_refs"))), Is.All.EqualTo("5"));
    }

    [Test]
    public void A_peak_that_may_not_be_begun_anew_says_so()
    {
        Process(10, 1, "VmRSS: 1 kB");
        Directory.CreateDirectory(Path.Combine(proc, "10", "clear_refs"));
        Assert.That(new ProcessMemory(proc).ForgetPeak(10), Is.False);
    }

    [Test]
    [Platform(Include = "Linux", Reason = "Reads the kernel's own /proc.")]
    public void A_child_of_a_real_process_counts()
    {
        using var shell = System.Diagnostics.Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "read -r _; sleep 100 & read -r _"]) { RedirectStandardInput = true })!;
        try
        {
            Assert.That(ShellWorker.Soon(() => ProcessMemory.Here.Now(shell.Id) > 0), Is.True);
            var alone = ProcessMemory.Here.Now(shell.Id) ?? 0;
            Assert.That(ProcessMemory.Here.Peak(shell.Id), Is.GreaterThanOrEqualTo(alone));
            shell.StandardInput.WriteLine();
            Assert.That(ShellWorker.Soon(() => ProcessMemory.Here.Now(shell.Id) > 1.5 * alone), Is.True);
        }
        finally
        {
            shell.Kill(entireProcessTree: true);
        }
    }

    private void Process(int id, int parent, params string[] lines)
    {
        var folder = Directory.CreateDirectory(Path.Combine(proc, $"{id}")).FullName;
        File.WriteAllText(Path.Combine(folder, "status"), $"Name:\tsh\nPid:\t{id}\nPPid:\t{parent}\n{string.Join('\n', lines)}\n");
    }
}
