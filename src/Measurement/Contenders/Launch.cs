using System.ComponentModel;
using System.Diagnostics;

namespace PerfSuite.Measurement;

/// <summary>Starting processes so that none inherits what is another's.</summary>
public static class Launch
{
    /// <summary>
    /// Held from making a process's inheritable pipe ends until our copies of them are closed: a process started in
    /// between would keep them open, and nobody would see the end of the other.
    /// </summary>
    internal static Lock Gate { get; } = new();

    /// <summary>Puts a program into a session, and so a process group, of its own; null where the system has none.</summary>
    internal static string? NewSession { get; } = OperatingSystem.IsWindows() ? null : Find("setsid");

    /// <summary>The program's path: as given if it has a folder in it, otherwise from PATH; null where there is none.</summary>
    public static string? Find(string fileName)
    {
        if (Path.GetFileName(fileName) != fileName)
            return File.Exists(fileName) ? Path.GetFullPath(fileName) : null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] names = OperatingSystem.IsWindows() ? [fileName, fileName + ".exe"] : [fileName];
        return folders.SelectMany(folder => names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Starts it, out of reach of the terminal's Ctrl-C where the system allows.</summary>
    /// <exception cref="Win32Exception">It may not be run.</exception>
    internal static Process Apart(ProcessStartInfo start)
    {
        if (NewSession is { } setsid)
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.FileName = setsid;
        }
        start.UseShellExecute = false;
        return Process.Start(start) ?? throw new Win32Exception($"{start.FileName} did not start");
    }
}
