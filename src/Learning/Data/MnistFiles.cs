namespace PerfSuite.Learning.Data;

/// <summary>Which half of MNIST.</summary>
public enum MnistPart
{
    /// <summary>train-…, 60,000 in the original.</summary>
    Train,

    /// <summary>t10k-…, 10,000 in the original.</summary>
    Test,
}

/// <summary>Where the two files of one part are.</summary>
/// <param name="Part">Which half.</param>
/// <param name="Images">Path of the images.</param>
/// <param name="Labels">Path of the labels.</param>
/// <param name="Notes">One line for each file that is there both plain and compressed: which was taken.</param>
public sealed record MnistFiles(MnistPart Part, string Images, string Labels, IReadOnlyList<string> Notes)
{
    internal const string Cure = "name a folder with MNIST in it, or draw a set with `data make mnist`";

    /// <summary>train-images-idx3-ubyte or t10k-images-idx3-ubyte.</summary>
    public static string ImagesName(MnistPart part) => $"{Prefix(part)}-images-idx3-ubyte";

    /// <summary>train-labels-idx1-ubyte or t10k-labels-idx1-ubyte.</summary>
    public static string LabelsName(MnistPart part) => $"{Prefix(part)}-labels-idx1-ubyte";

    /// <summary>
    /// Looks the two files up by their original names, with or without <c>.gz</c>. Where both exist the plain one is
    /// taken (it reads faster) and <see cref="Notes"/> says so.
    /// </summary>
    /// <exception cref="DataException">The folder or one of the files is missing; all that is missing is named together.</exception>
    public static MnistFiles Find(string folder, MnistPart part)
    {
        if (!Directory.Exists(folder))
            throw new DataException(folder, 0, File.Exists(folder) ? "this is a file" : "there is no such folder", "a folder with MNIST's IDX files", Cure);
        var notes = new List<string>();
        string[] names = [ImagesName(part), LabelsName(part)];
        var paths = names.Select(name => Lookup(folder, name, notes)).ToArray();
        return paths is [{ } images, { } labels]
            ? new(part, images, labels, notes)
            : throw new DataException(
                folder, 0, $"no {string.Join(" and no ", names.Where((_, i) => paths[i] is null))}, with or without .gz",
                $"{names[0]} and {names[1]}", Cure);
    }

    /// <summary>Whether the folder has all four files of both parts, in either form; nothing is opened.</summary>
    public static bool AreIn(string folder) => Names.All(name => Lookup(folder, name, []) is not null);

    /// <summary>The four names without <c>.gz</c>.</summary>
    internal static IEnumerable<string> Names { get; } =
        [ImagesName(MnistPart.Train), LabelsName(MnistPart.Train), ImagesName(MnistPart.Test), LabelsName(MnistPart.Test)];

    private static string Prefix(MnistPart part) => part == MnistPart.Train ? "train" : "t10k";

    // A folder of that name counts as found: reading it then says what is wrong, where "missing" would puzzle.
    private static string? Lookup(string folder, string name, List<string> notes)
    {
        var (plain, packed) = (Path.Combine(folder, name), Path.Combine(folder, name + ".gz"));
        if (!Path.Exists(plain))
            return Path.Exists(packed) ? packed : null;
        if (Path.Exists(packed))
            notes.Add($"{plain}: taken, though {name}.gz is there too");
        return plain;
    }
}
