using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace PerfSuite.Measurement;

/// <summary>How a GPU runs at a moment.</summary>
/// <param name="Megahertz">Of its multiprocessors; null where it does not say.</param>
/// <param name="MemoryMegahertz">Of its memory.</param>
/// <param name="Celsius">Its temperature.</param>
/// <param name="Throttled">Why it runs slower than it could, in words; empty where nothing holds it back, idleness aside.</param>
public sealed record GpuState(int? Megahertz, int? MemoryMegahertz, int? Celsius, IReadOnlyList<string> Throttled);

/// <summary>What NVIDIA's management library (NVML) tells of one GPU, from outside of whoever computes on it.</summary>
public sealed class GpuMonitor : IDisposable
{
    private const int Ok = 0;
    private const int InsufficientSize = 7;
    private const int MostProcesses = 1024;
    private const int LongestText = 96;

    /// <summary>From <c>nvml.h</c>; of no reason and of idleness nothing need be said.</summary>
    private static readonly (ulong Bit, string Words)[] reasons =
    [
        (0x2, "clocks set by an application"), (0x4, "power cap"), (0x8, "hardware slowdown"), (0x10, "boost kept in step with another GPU"),
        (0x20, "too hot, by software"), (0x40, "too hot, by hardware"), (0x80, "power brake"), (0x100, "display clocks"),
    ];

    /// <summary>All that is called here: what lacks one of them is no NVML to rely on.</summary>
    private static readonly string[] needed =
    [
        "nvmlInit_v2", "nvmlShutdown", "nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetName", "nvmlSystemGetDriverVersion", "nvmlDeviceGetClockInfo",
        "nvmlDeviceGetTemperature", "nvmlDeviceGetCurrentClocksThrottleReasons", "nvmlDeviceGetComputeRunningProcesses_v3",
    ];

    private readonly nint library;
    private readonly nint device;

    private GpuMonitor(nint library, int index)
    {
        this.library = library;
        foreach (var name in needed)
            Function<Nothing>(name);
        Check("nvmlInit_v2", Function<Nothing>("nvmlInit_v2")());
        Check("nvmlDeviceGetHandleByIndex_v2", Function<HandleOf>("nvmlDeviceGetHandleByIndex_v2")((uint)index, out device));
    }

    private delegate int Nothing();

    private delegate int HandleOf(uint index, out nint device);

    private delegate int KindOf(nint device, uint kind, out uint value);

    private delegate int MaskOf(nint device, out ulong value);

    private delegate int NameOf(nint device, [Out] byte[] text, uint length);

    private delegate int VersionOf([Out] byte[] text, uint length);

    private delegate int ProcessesOf(nint device, ref uint count, [Out] ProcessInfo[]? processes);

    /// <summary>The GPU of that number, in NVML's order, which is that of CUDA with <c>CUDA_DEVICE_ORDER=PCI_BUS_ID</c>.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="absence">Why there is none.</param>
    /// <param name="name">The library's file; the system's if left out.</param>
    /// <returns>Null where there is no NVML, or no such GPU.</returns>
    public static GpuMonitor? Open(int index, out string? absence, string? name = null)
    {
        absence = null;
        name ??= OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1";
        if (!NativeLibrary.TryLoad(name, out var library))
        {
            absence = $"{name} is not here: it comes with NVIDIA's driver";
            return null;
        }
        try
        {
            return new GpuMonitor(library, index);
        }
        catch (Exception fault) when (fault is InvalidOperationException or EntryPointNotFoundException)
        {
            NativeLibrary.Free(library);
            absence = fault.Message;
            return null;
        }
    }

    /// <summary>The GPU and its driver: <c>NVIDIA GeForce GTX 1070, driver 550.54</c>.</summary>
    public string Name
    {
        get
        {
            var (model, driver) = (new byte[LongestText], new byte[LongestText]);
            var named = Function<NameOf>("nvmlDeviceGetName")(device, model, LongestText) == Ok ? Text(model) : "unknown GPU";
            return Function<VersionOf>("nvmlSystemGetDriverVersion")(driver, LongestText) == Ok ? $"{named}, driver {Text(driver)}" : named;
        }
    }

    /// <summary>
    /// Bytes of the GPU's memory that a process holds: context, libraries, and what the allocator keeps. Null where NVML knows no such process,
    /// as within a container with process numbers of its own.
    /// </summary>
    public long? UsedBy(int process)
    {
        var read = Function<ProcessesOf>("nvmlDeviceGetComputeRunningProcesses_v3");
        uint count = 0;
        var found = read(device, ref count, null);
        if (found == Ok || count == 0)
            return null;
        // More may have come in between.
        count = Math.Min(MostProcesses, count + 16);
        var processes = new ProcessInfo[count];
        return found == InsufficientSize && read(device, ref count, processes) == Ok && processes.Take((int)count).FirstOrDefault(one => one.Process == process) is { Used: > 0 and < long.MaxValue } own
            ? (long)own.Used
            : null;
    }

    /// <summary>How it runs now.</summary>
    public GpuState Read()
    {
        var throttled = Function<MaskOf>("nvmlDeviceGetCurrentClocksThrottleReasons")(device, out var mask) == Ok ? mask : 0;
        return new GpuState(Clock(1), Clock(2), Temperature(), [.. reasons.Where(reason => (throttled & reason.Bit) != 0).Select(reason => reason.Words)]);
    }

    /// <summary>Ends the connection; once.</summary>
    public void Dispose()
    {
        Function<Nothing>("nvmlShutdown")();
        NativeLibrary.Free(library);
    }

    private static string Text(byte[] text) => OneLine.Of(Encoding.UTF8.GetString(text, 0, Math.Max(0, Array.IndexOf(text, (byte)0))));

    private int? Clock(uint kind) => Function<KindOf>("nvmlDeviceGetClockInfo")(device, kind, out var megahertz) == Ok ? (int)megahertz : null;

    private int? Temperature() => Function<KindOf>("nvmlDeviceGetTemperature")(device, 0, out var celsius) == Ok ? (int)celsius : null;

    private T Function<T>(string name) where T : Delegate => NativeLibrary.TryGetExport(library, name, out var address)
        ? Marshal.GetDelegateForFunctionPointer<T>(address)
        : throw new EntryPointNotFoundException($"this NVML has no {name}: NVIDIA's driver is older than 510");

    private static void Check(string function, int status)
    {
        if (status != Ok)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{function} answers {status}{(status switch { 2 => ": there is no such GPU", 6 => ": not found", 9 => ": NVIDIA's driver is not loaded", _ => "" })}"));
    }

    /// <summary><c>nvmlProcessInfo_t</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ProcessInfo
    {
        public uint Process;
        public ulong Used;
        public uint GpuInstance;
        public uint ComputeInstance;
    }
}
