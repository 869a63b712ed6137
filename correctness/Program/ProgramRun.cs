using System.Diagnostics;
using NUnit.Framework;

namespace PerfSuite.Correctness.Program;

/// <summary>What one command line of the program said and came to.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>In this process, as if output went into a pipe.</summary>
    public static ProgramRun Here(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = PerfSuite.Program.Run(arguments, output, error);
        return new(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>In a process of its own, which starts in <paramref name="folder"/> and leaves its artifacts there.</summary>
    public static ProgramRun InProcess(string folder, params string[] arguments) => InProcess(folder, null, arguments);

    public static ProgramRun InProcess(string folder, TimeSpan limit, params string[] arguments) => InProcess(folder, null, arguments, limit);

    public static ProgramRun InProcess(string folder, IReadOnlyDictionary<string, string>? environment, string[] arguments, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(Workplace.DotnetHost, [Workplace.Program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(limit ?? TimeSpan.FromMinutes(1)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"perf {string.Join(' ', arguments)} did not end.");
        }
        return new(process.ExitCode, output, error.Result);
    }
}

/// <summary>What this run of the tests has inherited.</summary>
internal static class Inherited
{
    /// <summary>
    /// Passes over a test whose processes could not be interrupted: a shell starts its background jobs with SIGINT ignored, they pass that on,
    /// and .NET leaves it so.
    /// </summary>
    public static void RequireInterrupt()
    {
        const int interrupt = 1 << (2 - 1);
        if (!OperatingSystem.IsLinux())
            return;
        using var child = Process.Start(new ProcessStartInfo("sed", ["-n", "s/^SigIgn:[^0-9a-f]*//p", "/proc/self/status"]) { RedirectStandardOutput = true })!;
        var ignored = Convert.ToUInt64(child.StandardOutput.ReadToEnd().Trim(), 16);
        if ((ignored & interrupt) != 0)
            Assert.Ignore("These tests run with SIGINT ignored, as a script's background job does: nothing below them can be interrupted.");
    }
}

/// <summary>An empty folder for the time of a test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("perfsuite-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
