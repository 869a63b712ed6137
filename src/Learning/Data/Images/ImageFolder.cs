namespace PerfSuite.Learning.Data.Images;

/// <summary>The pictures of a folder: files whose names end in .jpg, .jpeg or .png, in natural order.</summary>
public static class ImageFolder
{
    /// <summary>One picture of so many is held out.</summary>
    public const int HeldOut = 10;

    internal const string Cure = "name a folder of images, or draw a set with `data make celeba`";
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png"];

    /// <summary>The names, of any case, directly in the folder; hidden files and folders are passed over, links are followed.</summary>
    /// <exception cref="DataException">The folder is missing or cannot be read.</exception>
    public static IReadOnlyList<string> Names(string folder)
    {
        try
        {
            if (!Directory.Exists(folder))
                throw new DataException(folder, 0, File.Exists(folder) ? "this is a file" : "there is no such folder", "a folder of images", Cure);
            return new DirectoryInfo(folder).EnumerateFileSystemInfos()
                .Where(entry => IsImage(entry.Name) && IsFile(entry))
                .Select(entry => entry.Name)
                .Order(NaturalOrder.Instance)
                .ToList();
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(folder, 0, cause);
        }
    }

    /// <summary>
    /// The names of one part, in the order of the published split: of all names, shuffled as by Python's
    /// <c>random.seed(0); random.shuffle(names)</c>, the first tenth (rounded down) is held out as the test part.
    /// </summary>
    /// <exception cref="DataException">The folder is missing or cannot be read, or has fewer than ten images.</exception>
    public static IReadOnlyList<string> Names(string folder, DataPart part)
    {
        var names = Names(folder).ToArray();
        if (names.Length < HeldOut)
            throw new DataException(folder, 0, $"{names.Length} images", $"at least {HeldOut}: one in {HeldOut} is held out", Cure);
        new MersenneTwister(0).Shuffle(names.AsSpan());
        var test = names.Length / HeldOut;
        return part == DataPart.Test ? names[..test] : names[test..];
    }

    /// <summary>Does the folder exist and have an image? Nothing is opened.</summary>
    public static bool IsOne(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Any(path => IsImage(Path.GetFileName(path)));

    private static bool IsImage(string name) => !name.StartsWith('.') && Endings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static bool IsFile(FileSystemInfo entry)
    {
        if (entry.LinkTarget is null)
            return entry is FileInfo;
        try
        {
            return entry.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true };
        }
        catch (IOException)
        {
            return false; // it leads back to itself
        }
    }
}
