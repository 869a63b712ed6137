using System.Runtime.InteropServices;

namespace PerfSuite.Learning.Data.Images;

/// <summary>
/// Encodes JPEG with the system's libturbojpeg: baseline, colours at half resolution (4:2:0), the accurate transform.
/// The same library gives the same bytes. Not for two threads at once.
/// </summary>
public sealed class JpegEncoder : IDisposable
{
    private JpegHandle? handle;
    private byte[] memory = [];

    /// <summary>Encodes a picture.</summary>
    /// <param name="picture">At most 65,500 pixels a side.</param>
    /// <param name="quality">1 to 100.</param>
    /// <returns>The file, valid until the next call.</returns>
    /// <exception cref="DataException">libturbojpeg is missing, or does not take the picture.</exception>
    public ReadOnlySpan<byte> Encode(Picture picture, int quality = 95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        var compressor = handle ??= JpegDecoder.Open("a picture to be written", TurboJpeg.tjInitCompress);
        var most = (int)TurboJpeg.tjBufSize(picture.Width, picture.Height, TurboJpeg.Subsampling420).Value;
        if (memory.Length < most)
            memory = GC.AllocateUninitializedArray<byte>(most);
        var pinned = GCHandle.Alloc(memory, GCHandleType.Pinned);
        try
        {
            var (jpeg, size) = (pinned.AddrOfPinnedObject(), new CULong((nuint)memory.Length));
            if (TurboJpeg.tjCompress2(compressor, MemoryMarshal.GetReference(picture.Bytes), picture.Width, 3 * picture.Width, picture.Height, TurboJpeg.Rgb,
                ref jpeg, ref size, TurboJpeg.Subsampling420, quality, TurboJpeg.AccurateDct | TurboJpeg.NoRealloc) != 0)
                throw new DataException("a picture to be written", 0, $"libturbojpeg does not take it ({compressor.LastWords})", "a picture that JPEG can hold", "make it smaller");
            return memory.AsSpan(0, (int)size.Value);
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>Frees the library's memory.</summary>
    public void Dispose() => handle?.Dispose();
}
