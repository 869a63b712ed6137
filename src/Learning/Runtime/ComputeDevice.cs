using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Runtime;

/// <summary>Where to compute, by the names that command line, processes and results have: <c>cpu</c>, <c>cuda</c> (the first GPU) or <c>cuda:n</c>.</summary>
public static class ComputeDevice
{
    /// <summary>The name of the processor.</summary>
    public const string Cpu = "cpu";

    private const string Cuda = "cuda";

    /// <summary>Every name this process can compute on: <c>cuda</c> is <c>cuda:0</c>.</summary>
    public static IReadOnlyList<string> Here => cuda.device_count() is > 0 and var count ? [Cpu, Cuda, .. Enumerable.Range(0, count).Select(index => $"{Cuda}:{index}")] : [Cpu];

    /// <summary>Whether a name is that of a GPU, there or not.</summary>
    public static bool IsCuda(string name) => name == Cuda || name.StartsWith(Cuda + ":", StringComparison.Ordinal);

    /// <summary>Why a device cannot be computed on here, and the cure; null where it can.</summary>
    public static string? Fault(string name)
    {
        if (name == Cpu)
            return null;
        if (!IsCuda(name) || (name.Length > Cuda.Length && !(int.TryParse(name.AsSpan(Cuda.Length + 1), System.Globalization.NumberStyles.None, null, out var index) && index < 128)))
            return $"device '{name}' is not one of cpu, cuda, cuda:0, cuda:1 …";
        var count = cuda.device_count();
        if (count == 0)
            return $"device '{name}' is not offered: this libtorch has no CUDA, or there is no GPU (a CUDA build of libtorch in LIBTORCH or -p:Cuda=true, and NVIDIA's driver)";
        return IndexOf(name) < count ? null : $"device '{name}' is not offered: there {(count == 1 ? "is one GPU, cuda:0" : $"are {count} GPUs, cuda:0 to cuda:{count - 1}")}";
    }

    /// <summary>The device of a name that has no <see cref="Fault"/>.</summary>
    public static Device Of(string name) => IsCuda(name) ? new Device(DeviceType.CUDA, IndexOf(name)) : CPU;

    /// <summary>Waits until a GPU has finished all that it was given; on the processor nothing is ever left.</summary>
    public static void Synchronize(Device device)
    {
        if (device.type == DeviceType.CUDA)
            cuda.synchronize(device);
    }

    /// <summary>The number of a GPU: 0 of <c>cuda</c>.</summary>
    public static int IndexOf(string name) => name.Length > Cuda.Length ? int.Parse(name.AsSpan(Cuda.Length + 1), System.Globalization.NumberStyles.None, null) : 0;
}
