using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Text;
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
    private const int LongestTrouble = 160;
    private const string Cure = "./setup.sh installs python3-torch, or set PERFSUITE_PYTHON to an interpreter that has torch";

    /// <summary>What setup.sh wrote to Local.props; null where it has not run.</summary>
    private static string? Found { get; } = typeof(PythonContender).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(entry => entry.Key == "PythonPeer")?.Value;

    // A program published with its runtime was built on another machine, whose interpreter says nothing of this one's.
    private static string[] Standard => Workplace.Alone is not null ? ["python3", System] : [Found ?? System];

    /// <summary>Where the build put the peers' Python.</summary>
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "peers", "python");

    public static Contender Find(IReadOnlyDictionary<string, string> environment)
    {
        var named = Environment.GetEnvironmentVariable("PERFSUITE_PYTHON");
        var candidates = string.IsNullOrEmpty(named) ? Standard : [named];
        var worker = Path.Combine(Folder, "worker.py");
        if (!File.Exists(worker))
            return Absent($"{worker} is missing: build the program again");
        if (candidates[0] == None)
            return Absent($"left out by setup.sh; {Cure}");
        var troubles = candidates.Select(candidate => (candidate, trouble: Trouble(candidate))).ToList();
        if (troubles.Find(one => one.trouble is null).candidate is not { } interpreter)
            return Absent($"{string.Join(", ", troubles.Select(one => $"{one.candidate} {one.trouble}"))}; {Cure}");
        // -B: the folder of a build is not the interpreter's to write into.
        return new(Contender.Python, Title, new WorkerCommand(Contender.Python, interpreter, ["-B", "-u", worker, "worker"], environment), null);
    }

    private static Contender Absent(string why) => new(Contender.Python, Title, null, why);

    /// <summary>Looks for torch without loading it, which takes seconds.</summary>
    private static string? Trouble(string interpreter) =>
        Ask(interpreter, ["-c", "import importlib.util, sys; sys.exit(0 if importlib.util.find_spec('torch') else 9)"]) switch
        {
            { ExitCode: 0 } => null,
            { ExitCode: 9 } => "has no torch",
            var answer => answer.Trouble,
        };

    /// <summary>Runs something short under an interpreter.</summary>
    /// <returns>Exit code, null where it did not come to one; and for everything but 0, what happened: <c>does not answer</c>.</returns>
    public static (int? ExitCode, string Trouble) Ask(string interpreter, IReadOnlyList<string> arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(interpreter, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            if (process is null)
                return (null, "cannot be started");
            var said = new StringBuilder();
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, line) =>
            {
                // The last line of a Python error is the one that says what.
                if (!string.IsNullOrWhiteSpace(line.Data))
                    said.Clear().Append(line.Data.AsSpan(0, Math.Min(line.Data.Length, LongestTrouble)));
            };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(20_000))
            {
                process.Kill(entireProcessTree: true);
                return (null, "does not answer");
            }
            process.WaitForExit();
            return (process.ExitCode, said.Length > 0 ? $"says {said}" : $"does not run (exit code {process.ExitCode})");
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
        {
            return (null, "cannot be started");
        }
    }
}
