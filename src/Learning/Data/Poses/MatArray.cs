using System.Buffers.Binary;
using System.Text;

namespace PerfSuite.Learning.Data.Poses;

/// <summary>An array of real numbers as MATLAB stores it.</summary>
/// <param name="Name">Of the variable.</param>
/// <param name="Sizes">Of its dimensions, two or more.</param>
/// <param name="Values">The first index changes fastest.</param>
internal sealed record MatArray(string Name, IReadOnlyList<int> Sizes, double[] Values)
{
    private const int LogicalOrComplex = 0x0A00;

    /// <summary>The array in a matrix element, or null if it has another name.</summary>
    /// <exception cref="DataException">It is damaged, or no array of real numbers.</exception>
    public static MatArray? Read(ReadOnlySpan<byte> content, string file, int at, string variable)
    {
        var flags = Part(ref content, file, at, out var flagsType);
        if (flagsType != 6 || flags.Length != 8)
            throw MatFile.Damaged(file, at, "an array without flags", "8 bytes of flags");
        var sizes = Part(ref content, file, at, out var sizesType);
        if (sizesType != 5 || sizes.Length is < 8 or > 128 || sizes.Length % 4 != 0)
            throw MatFile.Damaged(file, at, $"an array's sizes in {sizes.Length} bytes of type {sizesType}", "2 to 32 whole numbers of 32 bits");
        var name = Encoding.Latin1.GetString(Part(ref content, file, at, out _));
        if (name != variable)
            return null;
        var (kind, extras) = (flags[0], MatFile.Word(flags) & LogicalOrComplex);
        if (kind is < 6 or > 13 || extras != 0)
            throw MatFile.Damaged(file, at, $"'{variable}' is of class {kind}{(extras != 0 ? ", logical or complex" : "")}", "real numbers");
        var lengths = new int[sizes.Length / 4];
        var product = 1L;
        for (var i = 0; i < lengths.Length; i++)
        {
            lengths[i] = BinaryPrimitives.ReadInt32LittleEndian(sizes[(4 * i)..]);
            product = lengths[i] < 1 ? 0 : product * lengths[i];
            if (product is < 1 or > MatFile.Longest)
                throw MatFile.Damaged(file, at, $"'{variable}' has a dimension of {lengths[i]}", "sizes of 1 or more, and no more than fits");
        }
        var numbers = Part(ref content, file, at, out var type);
        var width = type switch { 1 or 2 => 1, 3 or 4 => 2, 5 or 6 or 7 => 4, 9 => 8, _ => throw MatFile.Damaged(file, at, $"'{variable}' holds numbers of type {type}", "a type of numbers of at most 64 bits") };
        if (numbers.Length != product * width)
            throw MatFile.Damaged(file, at, $"'{variable}' holds {numbers.Length} bytes", $"{product * width}, by its sizes");
        var values = new double[product];
        for (var i = 0; i < values.Length; i++)
            values[i] = Number(numbers[(i * width)..], type);
        return new(name, lengths, values);
    }

    private static double Number(ReadOnlySpan<byte> bytes, uint type) => type switch
    {
        1 => (sbyte)bytes[0],
        2 => bytes[0],
        3 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        4 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        5 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        6 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        7 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    /// <summary>Takes the next part off: type and size in eight bytes, or both in four where the content is as short.</summary>
    private static ReadOnlySpan<byte> Part(ref ReadOnlySpan<byte> content, string file, int at, out uint type)
    {
        if (content.Length < 8)
            throw MatFile.Damaged(file, at, "an array that ends early", "flags, sizes, name and numbers");
        type = MatFile.Word(content);
        var (size, start) = (MatFile.Word(content[4..]), 8);
        if (type >> 16 != 0)
            (size, type, start) = (type >> 16, type & 0xFFFF, 4);
        if (size > content.Length - start || (start == 4 && size > 4))
            throw MatFile.Damaged(file, at, $"a part of {size} bytes in an array, and {content.Length - start} follow", "the whole part");
        var part = content.Slice(start, (int)size);
        content = content[(int)long.Min((start + (long)size + 7) / 8 * 8, content.Length)..];
        return part;
    }
}
