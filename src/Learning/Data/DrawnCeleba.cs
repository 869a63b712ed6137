using System.Globalization;
using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Learning.Data;

/// <summary>
/// A stand-in for CelebA's aligned faces: JPEG files of 178×218 named as there, 000001.jpg and on, drawn from a seed. The same seed gives the
/// same pixels on every machine; the bytes of the files are those of the machine's libjpeg. Which faces are kept back for testing is decided by whoever reads.
/// </summary>
/// <param name="Seed">Decides everything.</param>
/// <param name="Count">Faces, <see cref="FewestImages"/> to <see cref="MostImages"/>.</param>
public sealed record DrawnCeleba(long Seed = 0, int Count = 2_000)
{
    /// <summary>The fewest images: with less, the tenth that is kept back would be empty.</summary>
    public const int FewestImages = 10;

    /// <summary>The most images that six digits can name.</summary>
    public const int MostImages = 999_999;

    /// <summary>JPEG's quality.</summary>
    internal const int Quality = 95;

    /// <summary>Draws the faces; they appear together at the end, or none does.</summary>
    /// <param name="folder">Made if missing. Anything in it makes this refuse, unless told to overwrite.</param>
    /// <param name="overwrite">Replace all JPEG and PNG files in it, which together would be the set; other files stay.</param>
    /// <param name="progress">Told (drawn, of how many) a hundred times; from any thread, one at a time.</param>
    /// <param name="cancellation">Ends it with nothing left behind.</param>
    /// <returns>The first and the last path.</returns>
    /// <exception cref="DataException">The folder holds something already or cannot be written to; libturbojpeg is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<string> Make(string folder, bool overwrite = false, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        DrawnSet.RequireCount(Count, "learn from", FewestImages, MostImages);
        WholeFiles.RequireRoom(folder, overwrite);
        var tally = new Tally(Count, progress);
        using var files = new ManyFiles(folder);
        DrawnSet.Each(Count, () => new Easel<FaceSketch>(new FaceSketch(), FaceSketch.Width, FaceSketch.Height), (easel, i) =>
        {
            Paint(i, easel);
            files.Add(NameOf(i), easel.Jpeg(Quality));
            tally.Count();
        }, cancellation);
        cancellation.ThrowIfCancellationRequested();
        files.Complete(Enumerable.Range(0, Count).Select(NameOf), () => Directory.EnumerateFiles(folder).Where(IsImage));
        return [Path.Combine(folder, NameOf(0)), Path.Combine(folder, NameOf(Count - 1))];
    }

    /// <summary>One face, before it is a JPEG.</summary>
    internal void Paint(int index, Easel<FaceSketch> easel)
    {
        var random = SplitMix64.Stream(unchecked((ulong)Seed), (ulong)index);
        easel.Painter.Paint(ref random, easel.Pixels);
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"{index + 1:000000}.jpg");

    private static bool IsImage(string path) => Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png" && Path.GetFileName(path)[0] != '.';
}
