using System.Buffers;

namespace TorchSharp;

/// <summary>
/// A tensor in TorchSharp's own format: element type, number of dimensions and dimensions in LEB128, then the elements as
/// row-major little-endian bytes. What is read may be hostile: every number has a limit, and no size is believed.
/// </summary>
internal readonly record struct SavedTensor(torch.ScalarType Type, long[] Sizes)
{
    private const int MostDimensions = 64;

    internal static void Write(BinaryWriter writer, torch.Tensor tensor)
    {
        writer.Write7BitEncodedInt64((long)tensor.dtype);
        var sizes = tensor.shape;
        writer.Write7BitEncodedInt64(sizes.Length);
        foreach (var size in sizes) writer.Write7BitEncodedInt64(size);
        using var plain = tensor.detach();
        using var here = plain.cpu();
        using var whole = here.contiguous();
        writer.Write(whole.bytes);
    }

    internal static SavedTensor ReadHeader(BinaryReader reader, string name)
    {
        var type = (torch.ScalarType)Number(reader, sbyte.MaxValue, $"the element type of {name}");
        if (!Enum.IsDefined(type)) throw new FormatException($"the element type of {name}: {(int)type} is none; is this a file that save wrote?");
        var sizes = new long[Number(reader, MostDimensions, $"the number of dimensions of {name}")];
        for (var i = 0; i < sizes.Length; i++) sizes[i] = Number(reader, int.MaxValue, $"a dimension of {name}");
        return new SavedTensor(type, sizes);
    }

    /// <summary>A number in LEB128 from 0 to <paramref name="most"/>.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    internal static long Number(BinaryReader reader, long most, string what)
    {
        var number = reader.Read7BitEncodedInt64();
        return number >= 0 && number <= most ? number : throw new FormatException($"{what}: expected 0 to {most}, got {number}; is this a file that save wrote?");
    }

    /// <summary>The elements as a new tensor on the CPU.</summary>
    /// <exception cref="ArgumentException">The sizes are not the expected ones.</exception>
    internal torch.Tensor Read(BinaryReader reader, string name, long[] expected)
    {
        if (!expected.AsSpan().SequenceEqual(Sizes))
            throw new ArgumentException($"'{name}': expected sizes [{string.Join(", ", expected)}], got [{string.Join(", ", Sizes)}].");
        var value = torch.empty(Sizes, Type);
        try
        {
            reader.BaseStream.ReadExactly(value.bytes);
            return value;
        }
        catch
        {
            value.Dispose();
            throw;
        }
    }

    /// <summary>Reads over the elements.</summary>
    internal void Pass(BinaryReader reader)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        for (var left = checked(new torch.Size(Sizes).numel() * torch.ScalarTypes.Bytes(Type)); left > 0;)
        {
            var part = (int)Math.Min(left, buffer.Length);
            reader.BaseStream.ReadExactly(buffer, 0, part);
            left -= part;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
