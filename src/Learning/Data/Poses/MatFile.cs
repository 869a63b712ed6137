using System.Buffers.Binary;
using System.IO.Compression;

namespace PerfSuite.Learning.Data.Poses;

/// <summary>
/// Reads numeric arrays out of MATLAB's level 5 files (MathWorks, MAT-File Format): little-endian, compressed or not. What
/// unpacks is bounded before it is unpacked, and every size is checked against what is there.
/// </summary>
internal static class MatFile
{
    /// <summary>The longest file, and the longest unpacked array, in bytes: 256 MiB (the joints of 10,000 people take 3.4 MB).</summary>
    public const int Longest = 1 << 28;

    private const string Cure = "it is damaged or of another kind: fetch it again";
    private const int HeaderLength = 128;
    private const int Matrix = 14;
    private const int Compressed = 15;

    // Deflate makes at most 1,032 bytes of one.
    private const long MostUnpackedOfOne = 1032;

    /// <summary>Reads the array of that name.</summary>
    /// <exception cref="DataException">The file is missing, unreadable, damaged, of another kind, or has no such array of numbers.</exception>
    public static MatArray Read(string path, string variable)
    {
        var memory = Array.Empty<byte>();
        var length = RegularFile.Read(path, "a MATLAB file", "name the file in --joints", Longest, ref memory);
        return Read(memory.AsSpan(0, length), path, variable);
    }

    /// <summary>Reads the array of that name from a file in memory.</summary>
    public static MatArray Read(ReadOnlySpan<byte> file, string name, string variable)
    {
        if (file.StartsWith("MATLAB 7.3"u8))
            throw new DataException(name, 0, "a MATLAB file of version 7.3 (HDF5)", "version 5 to 7", "save it with -v7");
        if (file.Length < HeaderLength || file[124..128] is not [0, 1, (byte)'I', (byte)'M'])
            throw new DataException(name, 0, "it does not begin like a little-endian MATLAB file of version 5", "a header of 128 bytes that ends in 00 01 IM", Cure);
        for (var at = HeaderLength; at < file.Length;)
        {
            if (file.Length - at < 8)
                throw new DataException(name, at, $"{file.Length - at} bytes at the end", "an element's type and size", Cure);
            var (type, size) = (Word(file[at..]), Word(file[(at + 4)..]));
            if (size > file.Length - at - 8)
                throw new DataException(name, at, $"an element of {size} bytes, and {file.Length - at - 8} follow", "the whole element", Cure);
            var content = file.Slice(at + 8, (int)size);
            if (type == Compressed)
                content = Unpack(content, name, at, out type);
            if (type == Matrix && MatArray.Read(content, name, at, variable) is { } found)
                return found;
            // Compressed elements are not filled up to a multiple of eight.
            at += 8 + (int)size;
            if (type == Matrix && Word(file[(at - 8 - (int)size)..]) == Matrix)
                at = (int)long.Min((at + 7L) / 8 * 8, file.Length);
        }
        throw new DataException(name, file.Length, $"there is no array '{variable}'", $"'{variable}' of numbers", "name another file in --joints");
    }

    private static ReadOnlySpan<byte> Unpack(ReadOnlySpan<byte> packed, string name, int at, out uint type)
    {
        using var unpacked = new ZLibStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        try
        {
            Span<byte> tag = stackalloc byte[8];
            if (unpacked.ReadAtLeast(tag, 8, throwOnEndOfStream: false) < 8)
                throw new DataException(name, at, "a compressed element that ends in its header", "type and size", Cure);
            (type, var size) = (Word(tag), Word(tag[4..]));
            if (size > Longest || size > MostUnpackedOfOne * packed.Length)
                throw new DataException(name, at, $"{packed.Length} compressed bytes that should unpack to {size}", $"at most {Longest}, and no more than they can hold", Cure);
            var content = new byte[size];
            if (unpacked.ReadAtLeast(content, content.Length, throwOnEndOfStream: false) < content.Length)
                throw new DataException(name, at, "a compressed element that ends early", $"{size} bytes", Cure);
            return content;
        }
        catch (InvalidDataException cause)
        {
            throw new DataException(name, at, "a compressed element does not unpack", "a whole zlib stream", Cure, cause);
        }
    }

    internal static uint Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    internal static DataException Damaged(string name, long at, string fault, string expected) => new(name, at, fault, expected, Cure);
}
