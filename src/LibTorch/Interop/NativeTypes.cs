using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>ps_scalar: a number and its kind.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeScalar
{
    internal const long Integer = 0, Real = 1, Complex = 2, Boolean = 3;

    internal long Kind;
    internal long IntegerValue;
    internal double RealValue;
    internal double ImaginaryValue;
}

/// <summary>ps_options: what a new tensor is.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeOptions
{
    internal int Dtype;
    internal int DeviceType;
    internal int DeviceIndex;
    internal int RequiresGrad;

    internal NativeOptions(torch.ScalarType dtype, torch.Device? device, bool requiresGrad)
    {
        device ??= torch.CPU;
        Dtype = (int)dtype;
        DeviceType = (int)device.type;
        DeviceIndex = device.index;
        RequiresGrad = requiresGrad ? 1 : 0;
    }
}
