namespace PerfSuite.Learning.Data;

/// <summary>
/// A learnable stand-in for MNIST, drawn from a seed: the same seed gives the same bytes on every machine. Labels are
/// balanced to within one and shuffled; image i of a part depends on (seed, part, i) and its label only.
/// (The compressed form unpacks to the same bytes everywhere; how it is packed is zlib's affair.)
/// </summary>
/// <param name="Seed">Decides everything.</param>
/// <param name="TrainCount">Images to train on, 1 to <see cref="MostImages"/>.</param>
/// <param name="TestCount">Images to test on, 1 to <see cref="MostImages"/>.</param>
public sealed record DrawnMnist(long Seed = 0, int TrainCount = 12_000, int TestCount = 2_000)
{
    /// <summary>The most images of one part.</summary>
    public const int MostImages = 1_000_000;

    /// <summary>Draws one part in memory.</summary>
    /// <param name="part">Which.</param>
    /// <param name="drawn">Told after every hundredth image, and at the end, how many of this part are drawn.</param>
    /// <param name="cancellation">Looked at as often.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count of this part is out of range.</exception>
    public MnistSet Draw(MnistPart part, Action<int>? drawn = null, CancellationToken cancellation = default)
    {
        var count = Checked(part);
        var (seed, key) = (unchecked((ulong)Seed), (ulong)part);
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
            labels[i] = (byte)(i % MnistSet.Classes);
        SplitMix64.Stream(seed, key).Shuffle(labels.AsSpan());

        var images = new byte[count * MnistSet.ImageLength];
        var pen = new DigitPen();
        for (var i = 0; i < count; i++)
        {
            var random = SplitMix64.Stream(seed, key, (ulong)i);
            pen.Write(labels[i], ref random, images.AsSpan(i * MnistSet.ImageLength, MnistSet.ImageLength));
            if ((i + 1) % 100 != 0 && i + 1 != count)
                continue;
            cancellation.ThrowIfCancellationRequested();
            drawn?.Invoke(i + 1);
        }
        return MnistSet.Of(IdxFile.Images(images, MnistSet.Side, MnistSet.Side), IdxFile.Labels(labels));
    }

    /// <summary>Draws both parts and writes the four IDX files; they appear together at the end, or not at all.</summary>
    /// <param name="folder">Made if missing. Anything in it makes this refuse, unless told to overwrite.</param>
    /// <param name="gzip">Write <c>….gz</c>.</param>
    /// <param name="overwrite">Replace MNIST files, plain and compressed, that are there; other files stay.</param>
    /// <param name="progress">Told (drawn, of how many) after every hundredth image.</param>
    /// <param name="cancellation">Ends it with nothing left behind.</param>
    /// <returns>The four paths.</returns>
    /// <exception cref="DataException">The folder holds something already, or cannot be written to.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<string> Make(string folder, bool gzip = false, bool overwrite = false, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var total = Checked(MnistPart.Train) + Checked(MnistPart.Test);
        WholeFiles.RequireRoom(folder, overwrite);
        var train = Draw(MnistPart.Train, drawn => progress?.Invoke(drawn, total), cancellation);
        var test = Draw(MnistPart.Test, drawn => progress?.Invoke(TrainCount + drawn, total), cancellation);

        var names = new List<string>();
        using var files = new WholeFiles(folder);
        foreach (var (part, set) in new[] { (MnistPart.Train, train), (MnistPart.Test, test) })
        {
            Add(MnistFiles.ImagesName(part), IdxFile.Images(set.Images, MnistSet.Side, MnistSet.Side));
            Add(MnistFiles.LabelsName(part), IdxFile.Labels(set.Labels));
        }
        cancellation.ThrowIfCancellationRequested();
        files.Complete(MnistFiles.Names.SelectMany(name => new[] { name, name + ".gz" }));
        return names.ConvertAll(name => Path.Combine(folder, name));

        void Add(string name, IdxFile content)
        {
            cancellation.ThrowIfCancellationRequested();
            name += gzip ? ".gz" : "";
            files.Add(name, stream => content.Write(stream, gzip));
            names.Add(name);
        }
    }

    private int Checked(MnistPart part)
    {
        var count = part == MnistPart.Train ? TrainCount : TestCount;
        return count is >= 1 and <= MostImages
            ? count
            : throw new ArgumentOutOfRangeException(null, count, $"The number of images to {(part == MnistPart.Train ? "train" : "test")} on must be 1 to {MostImages}.");
    }
}
