using PerfSuite.Correctness.Learning;

namespace PerfSuite.Correctness.Measurement;

/// <summary>A library that answers as NVML does, of two GPUs with clocks, temperatures and processes that are always the same.</summary>
internal static class FakeNvml
{
    private const string Source = """
        #include <stdint.h>
        #include <string.h>
        typedef struct { uint32_t pid; uint64_t used; uint32_t gpu, compute; } info;
        int opened;
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

    // A library that is loaded already would be given again for the same path.
    private static int made;

    /// <summary>Its path, below a folder; ignores the test, aloud, where it cannot be compiled.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="changed">What of its text is changed into what.</param>
    public static string Compile(Folder folder, params IEnumerable<(string From, string To)> changed)
    {
        var library = folder[$"libfake-ml-{Interlocked.Increment(ref made)}.so"];
        FakeLibrary.Compile(changed.Aggregate(Source, (source, change) => source.Replace(change.From, change.To, StringComparison.Ordinal)), library);
        return library;
    }
}
