using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace PerfSuite.Measurement;

/// <summary>What the processor says of itself: by CPUID where there is one, otherwise by what the system says.</summary>
internal static class Processor
{
    private const int BrandLeaf = unchecked((int)0x80000002);
    private const int BrandLeaves = 3;
    private const int HypervisorBit = 31;

    /// <summary>Whether a hypervisor announces itself; null where the processor cannot say.</summary>
    public static bool? Virtual => X86Base.IsSupported ? (X86Base.CpuId(1, 0).Ecx >>> HypervisorBit & 1) == 1 : null;

    public static string? Name()
    {
        if (X86Base.IsSupported && Brand() is { Length: > 0 } brand)
            return brand;
        if (OperatingSystem.IsLinux())
            return ModelName(File.ReadAllText("/proc/cpuinfo"));
        return OperatingSystem.IsMacOS() ? AppleName() : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
    }

    /// <summary>The model in /proc/cpuinfo text; ARM gives numbers only.</summary>
    internal static string? ModelName(string cpuinfo)
    {
        var first = cpuinfo.Split('\n')
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2 && parts[1].Length > 0)
            .DistinctBy(parts => parts[0])
            .ToDictionary(parts => parts[0], parts => OneLine.Of(parts[1], 200), StringComparer.Ordinal);
        if (first.TryGetValue("model name", out var name) || first.TryGetValue("Model", out name))
            return name;
        return first.TryGetValue("CPU implementer", out var maker) && first.TryGetValue("CPU part", out var part)
            ? $"ARM implementer {maker} part {part}"
            : null;
    }

    private static string? Brand()
    {
        if ((uint)X86Base.CpuId(unchecked((int)0x80000000), 0).Eax < unchecked((uint)(BrandLeaf + BrandLeaves - 1)))
            return null;
        Span<byte> brand = stackalloc byte[16 * BrandLeaves];
        for (var leaf = 0; leaf < BrandLeaves; leaf++)
        {
            var (a, b, c, d) = X86Base.CpuId(BrandLeaf + leaf, 0);
            foreach (var (i, register) in ((ReadOnlySpan<int>)[a, b, c, d]).ToArray().Index())
                BinaryPrimitives.WriteInt32LittleEndian(brand[(16 * leaf + 4 * i)..], register);
        }
        return OneLine.Of(Encoding.ASCII.GetString(brand).Replace("\0", ""));
    }

    private static string? AppleName()
    {
        var name = new byte[256];
        nuint length = (nuint)name.Length;
        return NativeSystem("machdep.cpu.brand_string", name, ref length, 0, 0) == 0
            ? OneLine.Of(Encoding.UTF8.GetString(name, 0, (int)Math.Min(length, (nuint)name.Length)))
            : null;
    }

    [DllImport("libc", EntryPoint = "sysctlbyname")]
    private static extern int NativeSystem([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [Out] byte[] value, ref nuint length, nint replacement, nuint replacementLength);
}
