using System.Runtime.InteropServices;
using PerfSuite.Learning.Runtime;

namespace PerfSuite.Diagnosis;

/// <summary>The BLAS that libtorch uses in this process, and whether it makes use of the processor.</summary>
/// <param name="Path">Of the mapped library; null where none is mapped as a library of its own.</param>
/// <param name="Core">The kernels OpenBLAS has chosen, in its own words (<c>Haswell</c>, <c>SkylakeX</c>); null for any other BLAS.</param>
/// <param name="OwnThreads">Whether OpenBLAS keeps threads of its own, as many as its start found, and takes no number from libtorch; null for any other BLAS.</param>
internal sealed record Blas(string? Path, string? Core, bool? OwnThreads = null)
{
    /// <summary>Of OpenBLAS, such as <c>OpenBLAS 0.3.21</c>; null for any other.</summary>
    public string? Version { get; init; }

    private static readonly string[] optimised = ["openblas", "mkl", "blis", "atlas", "accelerate", "armpl", "nvpl"];

    /// <summary>Netlib's textbook loops: what an installation of libtorch alone leaves, 15 to 30 times slower in dense layers.</summary>
    public bool IsReference => Path is { } path && System.IO.Path.GetFileName(path).StartsWith("libblas", StringComparison.Ordinal)
        && !optimised.Any(name => path.Contains(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether it is a library that libtorch finds by name, so that another can be put in its place.</summary>
    public bool IsReplaceable => Path is { } path && System.IO.Path.GetFileName(path).StartsWith("libblas.so", StringComparison.Ordinal);

    /// <summary>Looks at this process once libtorch is in it.</summary>
    public static Blas OfThisProcess(TorchRuntime runtime)
    {
        _ = runtime.Blas;
        return OfThisProcess();
    }

    /// <summary>Looks at this process; libtorch must have been loaded before.</summary>
    public static Blas OfThisProcess()
    {
        if (!File.Exists("/proc/self/maps"))
            return new(null, null);
        var paths = File.ReadLines("/proc/self/maps").Select(line => line.IndexOf('/') is >= 0 and var slash ? line[slash..] : "").Distinct().ToList();
        var openBlas = Named(paths, "libopenblas");
        var path = Named(paths, "libblas.so") ?? openBlas ?? Named(paths, "libmkl_rt") ?? Named(paths, "libblis");
        // LAPACK may bring an OpenBLAS along that nobody asks for products.
        return openBlas is not null && path?.Contains("openblas", StringComparison.OrdinalIgnoreCase) == true
            ? new(path, Words(openBlas, "openblas_get_corename"), HasOwnThreads(openBlas))
            {
                // OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …
                Version = Words(openBlas, "openblas_get_config") is { } configuration ? string.Join(' ', configuration.Split(' ').Take(2)) : null,
            }
            : new(path, null);
    }

    /// <summary>
    /// The core type worth naming in OPENBLAS_CORETYPE, because OpenBLAS took this processor for an older one; null where it did not.
    /// An OpenBLAS older than its processor falls back to kernels of half the vector width.
    /// </summary>
    /// <param name="core">What it chose.</param>
    /// <param name="flags">The processor's features as /proc/cpuinfo lists them.</param>
    public static string? BetterCore(string? core, IReadOnlySet<string> flags)
    {
        string[] wide = ["SkylakeX", "Cooperlake", "SapphireRapids"];
        string[] narrow = ["Haswell", "Zen", "Excavator"];
        if (core is null || wide.Contains(core, StringComparer.OrdinalIgnoreCase))
            return null;
        if (flags.Contains("avx512f") && flags.Contains("avx512dq") && flags.Contains("avx512bw") && flags.Contains("avx512vl"))
            return flags.Contains("avx512_bf16") ? "COOPERLAKE" : "SKYLAKEX";
        return flags.Contains("avx2") && !narrow.Contains(core, StringComparer.OrdinalIgnoreCase) ? "HASWELL" : null;
    }

    /// <summary>The features of the first processor; empty where there is no /proc/cpuinfo.</summary>
    public static IReadOnlySet<string> ProcessorFlags() => File.Exists("/proc/cpuinfo")
        && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) is { } flags
        ? flags[(flags.IndexOf(':') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet()
        : new HashSet<string>();

    /// <summary>Whether the processor is AMD's.</summary>
    public static bool IsAmd() => File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").Any(line => line.StartsWith("vendor_id", StringComparison.Ordinal) && line.EndsWith("AuthenticAMD", StringComparison.Ordinal));

    private static string? Named(List<string> paths, string name) =>
        paths.Find(path => System.IO.Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal));

    private static unsafe bool? HasOwnThreads(string library)
    {
        // 0 is without threads, 2 OpenMP.
        const int pthreads = 1;
        if (!NativeLibrary.TryLoad(library, out var handle) || !NativeLibrary.TryGetExport(handle, "openblas_get_parallel", out var function))
            return null;
        return ((delegate* unmanaged<int>)function)() == pthreads;
    }

    private static unsafe string? Words(string library, string name)
    {
        if (!NativeLibrary.TryLoad(library, out var handle) || !NativeLibrary.TryGetExport(handle, name, out var function))
            return null;
        return Marshal.PtrToStringUTF8((nint)((delegate* unmanaged<byte*>)function)());
    }
}
