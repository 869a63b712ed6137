using System.Reflection;
using PerfSuite.Measurement;

namespace PerfSuite.Contenders;

/// <summary>
/// TensorFlow.js and ONNX Runtime, in Node. Their packages stay where setup.sh put them, beside the sources, and are found by NODE_PATH.
/// </summary>
internal static class NodeContender
{
    private const string Cure = "./setup.sh --all-peers";

    /// <summary>The package without which an engine is not there, by contender.</summary>
    private static readonly Dictionary<string, (string Title, string Package)> engines = new()
    {
        [Contender.TensorFlowJs] = ("TensorFlow.js", "@tensorflow/tfjs-layers"),
        [Contender.OnnxRuntime] = ("ONNX Runtime", "onnxruntime-node"),
    };

    /// <summary>Where setup.sh puts packages.</summary>
    private static string Packages { get; } = typeof(NodeContender).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(entry => entry.Key == "NodePackages")?.Value ?? "";

    /// <summary>What tables call it.</summary>
    public static string TitleOf(string name) => engines[name].Title;

    public static Contender Find(string name, IReadOnlyDictionary<string, string> environment) => Find(name, environment, Packages, Environment.GetEnvironmentVariable("PATH") ?? "");

    /// <summary>With packages and programs looked for where the caller says.</summary>
    internal static Contender Find(string name, IReadOnlyDictionary<string, string> environment, string packages, string path)
    {
        var (title, package) = engines[name];
        var worker = Path.Combine(AppContext.BaseDirectory, "peers", "node", "worker.js");
        Contender Absent(string why) => new(name, title, null, why);
        if (!File.Exists(worker))
            return Absent($"{worker} is missing: build the program again");
        if (Node(path) is not { } node)
            return Absent($"no node; {Cure}");
        if (!File.Exists(Path.Combine(packages, package, "package.json")))
            return Absent(Cure);
        var steady = new Dictionary<string, string>(environment)
        {
            ["NODE_PATH"] = packages,
            // Of a shell's settings nothing gets into the figures.
            ["NODE_OPTIONS"] = "",
        };
        return new(name, title, new WorkerCommand(name, node, [worker, "worker", "--engine", name], steady), null);
    }

    private static string? Node(string path) => path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")).FirstOrDefault(File.Exists);
}
