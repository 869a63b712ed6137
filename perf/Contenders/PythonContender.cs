using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>
/// The Python peer under the interpreter that PERFSUITE_PYTHON names, the one setup.sh found, or the system's own: the first
/// <c>python3</c> on the path may be another one, without torch.
/// </summary>
internal static class PythonContender
{
    public const string Title = "Python";
    private const string System = "/usr/bin/python3";
    private const string None = "none";
    private const string Cure = "./setup.sh installs python3-torch, or set PERFSUITE_PYTHON to an interpreter that has torch";

    /// <summary>What setup.sh wrote to Local.props; null where it has not run.</summary>
    private static string? Found { get; } = typeof(PythonContender).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(entry => entry.Key == "PythonPeer")?.Value;

    public static Contender Find(IReadOnlyDictionary<string, string> environment)
    {
        var named = Environment.GetEnvironmentVariable("PERFSUITE_PYTHON");
        var interpreter = string.IsNullOrEmpty(named) ? Found ?? System : named;
        var worker = Path.Combine(AppContext.BaseDirectory, "peers", "python", "worker.py");
        if (!File.Exists(worker))
            return Absent($"{worker} is missing: build the program again");
        if (interpreter == None)
            return Absent($"left out by setup.sh; {Cure}");
        if (Trouble(interpreter) is { } trouble)
            return Absent($"{interpreter} {trouble}; {Cure}");
        // -B: the folder of a build is not the interpreter's to write into.
        return new(Contender.Python, Title, new WorkerCommand(Contender.Python, interpreter, ["-B", "-u", worker, "worker"], environment), null);
    }

    private static Contender Absent(string why) => new(Contender.Python, Title, null, why);

    /// <summary>Looks for torch without loading it, which takes seconds.</summary>
    private static string? Trouble(string interpreter)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter)
            {
                ArgumentList = { "-c", "import importlib.util, sys; sys.exit(0 if importlib.util.find_spec('torch') else 9)" },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (process is null || !process.WaitForExit(20_000))
            {
                process?.Kill(entireProcessTree: true);
                return "does not answer";
            }
            return process.ExitCode switch { 0 => null, 9 => "has no torch", var code => $"does not run (exit code {code})" };
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
        {
            return "cannot be started";
        }
    }
}
