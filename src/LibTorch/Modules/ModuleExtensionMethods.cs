namespace TorchSharp;

/// <summary>Conversions that return the module in its own type.</summary>
public static class ModuleExtensionMethods
{
    /// <summary>Converts floating-point parameters and buffers to float64.</summary>
    public static T @double<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Convert(module, torch.ScalarType.Float64, null);

    /// <summary>Converts floating-point parameters and buffers to float32.</summary>
    public static T @float<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Convert(module, torch.ScalarType.Float32, null);

    /// <summary>Moves parameters and buffers to the CPU.</summary>
    public static T cpu<T>(this T module, bool non_blocking = false) where T : torch.nn.Module => Convert(module, null, torch.CPU);

    /// <summary>Moves parameters and buffers to another place, and converts floating-point ones to another type, as far as either is given; returns the module.</summary>
    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => Convert(module, type, null);

    /// <inheritdoc cref="to{T}(T, torch.ScalarType, bool)"/>
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false) where T : torch.nn.Module => Convert(module, null, device);

    /// <inheritdoc cref="to{T}(T, torch.ScalarType, bool)"/>
    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false) where T : torch.nn.Module => Convert(module, type, device);

    /// <inheritdoc cref="to{T}(T, torch.ScalarType, bool)"/>
    public static T to<T>(this T module, string device, bool non_blocking = false) where T : torch.nn.Module => Convert(module, null, new torch.Device(device));

    /// <inheritdoc cref="to{T}(T, torch.ScalarType, bool)"/>
    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : torch.nn.Module =>
        Convert(module, null, new torch.Device(deviceType, deviceIndex));

    /// <inheritdoc cref="to{T}(T, torch.ScalarType, bool)"/>
    public static T to<T>(this T module, torch.Tensor other, bool non_blocking = false) where T : torch.nn.Module => Convert(module, other.dtype, other.device);

    private static T Convert<T>(T module, torch.ScalarType? dtype, torch.Device? device) where T : torch.nn.Module
    {
        module.Convert(dtype, device);
        return module;
    }
}
