using System.Diagnostics;
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
        int nvmlSystemGetDriverVersion(char* text, uint32_t length) { strncpy(text, "572.16", length); return opened ? 0 : 1; }
        int nvmlSystemGetCudaDriverVersion_v2(int* number) { *number = 12080; return 0; }
        int nvmlDeviceGetHandleByIndex_v2(uint32_t index, void** device) { if (!opened) return 1; if (index > 1) return 2; *device = (void*)(uintptr_t)(index + 7); return 0; }
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
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("The library that answers is compiled on Linux only.");
        File.WriteAllText(folder["fake.c"], Source);
        try
        {
            using var compiler = Process.Start(new ProcessStartInfo("cc", ["-shared", "-fPIC", "-o", library, folder["fake.c"]]) { RedirectStandardError = true })!;
            compiler.WaitForExit();
            Assert.That(compiler.ExitCode, Is.Zero, compiler.StandardError.ReadToEnd());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("There is no C compiler (cc) to make the library that answers.");
        }
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
        Assert.That(NvidiaDriver.Read(library), Is.EqualTo(new NvidiaDriver("572.16", new Version(12, 8))));
        Assert.That(NvidiaDriver.Read("/no/such/libnvidia-ml.so.1"), Is.Null);
    }

    [Test]
    public void Without_the_library_or_the_GPU_it_says_why()
    {
        Assert.That(GpuMonitor.Open(0, out var absence, "/no/such/libnvidia-ml.so.1"), Is.Null);
        Assert.That(absence, Does.Contain("comes with NVIDIA's driver"));
        Assert.That(GpuMonitor.Open(2, out absence, library), Is.Null);
        Assert.That(absence, Is.EqualTo("nvmlDeviceGetHandleByIndex_v2 answers 2: there is no such GPU"));
    }
}
