namespace PerfSuite.Learning.Data;

/// <summary>Red, green, blue, 0 to 255 each.</summary>
internal readonly record struct Colour(double Red, double Green, double Blue)
{
    /// <summary>A hue in [0, 6) (0 red, 2 green, 4 blue), how strong and how bright it is in [0, 1].</summary>
    public static Colour Of(double hue, double strength, double brightness)
    {
        return new(Channel(hue), Channel(hue - 2), Channel(hue - 4));

        double Channel(double at)
        {
            at -= 6 * Math.Floor(at / 6);
            return 255 * brightness * (1 - strength * (1 - Math.Clamp(Math.Abs(at - 3) - 1, 0, 1)));
        }
    }

    /// <summary>This at 0, the other at 1.</summary>
    public Colour Towards(Colour other, double share) =>
        new(Red + share * (other.Red - Red), Green + share * (other.Green - Green), Blue + share * (other.Blue - Blue));

    public Colour Times(double factor) => new(Red * factor, Green * factor, Blue * factor);
}

/// <summary>
/// A picture being painted, in doubles until it is stored. As with <see cref="DigitPen"/> only + − × ÷, floor and square root are
/// used, so that the same numbers give the same bytes on every machine. Pixel (x, y) is the point (x, y); edges are a pixel wide.
/// </summary>
internal sealed class Canvas(int width, int height)
{
    private readonly double[] paint = new double[width * height * 3];

    public int Width => width;

    public int Height => height;

