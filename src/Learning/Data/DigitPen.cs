namespace PerfSuite.Learning.Data;

/// <summary>
/// Writes one digit into 28×28 grey bytes: a way of writing it, bent, turned, sheared, scaled, moved, with a pen of
/// some width and darkness, on paper with a little grain.
/// <para>
/// Only + − × ÷ and the square root of doubles are used: IEEE 754 fixes each of their results to the bit, .NET neither
/// fuses nor reorders them, and so the same random numbers give the same bytes on every machine. Sine and cosine
/// are not fixed that way: a turn is (1 − t²)/(1 + t²) and 2t/(1 + t²) with t the tangent of half the angle.
/// </para>
/// </summary>
internal sealed class DigitPen
{
    private const int Side = MnistSet.Side;
    private const int StepsOfACurve = 6;
    private readonly double[] ink = new double[Side * Side];
    private readonly List<(double X, double Y)> line = [];

    /// <summary>Draws. The order in which random numbers are taken is part of the data's definition: it is that of the statements.</summary>
    /// <param name="digit">0–9.</param>
    /// <param name="random">Left behind the last number taken.</param>
    /// <param name="pixels">784 bytes, row by row; 0 is paper.</param>
    public void Write(int digit, ref SplitMix64 random, Span<byte> pixels)
    {
        var ways = DigitGlyphs.All[digit];
        var strokes = ways[random.Below(ways.Length)];
        var hand = Hand.Take(ref random);
        var radius = random.Between(1, 1.9);
        var darkness = random.Between(205, 255);
        var grain = random.Between(0, 16);

        Array.Clear(ink);
        foreach (var stroke in strokes)
        {
            Flatten(stroke, hand, ref random);
            for (var i = 1; i < line.Count; i++)
                Ink(line[i - 1], line[i], radius);
        }
        for (var i = 0; i < ink.Length; i++)
        {
            // The difference of two is triangular around 0; half of it falls below the paper's 0.
            var noise = grain * (random.Fraction() - random.Fraction());
            pixels[i] = (byte)Math.Clamp(ink[i] * darkness + noise + 0.5, 0, 255);
        }
    }

    /// <summary>From the box of the glyph to pixels.</summary>
    private readonly record struct Hand(double Cos, double Sin, double Shear, double Width, double Height, double Right, double Down)
    {
        public static Hand Take(ref SplitMix64 random)
        {
            var t = random.Between(-0.15, 0.15); // ±17°
            var shear = random.Between(-0.2, 0.35); // most hands lean to the right
            var width = random.Between(8.5, 15);
            var height = random.Between(15, 20.5);
            var right = random.Between(-2.5, 2.5);
            var down = random.Between(-2.5, 2.5);
            return new((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t), shear, width, height, right, down);
        }

        public (double X, double Y) Place(double x, double y)
        {
            var v = (y - 0.5) * Height;
            var u = (x - 0.5) * Width - Shear * v;
            return (Cos * u - Sin * v + Right + 0.5 * (Side - 1), Sin * u + Cos * v + Down + 0.5 * (Side - 1));
        }
    }

    /// <summary>The stroke as points on paper; each of its own points misses its place a little.</summary>
    private void Flatten(Stroke stroke, in Hand hand, ref SplitMix64 random)
    {
        const double miss = 0.045;
        var count = stroke.Points.Length / 2;
        var knots = new (double X, double Y)[count];
        for (var i = 0; i < count; i++)
        {
            var x = stroke.Points[2 * i] + random.Between(-miss, miss);
            var y = stroke.Points[2 * i + 1] + random.Between(-miss, miss);
            knots[i] = hand.Place(x, y);
        }
        var closed = stroke.Round && count > 2 && stroke.Points[0] == stroke.Points[^2] && stroke.Points[1] == stroke.Points[^1];
        if (closed)
            knots[^1] = knots[0];
        line.Clear();
        line.Add(knots[0]);
        for (var i = 1; i < count; i++)
        {
            if (stroke.Round)
            {
                var before = i > 1 ? knots[i - 2] : closed ? knots[^2] : knots[0];
                var after = i + 1 < count ? knots[i + 1] : closed ? knots[1] : knots[^1];
                for (var step = 1; step < StepsOfACurve; step++)
                    line.Add(Between(before, knots[i - 1], knots[i], after, (double)step / StepsOfACurve));
            }
            line.Add(knots[i]);
        }
    }

    /// <summary>Catmull and Rom's uniform cubic through b and c, at t of the way.</summary>
    private static (double X, double Y) Between((double X, double Y) a, (double X, double Y) b, (double X, double Y) c, (double X, double Y) d, double t)
    {
        return (Cubic(a.X, b.X, c.X, d.X, t), Cubic(a.Y, b.Y, c.Y, d.Y, t));

        static double Cubic(double a, double b, double c, double d, double t) =>
            b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    }

    /// <summary>
    /// Darkens every pixel by how far the pen reaches over it: 1 within the radius less half a pixel, falling to 0 over
    /// one pixel. Overlapping strokes do not add up.
    /// </summary>
    private void Ink((double X, double Y) from, (double X, double Y) to, double radius)
    {
        var reach = radius + 0.5;
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var lengthSquared = dx * dx + dy * dy;
        var (left, right) = Span(from.X, to.X, reach);
        var (top, bottom) = Span(from.Y, to.Y, reach);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var along = lengthSquared > 0 ? Math.Clamp(((x - from.X) * dx + (y - from.Y) * dy) / lengthSquared, 0, 1) : 0;
                var (ex, ey) = (x - from.X - along * dx, y - from.Y - along * dy);
                var cover = Math.Min(reach - Math.Sqrt(ex * ex + ey * ey), 1);
                if (cover > ink[y * Side + x])
                    ink[y * Side + x] = cover;
            }
        }

        static (int First, int Last) Span(double a, double b, double reach) =>
            ((int)Math.Max(Math.Min(a, b) - reach, 0), (int)Math.Min(Math.Max(a, b) + reach, Side - 1));
    }
}
