using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Learning.Data;

/// <summary>What one thread needs to make JPEGs: somebody who paints, a picture and an encoder.</summary>
internal sealed class Easel<T>(T painter, int width, int height) : IDisposable
{
    private readonly JpegEncoder encoder = new();
    private readonly Picture picture = new(width, height);

    public T Painter => painter;

    /// <summary>Height × width × 3 bytes.</summary>
    public Memory<byte> Pixels { get; } = new byte[width * height * 3];

    /// <summary>The painted picture as a file, valid until the next one.</summary>
    public ReadOnlySpan<byte> Jpeg(int quality)
    {
        Pixels.Span.CopyTo(picture.Bytes);
        return encoder.Encode(picture, quality);
    }

    public void Dispose() => encoder.Dispose();
}
