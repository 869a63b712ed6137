using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>This program itself, in a second process: <c>dotnet perf.dll worker</c>, or <c>perf worker</c> where it was published with its runtime.</summary>
internal static class CSharpContender
{
    public static Contender Find(IReadOnlyDictionary<string, string> environment) =>
        Workplace.Alone is { } alone ? new(Contender.CSharp, TorchRuntime.Current.Label, new WorkerCommand(Contender.CSharp, alone, ["worker"], Steady(environment)), null)
        : File.Exists(Workplace.Program)
        ? new(Contender.CSharp, TorchRuntime.Current.Label, new WorkerCommand(Contender.CSharp, Workplace.DotnetHost, [Workplace.Program, "worker"], Steady(environment)), null)
        : new(Contender.CSharp, TorchRuntime.Current.Label, null, $"{Workplace.Program} is missing: build it with `dotnet build -c Release perf`");

    /// <summary>What every build of the C# side is told of its runtime.</summary>
    public static Dictionary<string, string> Steady(IReadOnlyDictionary<string, string> environment) => new(environment)
    {
        // What .NET does by itself is what its users run, and it measured best: `a + b` 1.08 × C++ (1.07–1.11), against 1.14
        // without profile-guided and 1.16 without any tiered compilation; the other operations did not tell them apart
        // (41 interleaved rounds). Named here so that a setting of the shell does not get into the figures.
        ["DOTNET_TieredCompilation"] = "1",
        ["DOTNET_TieredPGO"] = "1",
        // No thread that waits for a debugger, and no socket of it left behind by a worker that had to be killed.
        ["DOTNET_EnableDiagnostics"] = "0",
        // No collector thread beside the one at work.
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_gcServer"] = "0",
    };
}
