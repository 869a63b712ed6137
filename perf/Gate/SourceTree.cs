using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>Copies of sources to build a side from, outside the repository.</summary>
internal static class SourceTree
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(1);

    /// <summary>The files of a commit.</summary>
    /// <exception cref="Fault">There is no such commit, or it cannot be read.</exception>
    public static string Extract(string repository, string commit, string folder)
    {
        var id = Resolve(repository, commit);
        var archive = Path.Combine(folder, "source.tar");
        Git(repository, "archive", "--format=tar", "-o", archive, id);
        System.Formats.Tar.TarFile.ExtractToDirectory(archive, folder, overwriteFiles: true);
        File.Delete(archive);
        return id;
    }

    /// <summary>The files as they lie in a working tree, those that git does not know yet too, but none that it ignores.</summary>
    /// <exception cref="Fault">It is no working tree of git, or cannot be read.</exception>
    public static void Copy(string repository, string folder)
    {
        foreach (var name in Git(repository, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct())
        {
            var (from, to) = (Path.Combine(repository, name), Path.Combine(folder, name));
            // Deleted and not yet said so; a link or a submodule is no source of ours.
            if (!File.Exists(from))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
        }
    }

    private static readonly string[] built = ["src", "perf"];

    /// <summary>SHA-256 over what a build of the program reads, so that a changed document is the same source.</summary>
    public static string DigestOfBuilt(string folder) => Digest(folder, built.Select(name => Path.Combine(folder, name)).Where(Directory.Exists)
        .SelectMany(part => Directory.EnumerateFiles(part, "*", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(folder, "*.props")).Concat(Directory.EnumerateFiles(folder, "*.targets")).Concat(Directory.EnumerateFiles(folder, "global.json")));

    /// <summary>SHA-256 over names and contents of all files, in order of their names.</summary>
    public static string Digest(string folder) => Digest(folder, Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories));

    private static string Digest(string folder, IEnumerable<string> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, file) in files
            .Select(file => (Name: Path.GetRelativePath(folder, file).Replace('\\', '/'), file)).OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The commit that a name stands for, 40 or 64 digits.</summary>
    /// <exception cref="Fault">There is none.</exception>
    public static string Resolve(string repository, string name)
    {
        try
        {
            // Behind --end-of-options a name that begins with a dash is a name.
            return Git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}").Trim();
        }
        catch (Fault fault)
        {
            throw new Fault($"'{name}' is no commit of this repository, no folder with a build (perf.dll) or a source (PerfSuite.sln), and not torch=VERSION|FOLDER. `git fetch` may be missing.", PerfSuite.ExitCode.Usage, fault);
        }
    }

    /// <summary>Whether a folder is a working tree, of which git knows the files.</summary>
    /// <exception cref="Fault">It is none.</exception>
    public static void CheckIsWorkingTree(string folder)
    {
        try
        {
            Git(folder, "rev-parse", "--is-inside-work-tree");
        }
        catch (Fault fault)
        {
            throw new Fault($"{folder} is no working tree of git, which says what of it is source: name a commit, a clone or a folder with a build (perf.dll). {fault.Message}", PerfSuite.ExitCode.Usage, fault);
        }
    }

    /// <summary>Where a folder is below its repository's root: <c>a/b/</c>, or nothing where it is the root.</summary>
    /// <exception cref="Fault">It is in no repository.</exception>
    public static string Below(string folder)
    {
        try
        {
            return Git(folder, "rev-parse", "--show-prefix").TrimEnd('\n', '\r');
        }
        catch (Fault fault)
        {
            throw new Fault($"{folder} is in no repository of git, and the sides of the gate are its commits: {fault.Message}", PerfSuite.ExitCode.Usage, fault);
        }
    }

    /// <summary>git's user.name; null where it has none.</summary>
    public static string? UserName(string repository)
    {
        try
        {
            return Git(repository, "config", "user.name").Trim() is { Length: > 0 } name ? name : null;
        }
        catch (Fault)
        {
            return null;
        }
    }

    private static string Git(string repository, params string[] arguments)
    {
        var start = new ProcessStartInfo(Launch.Find("git") ?? throw new Fault("git is not on the path, and a side of the gate is a commit: install git, or name a folder with a build.", PerfSuite.ExitCode.CouldNotMeasure))
        {
            WorkingDirectory = repository,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new Fault($"git {arguments[0]} has not answered within {limit.TotalSeconds:0} s.", PerfSuite.ExitCode.CouldNotMeasure);
        }
        return process.ExitCode == 0 ? output.GetAwaiter().GetResult() : throw new Fault($"git {string.Join(' ', arguments)} failed: {errors.GetAwaiter().GetResult().Trim()}", PerfSuite.ExitCode.CouldNotMeasure);
    }
}
