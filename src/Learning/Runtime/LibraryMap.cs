namespace PerfSuite.Learning.Runtime;

/// <summary>The shared libraries a process has mapped, by real path, as Linux's /proc/PID/maps tells.</summary>
internal sealed class LibraryMap
{
    // In the order in which they are believed: libblas.so.3 is what libtorch asks for, and Debian's alternatives
    // resolve it; OpenBLAS's own name is also mapped where libblas.so.3 only forwards to it.
    private static readonly string[] blasNames = ["libblas.so", "libopenblas", "libmkl_rt", "libmkl_core", "libblis", "Accelerate"];

    private readonly IReadOnlyList<string> paths;

    /// <param name="lines">Lines of a maps file: address, permissions, offset, device, inode, path.</param>
    internal LibraryMap(IEnumerable<string> lines)
    {
        paths = [.. lines.Select(PathOf).Where(path => path.Length > 0).Distinct()];
    }

    /// <summary>The BLAS, last two components of its path; null where none is mapped.</summary>
    public string? Blas => blasNames.Select(Find).OfType<string>().Select(LastTwoComponents).FirstOrDefault();

    /// <summary>An empty map where the system has no /proc.</summary>
    public static LibraryMap OfThisProcess() =>
        new(File.Exists("/proc/self/maps") ? File.ReadLines("/proc/self/maps") : []);

    /// <summary>The full path of the first library whose file name begins so; null where none does.</summary>
    public string? Find(string fileName) =>
        paths.FirstOrDefault(path => Path.GetFileName(path).StartsWith(fileName, StringComparison.Ordinal));

    private static string PathOf(string line)
    {
        // A path may hold spaces; what comes before the first slash never holds one, except the device's numbers.
        var slash = line.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : line[slash..];
    }

    private static string LastTwoComponents(string path)
    {
        var name = Path.GetFileName(path);
        var folder = Path.GetFileName(Path.GetDirectoryName(path));
        return string.IsNullOrEmpty(folder) ? name : $"{folder}/{name}";
    }
}
