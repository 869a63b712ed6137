using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PerfSuite.Contenders;

/// <summary>A BLAS that libtorch could be given in place of the system's choice.</summary>
/// <param name="Name">Of its folder, which on Debian names the vendor: <c>blis-openmp</c>; the textbook one is <c>reference</c>.</param>
/// <param name="Path">The file that is mapped when it is used, links resolved.</param>
/// <param name="Folder">Where the dynamic linker must look first.</param>
/// <param name="HasOwnName">False where there is no libblas.so.3, only libopenblas.so.0 by its own name.</param>
internal sealed record BlasLibrary(string Name, string Path, string Folder, bool HasOwnName = true)
{
    public bool IsOpenBlas => Path.Contains("openblas", StringComparison.OrdinalIgnoreCase);

    /// <summary>As workers name it in their hello: the last two components.</summary>
    public string Shown => $"{System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path))}/{System.IO.Path.GetFileName(Path)}";
}

/// <summary>Finds them, by looking: Debian keeps each in a folder of its own beside its libraries, and an unpacked package keeps that shape.</summary>
internal static class BlasLibraries
{
    /// <summary>What libtorch asks the dynamic linker for.</summary>
    public const string FileName = "libblas.so.3";

    private const string OpenBlas = "libopenblas.so.0";
    private const int MostFolders = 20_000;
    private const int Deepest = 8;

    /// <summary>Those of this system's library folders, then those anywhere under <paramref name="unpacked"/>; each file once, names told apart.</summary>
    public static IReadOnlyList<BlasLibrary> Find(string? unpacked) => Find(
        [.. Below("/usr/lib").Where(folder => System.IO.Path.GetFileName(folder).Contains("-linux-", StringComparison.Ordinal)).Append("/usr/lib64").SelectMany(Below)], unpacked);

    /// <param name="installed">The folders of the system.</param>
    internal static IReadOnlyList<BlasLibrary> Find(IEnumerable<string> installed, string? unpacked)
    {
        var found = new List<BlasLibrary>();
        foreach (var folder in installed.Concat(unpacked is null ? [] : All(unpacked)).Select(System.IO.Path.GetFullPath))
            if (In(folder) is { } library && found.TrueForAll(one => one.Path != library.Path))
                found.Add(library with { Name = Free(library.Name, found) });
        return found;
    }

    /// <summary>
    /// The folder to look in first, which has the library under the name that libtorch asks for: its own, or where it goes by its own name only, one
    /// of links made under <paramref name="links"/>.
    /// </summary>
    public static string FolderOf(BlasLibrary library, string links)
    {
        if (library.HasOwnName)
            return library.Folder;
        var folder = Directory.CreateDirectory(System.IO.Path.Combine(links, library.Name)).FullName;
        foreach (var name in (string[])[FileName, OpenBlas])
        {
            File.Delete(System.IO.Path.Combine(folder, name));
            File.CreateSymbolicLink(System.IO.Path.Combine(folder, name), library.Path);
        }
        return folder;
    }

    private static BlasLibrary? In(string folder)
    {
        foreach (var name in (string[])[FileName, OpenBlas])
            if (Real(System.IO.Path.Combine(folder, name)) is { } path && IsForThisProcessor(path))
                return new(NameOf(folder, path), path, folder, name == FileName);
        return null;
    }

    /// <summary>The file behind a name; null where there is none, as behind a link of a package that is gone.</summary>
    private static string? Real(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var real = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true);
            return real is FileInfo { Exists: true } ? real.FullName : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>By the head of the file: 64 bits, little-endian, a shared library, this architecture.</summary>
    private static bool IsForThisProcessor(string path)
    {
        const ushort sharedObject = 3;
        var machine = RuntimeInformation.ProcessArchitecture switch { Architecture.X64 => 62, Architecture.Arm64 => 183, _ => -1 };
        try
        {
            Span<byte> head = stackalloc byte[20];
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head[..6].SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1])
                && BinaryPrimitives.ReadUInt16LittleEndian(head[16..]) == sharedObject && BinaryPrimitives.ReadUInt16LittleEndian(head[18..]) == machine;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string NameOf(string folder, string path)
    {
        var name = System.IO.Path.GetFileName(folder);
        return name == "blas" && !path.Contains("openblas", StringComparison.OrdinalIgnoreCase) ? "reference" : name;
    }

    private static string Free(string name, List<BlasLibrary> taken)
    {
        var free = name;
        for (var count = 2; taken.Exists(one => one.Name == free); count++)
            free = $"{name}-{count}";
        return free;
    }

    private static string[] Below(string folder)
    {
        try
        {
            return Directory.Exists(folder) ? [.. Directory.GetDirectories(folder).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Links are not followed: a ring of them has no end.
    private static IEnumerable<string> All(string folder) => Directory.EnumerateDirectories(folder, "*", new EnumerationOptions
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = Deepest,
        AttributesToSkip = FileAttributes.ReparsePoint,
        IgnoreInaccessible = true,
    }).Take(MostFolders).Prepend(folder).Order(StringComparer.Ordinal);
}
