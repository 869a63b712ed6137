using PerfSuite.Learning.Runtime;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>This program itself, in a second process: <c>dotnet perf.dll worker</c>.</summary>
internal static class CSharpContender
{
    public static Contender Find(IReadOnlyDictionary<string, string> environment)
    {
        var steady = new Dictionary<string, string>(environment)
        {
            // Profile-guided recompilation goes on for seconds and would change the code between one round and the next.
            ["DOTNET_TieredPGO"] = "0",
        };
        return File.Exists(Workplace.Program)
            ? new(Contender.CSharp, TorchRuntime.Current.Label, new WorkerCommand(Contender.CSharp, Workplace.DotnetHost, [Workplace.Program, "worker"], steady), null)
            : new(Contender.CSharp, TorchRuntime.Current.Label, null, $"{Workplace.Program} is missing: build it with `dotnet build -c Release perf`");
    }
}
