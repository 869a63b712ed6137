using System.Reflection;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>The C++ peer, built along with the program (CppPeer.targets), which cannot fail the build: why it is missing is in its log.</summary>
internal static class CppContender
{
    public const string Title = "C++";

    /// <summary>Where the build put it, or would have; of a program published with its runtime, where <c>build-native.sh</c> does, on the machine it runs on.</summary>
    public static string? Binary { get; } = Workplace.Alone is not null ? Path.Combine(AppContext.BaseDirectory, "peers", "cpp", "build", "perfsuite-peer") : typeof(CppContender).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(entry => entry.Key == "CppPeer")?.Value;

    public static Contender Find(IReadOnlyDictionary<string, string> environment) => Binary is { } binary && File.Exists(binary)
        ? new(Contender.Cpp, Title, new WorkerCommand(Contender.Cpp, binary, ["worker"], environment), null)
        : new(Contender.Cpp, Title, null, Absence(Binary));

    private static string Absence(string? binary)
    {
        var cure = Workplace.Alone is not null ? "build-native.sh beside the program builds it for this machine's libtorch" : "./setup.sh gets what it takes (g++, cmake, libtorch-dev); then build again";
        if (binary is null || Path.Combine(Path.GetDirectoryName(binary)!, "build.log") is not { } log || !File.Exists(log))
            return $"not built; {cure}";
        return $"not built: {FirstError(log)} ({Workplace.Show(log)}); {cure}";
    }

    private static string FirstError(string log)
    {
        try
        {
            var lines = File.ReadLines(log).Take(100_000).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();
            var line = lines.Find(line => line.Contains("error", StringComparison.OrdinalIgnoreCase) || line.Contains("not found", StringComparison.Ordinal))
                ?? lines.LastOrDefault() ?? "its log is empty";
            return line.Length > 160 ? line[..160] + "…" : line;
        }
        catch (IOException)
        {
            return "its log cannot be read";
        }
    }
}
