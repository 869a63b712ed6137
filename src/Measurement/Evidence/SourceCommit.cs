using System.ComponentModel;
using System.Diagnostics;

namespace PerfSuite.Measurement;

/// <summary>The commit a folder's files come from.</summary>
public static class SourceCommit
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Hexadecimal digits, with <c>-dirty</c> when tracked files are modified; null outside a repository. Never throws, at most
    /// some seconds. Without a git that answers it is read from .git, where modifications cannot be seen.
    /// </summary>
    public static string? Of(string folder)
    {
        if (!Directory.Exists(folder))
            return null;
        if (Git(folder, "rev-parse", "HEAD") is { } head && IsId(head))
            return Git(folder, "status", "--porcelain", "--untracked-files=no") is { Length: > 0 } ? head + "-dirty" : head;
        return Machine.Attempt(() => FromFiles(Path.GetFullPath(folder)));
    }

    /// <summary>By looking into .git: a folder, or in a worktree a file that names one.</summary>
    internal static string? FromFiles(string folder)
    {
        for (var at = folder; at is not null; at = Path.GetDirectoryName(at))
        {
            var dot = Path.Combine(at, ".git");
            if (Directory.Exists(dot))
                return Head(dot);
            if (File.Exists(dot) && After("gitdir:", FirstLine(dot)) is { } elsewhere)
                return Head(Path.Combine(at, elsewhere));
        }
        return null;
    }

    private static string? Head(string git)
    {
        var head = FirstLine(Path.Combine(git, "HEAD"));
        if (After("ref:", head) is not { } name)
            return IsId(head) ? head : null;
        if (name.Split('/').Contains(".."))
            return null;
        // A worktree keeps its HEAD, and shares the rest.
        var shared = Path.Combine(git, "commondir");
        string[] places = File.Exists(shared) ? [git, Path.Combine(git, FirstLine(shared))] : [git];
        foreach (var place in places)
        {
            var loose = Path.Combine(place, name);
            if (File.Exists(loose) && FirstLine(loose) is var id && IsId(id))
                return id;
            var packed = Path.Combine(place, "packed-refs");
            if (File.Exists(packed) && File.ReadLines(packed).FirstOrDefault(line => line.EndsWith(" " + name, StringComparison.Ordinal)) is { } entry
                && IsId(entry.Split(' ')[0]))
                return entry.Split(' ')[0];
        }
        return null;
    }

    private static string? Git(string folder, params string[] arguments)
    {
        if (Launch.Find("git") is not { } git)
            return null;
        var start = new ProcessStartInfo(git) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // A hook's settings would point at its own repository; looking must not take a lock.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            Process process;
            lock (Launch.Gate)
                process = Process.Start(start)!;
            using (process)
            {
                process.StandardInput.Close();
                var output = process.StandardOutput.ReadToEndAsync();
                var errors = process.StandardError.ReadToEndAsync();
                if (!process.WaitForExit(Limit))
                {
                    process.Kill(entireProcessTree: true);
                    return null;
                }
                return process.ExitCode == 0 && Task.WaitAll([output, errors], Limit) ? output.Result.Trim() : null;
            }
        }
        catch (Exception fault) when (fault is Win32Exception or InvalidOperationException or IOException or AggregateException)
        {
            return null;
        }
    }

    private static bool IsId(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    private static string FirstLine(string file) => File.ReadLines(file).FirstOrDefault("").Trim();

    private static string? After(string start, string line) => line.StartsWith(start, StringComparison.Ordinal) ? line[start.Length..].Trim() : null;
}
