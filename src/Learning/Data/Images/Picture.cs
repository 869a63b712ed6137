namespace PerfSuite.Learning.Data.Images;

/// <summary>A picture of 8 bits per colour: rows from the top, each R G B R G B …, in memory that is reused by the next one.</summary>
public sealed class Picture
{
    /// <summary>The most pixels of a picture: beyond it a header is taken for damage, before anything is allocated.</summary>
    public const long MostPixels = 64_000_000;

    private byte[] memory = [];

    /// <summary>An empty picture.</summary>
    public Picture()
    {
    }

    /// <summary>A picture of a size, with whatever bytes there are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side below 1, or more than <see cref="MostPixels"/>.</exception>
    public Picture(int width, int height) => Resize(width, height);

    /// <summary>In pixels.</summary>
    public int Width { get; private set; }

    /// <summary>In pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Height × width × 3 bytes.</summary>
    public Span<byte> Bytes => memory.AsSpan(0, Width * Height * 3);

    /// <summary>One row: width × 3 bytes.</summary>
    public Span<byte> Row(int y) => Bytes.Slice(y * Width * 3, Width * 3);

    /// <summary>Gives it another size; the bytes are then whatever they happen to be.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side below 1, or more than <see cref="MostPixels"/>.</exception>
    public void Resize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, MostPixels);
        if (memory.Length < width * height * 3)
            memory = GC.AllocateUninitializedArray<byte>(width * height * 3);
        (Width, Height) = (width, height);
    }

    /// <summary>Refuses sizes that a file claims and no picture has.</summary>
    /// <exception cref="DataException">A side of 0, or more than <see cref="MostPixels"/>.</exception>
    internal static void RequireSensible(string name, long offset, long width, long height)
    {
        if (width < 1 || height < 1 || width > MostPixels || height > MostPixels || width * height > MostPixels)
            throw new DataException(name, offset, $"a picture of {width}×{height}", $"1 to {MostPixels} pixels", "the header is damaged, or the picture too large: scale it down");
    }
}
