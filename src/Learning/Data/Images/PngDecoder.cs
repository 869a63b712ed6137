using System.IO.Compression;

namespace PerfSuite.Learning.Data.Images;

/// <summary>
/// Decodes PNG of 8 bits per sample: grey, RGB or palette, with or without alpha, which is dropped (W3C, PNG
/// Specification, second edition). Every checksum is verified; what unpacks to more or less than the header says is refused,
/// as are interlaced pictures and other depths. Not for two threads at once.
/// </summary>
public sealed class PngDecoder
{
    /// <summary>Deflate makes at most 1,032 bytes of one.</summary>
    private const long MostUnpackedOfOne = 1032;

    private readonly byte[] palette = new byte[3 * 256];
    private int colours;
    private byte[] packed = [];
    private int packedLength;
    private byte[] row = [], above = [];

    /// <summary>Does it begin like a PNG?</summary>
    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(PngChunks.Signature);

    /// <summary>Decodes to R, G, B; grey is repeated in all three.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="into">Gets the picture's size and bytes; undefined after a fault.</param>
    /// <exception cref="DataException">No PNG, of a kind that is not read, too large, damaged or cut short.</exception>
    public void Decode(ReadOnlySpan<byte> file, string name, Picture into)
    {
        var chunks = First(file, name);
        var header = PngHeader.Read(chunks, name);
        var start = Gather(ref chunks, header, name);
        if (header.Unpacked > MostUnpackedOfOne * packedLength)
            throw new DataException(name, start, $"{packedLength} packed bytes for {header.Width}×{header.Height} pixels", $"{header.Unpacked} bytes, which cannot be packed that small", "it is damaged or cut short: fetch or make it again");
        into.Resize(header.Width, header.Height);
        if (row.Length < 1 + header.Stride)
            (row, above) = (new byte[1 + header.Stride], new byte[1 + header.Stride]);
        above.AsSpan().Clear();
        using var pixels = new ZLibStream(new MemoryStream(packed, 0, packedLength, writable: false), CompressionMode.Decompress);
        try
        {
            for (var y = 0; y < header.Height; y++)
            {
                if (pixels.ReadAtLeast(row.AsSpan(0, 1 + header.Stride), 1 + header.Stride, throwOnEndOfStream: false) <= header.Stride)
                    throw new DataException(name, start, $"the pixels end in row {y}", $"{header.Height} rows", "it is damaged: fetch or make it again");
                if (!PngFilter.Undo(row[0], row.AsSpan(1, header.Stride), above.AsSpan(1, header.Stride), header.Samples))
                    throw new DataException(name, start, $"filter {row[0]} in row {y}", "0 to 4", "it is damaged: fetch or make it again");
                Paint(header, row.AsSpan(1, header.Stride), into.Row(y), name, y);
                (row, above) = (above, row);
            }
            if (pixels.ReadByte() >= 0)
                throw new DataException(name, start, "there are more pixels than the header says", $"{header.Width}×{header.Height}", "it is damaged: fetch or make it again");
        }
        catch (InvalidDataException cause)
        {
            throw new DataException(name, start, "the pixels do not unpack", "a whole zlib stream", "it is damaged: fetch or make it again", cause);
        }
    }

    private static PngChunks First(ReadOnlySpan<byte> file, string name)
    {
        if (!Is(file))
            throw new DataException(name, 0, "it does not begin like a PNG", "a PNG file", "check that it is not another file under this name");
        var chunks = new PngChunks(file, name);
        chunks.Next();
        return chunks;
    }

    /// <summary>Joins what is packed, and takes the palette; returns where the first packed bytes are.</summary>
    private int Gather(ref PngChunks chunks, in PngHeader header, string name)
    {
        var (first, previous) = (0, 0U);
        (colours, packedLength) = (0, 0);
        while (true)
        {
            chunks.Next();
            if (chunks.Kind == PngChunks.KindOf("IDAT"u8))
            {
                if (first == 0)
                    first = chunks.Offset;
                else if (previous != chunks.Kind)
                    throw Misplaced(chunks, name);
                Append(chunks.Content);
            }
            else if (chunks.Kind == PngChunks.KindOf("PLTE"u8))
            {
                if (first != 0 || colours != 0)
                    throw Misplaced(chunks, name);
                TakePalette(chunks, name);
            }
            else if (chunks.Kind == PngChunks.KindOf("IEND"u8))
            {
                break;
            }
            else if ((chunks.Kind & 0x20000000) == 0)
            {
                throw new DataException(name, chunks.Offset, $"chunk {chunks.KindName}, which may not be passed over", "the chunks that PNG defines", "it is damaged, or of a kind to come: convert it");
            }
            previous = chunks.Kind;
        }
        if (first == 0)
            throw new DataException(name, chunks.Offset, "there are no pixels", "a chunk IDAT", "it is damaged: fetch or make it again");
        if (header.HasPalette && colours == 0)
            throw new DataException(name, first, "there is no palette", "a chunk PLTE before the pixels", "it is damaged: fetch or make it again");
        return first;
    }

    private void Append(ReadOnlySpan<byte> content)
    {
        if (packed.Length - packedLength < content.Length)
            Array.Resize(ref packed, int.Max(packedLength + content.Length, (int)long.Min(2L * packed.Length, Array.MaxLength)));
        content.CopyTo(packed.AsSpan(packedLength));
        packedLength += content.Length;
    }

    private void TakePalette(in PngChunks chunk, string name)
    {
        if (chunk.Content.Length is 0 or > 768 || chunk.Content.Length % 3 != 0)
            throw new DataException(name, chunk.Offset, $"a palette of {chunk.Content.Length} bytes", "3 for each of 1 to 256 colours", "it is damaged: fetch or make it again");
        chunk.Content.CopyTo(palette);
        colours = chunk.Content.Length / 3;
    }

    private void Paint(in PngHeader header, ReadOnlySpan<byte> from, Span<byte> to, string name, int y)
    {
        if (header.Colour == 2)
        {
            from.CopyTo(to);
            return;
        }
        if (header.HasPalette && colours < 256 && from.IndexOfAnyExceptInRange((byte)0, (byte)(colours - 1)) is var wrong and >= 0)
            throw new DataException(name, 0, $"colour {from[wrong]} in row {y}", $"one of the palette's {colours}", "it is damaged: fetch or make it again");
        for (int source = 0, target = 0; target < to.Length; source += header.Samples, target += 3)
        {
            (to[target], to[target + 1], to[target + 2]) = header.Colour switch
            {
                3 => (palette[3 * from[source]], palette[3 * from[source] + 1], palette[3 * from[source] + 2]),
                6 => (from[source], from[source + 1], from[source + 2]),
                _ => (from[source], from[source], from[source]),
            };
        }
    }

    private static DataException Misplaced(in PngChunks chunk, string name) =>
        new(name, chunk.Offset, $"chunk {chunk.KindName} in this place", "the palette, then all pixels, each together", "it is damaged: fetch or make it again");
}
