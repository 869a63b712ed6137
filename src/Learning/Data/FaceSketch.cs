namespace PerfSuite.Learning.Data;

/// <summary>
/// Paints a face of 178×218: skin, hair, eyes, mouth, pose, light and background all vary. Lengths are in half heights of the face,
/// from its middle: the chin is at (0, 1) before it is turned, scaled and moved.
/// </summary>
internal sealed class FaceSketch
{
    public const int Width = 178, Height = 218;

    private static readonly Colour[] Skins =
        [new(255, 224, 196), new(241, 194, 160), new(224, 172, 128), new(198, 134, 94), new(141, 85, 54), new(92, 56, 38)];

    private static readonly Colour[] Hairs =
        [new(28, 22, 20), new(62, 40, 26), new(108, 68, 38), new(168, 118, 62), new(222, 190, 128), new(150, 58, 28), new(176, 174, 172)];

    private static readonly Colour[] Eyes = [new(82, 52, 30), new(58, 40, 28), new(70, 112, 150), new(84, 128, 84), new(120, 130, 138)];

    private readonly Canvas canvas = new(Width, Height);
    private Turn turn;
    private Point middle;
    private double unit, yaw;

    /// <summary>Draws. The order in which random numbers are taken is part of the data's definition: it is that of the statements.</summary>
    /// <param name="random">Left behind the last number taken.</param>
    /// <param name="pixels">Height × width × 3 bytes, rows from the top, R G B.</param>
    public void Paint(ref SplitMix64 random, Memory<byte> pixels)
    {
        Behind(ref random);
        turn = Turn.OfHalf(random.Between(-0.09, 0.09));
        unit = random.Between(60, 72);
        middle = new(random.Between(82, 96), random.Between(112, 124));
        yaw = random.Between(-0.14, 0.14);

        var skin = Between(Skins, ref random);
        var hair = Between(Hairs, ref random);
        var narrow = random.Between(0.68, 0.8);
        var length = random.Fraction() < 0.5 ? random.Between(0.5, 1.7) : 0; // how far the hair falls; 0 is short
        var bald = length == 0 && random.Fraction() < 0.18;
        Hanging(hair, narrow, length);
        Body(ref random, skin);
        Head(ref random, skin, narrow);
        if (length == 0 && random.Fraction() < 0.35)
            Beard(hair, narrow, random.Between(0.3, 0.9));
        Mouth(ref random, skin);
        Nose(skin);
        Look(ref random, hair);
        if (!bald)
            Fringe(ref random, hair, narrow);
        if (random.Fraction() < 0.15)
            Glasses(Colour.Of(random.Between(0, 6), random.Between(0, 0.6), random.Between(0.05, 0.35)));
        canvas.Store(random.Between(2, 9), ref random, (pixel, colour, value) => pixels.Span[3 * pixel + colour] = value);
    }

    private void Behind(ref SplitMix64 random)
    {
        var hue = random.Between(0, 6);
        var first = Colour.Of(hue, random.Between(0, 0.6), random.Between(0.15, 0.95));
        var last = Colour.Of(hue + random.Between(-1, 1), random.Between(0, 0.7), random.Between(0.1, 0.9));
        canvas.Ground(first, last, random.Between(-1, 1));
        for (var spots = random.Below(7); spots > 0; spots--)
        {
            var size = random.Between(8, 42);
            canvas.Ellipse(new(random.Between(0, Width), random.Between(0, Height)), size, size * random.Between(0.7, 1.4), Turn.OfHalf(random.Between(-1, 1)),
                Colour.Of(random.Between(0, 6), random.Between(0, 0.7), random.Between(0.2, 1)), random.Between(0.15, 0.5), random.Between(2, 12));
        }
    }

    /// <summary>The hair that is seen behind the face.</summary>
    private void Hanging(Colour hair, double narrow, double length)
    {
        Oval(0, -0.22, narrow + 0.16, 0.98, hair.Times(0.8), depth: -0.3);
        if (length == 0)
            return;
        foreach (var side in new[] { -1, 1 })
            canvas.Line(At(side * (narrow + 0.02), -0.3, -0.3), At(side * (narrow + 0.12), -0.2 + length, -0.3), 0.28 * unit, 0.2 * unit, hair.Times(0.85));
    }

