namespace PerfSuite.Learning.Data.Images;

/// <summary>From interleaved bytes to planes of numbers.</summary>
internal static class Planes
{
    /// <summary>Writes all reds, all greens, all blues.</summary>
    /// <param name="pixels">R G B R G B …</param>
    /// <param name="planes">As many numbers, a third of them for each colour.</param>
    /// <param name="red">The number of each of the 256 values.</param>
    /// <param name="green">The number of each of the 256 values.</param>
    /// <param name="blue">The number of each of the 256 values.</param>
    public static void Split(ReadOnlySpan<byte> pixels, Span<float> planes, float[] red, float[] green, float[] blue)
    {
        var size = pixels.Length / 3;
        Split(pixels, planes[..size], planes.Slice(size, size), planes.Slice(2 * size, size), red, green, blue);
    }

    /// <summary>The same to places of any kind, such as a row of each plane.</summary>
    public static void Split(ReadOnlySpan<byte> pixels, Span<float> reds, Span<float> greens, Span<float> blues, float[] red, float[] green, float[] blue)
    {
        // The lengths are said so that the compiler need not check them at each pixel.
        (red, green, blue) = (Whole(red), Whole(green), Whole(blue));
        greens = greens[..reds.Length];
        blues = blues[..reds.Length];
        for (int i = 0, at = 0; i < reds.Length && at + 2 < pixels.Length; i++, at += 3)
        {
            reds[i] = red[pixels[at]];
            greens[i] = green[pixels[at + 1]];
            blues[i] = blue[pixels[at + 2]];
        }

        static float[] Whole(float[] numbers) => numbers.Length == 256 ? numbers : throw new ArgumentException("256 numbers are needed", nameof(numbers));
    }
}
