using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Diagnosis;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Against a library of these tests' own that answers as NVML does; the real one needs a GPU.</summary>
public sealed class GpuMonitorTests
{
    private const string Source = """
        #include <stdint.h>
        #include <string.h>
        typedef struct { uint32_t pid; uint64_t used; uint32_t gpu, compute; } info;
        static int opened;
        int nvmlInit_v2(void) { opened = 1; return 0; }
        int nvmlShutdown(void) { opened = 0; return 0; }
        int nvmlSystemGetCudaDriverVersion_v2(int* number) { *number = 12080; return 0; }
        int nvmlDeviceGetHandleByIndex_v2(uint32_t index, void** device) { if (!opened) return 1; if (index > 1) return 2; *device = (void*)(uintptr_t)(index + 7); return 0; }
        int nvmlDeviceGetName(void* device, char* text, uint32_t length) { strncpy(text, "NVIDIA Sample GPU", length); return 0; }
        int nvmlSystemGetDriverVersion(char* text, uint32_t length) { strncpy(text, "550.54", length); return 0; }
        int nvmlDeviceGetClockInfo(void* device, uint32_t kind, uint32_t* value) { if ((uintptr_t)device != 7) return 3; *value = kind == 1 ? 1980 : 2619; return 0; }
        int nvmlDeviceGetTemperature(void* device, uint32_t kind, uint32_t* value) { *value = kind == 0 ? 41 : 0; return 0; }
        int nvmlDeviceGetCurrentClocksThrottleReasons(void* device, uint64_t* mask) { *mask = 0x1 | 0x4 | 0x40; return 0; }
        int nvmlDeviceGetComputeRunningProcesses_v3(void* device, uint32_t* count, info* processes) {
            static const info all[] = {{11, 512, 1, 2}, {4242, 1ull << 33, 3, 4}, {12, ~0ull, 5, 6}};
            if (processes == 0 || *count < 3) { *count = 3; return 7; }
            memcpy(processes, all, sizeof all);
            *count = 3;
            return 0;
        }
        """;

    private Folder folder = null!;
    private string library = "";

    [OneTimeSetUp]
    public void Compile()
    {
        folder = new Folder();
        library = folder["libfake-ml.so"];
        FakeLibrary.Compile(Source, library);
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
    public void The_driver_tells_its_version_and_the_CUDA_it_can_serve()
    {
        Assert.That(NvidiaDriver.Read(library), Is.EqualTo(new NvidiaDriver("550.54", new Version(12, 8))));
        Assert.That(NvidiaDriver.Read("/no/such/libnvidia-ml.so.1"), Is.Null);
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