    private void Body(ref SplitMix64 random, Colour skin)
    {
        var cloth = Colour.Of(random.Between(0, 6), random.Between(0.1, 0.9), random.Between(0.1, 0.95));
        var upright = new Point(middle.X, middle.Y);
        canvas.Ellipse(new(upright.X, upright.Y + 2 * unit), 1.45 * unit, 0.75 * unit, Turn.None, cloth, soft: 2);
        canvas.Line(At(0, 0.6, -0.2), new(upright.X, upright.Y + 1.35 * unit), 0.36 * unit, 0.42 * unit, skin.Times(0.82));
        if (random.Fraction() < 0.5)
            canvas.Bow(new(upright.X - 0.5 * unit, upright.Y + 1.3 * unit), new(upright.X, upright.Y + 1.9 * unit), new(upright.X + 0.5 * unit, upright.Y + 1.3 * unit), 0.05 * unit, cloth.Times(0.6));
    }

    private void Head(ref SplitMix64 random, Colour skin, double narrow)
    {
        foreach (var side in new[] { -1, 1 })
            Oval(side * (narrow + 0.02), 0.02, 0.1, 0.19, skin.Times(0.85), depth: -0.2);
        Oval(0, 0, narrow, 1, skin);
        Oval(0, 0.42, narrow * random.Between(0.78, 0.95), 0.56, skin);
        var light = random.Between(-0.8, 0.8);
        Oval(-light * 0.7, 0.1, 0.5, 0.95, skin.Times(0.55), 0.32, soft: 0.4);
        Oval(light * 0.6, -0.25, 0.32, 0.5, skin.Towards(new(255, 250, 240), 0.6), 0.3, soft: 0.3);
        foreach (var side in new[] { -1, 1 })
            Oval(side * 0.42, 0.3, 0.2, 0.16, new(226, 96, 88), 0.22, 0.1, 0.15);
    }

    private void Beard(Colour hair, double narrow, double thick)
    {
        Oval(0, 0.66, narrow * 0.82, 0.4, hair, thick, soft: 0.12);
        Oval(0, 0.44, 0.3, 0.09, hair, thick, 0.14, 0.06);
    }

    private void Mouth(ref SplitMix64 random, Colour skin)
    {
        var smile = random.Between(-0.05, 0.16);
        var open = random.Fraction() < 0.4 ? random.Between(0.04, 0.13) : 0;
        var wide = random.Between(0.2, 0.3) + smile * 0.5;
        var lips = skin.Towards(Colour.Of(random.Between(-0.15, 0.1), 0.65, 0.75), random.Between(0.35, 0.85));
        var (left, right) = (At(-wide, 0.56 - smile, 0.14), At(wide, 0.56 - smile, 0.14));
        if (open > 0)
        {
            Oval(0, 0.56 + 0.3 * smile, wide * 0.85, open, new(70, 22, 24), 1, 0.14);
            Oval(0, 0.56 + 0.3 * smile - 0.35 * open, wide * 0.7, open * 0.5, new(244, 240, 232), 1, 0.14);
        }
        canvas.Bow(left, At(0, 0.54 + smile - open * 1.6, 0.15), right, 0.034 * unit, lips);
        canvas.Bow(left, At(0, 0.6 + smile + open * 2.2, 0.15), right, 0.044 * unit, lips.Times(0.92));
    }

    private void Nose(Colour skin)
    {
        var side = yaw < 0 ? -1 : 1;
        canvas.Line(At(-0.04 * side, -0.16, 0.12), At(-0.1 * side, 0.24, 0.2), 0.02 * unit, 0.05 * unit, skin.Times(0.7), 0.45);
        Oval(0, 0.24, 0.13, 0.09, skin.Towards(new(255, 236, 220), 0.2), 0.8, 0.22, 0.08);
        foreach (var nostril in new[] { -1, 1 })
            Oval(nostril * 0.075, 0.28, 0.034, 0.022, skin.Times(0.38), 0.9, 0.2);
    }

