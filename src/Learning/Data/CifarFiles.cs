using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Learning.Data;

/// <summary>Where the files of one part of a CIFAR-10 set are, under their original names.</summary>
internal static class CifarFiles
{
    internal const string Cure = "name a folder with CIFAR-10's binary version in it, or draw a set with `data make cifar10`";

    public const string Test = "test_batch.bin";

    /// <summary>The paths, training files in natural order.</summary>
    /// <exception cref="DataException">There is no such folder, or nothing of this part in it.</exception>
    public static IReadOnlyList<string> Find(string folder, DataPart part)
    {
        try
        {
            if (!Directory.Exists(folder))
                throw new DataException(folder, 0, File.Exists(folder) ? "this is a file" : "there is no such folder", "a folder with CIFAR-10's binary files", Cure);
            if (part == DataPart.Test)
                return [Path.Combine(folder, Test)];
            // A folder of that name counts as found: reading it then says what is wrong, where "missing" would puzzle.
            var names = Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)!).Where(IsTraining).Order(NaturalOrder.Instance).ToList();
            return names.Count > 0
                ? names.ConvertAll(name => Path.Combine(folder, name))
                : throw new DataException(folder, 0, "no data_batch_*.bin", "at least data_batch_1.bin", Cure);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(folder, 0, cause);
        }
    }

    /// <summary>Whether the folder has training files; nothing is opened.</summary>
    public static bool HasTraining(string folder) => Directory.EnumerateFileSystemEntries(folder).Any(path => IsTraining(Path.GetFileName(path)));

    private static bool IsTraining(string name) => name.StartsWith("data_batch_", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal) && name.Length > "data_batch_.bin".Length;
}
