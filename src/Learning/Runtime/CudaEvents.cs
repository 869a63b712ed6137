using System.Runtime.InteropServices;

namespace PerfSuite.Learning.Runtime;

/// <summary>
/// A GPU's own clock: two CUDA events on the stream that libtorch works on, by the CUDA runtime that libtorch has loaded. What the processor
/// does before the first operation and after the last is not in it.
/// </summary>
internal sealed unsafe class CudaEvents : IDisposable
{
    private const int Success = 0;

    private static readonly Lazy<string?> loaded = new(() => TorchRuntime.Current.CudaRuntimePath);
    private static CudaEvents? here;

    private readonly nint library;
    private readonly int index;
    private readonly delegate* unmanaged<nint, nint, int> put;
    private readonly delegate* unmanaged<nint, int> synchronize;
    private readonly delegate* unmanaged<float*, nint, nint, int> elapsed;
    private readonly delegate* unmanaged<nint, int> destroy;
    private readonly nint first;
    private readonly nint last;

    /// <param name="index">Of the GPU.</param>
    /// <param name="name">The CUDA runtime's file.</param>
    /// <exception cref="NotSupportedException">It is no CUDA runtime, or it refuses.</exception>
    internal CudaEvents(int index, string name)
    {
        if (!NativeLibrary.TryLoad(name, out library))
            throw new NotSupportedException($"CUDA events are not available: {name} cannot be loaded");
        this.index = index;
        put = (delegate* unmanaged<nint, nint, int>)Function("cudaEventRecord");
        synchronize = (delegate* unmanaged<nint, int>)Function("cudaEventSynchronize");
        elapsed = (delegate* unmanaged<float*, nint, nint, int>)Function("cudaEventElapsedTime");
        destroy = (delegate* unmanaged<nint, int>)Function("cudaEventDestroy");
        var create = (delegate* unmanaged<nint*, int>)Function("cudaEventCreate");
        nint made;
        var before = Enter();
        Check("cudaEventCreate", create(&made));
        first = made;
        Check("cudaEventCreate", create(&made));
        last = made;
        Leave(before);
    }

    /// <summary>Of this process, on that GPU; made when first asked for.</summary>
    /// <exception cref="NotSupportedException">libtorch has no CUDA, or brought its runtime along within itself.</exception>
    public static CudaEvents Of(int index)
    {
        if (here?.index == index)
            return here;
        if (loaded.Value is not { } name)
            throw new NotSupportedException("CUDA events are not available: this libtorch has loaded no CUDA runtime (libcudart)");
        here?.Dispose();
        here = null;
        return here = new CudaEvents(index, name);
    }

    /// <summary>Once the GPU gets there.</summary>
    public void Start() => Mark(first);

    /// <summary>Waits until the GPU has got as far as this.</summary>
    /// <returns>Nanoseconds since <see cref="Start"/>, by the GPU's clock, whose steps are half a microsecond.</returns>
    public long Stop()
    {
        Mark(last);
        Check("cudaEventSynchronize", synchronize(last));
        float milliseconds;
        Check("cudaEventElapsedTime", elapsed(&milliseconds, first, last));
        return (long)(milliseconds * 1e6);
    }

    public void Dispose()
    {
        destroy(first);
        destroy(last);
        NativeLibrary.Free(library);
    }

    // libtorch's own work is on the default stream of the session's GPU; another may be the thread's current one.
    private void Mark(nint mark)
    {
        var before = Enter();
        Check("cudaEventRecord", put(mark, 0));
        Leave(before);
    }

    private int Enter()
    {
        int before;
        Check("cudaGetDevice", ((delegate* unmanaged<int*, int>)Function("cudaGetDevice"))(&before));
        if (before != index)
            Switch(index);
        return before;
    }

    private void Leave(int before)
    {
        if (before != index)
            Switch(before);
    }

    private void Switch(int device) => Check("cudaSetDevice", ((delegate* unmanaged<int, int>)Function("cudaSetDevice"))(device));

    private nint Function(string name) => NativeLibrary.TryGetExport(library, name, out var address) ? address
        : throw new NotSupportedException($"CUDA events are not available: this CUDA runtime has no {name}");

    private void Check(string function, int status)
    {
        if (status != Success)
            throw new NotSupportedException($"CUDA events are not available: {function} answers {status}, {Marshal.PtrToStringUTF8(((delegate* unmanaged<int, nint>)Function("cudaGetErrorString"))(status))}");
    }
}
