namespace PerfSuite.Learning.Data.Images;

/// <summary>Undoes PNG's five row filters (PNG Specification, section 9): each byte was replaced by its difference from a guess.</summary>
internal static class PngFilter
{
    /// <summary>Puts a row back together in place; false if there is no such filter.</summary>
    /// <param name="filter">0 none, 1 left, 2 above, 3 average, 4 Paeth.</param>
    /// <param name="row">The differences; then the bytes.</param>
    /// <param name="above">The row above, put together, or zeros; as long.</param>
    /// <param name="samples">Bytes of a pixel: as far to the left is the same sample's last value.</param>
    public static bool Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int samples)
    {
        above = above[..row.Length];
        switch (filter)
        {
            case 0:
                return true;
            case 1:
                for (var i = samples; i < row.Length; i++)
                    row[i] += row[i - samples];
                return true;
            case 2:
                for (var i = 0; i < row.Length; i++)
                    row[i] += above[i];
                return true;
            case 3:
                for (var i = 0; i < samples; i++)
                    row[i] += (byte)(above[i] >> 1);
                for (var i = samples; i < row.Length; i++)
                    row[i] += (byte)((row[i - samples] + above[i]) >> 1);
                return true;
            case 4:
                for (var i = 0; i < samples; i++)
                    row[i] += above[i];
                for (var i = samples; i < row.Length; i++)
                    row[i] += Paeth(row[i - samples], above[i], above[i - samples]);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whichever of left, above and above-left is nearest to left + above − above-left; ties in this order.</summary>
    private static byte Paeth(int left, int above, int corner)
    {
        var (toLeft, toAbove, toCorner) = (int.Abs(above - corner), int.Abs(left - corner), int.Abs(left + above - 2 * corner));
        return (byte)(toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner);
    }
}
