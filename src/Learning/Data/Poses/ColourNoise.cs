using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Learning.Data.Poses;

/// <summary>
/// The tint of a picture along its own colours (Krizhevsky, Sutskever, Hinton: ImageNet classification with deep convolutional
/// neural networks, 2012, section 4.1), with the one number for all three axes, and rows where columns would be meant, of
/// DeepPoseComparison. In doubles, in this order, to the bit.
/// </summary>
internal static class ColourNoise
{
    private const double Spread = 0.01;
    private const int Sweeps = 12;

    /// <summary>What to add to red, green and blue as fractions of 255.</summary>
    /// <param name="colours">Covariance of the colours as fractions of 255; destroyed.</param>
    /// <param name="draws">Two fractions are taken.</param>
    public static (float Red, float Green, float Blue) Tint(double[,] colours, ref SplitMix64 draws)
    {
        var (u1, u2) = (1 - draws.Fraction(), draws.Fraction());
        var alpha = Spread * Math.Sqrt(-2 * Math.Log(u1)) * Math.Cos(2 * Math.PI * u2);
        var axes = Diagonalise(colours);
        var (a, b, c) = (Root(0), Root(1), Root(2));
        return (Along(0), Along(1), Along(2));

        double Root(int axis) => Math.Sqrt(Math.Max(colours[axis, axis], 0));
        float Along(int colour) => (float)(alpha * (axes[0, colour] * a + axes[1, colour] * b + axes[2, colour] * c));
    }

    /// <summary>Covariance of red, green and blue, each a fraction of 255, over a rectangle, from sums of whole numbers.</summary>
    public static double[,] Covariance(Picture picture, int left, int top, int width, int height)
    {
        Span<long> sums = stackalloc long[9];
        for (var y = top; y < top + height; y++)
            ColourSums.Add(picture.Row(y).Slice(3 * left, 3 * width), sums);
        double n = (long)width * height;
        double red = sums[0], green = sums[1], blue = sums[2];
        var (rr, gg, bb) = (Of(sums[3], red, red), Of(sums[4], green, green), Of(sums[5], blue, blue));
        var (rg, rb, gb) = (Of(sums[6], red, green), Of(sums[7], red, blue), Of(sums[8], green, blue));
        return new[,] { { rr, rg, rb }, { rg, gg, gb }, { rb, gb, bb } };

        double Of(long product, double c, double d) => (product - c * d / n) / (n - 1) / 65025;
    }

    /// <summary>
    /// Jacobi's rotations (Golub, Van Loan: Matrix Computations, section 8.5), always the same number in the same order:
    /// eigenvalues end on the diagonal, eigenvectors are the columns of what is returned.
    /// </summary>
    internal static double[,] Diagonalise(double[,] a)
    {
        var e = new double[,] { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        for (var turn = 0; turn < 3 * Sweeps; turn++)
        {
            var (p, q) = (turn % 3) switch { 0 => (0, 1), 1 => (0, 2), _ => (1, 2) };
            var apq = a[p, q];
            if (apq == 0)
                continue;
            var theta = (a[q, q] - a[p, p]) / (2 * apq);
            var t = 1 / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
            if (theta < 0)
                t = -t;
            var c = 1 / Math.Sqrt(t * t + 1);
            var s = t * c;
            var r = 3 - p - q;
            var (arp, arq) = (a[r, p], a[r, q]);
            a[p, p] -= t * apq;
            a[q, q] += t * apq;
            a[p, q] = a[q, p] = 0;
            a[r, p] = a[p, r] = c * arp - s * arq;
            a[r, q] = a[q, r] = s * arp + c * arq;
            for (var k = 0; k < 3; k++)
                (e[k, p], e[k, q]) = (c * e[k, p] - s * e[k, q], s * e[k, p] + c * e[k, q]);
        }
        return e;
    }
}
