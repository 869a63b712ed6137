using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Learning.Data.Images;

/// <summary>One part of a folder of images, each scaled whole to 64×64: float32 (3,64,64), (byte / 255 − 0.5) / 0.5, to be learned against itself.</summary>
public sealed class ImageFolderSource : SampleSource
{
    /// <summary>Rows and columns of a sample.</summary>
    public const int Side = 64;

    // Every byte's number; the divisions are in float32.
    private static readonly float[] Numbers = [.. Enumerable.Range(0, 256).Select(value => (value / 255f - 0.5f) / 0.5f)];

    private readonly string[] paths;
    private readonly Resizing resizing;
    private readonly int atLeast;

    /// <param name="folder">Where the images are.</param>
    /// <param name="part">See <see cref="ImageFolder.Names(string, DataPart)"/>.</param>
    /// <param name="resizing">From the picture's size to 64×64.</param>
    /// <param name="scaledDecoding">Let JPEG be decoded at the smallest size of eighths that is still 64×64 or more: faster, and other pixels.</param>
    /// <exception cref="DataException">The folder is missing or cannot be read, or has fewer than ten images.</exception>
    public ImageFolderSource(string folder, DataPart part, Resizing resizing = Resizing.Antialias, bool scaledDecoding = false)
    {
        this.resizing = resizing;
        paths = [.. ImageFolder.Names(folder, part).Select(name => Path.Combine(folder, name))];
        atLeast = scaledDecoding ? Side : 0;
    }

    /// <inheritdoc/>
    public override int Count => paths.Length;

    /// <inheritdoc/>
    public override SampleLayout Layout { get; } = new([3, Side, Side], TargetKind.Input);

    /// <inheritdoc/>
    public override string NameOf(int index) => paths[index];

    /// <inheritdoc/>
    public override SampleReader OpenReader() => new Reader(this);

    private sealed class Reader(ImageFolderSource source) : SampleReader
    {
        private readonly ImageDecoder decoder = new();
        private readonly AntialiasResize antialias = new();
        private readonly PlainResize plain = new();
        private readonly Picture whole = new(), scaled = new();

        public override void Read(int index, SplitMix64 draws, Sample into)
        {
            decoder.Read(source.paths[index], whole, source.atLeast);
            if (source.resizing == Resizing.Antialias)
                antialias.Scale(whole, scaled, Side, Side);
            else
                plain.Scale(whole, scaled, Side, Side);
            Planes.Split(scaled.Bytes, into.Input, Numbers, Numbers, Numbers);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                decoder.Dispose();
        }
    }
}
