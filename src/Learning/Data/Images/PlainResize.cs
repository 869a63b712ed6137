namespace PerfSuite.Learning.Data.Images;

/// <summary>
/// Scales a picture by plain bilinear interpolation, the idea of OpenCV's INTER_LINEAR: each pixel from the four around
/// its place in the source, however many lie between them (so reductions below one half alias). Weights of 11 bits.
/// It keeps its tables: one for each thread.
/// </summary>
public sealed class PlainResize
{
    private Places? across, down;

    /// <summary>Scales to a size.</summary>
    /// <exception cref="ArgumentException">The same picture twice.</exception>
    public void Scale(Picture from, Picture to, int width, int height)
    {
        if (ReferenceEquals(from, to))
            throw new ArgumentException("a picture cannot be scaled into itself", nameof(to));
        to.Resize(width, height);
        across = across?.Fits(from.Width, width) == true ? across : new(from.Width, width);
        down = down?.Fits(from.Height, height) == true ? down : new(from.Height, height);
        for (var y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> upper = from.Row(down.First[y]), lower = from.Row(down.Second[y]);
            var (w0, w1) = (Places.One - down.Share[y], down.Share[y]);
            var row = to.Row(y);
            for (var x = 0; x < width; x++)
            {
                var (a, b) = (3 * across.First[x], 3 * across.Second[x]);
                var (v0, v1) = (Places.One - across.Share[x], across.Share[x]);
                for (var colour = 0; colour < 3; colour++)
                {
                    var sum = w0 * (v0 * upper[a + colour] + v1 * upper[b + colour]) + w1 * (v0 * lower[a + colour] + v1 * lower[b + colour]);
                    row[3 * x + colour] = (byte)((sum + (1 << 21)) >> 22);
                }
            }
        }
    }

    /// <summary>The two source pixels of each pixel along one axis, and how much the second counts, of 2048.</summary>
    private sealed class Places
    {
        public const int One = 2048;
        private readonly int from, to;

        public Places(int from, int to)
        {
            (this.from, this.to) = (from, to);
            (First, Second, Share) = (new int[to], new int[to], new int[to]);
            for (var i = 0; i < to; i++)
            {
                var place = (i + 0.5) * ((double)from / to) - 0.5;
                var whole = (int)Math.Floor(place);
                var fraction = place - whole;
                if (whole < 0)
                    (whole, fraction) = (0, 0);
                if (whole >= from - 1)
                    (whole, fraction) = (from - 1, 0);
                (First[i], Second[i], Share[i]) = (whole, int.Min(whole + 1, from - 1), (int)Math.Floor(fraction * One + 0.5));
            }
        }

        public int[] First { get; }

        public int[] Second { get; }

        public int[] Share { get; }

        public bool Fits(int width, int target) => (from, to) == (width, target);
    }
}
