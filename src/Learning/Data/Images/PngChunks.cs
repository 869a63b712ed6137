using System.Buffers.Binary;

namespace PerfSuite.Learning.Data.Images;

/// <summary>Walks over the chunks of a PNG file in memory and checks each one's length and checksum.</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> file, string name)
{
    /// <summary>With these eight bytes every PNG begins.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly ReadOnlySpan<byte> file = file;
    private int position = Signature.Length;

    /// <summary>Four letters; lower-case in the first place says that a reader may pass over it.</summary>
    public uint Kind { get; private set; }

    /// <summary>Where its length stands in the file.</summary>
    public int Offset { get; private set; }

    public ReadOnlySpan<byte> Content { get; private set; }

    public readonly string KindName => $"{(char)(Kind >> 24)}{(char)(byte)(Kind >> 16)}{(char)(byte)(Kind >> 8)}{(char)(byte)Kind}";

    public static uint KindOf(ReadOnlySpan<byte> letters) => BinaryPrimitives.ReadUInt32BigEndian(letters);

    /// <summary>The next chunk.</summary>
    /// <exception cref="DataException">The file ends, or the checksum is wrong.</exception>
    public void Next()
    {
        Offset = position;
        if (file.Length - position < 12)
            throw new DataException(name, file.Length, "the file ends here", "chunks up to IEND", "it was cut short: fetch or make it again");
        var length = BinaryPrimitives.ReadUInt32BigEndian(file[position..]);
        if (length > file.Length - position - 12)
            throw new DataException(name, position, $"a chunk of {length} bytes, and the file ends after {file.Length - position - 8}", "the whole chunk", "it is damaged or cut short: fetch or make it again");
        var covered = file.Slice(position + 4, 4 + (int)length);
        Kind = KindOf(covered);
        Content = covered[4..];
        position += 12 + (int)length;
        if (Crc32.Of(covered) != BinaryPrimitives.ReadUInt32BigEndian(file[(position - 4)..]))
            throw new DataException(name, Offset, $"the checksum of chunk {KindName} is wrong", "a checksum that fits", "it is damaged: fetch or make it again");
    }
}
