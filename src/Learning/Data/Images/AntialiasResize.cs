using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PerfSuite.Learning.Data.Images;

/// <summary>
/// Scales a picture as Pillow's <c>Image.resize(size, Image.BILINEAR)</c> does, to the bit: a triangle filter as wide as the
/// reduction, first along the rows, then along the columns, each pass in fixed point and rounded to bytes.
/// It keeps its tables and memory: one for each thread.
/// </summary>
public sealed class AntialiasResize
{
    private Weights? across, down;
    private Vector256<int>[] lanes = [];
    private byte[] narrow = [];

    /// <summary>Scales to a size.</summary>
    /// <exception cref="ArgumentException">The same picture twice.</exception>
    public void Scale(Picture from, Picture to, int width, int height)
    {
        if (ReferenceEquals(from, to))
            throw new ArgumentException("a picture cannot be scaled into itself", nameof(to));
        to.Resize(width, height);
        across = across?.Fits(from.Width, width) == true ? across : new(from.Width, width);
        down = down?.Fits(from.Height, height) == true ? down : new(from.Height, height);

        // Between the passes a pixel has four bytes, and there is an even number of rows: one load takes two pixels.
        var rows = (from.Height + 1) / 2 * 2;
        if (narrow.Length < 4 * width * rows + 4)
            narrow = GC.AllocateUninitializedArray<byte>(4 * width * rows + 4);
        if (lanes.Length < from.Width)
            lanes = new Vector256<int>[from.Width];
        Across(from, across, width);
        Down(down, to);
    }

    /// <summary>Which source pixels make a pixel, and how much each counts, in 22 fractional bits.</summary>
    private sealed class Weights
    {
        private const int Fraction = 22;
        private readonly int from, to;

        public Weights(int from, int to)
        {
            (this.from, this.to) = (from, to);
            var scale = (double)from / to;
            var reach = Math.Max(scale, 1);
            Most = (int)Math.Ceiling(reach) * 2 + 1;
            First = new int[to];
            Count = new int[to];
            Values = new int[to * Most];
            var shares = new double[Most];
            for (var i = 0; i < to; i++)
            {
                var centre = (i + 0.5) * scale;
                var first = Math.Max((int)(centre - reach + 0.5), 0);
                var count = Math.Min((int)(centre + reach + 0.5), from) - first;
                var sum = 0.0;
                for (var k = 0; k < count; k++)
                    sum += shares[k] = Math.Max(1 - Math.Abs((k + first - centre + 0.5) * (1 / reach)), 0);
                for (var k = 0; k < count; k++)
                    Values[i * Most + k] = (int)(0.5 + shares[k] / sum * (1 << Fraction));
                (First[i], Count[i]) = (first, count);
            }
        }

        public static int Half => 1 << (Fraction - 1);

        public int Most { get; }

        public int[] First { get; }

        public int[] Count { get; }

        public int[] Values { get; }

        public bool Fits(int width, int target) => (from, to) == (width, target);

        public static Vector256<int> Round(Vector256<int> sum) => Vector256.ShiftRightArithmetic(sum, Fraction);
    }

    /// <summary>Two rows at once: four lanes are a pixel of the one (red, green, blue and a 0), four that of the other.</summary>
    private void Across(Picture from, Weights weights, int width)
    {
        var pixels = MemoryMarshal.Cast<Vector256<int>, int>(lanes.AsSpan());
        var target = MemoryMarshal.Cast<byte, uint>(narrow.AsSpan());
        for (var y = 0; y < from.Height; y += 2)
        {
            Widen(from.Row(y), from.Row(int.Min(y + 1, from.Height - 1)), pixels);
            for (var x = 0; x < width; x++)
            {
                var sum = Vector256.Create(Weights.Half);
                var values = weights.Values.AsSpan(x * weights.Most, weights.Count[x]);
                var sources = lanes.AsSpan(weights.First[x], values.Length);
                for (var k = 0; k < sources.Length; k++)
                    sum += sources[k] * values[k];
                var rounded = Weights.Round(sum);
                target[y * width + x] = Packed(rounded.GetLower());
                target[(y + 1) * width + x] = Packed(rounded.GetUpper());
            }
        }
    }

    private static void Widen(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Span<int> pixels)
    {
        lower = lower[..upper.Length];
        for (int i = 0, at = 0; i + 2 < upper.Length && at + 6 < pixels.Length; i += 3, at += 8)
        {
            (pixels[at], pixels[at + 1], pixels[at + 2]) = (upper[i], upper[i + 1], upper[i + 2]);
            (pixels[at + 4], pixels[at + 5], pixels[at + 6]) = (lower[i], lower[i + 1], lower[i + 2]);
        }
    }

    private static uint Packed(Vector128<int> pixel) =>
        Vector128.Narrow(Vector128.Narrow(pixel, pixel).AsUInt16(), Vector128<ushort>.Zero).AsUInt32().ToScalar();

    private void Down(Weights weights, Picture to)
    {
        var width = to.Width;
        var bytes = (ReadOnlySpan<byte>)narrow;
        for (var y = 0; y < to.Height; y++)
        {
            var row = to.Row(y);
            var counts = weights.Values.AsSpan(y * weights.Most, weights.Count[y]);
            var start = 4 * width * weights.First[y];
            for (var x = 0; x < width; x += 2)
            {
                var sum = Vector256.Create(Weights.Half);
                var at = start + 4 * x;
                foreach (var count in counts)
                {
                    var pair = Vector128.WidenLower(Vector128.CreateScalarUnsafe(MemoryMarshal.Read<ulong>(bytes[at..])).AsByte());
                    sum += Vector256.Create(Vector128.WidenLower(pair), Vector128.WidenUpper(pair)).AsInt32() * count;
                    at += 4 * width;
                }
                var rounded = Weights.Round(sum);
                Put(row, 3 * x, Packed(rounded.GetLower()));
                if (x + 1 < width)
                    Put(row, 3 * x + 3, Packed(rounded.GetUpper()));
            }
        }
    }

    private static void Put(Span<byte> row, int at, uint pixel) =>
        (row[at], row[at + 1], row[at + 2]) = ((byte)pixel, (byte)(pixel >> 8), (byte)(pixel >> 16));
}
