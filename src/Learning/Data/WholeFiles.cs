namespace PerfSuite.Learning.Data;

/// <summary>
/// Files of one folder that appear together or not at all: each is written beside under a hidden name and flushed to
/// the disk; then what they replace is removed, and they are renamed. Whoever is interrupted leaves a file missing, never
/// half a file and never old files among new ones.
/// </summary>
internal sealed class WholeFiles(string folder) : IDisposable
{
    private readonly List<(string Beside, string Name)> written = [];
    private bool madeFolder;
    private bool complete;

    /// <summary>Writes one file beside its place.</summary>
    /// <exception cref="DataException">The folder or the file cannot be written.</exception>
    public void Add(string name, Action<Stream> write)
    {
        var beside = Beside(folder, name);
        FileStream? stream = null;
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                madeFolder = true;
            }
            stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 16);
            written.Add((beside, name));
            write(stream);
            stream.Flush(flushToDisk: true);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(Path.Combine(folder, name), stream?.Position ?? 0, cause);
        }
        finally
        {
            Close(stream);
        }
    }

    /// <summary>Writes a file beside, has it read from its start, and removes it again: an archive on its way to what is in it.</summary>
    /// <exception cref="DataException">The folder or the file cannot be written.</exception>
    public void Borrow(string name, Action<Stream> write, Action<Stream> read)
    {
        Add(name, write);
        var (beside, _) = written[^1];
        try
        {
            using (var stream = new FileStream(beside, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16))
                read(stream);
            File.Delete(beside);
            written.RemoveAll(file => file.Beside == beside);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(Path.Combine(folder, name), 0, cause);
        }
    }

    /// <summary>Removes what is in the way and puts everything in its place.</summary>
    /// <param name="replaced">Names of files that belong to the old set.</param>
    /// <exception cref="DataException">A file cannot be removed or renamed.</exception>
    public void Complete(IEnumerable<string> replaced)
    {
        var at = folder;
        try
        {
            foreach (var name in replaced)
                File.Delete(at = Path.Combine(folder, name));
            foreach (var (beside, name) in written)
                File.Move(beside, at = Path.Combine(folder, name), overwrite: true);
            complete = true;
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(at, 0, cause);
        }
    }

    /// <summary>Refuses a folder that holds something already; what an interrupted run left beside is nothing.</summary>
    /// <exception cref="DataException">It holds something, is a file, or cannot be looked at.</exception>
    public static void RequireRoom(string folder, bool overwrite)
    {
        if (File.Exists(folder))
            throw new DataException(folder, 0, "this is a file", "a folder to write to", "name another");
        if (overwrite || !Directory.Exists(folder))
            return;
        try
        {
            var first = Directory.EnumerateFileSystemEntries(folder).Where(path => !IsLeftBehind(path)).Order(StringComparer.Ordinal).FirstOrDefault();
            if (first is not null)
                throw new DataException(folder, 0, $"the folder holds {Path.GetFileName(first)} already", "an empty folder, or none", "name another, or say that it may be overwritten (--overwrite)");
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(folder, 0, cause);
        }
    }

    /// <summary>Whether a file is one that an interrupted run left beside.</summary>
    public static bool IsLeftBehind(string path) => Path.GetFileName(path) is ['.', ..] name && name.EndsWith(".partial", StringComparison.Ordinal);

    /// <summary>Without <see cref="Complete"/>: takes back what was written.</summary>
    public void Dispose()
    {
        if (complete)
            return;
        try
        {
            foreach (var (beside, _) in written)
                File.Delete(beside);
            if (madeFolder && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            // The fault that led here is the one to report; hidden remains are overwritten by the next run.
        }
    }

    // On a full disk the stream still holds what it could not write, and tries again when it is closed: told once is enough.
    private static void Close(FileStream? stream)
    {
        try
        {
            stream?.Dispose();
        }
        catch (Exception told) when (DataException.IsFromTheSystem(told))
        {
        }
    }

    private static string Beside(string folder, string name) => Path.Combine(folder, $".{name}.partial");
}
