using System.Buffers.Binary;

namespace PerfSuite.Learning.Data.Images;

/// <summary>What IHDR says, of the kinds read here: 8 bits per sample, rows in one pass.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Colour">0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha.</param>
internal readonly record struct PngHeader(int Width, int Height, byte Colour)
{
    public bool HasPalette => Colour == 3;

    /// <summary>Samples, and as many bytes, of a pixel.</summary>
    public int Samples => Colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    /// <summary>Bytes of a row without the one that names its filter.</summary>
    public int Stride => Width * Samples;

    /// <summary>Bytes of all rows with their filters.</summary>
    public long Unpacked => (long)Height * (1 + Stride);

    /// <exception cref="DataException">Not the first chunk of a picture that can be read.</exception>
    public static PngHeader Read(in PngChunks chunk, string name)
    {
        var at = chunk.Offset + 8;
        var content = chunk.Content;
        if (chunk.Kind != PngChunks.KindOf("IHDR"u8) || content.Length != 13)
            throw new DataException(name, chunk.Offset, $"the first chunk is {chunk.KindName} of {content.Length} bytes", "IHDR of 13 bytes", "it is damaged: fetch or make it again");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(content), BinaryPrimitives.ReadUInt32BigEndian(content[4..]));
        Picture.RequireSensible(name, at, width, height);
        var (depth, colour) = (content[8], content[9]);
        if (colour is not (0 or 2 or 3 or 4 or 6) || content[10] != 0 || content[11] != 0 || content[12] > 1)
            throw new DataException(name, at + 8, $"colour type {colour}, compression {content[10]}, filter method {content[11]}, interlacing {content[12]}", "what PNG defines", "it is damaged: fetch or make it again");
        if (depth != 8)
            throw new DataException(name, at + 8, $"{depth} bits per sample", "8", "convert it to 8 bits");
        if (content[12] != 0)
            throw new DataException(name, at + 12, "an interlaced picture", "one without interlacing", "save it without");
        return new((int)width, (int)height, colour);
    }
}
