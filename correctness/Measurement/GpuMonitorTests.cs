using System.Runtime.InteropServices;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Against a library that answers as NVML does; the real one needs a GPU.</summary>
public sealed class GpuMonitorTests
{
    private Folder folder = null!;
    private string library = "";

    [OneTimeSetUp]
    public void Compile()
    {
        folder = new Folder();
        library = FakeNvml.Compile(folder);
    }

    [OneTimeTearDown]
    public void Remove() => folder.Dispose();

    [Test]
    public void A_process_s_memory_is_found_among_others()
    {
        using var monitor = GpuMonitor.Open(0, out var absence, library)!;
        Assert.That(absence, Is.Null);
        Assert.That((monitor.UsedBy(4242), monitor.UsedBy(11), monitor.UsedBy(99)), Is.EqualTo(((long?)(1L << 33), (long?)512, (long?)null)));
        Assert.That(monitor.UsedBy(12), Is.Null, "NVML's word for unknown is all ones");
    }

    [Test]
    public void Clocks_and_what_holds_them_back_are_told_in_words()
    {
        using var monitor = GpuMonitor.Open(0, out _, library)!;
        var state = monitor.Read();
        Assert.That((state.Megahertz, state.MemoryMegahertz, state.Celsius), Is.EqualTo(((int?)1980, (int?)2619, (int?)41)));
        Assert.That(state.Throttled, Is.EqualTo(new[] { "power cap", "too hot, by hardware" }), "idleness is no throttling");
        using var other = GpuMonitor.Open(1, out _, library)!;
        Assert.That(other.Read().Megahertz, Is.Null, "what it does not say is not guessed");
    }

    [Test]
    public void Every_reason_of_nvml_h_has_its_words()
    {
        using var monitor = GpuMonitor.Open(0, out _, FakeNvml.Compile(folder, ("*mask = 0x1 | 0x4 | 0x40;", "*mask = 0x1ff;")))!;
        Assert.That(monitor.Read().Throttled, Is.EqualTo(new[]
        {
            "clocks set by an application", "power cap", "hardware slowdown", "boost kept in step with another GPU", "too hot, by software", "too hot, by hardware", "power brake", "display clocks",
        }));
        using var silent = GpuMonitor.Open(0, out _, FakeNvml.Compile(folder, ("*mask = 0x1 | 0x4 | 0x40; return 0;", "*mask = 0x1ff; return 3;"), ("? 41 : 0; return 0;", "? 41 : 0; return 3;")))!;
        Assert.That((silent.Read().Throttled, silent.Read().Celsius), Is.EqualTo((Array.Empty<string>(), (int?)null)), "what it does not say is not guessed");
    }

    [TestCase("opened = 1; return 0;", "return 9;", "nvmlInit_v2 answers 9: NVIDIA's driver is not loaded")]
    [TestCase("opened = 1; return 0;", "return 6;", "nvmlInit_v2 answers 6: not found")]
    [TestCase("opened = 1; return 0;", "return 5;", "nvmlInit_v2 answers 5")]
    [TestCase("nvmlDeviceGetTemperature(", "nvmlDeviceGetWarmth(", "this NVML has no nvmlDeviceGetTemperature: NVIDIA's driver is older than 510")]
    public void A_library_that_does_not_serve_says_why(string from, string to, string said)
    {
        Assert.That(GpuMonitor.Open(0, out var absence, FakeNvml.Compile(folder, (from, to))), Is.Null);
        Assert.That(absence, Is.EqualTo(said));
    }

    [TestCase("strncpy(text, \"NVIDIA Sample GPU\", length); return 0;", "return 3;", "unknown GPU, driver 550.54")]
    [TestCase("strncpy(text, \"550.54\", length); return 0;", "return 3;", "NVIDIA Sample GPU")]
    public void What_has_no_name_is_named_by_the_rest(string from, string to, string expected)
    {
        using var monitor = GpuMonitor.Open(0, out _, FakeNvml.Compile(folder, (from, to)))!;
        Assert.That(monitor.Name, Is.EqualTo(expected));
    }

