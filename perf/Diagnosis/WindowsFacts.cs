using System.Diagnostics;
using System.Runtime.Versioning;

namespace PerfSuite.Diagnosis;

/// <summary>What Windows tells of itself, before anybody judges it.</summary>
/// <param name="Tree">The libraries that TorchSharp loads, with all below them; null where they are not to be found at all.</param>
/// <param name="RuntimePath">The Visual C++ runtime that a library of libtorch gets; null where there is none.</param>
/// <param name="Runtime">Its version; null where it does not say.</param>
/// <param name="Driver">NVIDIA's.</param>
/// <param name="Plan">How power is spent; null where Windows does not tell.</param>
internal sealed record WindowsFacts(DllTree? Tree, string? RuntimePath, Version? Runtime, NvidiaDriver? Driver, PowerPlan? Plan)
{
    /// <summary>What TorchSharp calls; it loads everything else for that.</summary>
    public const string Root = "LibTorchSharp.dll";

    /// <summary>Loaded by TorchSharp itself where it computes with CUDA.</summary>
    private const string CudaRoot = "torch_cuda.dll";

    private const string RuntimeLibrary = "msvcp140.dll";

    /// <summary>Looks at this machine and build.</summary>
    [SupportedOSPlatform("windows")]
    public static WindowsFacts Read()
    {
        var native = ((AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string)?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Append(AppContext.BaseDirectory).Append(Path.Combine(AppContext.BaseDirectory, "runtimes", "win-x64", "native")).ToList();
        var windows = Environment.GetFolderPath(Environment.SpecialFolder.Windows);
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] folders = [.. native, Environment.SystemDirectory, windows, .. path];
        string? Find(string library) => folders.Select(folder => Path.Combine(folder, library)).FirstOrDefault(File.Exists);
        string[] roots = [.. new[] { Root, CudaRoot }.Select(Find).OfType<string>()];
        var runtime = Find(RuntimeLibrary);
        return new WindowsFacts(
            roots.Length == 0 ? null : new DllTree(roots, Find, found => found.StartsWith(windows, StringComparison.OrdinalIgnoreCase), Read),
            runtime, runtime is null ? null : VersionOf(runtime), NvidiaDriver.Read(), PowerPlan.Read());
    }

    private static Dll Read(string path)
    {
        using var file = File.OpenRead(path);
        return Dll.Read(file);
    }

    private static Version? VersionOf(string path) => FileVersionInfo.GetVersionInfo(path) is { FileMajorPart: > 0 } version
        ? new Version(version.FileMajorPart, version.FileMinorPart, version.FileBuildPart)
        : null;
}
