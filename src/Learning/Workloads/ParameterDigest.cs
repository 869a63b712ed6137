using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>
/// One number for all the bits of a network, the same in every language: SHA-256 over parameters and buffers sorted
/// by name (ordinal), each as <c>name\0dtype\0shape\0</c> and its little-endian contiguous bytes.
/// </summary>
public static class ParameterDigest
{
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(Module model) => Of(
        model.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter)).Concat(model.named_buffers().Select(entry => (entry.name, entry.buffer))));

    /// <summary>Of these alone, in whatever order they come.</summary>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        var entries = tensors.OrderBy(entry => entry.Name, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, tensor) in entries)
        {
            var shape = string.Join(',', tensor.shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\0{DtypeName(tensor.dtype)}\0{shape}\0"));
            using var moved = tensor.device_type == DeviceType.CPU ? null : tensor.cpu();
            using var contiguous = (moved ?? tensor).contiguous();
            hash.AppendData(contiguous.bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string DtypeName(ScalarType type) => type switch
    {
        ScalarType.Byte => "uint8",
        ScalarType.Int8 => "int8",
        ScalarType.Int16 => "int16",
        ScalarType.Int32 => "int32",
        ScalarType.Int64 => "int64",
        ScalarType.Float16 => "float16",
        ScalarType.BFloat16 => "bfloat16",
        ScalarType.Float32 => "float32",
        ScalarType.Float64 => "float64",
        ScalarType.Bool => "bool",
        _ => throw new NotSupportedException($"A digest of {type} tensors is not defined."),
    };
}