    private void Look(ref SplitMix64 random, Colour hair)
    {
        var iris = Between(Eyes, ref random);
        var open = random.Between(0.06, 0.105);
        var apart = random.Between(0.3, 0.36);
        var (aside, below) = (random.Between(-0.05, 0.05), random.Between(-0.01, 0.02));
        var (raised, slope, thick) = (random.Between(0.17, 0.25), random.Between(-0.04, 0.05), random.Between(0.018, 0.045));
        foreach (var side in new[] { -1, 1 })
        {
            var x = side * apart;
            Oval(x, -0.12, 0.2, open + 0.07, hair.Times(0.3), 0.18, 0.1, 0.1);
            Oval(x, -0.12, 0.155, open, new(245, 243, 240), 1, 0.1);
            Oval(x + aside, -0.12 + below, 0.075, Math.Min(0.08, open + 0.005), iris, 1, 0.1);
            Oval(x + aside, -0.12 + below, 0.036, 0.036, new(12, 10, 10), 1, 0.1);
            Oval(x + aside + 0.025, -0.145 + below, 0.018, 0.018, new(255, 255, 255), 1, 0.1);
            canvas.Bow(At(x - 0.17, -0.1, 0.1), At(x, -0.13 - 2 * open, 0.1), At(x + 0.17, -0.1, 0.1), 0.02 * unit, hair.Times(0.35));
            canvas.Bow(At(x - side * 0.16, -0.12 - raised + slope, 0.1), At(x, -0.2 - raised, 0.1), At(x + side * 0.2, -0.1 - raised, 0.1), thick * unit, hair.Times(0.7));
        }
    }

    /// <summary>The hair over the forehead: a cap, parted somewhere.</summary>
    private void Fringe(ref SplitMix64 random, Colour hair, double narrow)
    {
        var (thick, part, low) = (random.Between(0.13, 0.24), random.Between(-0.5, 0.5), random.Between(-0.62, -0.4));
        var top = At(part * 0.5, -1.0, -0.1);
        foreach (var side in new[] { -1, 1 })
        {
            var temple = At(side * (narrow + 0.03), low + 0.32, -0.1);
            for (var strand = 0; strand < 4; strand++)
            {
                var shade = hair.Times(0.85 + 0.1 * strand);
                canvas.Bow(top, At(side * (narrow + 0.1 - 0.13 * strand), -1.12 + 0.1 * strand, -0.05), At(side * (narrow + 0.03 - 0.02 * strand), low + 0.3 - 0.1 * strand, -0.05), (thick - 0.02 * strand) * unit, shade);
            }
            canvas.Line(temple, At(side * (narrow + 0.04), low + 0.5, -0.1), 0.09 * unit, 0.05 * unit, hair);
        }
    }

    private void Glasses(Colour frame)
    {
        foreach (var side in new[] { -1, 1 })
        {
            var x = side * 0.33;
            canvas.Bow(At(x - 0.24, -0.12, 0.16), At(x, -0.46, 0.16), At(x + 0.24, -0.12, 0.16), 0.022 * unit, frame);
            canvas.Bow(At(x - 0.24, -0.12, 0.16), At(x, 0.24, 0.16), At(x + 0.24, -0.12, 0.16), 0.022 * unit, frame);
            canvas.Line(At(side * 0.57, -0.14, 0.14), At(side * 0.76, -0.1, -0.2), 0.02 * unit, 0.02 * unit, frame);
        }
        canvas.Bow(At(-0.09, -0.13, 0.2), At(0, -0.2, 0.2), At(0.09, -0.13, 0.2), 0.022 * unit, frame);
    }

    /// <summary>What lies nearer moves farther when the head looks aside.</summary>
    private Point At(double x, double y, double depth)
    {
        var at = turn.Of(x + yaw * (4 * depth), y);
        return new(middle.X + unit * at.X, middle.Y + unit * at.Y);
    }

    private void Oval(double x, double y, double across, double down, Colour colour, double opacity = 1, double depth = 0, double soft = 0) =>
        canvas.Ellipse(At(x, y, depth), across * unit, down * unit, turn, colour, opacity, Math.Max(1, soft * unit));

    /// <summary>Somewhere between two neighbours.</summary>
    private static Colour Between(Colour[] row, ref SplitMix64 random)
    {
        var at = random.Below(row.Length - 1);
        return row[at].Towards(row[at + 1], random.Fraction());
    }
}
