namespace PerfSuite.Learning.Data;

/// <summary>Images and labels that have been checked against each other: 28×28, as many of one as of the other, labels 0–9.</summary>
public sealed class MnistSet
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 28;

    /// <summary>Bytes of an image.</summary>
    public const int ImageLength = Side * Side;

    /// <summary>Labels are 0 to 9.</summary>
    public const int Classes = 10;

    private MnistSet(byte[] images, byte[] labels, IReadOnlyList<string> notes) => (Images, Labels, Notes) = (images, labels, notes);

    /// <summary>How many images.</summary>
    public int Count => Labels.Length;

    /// <summary>All images one after the other, each row by row (count × 28 × 28); 0 is paper, 255 ink.</summary>
    public byte[] Images { get; }

    /// <summary>The digit of each image.</summary>
    public byte[] Labels { get; }

    /// <summary>Lines worth showing to who named the folder; see <see cref="MnistFiles.Notes"/>.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The 784 bytes of one image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return Images.AsSpan(index * ImageLength, ImageLength);
    }

    /// <summary>How many images of each digit.</summary>
    public int[] Histogram()
    {
        var histogram = new int[Classes];
        foreach (var label in Labels)
            histogram[label]++;
        return histogram;
    }

    /// <summary>Finds and reads one part of a folder.</summary>
    /// <exception cref="DataException">A file is missing or faulty, or the two do not belong together.</exception>
    public static MnistSet Read(string folder, MnistPart part)
    {
        var files = MnistFiles.Find(folder, part);
        return Of(IdxFile.ReadImages(files.Images), IdxFile.ReadLabels(files.Labels), files.Notes);
    }

    /// <summary>Joins images and labels.</summary>
    /// <exception cref="DataException">Other sizes than 28×28, different counts, or a label above 9.</exception>
    public static MnistSet Of(IdxFile images, IdxFile labels) => Of(images, labels, []);

    private static MnistSet Of(IdxFile images, IdxFile labels, IReadOnlyList<string> notes)
    {
        if (images.Sizes is not [_, Side, Side])
            throw new DataException(images.Name, 8, $"images of {string.Join('×', images.Sizes.Skip(1))}", $"{Side}×{Side}", "the networks take MNIST's size only: scale the images to it");
        if (labels.Sizes is not [var count] || count != images.Count)
            throw new DataException(labels.Name, 4, $"{labels.Count} labels", $"{images.Count}, one for each image of {images.Name}", "the two files are not of one set: fetch or make both again");
        var wrong = labels.Bytes.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(Classes - 1));
        if (wrong >= 0)
            throw new DataException(labels.Name, labels.BodyOffset + wrong, $"label {labels.Bytes[wrong]}", $"0 to {Classes - 1}", "it is damaged or holds other classes: fetch or make it again");
        return new(images.Bytes, labels.Bytes, notes);
    }
}
