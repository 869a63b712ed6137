namespace PerfSuite.Learning.Data;

/// <summary>
/// Thousands of files that appear together: written into a hidden folder first. Where the folder itself is new, the hidden one is renamed
/// to it at the end, all at once. Where it exists, the hidden one lies inside; what is replaced is removed, and then file after file moves to its
/// place in the order of <see cref="Complete"/>: name the lists last, so that a set cut off there has none and is seen to be broken.
/// Every file is whole at all times as far as this system goes on running; single pictures are not forced to the disk, which would take
/// minutes for thousands.
/// </summary>
internal sealed class ManyFiles : IDisposable
{
    private readonly string folder;
    private readonly string hidden;
    private readonly bool isNew;
    private bool complete;

    /// <summary>Makes the hidden folder, empty, in place of what an interrupted run may have left.</summary>
    /// <exception cref="DataException">It cannot be made.</exception>
    public ManyFiles(string folder)
    {
        this.folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        isNew = !Directory.Exists(this.folder);
        hidden = isNew ? Path.Combine(Path.GetDirectoryName(this.folder)!, $".{Path.GetFileName(this.folder)}.partial") : Path.Combine(this.folder, ".set.partial");
        try
        {
            if (Directory.Exists(hidden))
                Directory.Delete(hidden, recursive: true);
            Directory.CreateDirectory(hidden);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(hidden, 0, cause);
        }
    }

    /// <summary>Writes one file; from any thread.</summary>
    /// <param name="name">Below the folder, with / between the parts.</param>
    /// <param name="content">The whole of it.</param>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void Add(string name, ReadOnlySpan<byte> content)
    {
        try
        {
            var path = Path.Combine(hidden, name);
            if (name.Contains('/'))
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, content);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(Path.Combine(folder, name), 0, cause);
        }
    }

    /// <summary>Puts everything in its place.</summary>
    /// <param name="names">Every name added, in the order in which they are to appear.</param>
    /// <param name="replaced">Paths of files of the old set, asked for only where the folder was there before.</param>
    /// <exception cref="DataException">A file cannot be removed or moved.</exception>
    public void Complete(IEnumerable<string> names, Func<IEnumerable<string>> replaced)
    {
        var at = folder;
        try
        {
            if (isNew)
            {
                Directory.Move(hidden, folder);
                complete = true;
                return;
            }
            foreach (var old in replaced().ToArray())
                File.Delete(at = old);
            foreach (var name in names)
            {
                at = Path.Combine(folder, name);
                if (name.Contains('/'))
                    Directory.CreateDirectory(Path.GetDirectoryName(at)!);
                File.Move(Path.Combine(hidden, name), at, overwrite: true);
            }
            complete = true;
            Directory.Delete(hidden, recursive: true);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unwritable(at, 0, cause);
        }
    }

    /// <summary>Without <see cref="Complete"/>: takes back what was written.</summary>
    public void Dispose()
    {
        if (complete)
            return;
        try
        {
            Directory.Delete(hidden, recursive: true);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            // The fault that led here is the one to report; hidden remains are removed by the next run.
        }
    }
}
