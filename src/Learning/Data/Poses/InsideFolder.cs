namespace PerfSuite.Learning.Data.Poses;

/// <summary>Finds files by names that are not trusted: relative, and never out of the folder, neither by ".." nor through a link.</summary>
internal sealed class InsideFolder(string folder)
{
    private const int MostLinks = 40;
    private readonly string root = Real(folder);
    private readonly Dictionary<string, string> parents = [];

    /// <summary>The path of an existing file.</summary>
    /// <exception cref="InvalidDataException">Its message says what the name is or does: "is absolute".</exception>
    public string Find(string name)
    {
        // Both slashes part folders, and a colon names a drive, on Windows: a list must mean the same everywhere.
        var parts = name.Split('/', '\\');
        if (name.Length == 0)
            throw new InvalidDataException("is empty");
        if (parts[0].Length == 0 || Path.IsPathRooted(name) || (name.Length > 1 && name[1] == ':' && char.IsAsciiLetter(name[0])))
            throw new InvalidDataException("is absolute");
        if (parts.Contains("..") || name.Contains('\0'))
            throw new InvalidDataException("leads out of the folder");
        try
        {
            var path = Path.Combine(folder, name);
            var parent = Path.GetDirectoryName(path)!;
            if (!parents.TryGetValue(parent, out var real))
                parents[parent] = real = Real(parent);
            real = Real(Path.Combine(real, Path.GetFileName(path)));
            if (!real.StartsWith(Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                throw new InvalidDataException("leads out of the folder through a link");
            return File.Exists(real) ? path : throw new InvalidDataException(Directory.Exists(real) ? "is a folder" : "is missing");
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw new InvalidDataException($"cannot be looked at ({cause.Message})", cause);
        }
    }

    /// <summary>The path without links, as far as it exists.</summary>
    private static string Real(string path)
    {
        var rest = new Stack<string>(Path.GetFullPath(path).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        if (rest.Count > 0 && real.StartsWith(rest.Peek(), StringComparison.OrdinalIgnoreCase))
            rest.Pop();
        for (var links = 0; rest.Count > 0;)
        {
            var next = Path.Combine(real, rest.Pop());
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }
            if (++links > MostLinks)
                throw new InvalidDataException("goes round in links");
            target = Path.GetFullPath(target, real);
            real = Path.GetPathRoot(target)!;
            foreach (var part in target[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
                rest.Push(part);
        }
        return real;
    }
}
