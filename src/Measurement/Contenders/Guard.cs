using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>
/// Ends a worker's process group when this process ends, however it ends: a stopped worker cannot see its pipe close, and nothing
/// of ours runs after a SIGKILL. A shell waits at a pipe that only we hold, and kills when the pipe closes without a word.
/// </summary>
internal sealed class Guard : IDisposable
{
    private const string Script = """
        exec >/dev/null 2>&1
        trap '' INT TERM HUP
        cd /
        if read -r _; then exit; fi
        kill -s KILL -- "$1"
        """;

    private readonly Process shell;
    private bool home;

    private Guard(Process shell) => this.shell = shell;

    /// <summary>Null where there is no shell; the worker then still ends itself when its pipe closes, unless it is stopped.</summary>
    /// <param name="target">A process, or negative a group.</param>
    public static Guard? Over(int target)
    {
        const string Shell = "/bin/sh";
        if (OperatingSystem.IsWindows() || !File.Exists(Shell))
            return null;
        var start = new ProcessStartInfo(Shell) { RedirectStandardInput = true };
        foreach (var argument in (string[])["-c", Script, "guard", target.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        try
        {
            return new Guard(Launch.Apart(start));
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Sends it home: the worker has ended.</summary>
    public void Dispose()
    {
        if (home)
            return;
        home = true;
        try
        {
            shell.StandardInput.WriteLine();
            shell.StandardInput.Close();
        }
        catch (IOException)
        {
            // Somebody ended the guard before us.
        }
        shell.Dispose();
    }
}
