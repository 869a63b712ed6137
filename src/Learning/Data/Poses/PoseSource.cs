using PerfSuite.Learning.Data.Images;
using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Learning.Data.Poses;

/// <summary>Over which pixels the colour noise of DeepPose is measured.</summary>
public enum NoiseOver
{
    /// <summary>The whole picture: as the published PyTorch side.</summary>
    BeforeCrop,

    /// <summary>What is left of it: as the published Chainer side.</summary>
    AfterCrop,
}

/// <summary>
/// People and where their joints are: a crop of 227×227 as float32 (3,227,227), byte / 255, and the joints as fractions of
/// the crop, (14,2), with what is visible, (14,1). Augmented, the crop begins anywhere before the first visible joint, and its
/// colours are tinted; otherwise it is centred on the visible joints.
/// </summary>
public sealed class PoseSource : SampleSource
{
    /// <summary>Rows and columns of a crop.</summary>
    public const int Side = 227;

    private static readonly float[] Plain = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    private readonly IReadOnlyList<Pose> poses;
    private readonly bool augment;
    private readonly NoiseOver noise;

    /// <param name="folder">Where the lists are.</param>
    /// <param name="part">Which list.</param>
    /// <param name="augment">Draws, in this order: the crop's left, its top, two fractions for the tint.</param>
    /// <param name="noise">Where the tint comes from.</param>
    /// <exception cref="DataException">The list is missing or unreadable, or a line is wrong.</exception>
    public PoseSource(string folder, DataPart part, bool augment, NoiseOver noise = NoiseOver.BeforeCrop)
    {
        poses = PoseList.Read(folder, part);
        (this.augment, this.noise) = (augment, noise);
    }

    /// <inheritdoc/>
    public override int Count => poses.Count;

    /// <inheritdoc/>
    public override SampleLayout Layout { get; } = new([3, Side, Side], TargetKind.Pose, Pose.Count);

    /// <inheritdoc/>
    public override string NameOf(int index) => poses[index].Image;

    /// <inheritdoc/>
    public override SampleReader OpenReader() => new Reader(this);

    /// <exception cref="DataException">A side is shorter than a crop.</exception>
    internal static void RequireRoom(string path, int width, int height)
    {
        if (width < Side || height < Side)
            throw new DataException(path, 0, $"a picture of {width}×{height}", $"at least {Side}×{Side}", "take it out of the list, or make the list with `data prepare lsp`, which pads");
    }

    private sealed class Reader(PoseSource source) : SampleReader
    {
        private readonly ImageDecoder decoder = new();
        private readonly Picture picture = new();
        private readonly float[][] tinted = [new float[256], new float[256], new float[256]];

        public override void Read(int index, SplitMix64 draws, Sample into)
        {
            var pose = source.poses[index];
            decoder.Read(pose.Image, picture);
            RequireRoom(pose.Image, picture.Width, picture.Height);
            var left = Start(pose.Span(0), picture.Width, ref draws);
            var top = Start(pose.Span(1), picture.Height, ref draws);
            if (source.augment)
                Tint(left, top, ref draws);
            var (red, green, blue) = source.augment ? (tinted[0], tinted[1], tinted[2]) : (Plain, Plain, Plain);
            for (var y = 0; y < Side; y++)
            {
                Planes.Split(picture.Row(top + y).Slice(3 * left, 3 * Side), into.Input.Slice(y * Side, Side), into.Input.Slice((Side + y) * Side, Side),
                    into.Input.Slice((2 * Side + y) * Side, Side), red, green, blue);
            }
            for (var joint = 0; joint < Pose.Count; joint++)
            {
                into.Pose[2 * joint] = (float)((pose.Joints[2 * joint] - left) / Side);
                into.Pose[2 * joint + 1] = (float)((pose.Joints[2 * joint + 1] - top) / Side);
                into.Visible[joint] = pose.Visible[joint] ? 1 : 0;
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                decoder.Dispose();
        }

        /// <summary>Where the crop begins along an axis of some length; it ends inside.</summary>
        private int Start((double Least, double Most) joints, int length, ref SplitMix64 draws)
        {
            var start = source.augment
                ? draws.Below(Math.Max(0, (int)Math.Min(joints.Least, length - Side)) + 1)
                : Math.Max(0, (int)((joints.Least + joints.Most) / 2 - Side / 2.0));
            return Math.Min(start + Side, length) - Side;
        }

        private void Tint(int left, int top, ref SplitMix64 draws)
        {
            var colours = source.noise == NoiseOver.BeforeCrop
                ? ColourNoise.Covariance(picture, 0, 0, picture.Width, picture.Height)
                : ColourNoise.Covariance(picture, left, top, Side, Side);
            var (red, green, blue) = ColourNoise.Tint(colours, ref draws);
            for (var value = 0; value < 256; value++)
            {
                tinted[0][value] = Math.Clamp(Plain[value] + red, 0f, 1f);
                tinted[1][value] = Math.Clamp(Plain[value] + green, 0f, 1f);
                tinted[2][value] = Math.Clamp(Plain[value] + blue, 0f, 1f);
            }
        }
    }
}
