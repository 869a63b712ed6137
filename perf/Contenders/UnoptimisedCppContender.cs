using System.ComponentModel;
using System.Diagnostics;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>
/// The C++ peer compiled with no optimisation, as the build file of the autoencoder's article left its code; libtorch is the same library as ever.
/// It is built on demand, beside the peer and from its very sources.
/// </summary>
internal static class UnoptimisedCppContender
{
    public const string Name = "cpp-unoptimised";
    public const string Title = "C++ unoptimised";
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(20);

    private static string? Folder => CppContender.Binary is { } binary ? Path.GetDirectoryName(binary) + "-unoptimised" : null;

    private static string? Binary => Folder is { } folder ? Path.Combine(folder, Path.GetFileName(CppContender.Binary!)) : null;

    /// <summary>Whether it is there and no older than the optimised one.</summary>
    public static bool IsBuilt => Binary is { } binary && File.Exists(binary) && File.GetLastWriteTimeUtc(binary) >= File.GetLastWriteTimeUtc(CppContender.Binary!);

    public static Contender Find(IReadOnlyDictionary<string, string> environment) => IsBuilt
        ? new(Name, Title, new WorkerCommand(Name, Binary!, ["worker"], environment), null)
        : new(Name, Title, null, "not built; `study convae --profile full` builds it");

    /// <summary>Configures as the optimised build was, but for the optimisation, and builds.</summary>
    /// <exception cref="Fault">The optimised peer is not there, or the build fails; its log is named.</exception>
    public static void Build(CancellationToken cancellation)
    {
        if (CppContender.Binary is not { } optimised || !File.Exists(optimised) || Folder is not { } folder)
            throw new Fault("The C++ peer without optimisation is built like the optimised one, which is not there: run ./setup.sh and build again.");
        var cache = File.ReadLines(Path.Combine(Path.GetDirectoryName(optimised)!, "CMakeCache.txt"))
            .Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0].Split(':')[0]).ToDictionary(group => group.Key, group => group.First()[1]);
        Directory.CreateDirectory(folder);
        Do(folder, cancellation, "-S", cache["CMAKE_HOME_DIRECTORY"], "-B", folder, "-G", cache["CMAKE_GENERATOR"], "-DCMAKE_BUILD_TYPE=None",
            $"-DCMAKE_PREFIX_PATH={cache.GetValueOrDefault("CMAKE_PREFIX_PATH", "")}");
        Do(folder, cancellation, "--build", folder);
    }

    private static void Do(string folder, CancellationToken cancellation, params string[] arguments)
    {
        var log = Path.Combine(folder, "build.log");
        try
        {
            using var process = Process.Start(new ProcessStartInfo("cmake", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
            var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
            if (!process.WaitForExit(patience))
                process.Kill(entireProcessTree: true);
            process.WaitForExit();
            File.AppendAllText(log, output.Result + error.Result);
            cancellation.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
                throw new Fault($"The C++ peer could not be built without optimisation: see the end of {Workplace.Show(log)}.");
        }
        catch (Win32Exception exception)
        {
            throw new Fault($"cmake, which built the C++ peer, cannot be started: {exception.Message}. Run ./setup.sh.", cause: exception);
        }
    }
}
