namespace TorchSharp;

/// <summary>
/// One reference to a native tensor, and the only thing here that has a finalizer: a tensor that nobody disposes becomes
/// unreachable together with its reference, whose finalizer then ends it. Disposed tensors hand theirs back to the
/// thread's pool, so making and disposing a tensor leaves the finalizer queue alone.
/// </summary>
internal sealed class NativeReference
{
    internal nint Handle;

    /// <summary>The dispose scope that ends the tensor, or null; here, so that a tensor is as small an object as can be.</summary>
    internal DisposeScope? Scope;

    ~NativeReference()
    {
        if (Handle == 0) return;
        Native.ps_tensor_free(Handle);
        Handle = 0;
        ThreadTensors.CountFinalized();
    }
}
