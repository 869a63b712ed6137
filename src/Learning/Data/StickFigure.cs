namespace PerfSuite.Learning.Data;

/// <summary>
/// Paints a figure of sticks into 256×256 and says where its joints are. Its right side wears warm colours and its left side cool ones, most
/// figures face the reader and some turn their back; some joints are hidden behind a board.
/// </summary>
internal sealed class StickFigure
{
    public const int Side = 256;

    public const int Joints = 14;

    /// <summary>The joints' box has sides below this: the crop of the published experiment.</summary>
    public const double MostOfBox = 227;

    private const int Hip = 2, Wrist = 6, Elbow = 7, Shoulder = 8, Neck = 12, Top = 13;

    private readonly Canvas canvas = new(Side, Side);
    private readonly Point[] joints = new Point[Joints];
    private readonly bool[] visible = new bool[Joints];

    /// <summary>In pixels, hundredths at most: right ankle, knee, hip, left hip, knee, ankle, right wrist, elbow, shoulder, left shoulder, elbow, wrist, neck, top of the head.</summary>
    public ReadOnlySpan<Point> Where => joints;

    /// <summary>Which of them are not hidden.</summary>
    public ReadOnlySpan<bool> Visible => visible;

    /// <summary>Draws. The order in which random numbers are taken is part of the data's definition: it is that of the statements.</summary>
    /// <param name="random">Left behind the last number taken.</param>
    /// <param name="pixels">256 × 256 × 3 bytes, rows from the top, R G B.</param>
    public void Paint(ref SplitMix64 random, Memory<byte> pixels)
    {
        Behind(ref random);
        var facing = random.Fraction() < 0.8;
        Stand(ref random, facing);
        var size = Place(ref random);
        Dress(ref random, size, facing);
        Hide(ref random, size);
        canvas.Store(random.Between(2, 14), ref random, (pixel, colour, value) => pixels.Span[3 * pixel + colour] = value);
    }

    private void Behind(ref SplitMix64 random)
    {
        var hue = random.Between(0, 6);
        canvas.Ground(Colour.Of(hue, random.Between(0, 0.4), random.Between(0.55, 0.95)), Colour.Of(hue + random.Between(-1, 1), random.Between(0, 0.5), random.Between(0.35, 0.9)), random.Between(-1, 1));
        var meadow = random.Between(150, 235);
        canvas.Ellipse(new(random.Between(60, 200), meadow + 150), 420, 150, Turn.OfHalf(random.Between(-0.05, 0.05)), Colour.Of(random.Between(0.4, 2.6), random.Between(0.2, 0.6), random.Between(0.35, 0.75)), soft: 2);
        for (var blots = random.Below(6); blots > 0; blots--)
        {
            var broad = random.Between(6, 36);
            canvas.Ellipse(new(random.Between(0, Side), random.Between(0, Side)), broad, broad * random.Between(0.4, 2.2), Turn.OfHalf(random.Between(-1, 1)),
                Colour.Of(random.Between(0, 6), random.Between(0.1, 0.6), random.Between(0.3, 0.95)), random.Between(0.3, 0.9), random.Between(1, 6));
        }
    }

    /// <summary>A pose around the middle of the hips, the whole upright figure 1 high; right is on the reader's left when it faces him.</summary>
    private void Stand(ref SplitMix64 random, bool facing)
    {
        var lean = Turn.OfHalf(random.Between(-0.16, 0.16));
        if (random.Fraction() < 0.15)
            lean = lean.Then(Turn.OfHalf(random.Between(-1, 1))); // on the way down, or over a bar
        var right = facing ? -1 : 1;
        joints[Neck] = lean.Of(0, -0.3);
        joints[Top] = Beyond(joints[Neck], lean.Then(Turn.OfHalf(random.Between(-0.12, 0.12))), 0, -0.18);
        var (hips, shoulders) = (random.Between(0.06, 0.085), random.Between(0.1, 0.13));
        foreach (var side in new[] { right, -right })
        {
            var isRight = side == right;
            var (hip, knee, ankle) = isRight ? (Hip, Hip - 1, Hip - 2) : (Hip + 1, Hip + 2, Hip + 3);
            var (shoulder, elbow, wrist) = isRight ? (Shoulder, Elbow, Wrist) : (Shoulder + 1, Shoulder + 2, Shoulder + 3);
            joints[hip] = lean.Of(side * hips, 0);
            var thigh = lean.Then(Turn.OfHalf(-side * random.Between(-0.05, 0.45)));
            joints[knee] = Beyond(joints[hip], thigh, 0, 0.25);
            joints[ankle] = Beyond(joints[knee], thigh.Then(Turn.OfHalf(random.Between(-0.35, 0.35))), 0, 0.25);
            joints[shoulder] = lean.Of(side * shoulders, -0.27);
            var raised = Turn.OfHalf(-side * random.Between(-0.05, 0.6));
            var upper = lean.Then(raised).Then(random.Fraction() < 0.4 ? raised : Turn.None);
            joints[elbow] = Beyond(joints[shoulder], upper, 0, 0.17);
            joints[wrist] = Beyond(joints[elbow], upper.Then(Turn.OfHalf(-side * random.Between(-0.3, 0.7))), 0, 0.155);
        }
    }

    private static Point Beyond(Point from, Turn turn, double x, double y)
    {
        var step = turn.Of(x, y);
        return new(from.X + step.X, from.Y + step.Y);
    }

