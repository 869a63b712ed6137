namespace PerfSuite.Learning.Data;

/// <summary>A data set that networks learn from, by the name that <c>data make</c>, <c>get</c> and <c>check</c> know.</summary>
/// <param name="Name">Lower case.</param>
/// <param name="Summary">One line: what it is, and in which files.</param>
public sealed record DataSet(string Name, string Summary)
{
    /// <summary>Digits.</summary>
    public static DataSet Mnist { get; } = new("mnist", "MNIST: digits of 28×28 in four IDX files, gzipped or not");

    /// <summary>Small photographs in ten classes.</summary>
    public static DataSet Cifar10 { get; } = new("cifar10", "CIFAR-10: images of 32×32 in binary files of 3073-byte records");

    /// <summary>Faces, or any folder of images.</summary>
    public static DataSet Celeba { get; } = new("celeba", "CelebA: a folder of JPEG or PNG images");

    /// <summary>People and their joints.</summary>
    public static DataSet Lsp { get; } = new("lsp", "Leeds Sports Pose: lists 'train' and 'test' of images with 14 joints");

    /// <summary>No files: random samples alone. A network of nobody's data can be timed, gated and tested, and not be trained.</summary>
    public static DataSet None { get; } = new("none", "random samples alone");

    /// <summary>Every data set.</summary>
    public static IReadOnlyList<DataSet> All { get; } = [Mnist, Cifar10, Celeba, Lsp];

    /// <summary>Whether <c>data make</c> draws such a set; one of your own it does not know.</summary>
    public bool CanBeDrawn => All.Contains(this);
}
