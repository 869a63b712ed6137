using System.Runtime.InteropServices;

namespace PerfSuite.Learning.Data.Images;

/// <summary>
/// Decodes JPEG with the system's libturbojpeg, to the bit what Pillow gives on the same library: the accurate integer
/// transform and smooth ("fancy") upsampling. Not for two threads at once.
/// </summary>
public sealed class JpegDecoder : IDisposable
{
    private JpegHandle? handle;

    /// <summary>Why no JPEG can be read or written here, and the cure; null where it can.</summary>
    public static string? Absence => TurboJpeg.IsThere ? null : $"libturbojpeg is not here, and faces and poses are JPEG files: {TurboJpeg.Cure}";

    /// <summary>
    /// The size a picture of so many pixels gets by scaled decoding: the smallest of 1/8, 2/8, … 8/8 at which neither
    /// side falls below <paramref name="atLeast"/> (or its own size, where that is smaller); sides are rounded up.
    /// </summary>
    public static (int Width, int Height) Scaled(int width, int height, int atLeast)
    {
        for (var eighths = 1; eighths < 8; eighths++)
        {
            var (w, h) = ((int)(((long)width * eighths + 7) / 8), (int)(((long)height * eighths + 7) / 8));
            if (w >= int.Min(atLeast, width) && h >= int.Min(atLeast, height))
                return (w, h);
        }
        return (width, height);
    }

    /// <summary>What the header says, in pixels. Nothing is decoded.</summary>
    /// <exception cref="DataException">No JPEG, of a kind that cannot be decoded, too large, or libturbojpeg is missing.</exception>
    public (int Width, int Height) Measure(ReadOnlySpan<byte> file, string name)
    {
        var decompressor = handle ??= Open(name, TurboJpeg.tjInitDecompress);
        if (TurboJpeg.tjDecompressHeader3(decompressor, MemoryMarshal.GetReference(file), new((nuint)file.Length), out var width, out var height, out _, out var colours) != 0)
            throw Damaged(name);
        if (colours is TurboJpeg.ColoursCmyk or TurboJpeg.ColoursYcck)
            throw new DataException(name, 0, "a JPEG in the colours of print (CMYK)", "a grey or colour JPEG", "convert it to RGB");
        Picture.RequireSensible(name, 0, width, height);
        return (width, height);
    }

    /// <summary>Decodes to R, G, B; grey is repeated in all three.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="into">Gets the picture's size and bytes; undefined after a fault.</param>
    /// <param name="atLeast">0: the whole picture; otherwise the size that <see cref="Scaled"/> says, several times as fast.</param>
    /// <exception cref="DataException">As for <see cref="Measure"/>, or the content is damaged or cut short: even what the library could mend.</exception>
    public void Decode(ReadOnlySpan<byte> file, string name, Picture into, int atLeast = 0)
    {
        var (width, height) = Measure(file, name);
        if (atLeast > 0)
            (width, height) = Scaled(width, height, atLeast);
        into.Resize(width, height);
        if (TurboJpeg.tjDecompress2(handle!, MemoryMarshal.GetReference(file), new((nuint)file.Length), ref MemoryMarshal.GetReference(into.Bytes),
            width, 3 * width, height, TurboJpeg.Rgb, TurboJpeg.AccurateDct | TurboJpeg.LimitScans) != 0)
            throw Damaged(name);
    }

    /// <summary>Frees the library's memory.</summary>
    public void Dispose() => handle?.Dispose();

    internal static JpegHandle Open(string name, Func<nint> make)
    {
        if (!TurboJpeg.IsThere)
            throw new DataException(name, 0, "this machine has no libturbojpeg", "libturbojpeg, which reads and writes JPEG", TurboJpeg.Cure);
        var opened = new JpegHandle(make());
        return !opened.IsInvalid ? opened : throw new OutOfMemoryException("libturbojpeg could not start");
    }

    // A decompressor that failed inside a header goes on there with the next file: it is given up.
    private DataException Damaged(string name)
    {
        var words = handle!.LastWords;
        handle.Dispose();
        handle = null;
        return new(name, 0, $"the JPEG does not decode ({words})", "a whole JPEG", "it is damaged or cut short: fetch or make it again");
    }
}
