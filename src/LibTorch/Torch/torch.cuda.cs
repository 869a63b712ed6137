namespace TorchSharp;

public static partial class torch
{
    public static class cuda
    {
        /// <summary>0 where libtorch has no CUDA or sees no device.</summary>
        public static int device_count() => Native.ps_cuda_device_count();

        /// <summary>Whether libtorch has CUDA and sees a device.</summary>
        public static bool is_available() => device_count() > 0;

        /// <summary>Waits until the device has finished what it was given.</summary>
        public static void synchronize(Device? device = null) => Native.Check(Native.ps_cuda_synchronize(device?.index ?? -1));
    }
}
