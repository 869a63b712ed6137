using PerfSuite.Diagnosis;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>The C# worker told to use another BLAS, other kernels of it, or other instructions in libtorch's own. The system's choice stays as it is.</summary>
/// <param name="Name">In results.</param>
/// <param name="Title">In tables.</param>
/// <param name="Library">Null for the one in use.</param>
/// <param name="CoreType">For OPENBLAS_CORETYPE; null for what OpenBLAS chooses.</param>
/// <param name="Capability">For ATEN_CPU_CAPABILITY; null for what libtorch chooses.</param>
internal sealed record BlasVariant(string Name, string Title, BlasLibrary? Library = null, string? CoreType = null, string? Capability = null)
{
    public const string System = "system";

    /// <summary>The key under which a hello's versions name OpenBLAS's kernels.</summary>
    public const string Kernels = "OpenBLAS kernels";

    /// <summary>The key under which they say whose threads OpenBLAS uses.</summary>
    public const string Threads = "OpenBLAS threads";

    /// <summary>Of <see cref="Threads"/>: as many as the library found at its start, whatever libtorch is told.</summary>
    public const string OwnThreads = "its own";

    /// <summary>The worker with this variant's environment; its hello must bear out that it took effect.</summary>
    /// <param name="links">Folder for links, where a library needs one.</param>
    public Contender Of(Contender worker, string links) => worker with
    {
        Name = Name,
        Title = Title,
        Command = worker.Command is { } command ? command with { Contender = Name, Environment = Surroundings(command.Environment, links) } : null,
        RoundsOtherwise = true,
        Objection = Objection,
    };

    /// <summary>What is wrong with a hello of this variant: another library, other kernels, other instructions. Null where nothing is.</summary>
    /// <param name="process">Whose mapped files tell libraries apart that have one name.</param>
    public string? Objection(WorkerHello hello, int process)
    {
        if (Library is { } library && hello.Blas != library.Shown)
            return $"uses {hello.Blas ?? "no BLAS of its own"}, not {library.Shown}: LD_LIBRARY_PATH does not reach this libtorch";
        if (Library is { } chosen && !Maps(process, chosen.Path))
            return $"has another {chosen.Shown} than {chosen.Path}";
        if (CoreType is { } core && !string.Equals(hello.Versions.GetValueOrDefault(Kernels), core, StringComparison.OrdinalIgnoreCase))
            return $"uses {hello.Versions.GetValueOrDefault(Kernels) ?? "unknown"} kernels, not {core}: this OpenBLAS does not have them, or not for this processor";
        if (Capability is { } level && hello.CpuCapability is { } used && !Same(level, used))
            return $"uses {used}, not {level}: this libtorch has no such kernels";
        return null;
    }

    /// <summary>The core types of OpenBLAS that this processor can run, the closest first.</summary>
    public static IEnumerable<string> CoreTypes(IReadOnlySet<string> flags, bool amd)
    {
        var wide = new[] { "avx512f", "avx512dq", "avx512bw", "avx512vl" }.All(flags.Contains);
        if (wide && flags.Contains("amx_tile"))
            yield return "SAPPHIRERAPIDS";
        if (wide && flags.Contains("avx512_bf16"))
            yield return "COOPERLAKE";
        if (wide)
            yield return "SKYLAKEX";
        if (flags.Contains("avx2") && flags.Contains("fma"))
            yield return amd ? "ZEN" : "HASWELL";
    }

    /// <summary>The levels of libtorch's own kernels that this processor can run.</summary>
    public static IEnumerable<string> Capabilities(IReadOnlySet<string> flags)
    {
        if (!flags.Contains("avx2"))
            yield break;
        yield return "default";
        yield return "avx2";
        if (new[] { "avx512f", "avx512dq", "avx512bw", "avx512vl" }.All(flags.Contains))
            yield return "avx512";
    }

    /// <summary>Whether a level is what libtorch calls <paramref name="used"/>: without vector instructions it has had two names.</summary>
    public static bool Same(string level, string used) =>
        string.Equals(level, used, StringComparison.OrdinalIgnoreCase) || (level == "default" && used.Equals("NO AVX", StringComparison.OrdinalIgnoreCase));

    private Dictionary<string, string> Surroundings(IReadOnlyDictionary<string, string>? common, string links)
    {
        var variables = new Dictionary<string, string>(common ?? new Dictionary<string, string>());
        if (Library is { } library)
        {
            var folder = BlasLibraries.FolderOf(library, links);
            // Above it lies what several libraries of one vendor share, as ATLAS's do.
            variables["LD_LIBRARY_PATH"] = string.Join(':', new[] { folder, Path.GetDirectoryName(library.Folder), Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") }.Where(part => !string.IsNullOrEmpty(part)));
        }
        if (CoreType is not null)
            variables["OPENBLAS_CORETYPE"] = CoreType;
        if (Capability is not null)
            variables["ATEN_CPU_CAPABILITY"] = Capability;
        return variables;
    }

    // Where the system does not tell, the hello stands.
    private static bool Maps(int process, string path)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/maps").Any(line => line.EndsWith(path, StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
