using System.Runtime.Intrinsics;
using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Learning.Data;

/// <summary>
/// CIFAR-10 images as float32 (3,32,32), (byte / 255 − mean) / deviation of each colour, with their labels. Augmented, an
/// image is moved by up to four pixels in each direction, black coming in, and mirrored every other time.
/// </summary>
/// <param name="set">Read or drawn.</param>
/// <param name="augment">Draws, in this order: Below(9) down, Below(9) across, Below(2) for the mirror.</param>
public sealed class CifarSource(CifarSet set, bool augment) : SampleSource
{
    private const int Side = CifarSet.Side;
    private const int Margin = 4;
    private const int Framed = Side + 2 * Margin;

    // Of the training images, as published for every comparison of residual networks on this set.
    private static readonly float[] Mean = [0.4914f, 0.4822f, 0.4465f];
    private static readonly float[] Deviation = [0.2023f, 0.1994f, 0.2010f];

    /// <inheritdoc/>
    public override int Count => set.Count;

    /// <inheritdoc/>
    public override SampleLayout Layout { get; } = new([3, Side, Side], TargetKind.Label);

    /// <summary>Reads one part of a folder with CIFAR-10's binary files.</summary>
    /// <exception cref="DataException">A file is missing or faulty.</exception>
    public static CifarSource Read(string folder, DataPart part, bool augment) => new(CifarSet.Read(folder, part), augment);

    /// <inheritdoc/>
    public override string NameOf(int index) => set.NameOf(index);

    /// <inheritdoc/>
    public override SampleReader OpenReader() => new Reader(set, augment);

    private sealed class Reader(CifarSet set, bool augment) : SampleReader
    {
        private static readonly Vector256<byte> Mirror = Vector256.Create((byte)31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);

        // A plane with its margin, which stays black. A row is one load from it, wherever the crop begins.
        private readonly byte[] frame = new byte[Framed * Framed];

        public override void Read(int index, SplitMix64 draws, Sample into)
        {
            var image = set.Image(index);
            var pixels = into.Input[..CifarSet.ImageLength];
            into.Label[0] = set.Label(index);
            var (down, across, mirror) = augment ? (draws.Below(2 * Margin + 1), draws.Below(2 * Margin + 1), draws.Below(2) == 1) : (0, 0, false);
            for (var colour = 0; colour < 3; colour++)
            {
                var plane = image.Slice(colour * Side * Side, Side * Side);
                var target = pixels.Slice(colour * Side * Side, Side * Side);
                if (augment)
                    Normalise(Frame(plane)[(down * Framed + across)..], Framed, mirror, target, Mean[colour], Deviation[colour]);
                else
                    Normalise(plane, Side, false, target, Mean[colour], Deviation[colour]);
            }
        }

        private ReadOnlySpan<byte> Frame(ReadOnlySpan<byte> plane)
        {
            for (var y = 0; y < Side; y++)
                plane.Slice(y * Side, Side).CopyTo(frame.AsSpan((y + Margin) * Framed + Margin, Side));
            return frame;
        }

        /// <summary>32 rows of 32 bytes, a stride apart, to 32×32 numbers. The divisions are divisions: a product with the reciprocal rounds otherwise.</summary>
        private static void Normalise(ReadOnlySpan<byte> rows, int stride, bool mirror, Span<float> target, float mean, float deviation)
        {
            var (means, deviations, full) = (Vector256.Create(mean), Vector256.Create(deviation), Vector256.Create(255f));
            for (var y = 0; y < Side; y++)
            {
                var row = Vector256.Create(rows.Slice(y * stride, Side));
                if (mirror)
                    row = Vector256.Shuffle(row, Mirror);
                var (left, right) = Vector256.Widen(row);
                var to = target.Slice(y * Side, Side);
                Put(Vector256.WidenLower(left), to);
                Put(Vector256.WidenUpper(left), to[8..]);
                Put(Vector256.WidenLower(right), to[16..]);
                Put(Vector256.WidenUpper(right), to[24..]);
            }

            void Put(Vector256<uint> eight, Span<float> to) =>
                ((Vector256.ConvertToSingle(eight.AsInt32()) / full - means) / deviations).CopyTo(to);
        }
    }
}
