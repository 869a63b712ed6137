using System.Text;

namespace TorchSharp;

/// <summary>What the suite needs of libtorch and TorchSharp does not offer; reached through the adapter in src/Learning only.</summary>
internal static unsafe class Beyond
{
    /// <summary>Of libtorch: "1.13.1".</summary>
    internal static string Version { get; } = Native.Text(&ReadVersion);

    /// <summary>The instruction set ATen's own kernels were chosen for: "DEFAULT", "AVX2", "AVX512"; empty where libtorch does not say.</summary>
    internal static string CpuCapability { get; } = Native.Text(&ReadCapability);

    /// <summary>
    /// Runs the action and counts the native operations meanwhile, of all threads: at::RecordFunction events of the scopes
    /// FUNCTION and BACKWARD_FUNCTION whose name begins with aten::, by name.
    /// </summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">Another count is running.</exception>
    internal static Dictionary<string, long> CountOperations(Action action) => Follow(action, timed: false);

    /// <summary>
    /// Runs the action and measures meanwhile how long the operations of <see cref="CountOperations"/> took, by name: all their
    /// nanoseconds together, without those of the operations nested in them and without those of measuring.
    /// </summary>
    /// <exception cref="System.Runtime.InteropServices.ExternalException">Another count is running.</exception>
    internal static Dictionary<string, long> TimeOperations(Action action) => Follow(action, timed: true);

    /// <summary>
    /// Runs the action and follows meanwhile what libtorch allocates for tensors on this thread: the most bytes that were held at once of
    /// those allocated since the action began. And the most that the allocator of a GPU had given out at once, whatever was there before among it;
    /// null where it gave out none.
    /// </summary>
    internal static (long Bytes, long? OnGpu) PeakMemory(Action action)
    {
        nint memory;
        Native.Check(Native.ps_memory_start(&memory));
        try
        {
            action();
            long bytes, onGpu;
            Native.Check(Native.ps_memory_peak(memory, &bytes, &onGpu));
            return (bytes, onGpu < 0 ? null : onGpu);
        }
        finally
        {
            Native.ps_memory_free(memory);
        }
    }

    /// <summary>Calls that this thread has made into the shim since it began; asking is not one.</summary>
    internal static long Calls => Native.ps_calls();

    /// <summary>Records where tensors are made, until it is disposed.</summary>
    /// <exception cref="InvalidOperationException">It is being recorded already.</exception>
    internal static BirthRegister RecordBirths() => new();

    /// <summary>Whether libtorch refuses operations that may give other bits from run to run, and chooses those that do not; of the whole process.</summary>
    internal static bool DeterministicAlgorithms
    {
        get => Native.ps_deterministic_algorithms() != 0;
        set => Native.Check(Native.ps_set_deterministic_algorithms(value ? 1 : 0));
    }

    /// <summary>How cuDNN chooses its algorithms, and who may round to TF32; of the whole process.</summary>
    internal static void SetKernels(bool cudnnBenchmark, bool cudnnDeterministic, bool cudnnTf32, bool matmulTf32) =>
        Native.Check(Native.ps_set_kernels(cudnnBenchmark ? 1 : 0, cudnnDeterministic ? 1 : 0, cudnnTf32 ? 1 : 0, matmulTf32 ? 1 : 0));

    /// <summary>The four switches of <see cref="SetKernels"/> as they stand.</summary>
    internal static (bool CudnnBenchmark, bool CudnnDeterministic, bool CudnnTf32, bool MatmulTf32) Kernels =>
        Native.ps_kernels() is var set ? ((set & 1) != 0, (set & 2) != 0, (set & 4) != 0, (set & 8) != 0) : default;

    private static Dictionary<string, long> Follow(Action action, bool timed)
    {
        nint counter;
        Native.Check(Native.ps_counter_start(timed ? 1 : 0, &counter));
        try
        {
            action();
            return Read(counter);
        }
        finally
        {
            Native.ps_counter_free(counter);
        }
    }

    private static Dictionary<string, long> Read(nint counter)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            long length;
            fixed (byte* text = buffer) Native.Check(Native.ps_counter_read(counter, text, buffer.Length, &length));
            if (length > buffer.Length)
            {
                buffer = new byte[length];
                continue;
            }

            return Encoding.UTF8.GetString(buffer, 0, (int)length)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('\t'))
                .ToDictionary(parts => parts[0], parts => long.Parse(parts[1]));
        }
    }

    private static long ReadVersion(byte* text, long capacity) => Native.ps_version(text, capacity);

    private static long ReadCapability(byte* text, long capacity) => Native.ps_cpu_capability(text, capacity);
}
