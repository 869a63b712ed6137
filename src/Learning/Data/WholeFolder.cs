namespace PerfSuite.Learning.Data;

/// <summary>
/// A folder that appears with all that belongs in it, or not at all: it is filled beside its place under a hidden name
/// and renamed at the end. What an interrupted run left is removed by the next.
/// </summary>
internal sealed class WholeFolder : IDisposable
{
    private readonly string folder, beside;
    private bool complete;

    /// <summary>Begins.</summary>
    /// <exception cref="DataException">It is there already and not empty, or nothing can be written there.</exception>
    public WholeFolder(string folder)
    {
        this.folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        beside = Path.Combine(Path.GetDirectoryName(this.folder) ?? this.folder, $".{Path.GetFileName(this.folder)}.partial");
        try
        {
            if (File.Exists(this.folder))
                throw new DataException(folder, 0, "this is a file", "a folder to write to", "name another");
            if (Directory.Exists(this.folder) && Directory.EnumerateFileSystemEntries(this.folder).Order(StringComparer.Ordinal).FirstOrDefault() is { } first)
                throw new DataException(folder, 0, $"the folder holds {Path.GetFileName(first)} already", "an empty folder, or none", "name another, or remove it");
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
            Directory.CreateDirectory(beside);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(folder, 0, cause);
        }
    }

    /// <summary>Writes a file; folders in its name are made, its parts are separated by slashes.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Write(string name, Action<Stream> write)
    {
        try
        {
            var path = Path.Combine(beside, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            write(stream);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(Path.Combine(folder, name), 0, cause);
        }
    }

    /// <summary>Puts it in its place.</summary>
    /// <exception cref="DataException">It cannot be renamed.</exception>
    public void Complete()
    {
        try
        {
            if (Directory.Exists(folder))
                Directory.Delete(folder);
            Directory.Move(beside, folder);
            complete = true;
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(folder, 0, cause);
        }
    }

    /// <summary>Without <see cref="Complete"/>: takes back what was written.</summary>
    public void Dispose()
    {
        if (complete)
            return;
        try
        {
            Directory.Delete(beside, recursive: true);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            // The fault that led here is the one to report; hidden remains are removed by the next run.
        }
    }
}