    [Test]
    public void A_process_that_came_in_between_is_found_and_nobody_where_nobody_computes()
    {
        using var busy = GpuMonitor.Open(0, out _, FakeNvml.Compile(folder, ("*count = 3; return 7;", "*count = processes ? 3 : 1; return 7;")))!;
        Assert.That(busy.UsedBy(4242), Is.EqualTo(1L << 33));
        using var idle = GpuMonitor.Open(0, out _, FakeNvml.Compile(folder, ("*count = 3; return 7;", "*count = 0; return 0;")))!;
        Assert.That(idle.UsedBy(4242), Is.Null);
    }

    [Test]
    public void The_connection_is_closed_in_the_end()
    {
        var own = NativeLibrary.Load(library);
        var opened = NativeLibrary.GetExport(own, "opened");
        using (GpuMonitor.Open(0, out _, library))
            Assert.That(Marshal.ReadInt32(opened), Is.EqualTo(1));
        Assert.That(Marshal.ReadInt32(opened), Is.Zero);
        NativeLibrary.Free(own);
    }

    [Test]
    public void It_is_named_with_its_driver()
    {
        using var monitor = GpuMonitor.Open(0, out _, library)!;
        Assert.That(monitor.Name, Is.EqualTo("NVIDIA Sample GPU, driver 550.54"));
    }

    [Test]
    public void How_it_ran_is_kept_of_every_round_that_counts()
    {
        using var monitor = GpuMonitor.Open(0, out _, library)!;
        var plan = new RoundsPlan("step") { Rounds = 3, WarmUp = 2, Iterations = 1 };
        var outcome = new Rounds(plan, [new Steady("cpp"), new Steady("python")], monitor.Read).Run();
        var row = Row.Of(new Case("s", "peak", "matched", "step", 1, "cuda", 1), outcome, "python");
        Assert.That(row.Gpu.Select(state => state.Megahertz), Is.EqualTo(new int?[] { 1980, 1980, 1980 }));
        Assert.That(Row.Of(row.Case, new Rounds(plan, [new Steady("python")]).Run(), "python").Gpu, Is.Empty, "nobody looked");
    }

    [Test]
    public void A_sentence_tells_the_range_and_what_held_it_back()
    {
        GpuState[] states = [new(1980, 2619, 41, []), new(1755, 2619, 63, ["power cap"]), new(null, null, null, [])];
        var row = new Row { Case = new Case("s", "peak", "matched", "step", 1, "cuda", 1), Contender = "cpp", Status = RowStatus.Measured, Gpu = states };
        Assert.That($"{GpuConditions.Of([row])}", Is.EqualTo("The GPU, as each burst ended: its clock between 1,755 and 1,980 MHz, 41 to 63 °C; held back in 1 of 3 bursts (power cap)."));
        Assert.That($"{GpuConditions.Of([row with { Gpu = states[2..] }])}", Is.EqualTo("The GPU, as each burst ended: its clock is not told; held back in 0 of 1 bursts."));
        Assert.That(GpuConditions.Of([row with { Gpu = [] }]), Is.Null);
    }

    [Test]
    public void Without_the_library_or_the_GPU_it_says_why()
    {
        Assert.That(GpuMonitor.Open(0, out var absence, "/no/such/libnvidia-ml.so.1"), Is.Null);
        Assert.That(absence, Does.Contain("comes with NVIDIA's driver"));
        Assert.That(GpuMonitor.Open(2, out absence, library), Is.Null);
        Assert.That(absence, Is.EqualTo("nvmlDeviceGetHandleByIndex_v2 answers 2: there is no such GPU"));
    }

    /// <summary>Takes a microsecond, always.</summary>
    private sealed class Steady(string name) : IContender
    {
        public string Contender => name;

        public long Round(string phase, int iterations) => 1000;

        public void Stop()
        {
        }

        public void Continue()
        {
        }
    }
}
