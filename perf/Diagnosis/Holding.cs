using System.Diagnostics;
using PerfSuite.Measurement;
using static TorchSharp.torch;

namespace PerfSuite.Diagnosis;

/// <summary>What this process holds after so many steps, garbage left out. Null is what the system does not tell.</summary>
/// <param name="Step">Steps since the warm-up.</param>
/// <param name="Tensors">Alive in the process.</param>
/// <param name="Descriptors">Open files, pipes and sockets; on Windows handles.</param>
/// <param name="Threads">Of managed code, libtorch and BLAS.</param>
/// <param name="Memory">Resident bytes.</param>
internal sealed record Holding(int Step, long Tensors, long? Descriptors, long? Threads, long? Memory)
{
    public static Holding Now(int step)
    {
        for (var time = 0; time < 2; time++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        using var process = Process.GetCurrentProcess();
        return new(step, Tensor.TotalCount,
            Entries("/proc/self/fd") ?? (OperatingSystem.IsWindows() ? process.HandleCount : null),
            Entries("/proc/self/task") ?? process.Threads.Count,
            ProcessMemory.Here.Now(Environment.ProcessId));
    }

    private static long? Entries(string folder) => Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder).LongCount() : null;
}
