namespace PerfSuite.Learning.Data;

/// <summary>
/// Paints one of ten figures into 32×32. The figure alone is the class; texture and hue are hints that are true most of the
/// time, so that a network which looks harder gets further, and the mean colour says little.
/// </summary>
internal sealed class CifarFigure
{
    public const int Side = 32;

    public const int Classes = 10;

    /// <summary>How often the texture is the class's own, and the hue.</summary>
    private const double TrueTexture = 0.6, TrueHue = 0.35;

    private readonly Canvas canvas = new(Side, Side);

    /// <summary>Draws. The order in which random numbers are taken is part of the data's definition: it is that of the statements.</summary>
    /// <param name="figure">0–9.</param>
    /// <param name="random">Left behind the last number taken.</param>
    /// <param name="planes">3072 bytes: 1024 of red, of green, of blue.</param>
    public void Paint(int figure, ref SplitMix64 random, Memory<byte> planes)
    {
        var hue = random.Fraction() < TrueHue ? figure * 0.6 + random.Between(-0.3, 0.3) : random.Between(0, 6);
        var texture = random.Fraction() < TrueTexture ? figure % Textures : random.Below(Textures);
        var bright = random.Fraction() < 0.7;
        var light = bright ? random.Between(0.62, 1) : random.Between(0.12, 0.4);
        var colour = Colour.Of(hue, random.Between(0.3, 0.95), light);
        var second = Colour.Of(hue + random.Between(-1, 1), random.Between(0.2, 0.9), bright ? light - random.Between(0.25, 0.4) : light + random.Between(0.2, 0.3));
        var (from, to) = (Ground(ref random, bright), Ground(ref random, bright));
        canvas.Ground(from, to, random.Between(-1, 1));

        var turn = Turn.OfHalf(random.Between(-0.16, 0.16));
        var size = random.Between(8.5, 13);
        var stretch = random.Between(0.88, 1.14);
        var (right, down) = (random.Between(11.5, 19.5), random.Between(11.5, 19.5));
        var grid = Turn.OfHalf(random.Between(-1, 1));
        var period = random.Between(3.2, 5.2);
        var phase = random.Between(0, 1);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (u, v) = turn.Back((x - right) * stretch, (y - down) / stretch);
                var cover = Math.Min(Depth(figure, u / size, v / size) * size + 0.5, 1);
                if (cover <= 0)
                    continue;
                var (s, t) = grid.Back(x - right, y - down);
                canvas.Blend(x, y, colour.Towards(second, Share(texture, s / period + phase, t / period + phase)), cover);
            }
        }
        canvas.Store(random.Between(8, 34), ref random, (pixel, channel, value) => planes.Span[channel * Side * Side + pixel] = value);
    }

    /// <summary>How deep a point lies inside a figure of about 1 around the origin; negative outside.</summary>
    private static double Depth(int figure, double x, double y)
    {
        var (across, down) = (Math.Abs(x), Math.Abs(y));
        var far = Math.Sqrt(x * x + y * y);
        return figure switch
        {
            0 => 0.88 - far, // disc
            1 => 0.22 - Math.Abs(far - 0.7), // ring
            2 => 0.76 - Math.Max(across, down), // square
            3 => Math.Min(0.6 - y, 0.45 - 0.866 * across + 0.5 * y), // triangle
            4 => Math.Max(Math.Min(0.27 - across, 0.92 - down), Math.Min(0.92 - across, 0.27 - down)), // cross
            5 => Math.Min(0.9 - far, Math.Sqrt((x - 0.45) * (x - 0.45) + y * y) - 0.68), // crescent
            6 => Math.Min(0.86 - down, 0.75 * (0.1 + 0.8 * down - across)), // hourglass
            7 => 0.19 - 0.7 * Math.Abs(across + down - 0.82), // hollow diamond
            8 => Math.Min(0.88 - across, 0.24 - Math.Abs(down - 0.55)), // two bars
            _ => Math.Max( // arrow
                Math.Min(0.05 - y, 0.72 * (0.95 * (y + 0.92) - across)),
                Math.Min(0.24 - across, Math.Min(y + 0.1, 0.9 - y))),
        };
    }

    private const int Textures = 5;

    /// <summary>How much of the second colour there is at a place of a grid of squares of 1×1.</summary>
    private static double Share(int texture, double s, double t)
    {
        return texture switch
        {
            0 => 0, // plain
            1 => Edge(Wave(s)), // stripes
            2 => Math.Abs(Edge(Wave(s)) - Edge(Wave(t))), // checks
            3 => Edge(0.9 * (Wave(s) + Wave(t)) - 0.55), // dots
            _ => Math.Clamp(0.5 + 0.2 * s, 0, 1), // fading
        };

        static double Wave(double at) => Math.Abs(2 * (at - Math.Floor(at)) - 1);

        static double Edge(double at) => Math.Clamp(3 * (at - 0.5) + 0.5, 0, 1);
    }

    private static Colour Ground(ref SplitMix64 random, bool dark)
    {
        var hue = random.Between(0, 6);
        return Colour.Of(hue, random.Between(0.1, 0.7), dark ? random.Between(0.08, 0.5) : random.Between(0.55, 0.95));
    }
}
