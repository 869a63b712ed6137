namespace PerfSuite.Learning.Data.Images;

/// <summary>
/// Reads pictures from files, JPEG or PNG by their content and not by their name. It keeps its memory from one to the next:
/// one for each thread.
/// </summary>
public sealed class ImageDecoder : IDisposable
{
    /// <summary>The longest file that is read, in bytes: 256 MiB.</summary>
    public const long LongestFile = 1L << 28;

    internal const string What = "a JPEG or PNG file";
    private const string Cure = "name the right file, or take it out";

    private readonly JpegDecoder jpeg = new();
    private readonly PngDecoder png = new();
    private byte[] file = new byte[1 << 16];

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">Links are followed.</param>
    /// <param name="into">Gets the picture's size and bytes; undefined after a fault.</param>
    /// <param name="atLeast">0: the whole picture; otherwise JPEG is decoded smaller, see <see cref="JpegDecoder.Scaled"/>.</param>
    /// <exception cref="DataException">Missing, unreadable, no picture, of a kind that is not read, damaged, cut short or too large.</exception>
    public void Read(string path, Picture into, int atLeast = 0)
    {
        var length = RegularFile.Read(path, What, Cure, LongestFile, ref file);
        Decode(file.AsSpan(0, length), path, into, atLeast);
    }

    /// <summary>Decodes a file that is in memory; the name is for messages.</summary>
    /// <exception cref="DataException">As for <see cref="Read"/>.</exception>
    public void Decode(ReadOnlySpan<byte> content, string name, Picture into, int atLeast = 0)
    {
        if (IsJpeg(content))
            jpeg.Decode(content, name, into, atLeast);
        else if (PngDecoder.Is(content))
            png.Decode(content, name, into);
        else
            throw new DataException(name, 0, "it begins neither like a JPEG nor like a PNG", What, Cure);
    }

    /// <summary>Frees the decoders' memory.</summary>
    public void Dispose() => jpeg.Dispose();

    private static bool IsJpeg(ReadOnlySpan<byte> content) => content is [0xFF, 0xD8, 0xFF, ..];
}
