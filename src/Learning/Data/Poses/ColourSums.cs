namespace PerfSuite.Learning.Data.Poses;

/// <summary>Exact sums over pixels: of the three colours, of their squares, of their products.</summary>
internal static class ColourSums
{
    /// <summary>Adds a row's sums of r, g, b, rr, gg, bb, rg, rb, gb, in this order.</summary>
    /// <param name="row">R G B R G B …; at most 65,536 pixels are summed in 32 bits at a time.</param>
    /// <param name="sums">Nine.</param>
    public static void Add(ReadOnlySpan<byte> row, Span<long> sums)
    {
        while (row.Length > 0)
        {
            var part = row[..int.Min(row.Length, 3 * 65_536)];
            uint r = 0, g = 0, b = 0, rr = 0, gg = 0, bb = 0, rg = 0, rb = 0, gb = 0;
            for (var i = 0; i + 2 < part.Length; i += 3)
            {
                uint x = part[i], y = part[i + 1], z = part[i + 2];
                r += x;
                g += y;
                b += z;
                rr += x * x;
                gg += y * y;
                bb += z * z;
                rg += x * y;
                rb += x * z;
                gb += y * z;
            }
            sums[0] += r;
            sums[1] += g;
            sums[2] += b;
            sums[3] += rr;
            sums[4] += gg;
            sums[5] += bb;
            sums[6] += rg;
            sums[7] += rb;
            sums[8] += gb;
            row = row[part.Length..];
        }
    }
}