    /// <summary>Covers all: <paramref name="first"/> in one corner, <paramref name="last"/> in the opposite one.</summary>
    /// <param name="first">Top left, unless slanting is negative: then top right.</param>
    /// <param name="last">The opposite corner.</param>
    /// <param name="slanting">−1 to 1: how much of the change goes across; the rest goes down.</param>
    public void Ground(Colour first, Colour last, double slanting)
    {
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var across = (double)x / (width - 1);
                var share = Math.Abs(slanting) * (slanting < 0 ? 1 - across : across) + (1 - Math.Abs(slanting)) * y / (height - 1);
                Set(x, y, first.Towards(last, share));
            }
        }
    }

    /// <summary>Mixes a colour into a pixel.</summary>
    public void Blend(int x, int y, Colour colour, double share)
    {
        var at = 3 * (y * width + x);
        paint[at] += share * (colour.Red - paint[at]);
        paint[at + 1] += share * (colour.Green - paint[at + 1]);
        paint[at + 2] += share * (colour.Blue - paint[at + 2]);
    }

    /// <summary>A turned ellipse.</summary>
    /// <param name="centre">In pixels.</param>
    /// <param name="across">Half its width, pixels.</param>
    /// <param name="down">Half its height, pixels.</param>
    /// <param name="turn">How it is turned.</param>
    /// <param name="colour">What with.</param>
    /// <param name="opacity">1 hides what is beneath.</param>
    /// <param name="soft">Width of the edge, pixels.</param>
    public void Ellipse(Point centre, double across, double down, Turn turn, Colour colour, double opacity = 1, double soft = 1)
    {
        var reach = Math.Max(across, down) + soft;
        var smaller = Math.Min(across, down) / soft;
        var (left, right) = Inside(centre.X - reach, centre.X + reach, width);
        var (top, bottom) = Inside(centre.Y - reach, centre.Y + reach, height);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var (u, v) = turn.Back(x - centre.X, y - centre.Y);
                (u, v) = (u / across, v / down);
                var cover = Math.Min((1 - Math.Sqrt(u * u + v * v)) * smaller + 0.5, 1);
                if (cover > 0)
                    Blend(x, y, colour, cover * opacity);
            }
        }
    }

    /// <summary>A line with round ends that may grow thinner or thicker on its way.</summary>
    public void Line(Point from, Point to, double radius, double endRadius, Colour colour, double opacity = 1)
    {
        var reach = Math.Max(radius, endRadius) + 1;
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var lengthSquared = dx * dx + dy * dy;
        var (left, right) = Inside(Math.Min(from.X, to.X) - reach, Math.Max(from.X, to.X) + reach, width);
        var (top, bottom) = Inside(Math.Min(from.Y, to.Y) - reach, Math.Max(from.Y, to.Y) + reach, height);
        for (var y = top; y <= bottom; y++)
        {
            for (var x = left; x <= right; x++)
            {
                var along = lengthSquared > 0 ? Math.Clamp(((x - from.X) * dx + (y - from.Y) * dy) / lengthSquared, 0, 1) : 0;
                var (ex, ey) = (x - from.X - along * dx, y - from.Y - along * dy);
                var cover = Math.Min(radius + along * (endRadius - radius) + 0.5 - Math.Sqrt(ex * ex + ey * ey), 1);
                if (cover > 0)
                    Blend(x, y, colour, cover * opacity);
            }
        }
    }

    /// <summary>A bow from one point to another that is drawn towards a third.</summary>
    public void Bow(Point from, Point towards, Point to, double radius, Colour colour)
    {
        const int steps = 8;
        var before = from;
        for (var step = 1; step <= steps; step++)
        {
            var t = (double)step / steps;
            var (a, b, c) = ((1 - t) * (1 - t), 2 * t * (1 - t), t * t);
            var next = new Point(a * from.X + b * towards.X + c * to.X, a * from.Y + b * towards.Y + c * to.Y);
            Line(before, next, radius, radius, colour);
            before = next;
        }
    }

    /// <summary>Rounds to bytes, with triangular noise of up to ± <paramref name="grain"/> in every colour: one number of the stream per pixel.</summary>
    /// <param name="grain">0 to 255.</param>
    /// <param name="random">Left behind the last number taken.</param>
    /// <param name="put">Given pixel, colour (0–2) and byte.</param>
    public void Store(double grain, ref SplitMix64 random, PutByte put)
    {
        for (var pixel = 0; pixel < width * height; pixel++)
        {
            var bits = random.Next();
            for (var colour = 0; colour < 3; colour++)
            {
                var noise = grain * ((long)(bits & 1023) - (long)(bits >> 10 & 1023)) / 1024;
                bits >>= 20;
                put(pixel, colour, (byte)Math.Clamp(paint[3 * pixel + colour] + noise + 0.5, 0, 255));
            }
        }
    }

    private void Set(int x, int y, Colour colour) =>
        (paint[3 * (y * width + x)], paint[3 * (y * width + x) + 1], paint[3 * (y * width + x) + 2]) = (colour.Red, colour.Green, colour.Blue);

    private static (int First, int Last) Inside(double low, double high, int size) =>
        ((int)Math.Clamp(low, 0, size), (int)Math.Clamp(high, -1, size - 1));
}

/// <summary>Where <see cref="Canvas.Store"/> puts a byte.</summary>
internal delegate void PutByte(int pixel, int colour, byte value);

/// <summary>In pixels, x to the right, y down.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>A turn, clockwise on the screen, by the angle whose half has a given tangent; exact to the last bit on every machine.</summary>
internal readonly record struct Turn(double Cos, double Sin)
{
    public static Turn None { get; } = new(1, 0);

    /// <param name="t">Tangent of half the angle: 0.1 is 11°, 1 a right angle.</param>
    public static Turn OfHalf(double t) => new((1 - t * t) / (1 + t * t), 2 * t / (1 + t * t));

    /// <summary>One after the other.</summary>
    public Turn Then(Turn next) => new(Cos * next.Cos - Sin * next.Sin, Sin * next.Cos + Cos * next.Sin);

    public Point Of(double x, double y) => new(Cos * x - Sin * y, Sin * x + Cos * y);

    public Point Back(double x, double y) => new(Cos * x + Sin * y, Cos * y - Sin * x);
}
