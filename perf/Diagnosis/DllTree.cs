namespace PerfSuite.Diagnosis;

/// <summary>
/// Windows libraries with all that they stand on, looked through as Windows does before it loads one. It says only that it did not (126: some
/// library is nowhere; 127: some function is not in it), not which.
/// </summary>
internal sealed class DllTree
{
    private readonly Dictionary<string, Dll> libraries = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(string Library, string Asker)> missing = [];
    private readonly List<(string Library, string Asker, IReadOnlyList<string> Functions)> lacking = [];
    private readonly List<(string Library, string Why)> unreadable = [];

    /// <param name="roots">Full paths of those that the program loads itself.</param>
    /// <param name="find">The full path of a library by its name; null where it is nowhere.</param>
    /// <param name="isOfWindows">Whether a path is of Windows itself, whose libraries are not looked into.</param>
    /// <param name="read">Reads one.</param>
    public DllTree(IEnumerable<string> roots, Func<string, string?> find, Func<string, bool> isOfWindows, Func<string, Dll> read)
    {
        var open = new Queue<string>();
        foreach (var root in roots)
            Open(root);
        while (open.TryDequeue(out var name))
            foreach (var (library, functions) in libraries[name].Imports.Where(import => !IsApiSet(import.Library)))
                if (find(library) is not { } path)
                    missing.Add((library, name));
                else if (!isOfWindows(path) && Open(path) is { } asked && functions.Where(function => !asked.Exports.Contains(function)).ToList() is { Count: > 0 } without)
                    lacking.Add((library, name, without));

        Dll? Open(string path)
        {
            var name = NameOf(path);
            if (libraries.TryGetValue(name, out var known) || unreadable.Exists(one => one.Library == name))
                return known;
            try
            {
                libraries.Add(name, known = read(path));
                open.Enqueue(name);
                return known;
            }
            catch (Exception fault) when (fault is BadImageFormatException or IOException or UnauthorizedAccessException)
            {
                unreadable.Add((name, fault.Message));
                return null;
            }
        }
    }

    /// <summary>All that were looked into, by name.</summary>
    public IReadOnlyDictionary<string, Dll> Libraries => libraries;

    /// <summary>Those that are nowhere, and who wants them.</summary>
    public IReadOnlyList<(string Library, string Asker)> Missing => missing;

    /// <summary>Those that are there and lack functions that somebody wants of them.</summary>
    public IReadOnlyList<(string Library, string Asker, IReadOnlyList<string> Functions)> Lacking => lacking;

    /// <summary>Files that are no library of Windows, or damaged.</summary>
    public IReadOnlyList<(string Library, string Why)> Unreadable => unreadable;

    // Names that Windows resolves by a table of its own; there are no such files.
    private static bool IsApiSet(string library) => library.StartsWith("api-ms-", StringComparison.OrdinalIgnoreCase) || library.StartsWith("ext-ms-", StringComparison.OrdinalIgnoreCase);

    // The last part, with either separator: paths of Windows are looked at elsewhere, too.
    private static string NameOf(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
}
