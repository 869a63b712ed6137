using System.Runtime.InteropServices;
using NUnit.Framework;
using PerfSuite.Learning.Runtime;
using TorchSharp;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>What libtorch's allocator of a GPU reports, told in its place: the function is libtorch's own.</summary>
public sealed class GpuAllocationTests
{
    private const ushort FirstGpu = 1;

    // In torch 2 the totals are of another type.
    private static readonly string[] names = ["_ZN3c1027reportMemoryUsageToProfilerEPvlllNS_6DeviceE", "_ZN3c1027reportMemoryUsageToProfilerEPvlmmNS_6DeviceE"];

    private delegate void ReportOf(nint memory, long size, long allocated, long reserved, ushort device);

    [Test]
    public void The_most_that_was_given_out_is_found_with_what_was_there_before()
    {
        var report = Report();
        var (_, onGpu) = Beyond.PeakMemory(() =>
        {
            report(0, 100, 1000, 4096, FirstGpu);
            report(0, 900, 1900, 4096, FirstGpu);
            report(0, -900, 1000, 4096, FirstGpu);
        });
        Assert.That(onGpu, Is.EqualTo(1900));
    }

    [Test]
    public void On_the_processor_there_is_no_such_number() =>
        Assert.That(Beyond.PeakMemory(() => torch.ones(3L).Dispose()).OnGpu, Is.Null);

    private static ReportOf Report()
    {
        var library = NativeLibrary.Load(LibraryMap.OfThisProcess().Find("libc10.so")!);
        foreach (var name in names)
            if (NativeLibrary.TryGetExport(library, name, out var address))
                return Marshal.GetDelegateForFunctionPointer<ReportOf>(address);
        throw new IgnoreException("This libtorch names the function otherwise.");
    }
}
