using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace PerfSuite.Diagnosis;

/// <summary>How Windows spends power, and with it how fast the processor runs.</summary>
/// <param name="Scheme">The active plan.</param>
/// <param name="Overlay">The power mode of Settings, which Windows lays over the plan Balanced; null where it has none.</param>
/// <param name="OnBattery">Null where it is not known.</param>
internal sealed record PowerPlan(Guid Scheme, Guid? Overlay, bool? OnBattery)
{
    /// <summary>The clock follows the load.</summary>
    public static readonly Guid Balanced = new("381b4222-f694-41f0-9685-ff5bb260df2e");

    /// <summary>The clock is kept low.</summary>
    public static readonly Guid Saver = new("a1841308-3541-4fab-bc81-f71556f20b4a");

    /// <summary>The clock is kept high.</summary>
    public static readonly Guid HighPerformance = new("8c5e7fda-e8bf-4a96-9a85-a6e23a8c635c");

    private static readonly Guid ultimatePerformance = new("e9a42b02-d5df-448d-aa00-03f14749eb61");

    /// <summary>The power mode Best performance.</summary>
    public static readonly Guid BestPerformance = new("ded574b5-45a0-4f42-8737-46345c09c238");

    /// <summary>The plan in words.</summary>
    public string Name => (Scheme == Balanced ? "balanced" : Scheme == Saver ? "power saver" : Scheme == HighPerformance ? "high performance" : Scheme == ultimatePerformance ? "ultimate performance" : $"{Scheme}")
        + (Scheme == Balanced && Overlay == BestPerformance ? ", mode best performance" : "") + (OnBattery == true ? ", on battery" : "");

    /// <summary>What it does to measurements, and the cure; null where it does nothing.</summary>
    public string? Warning => string.Join("; ", new[]
    {
        Scheme == Saver ? $"the processor is kept slow: {Cure}" : Scheme == Balanced && Overlay != BestPerformance ? $"the processor's clock follows the load, and short rounds are over before it has risen: {Cure}" : null,
        OnBattery == true ? "on battery Windows slows the processor down whatever the plan: plug the machine in" : null,
    }.OfType<string>()) is { Length: > 0 } warning ? warning : null;

    // SCHEME_MIN is powercfg's own name of High performance: least saving.
    private static string Cure => "`powercfg /setactive SCHEME_MIN` before measuring, `powercfg /setactive SCHEME_BALANCED` after it; where a machine offers Balanced alone, Settings, System, Power, Best performance";

    /// <summary>Asks Windows; null where it does not answer.</summary>
    [SupportedOSPlatform("windows")]
    public static PowerPlan? Read()
    {
        if (PowerGetActiveScheme(0, out var address) != 0)
            return null;
        var scheme = Marshal.PtrToStructure<Guid>(address);
        Marshal.FreeHGlobal(address);
        return new PowerPlan(scheme, ReadOverlay(), GetSystemPowerStatus(out var status) && status.Line <= 1 ? status.Line == 0 : null);
    }

    private static Guid? ReadOverlay()
    {
        try
        {
            return PowerGetEffectiveOverlayScheme(out var overlay) == 0 ? overlay : null;
        }
        catch (EntryPointNotFoundException)
        {
            // Windows before 10, 1709, and servers.
            return null;
        }
    }

    [DllImport("powrprof.dll")]
    private static extern uint PowerGetActiveScheme(nint root, out nint scheme);

    [DllImport("powrprof.dll")]
    private static extern uint PowerGetEffectiveOverlayScheme(out Guid overlay);

    [DllImport("kernel32.dll")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetSystemPowerStatus(out PowerStatus status);

    /// <summary><c>SYSTEM_POWER_STATUS</c>: 0 is on battery, 1 plugged in, 255 not known.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PowerStatus
    {
        public byte Line;
        public byte Battery;
        public byte Percent;
        public byte Saver;
        public uint Left;
        public uint Whole;
    }
}