    /// <summary>Scales and moves the pose so that it lies inside with some room, and rounds it to hundredths of a pixel.</summary>
    private double Place(ref SplitMix64 random)
    {
        const double most = MostOfBox - 7;
        const double rim = 8;
        var (left, right) = (joints.Min(joint => joint.X), joints.Max(joint => joint.X));
        var (top, bottom) = (joints.Min(joint => joint.Y), joints.Max(joint => joint.Y));
        var size = Math.Min(random.Between(135, 218), most / Math.Max(right - left, bottom - top));
        var x = rim + random.Fraction() * (Side - 2 * rim - size * (right - left));
        var y = rim + random.Fraction() * (Side - 2 * rim - size * (bottom - top));
        for (var i = 0; i < Joints; i++)
            joints[i] = new(Rounded(x + size * (joints[i].X - left)), Rounded(y + size * (joints[i].Y - top)));
        return size;

        static double Rounded(double value) => Math.Floor(value * 100 + 0.5) / 100;
    }

    private void Dress(ref SplitMix64 random, double size, bool facing)
    {
        var thick = size * random.Between(0.026, 0.04);
        var skin = new Colour(246, 208, 176).Towards(new(96, 60, 42), random.Fraction());
        var shirt = Colour.Of(random.Between(0, 6), random.Between(0.2, 0.8), random.Between(0.35, 0.95));
        var warm = Colour.Of(random.Between(-0.25, 0.7), random.Between(0.7, 0.95), random.Between(0.7, 1));
        var cool = Colour.Of(random.Between(3.0, 4.1), random.Between(0.7, 0.95), random.Between(0.55, 0.95));
        var hair = Colour.Of(random.Between(0, 1), random.Between(0.2, 0.7), random.Between(0.08, 0.6));
        Limb(2, 1, 0, warm.Times(0.85), thick * 1.35);
        Limb(3, 4, 5, cool.Times(0.85), thick * 1.35);
        var (rightHip, leftHip, rightShoulder, leftShoulder) = (joints[Hip], joints[Hip + 1], joints[Shoulder], joints[Shoulder + 1]);
        for (var strip = 0; strip <= 8; strip++)
        {
            var share = strip / 8.0;
            canvas.Line(Mixed(rightShoulder, leftShoulder, share), Mixed(rightHip, leftHip, share), thick * 1.1, thick, shirt.Times(0.88 + 0.24 * Math.Abs(share - 0.5)));
        }
        canvas.Line(joints[Neck], Mixed(joints[Neck], joints[Top], 0.4), thick * 0.9, thick * 0.9, skin);
        Limb(8, 7, 6, warm, thick);
        Limb(9, 10, 11, cool, thick);
        foreach (var hand in new[] { 6, 11 })
            canvas.Ellipse(joints[hand], thick * 1.1, thick * 1.1, Turn.None, skin);

        var (dx, dy) = (joints[Top].X - joints[Neck].X, joints[Top].Y - joints[Neck].Y);
        var far = Math.Sqrt(dx * dx + dy * dy);
        var turn = new Turn(-dy / far, dx / far); // takes "up" to where the head points
        var head = Mixed(joints[Neck], joints[Top], 0.62);
        canvas.Ellipse(head, far * 0.32, far * 0.39, turn, hair);
        if (!facing)
            return;
        var face = Mixed(joints[Neck], joints[Top], 0.55);
        canvas.Ellipse(face, far * 0.27, far * 0.31, turn, skin);
        foreach (var side in new[] { -1, 1 })
            canvas.Ellipse(Beyond(face, turn, side * far * 0.11, -far * 0.04), far * 0.04, far * 0.04, turn, new(20, 16, 16));
        canvas.Bow(Beyond(face, turn, -far * 0.1, far * 0.12), Beyond(face, turn, 0, far * 0.2), Beyond(face, turn, far * 0.1, far * 0.12), far * 0.02, new(150, 50, 50));
    }

    private void Limb(int root, int bend, int end, Colour colour, double thick)
    {
        canvas.Line(joints[root], joints[bend], thick, thick * 0.85, colour);
        canvas.Line(joints[bend], joints[end], thick * 0.85, thick * 0.65, colour.Times(0.8));
        canvas.Ellipse(joints[bend], thick * 0.5, thick * 0.5, Turn.None, colour.Times(0.6));
        canvas.Ellipse(joints[end], thick * 0.9, thick * 0.9, Turn.None, colour.Times(0.65));
    }

    /// <summary>Puts a board before a hand or foot of some figures; what lies behind it is not visible.</summary>
    private void Hide(ref SplitMix64 random, double size)
    {
        visible.AsSpan().Fill(true);
        if (random.Fraction() >= 0.35)
            return;
        ReadOnlySpan<int> ends = [0, 1, 4, 5, 6, 7, 10, 11];
        var behind = joints[ends[random.Below(ends.Length)]];
        var half = size * random.Between(0.05, 0.085);
        var turn = Turn.OfHalf(random.Between(-1, 1));
        var board = Colour.Of(random.Between(0, 6), random.Between(0, 0.5), random.Between(0.2, 0.9));
        for (var y = (int)Math.Max(behind.Y - 2 * half, 0); y < Side && y < behind.Y + 2 * half; y++)
        {
            for (var x = (int)Math.Max(behind.X - 2 * half, 0); x < Side && x < behind.X + 2 * half; x++)
            {
                var cover = Math.Min(half + 0.5 - Outside(new(x, y)), 1);
                if (cover > 0)
                    canvas.Blend(x, y, board.Times(0.9 + 0.2 * ((x ^ y) & 1)), cover);
            }
        }
        for (var i = 0; i < Joints; i++)
            visible[i] = Outside(joints[i]) > half;

        double Outside(Point at)
        {
            var (u, v) = turn.Back(at.X - behind.X, at.Y - behind.Y);
            return Math.Max(Math.Abs(u), Math.Abs(v));
        }
    }

    private static Point Mixed(Point a, Point b, double share) => new(a.X + share * (b.X - a.X), a.Y + share * (b.Y - a.Y));
}
