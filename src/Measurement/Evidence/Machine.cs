using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using static System.FormattableString;

namespace PerfSuite.Measurement;

/// <summary>The machine that measured. Null where it cannot be found out.</summary>
/// <param name="Cpu">Model as the processor names itself.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="Os">Distribution and version.</param>
/// <param name="Kernel">Its release.</param>
/// <param name="Architecture"><c>x64</c>, <c>arm64</c>.</param>
/// <param name="Runtime">.NET's.</param>
/// <param name="MemoryBytes">Memory that this process may use.</param>
/// <param name="Load">Load average over one minute when read.</param>
/// <param name="Hypervisor">Whether it is a virtual machine.</param>
public sealed record Machine(
    string? Cpu,
    int Cores,
    string Os,
    string Kernel,
    string Architecture,
    string Runtime,
    long? MemoryBytes,
    double? Load,
    bool? Hypervisor)
{
    private const int Rounded = 1 << 28;

    /// <summary>The GPU that was computed on, with its driver; null where none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Gpu { get; init; }

    /// <summary>Reads this machine; on Linux, Windows and macOS, without throwing.</summary>
    public static Machine Read() => new(
        Attempt(Processor.Name),
        Environment.ProcessorCount,
        Attempt(DistributionName) ?? OneLine.Of(RuntimeInformation.OSDescription),
        Attempt(KernelRelease) ?? OneLine.Of(Environment.OSVersion.Version.ToString()),
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        OneLine.Of(RuntimeInformation.FrameworkDescription),
        Positive(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes),
        Attempt(() => (double?)LoadAverage()),
        Processor.Virtual);

    /// <summary>Equal on two machines whose absolute times may be compared: all but the load, the memory to a quarter gibibyte.</summary>
    public string Fingerprint => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Cpu ?? "unknown CPU"}; {Cores} cores; {Os}; {Kernel}; {Architecture}; {Runtime}; {(MemoryBytes is null ? "unknown memory" : Invariant($"{Gibibytes:0.00} GiB"))}; {(Hypervisor is { } it ? it ? "virtual" : "bare" : "bare or virtual")}{(Gpu is null ? "" : $"; {Gpu}")}");

    private double? Gibibytes => (MemoryBytes + Rounded / 2) / Rounded * 0.25;

    /// <summary>The value of <c>PRETTY_NAME</c> in os-release text.</summary>
    internal static string? PrettyName(string osRelease) =>
        osRelease.Split('\n')
            .Select(line => line.Split('=', 2))
            .Where(parts => parts is ["PRETTY_NAME", _])
            .Select(parts => OneLine.Of(parts[1].Trim().Trim('"', '\''), 200))
            .FirstOrDefault(name => name.Length > 0);

    internal static T? Attempt<T>(Func<T?> find)
    {
        try
        {
            return find();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or DllNotFoundException
            or EntryPointNotFoundException or PlatformNotSupportedException or System.Security.SecurityException)
        {
            return default;
        }
    }

    private static string? DistributionName() =>
        OperatingSystem.IsLinux() ? PrettyName(File.ReadAllText("/etc/os-release")) : null;

    private static string? KernelRelease() =>
        OperatingSystem.IsLinux() ? OneLine.Of(File.ReadAllText("/proc/sys/kernel/osrelease"), 200) : null;

    private static long? Positive(long bytes) => bytes > 0 ? bytes : null;

    private static double? LoadAverage()
    {
        if (OperatingSystem.IsWindows())
            return null;
        var loads = new double[3];
        return NativeLoad(loads, loads.Length) >= 1 && double.IsFinite(loads[0]) && loads[0] >= 0 ? loads[0] : null;
    }

    [DllImport("libc", EntryPoint = "getloadavg")]
    private static extern int NativeLoad([In, Out] double[] loads, int count);
}
