using System.Globalization;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>
/// What the parameters of the classes range over: <c>bench --batch 1,8 --threads 1,2 --variant matched --device cpu --images 128</c>. BenchmarkDotNet
/// asks for it in the process that lists and starts; those that measure get single values.
/// </summary>
internal sealed record BenchmarkScope
{
    private const int MostValues = 32;

    /// <summary>Of this process; set before anything is listed.</summary>
    public static BenchmarkScope Current { get; set; } = new();

    /// <summary>Samples in a batch; null: what each class has.</summary>
    public IReadOnlyList<int>? Batches { get; init; }

    /// <summary>libtorch's threads.</summary>
    public IReadOnlyList<int> Threads { get; init; } = [1];

    /// <summary>Names of variants; null: matched, and those whose layers differ.</summary>
    public IReadOnlyList<string>? Variants { get; init; }

    /// <summary>Where to compute.</summary>
    public IReadOnlyList<string> Devices { get; init; } = ["cpu"];

    /// <summary>Samples of an epoch; null: what each class has.</summary>
    public int? Images { get; init; }

    /// <summary>The variants a workload is measured in.</summary>
    public IEnumerable<string> VariantsOf(Workload workload) => workload.Variants
        .Where(variant => Variants?.Contains(variant.Name) ?? (variant.Name == Variant.Matched || DiffersInLayers(workload, variant)))
        .Select(variant => variant.Name);

    /// <summary>Takes our options out of a line that is otherwise BenchmarkDotNet's.</summary>
    /// <exception cref="Fault">A value is not understood.</exception>
    public static (BenchmarkScope Scope, string[] Theirs) Take(IReadOnlyList<string> args)
    {
        var scope = new BenchmarkScope();
        var rest = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], null);
            if (name is not ("--batch" or "--threads" or "--variant" or "--device" or "--images"))
            {
                rest.Add(args[i]);
                continue;
            }
            value ??= i + 1 < args.Count && !args[i + 1].StartsWith('-') ? args[++i] : throw Fault.Usage($"bench {name} takes a value, such as {Example(name)}.");
            scope = name switch
            {
                "--batch" => scope with { Batches = Numbers(name, value, 65_536) },
                "--threads" => scope with { Threads = Numbers(name, value, 1024) },
                "--images" => scope with { Images = Numbers(name, value, 1_000_000) is [var one] ? one : throw Fault.Usage($"bench --images takes one number, not '{value}'.") },
                "--variant" => scope with { Variants = Names(name, value, [.. Workload.All.SelectMany(workload => workload.Variants).Select(variant => variant.Name).Distinct()]) },
                _ => scope with { Devices = [.. Parts(name, value).Select(part => ComputeDevice.Fault(part) is { } fault ? throw Fault.Usage($"bench --device: {fault}.") : part).Distinct()] },
            };
        }
        return (scope, [.. rest]);
    }

    private static bool DiffersInLayers(Workload workload, Variant variant) =>
        workload.Settings.Any(setting => setting.IsStructural && variant.Values.GetValueOrDefault(setting.Name, setting.Default) != setting.Default);

    private static List<int> Numbers(string name, string text, int most) =>
    [
        .. Parts(name, text).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw Fault.Usage($"bench {name} takes whole numbers from 1 to {most}, such as {Example(name)}, not '{part}'.")).Distinct(),
    ];

    private static List<string> Names(string name, string text, IReadOnlyList<string> known) =>
        [.. Parts(name, text).Select(part => known.Contains(part) ? part : throw Fault.Usage($"bench {name} takes some of {string.Join(", ", known)}, not '{part}'.")).Distinct()];

    private static string[] Parts(string name, string text) =>
        text.Split(',', StringSplitOptions.TrimEntries) is { Length: <= MostValues } parts ? parts : throw Fault.Usage($"bench {name} takes at most {MostValues} values.");

    private static string Example(string name) => name switch
    {
        "--variant" => "matched",
        "--device" => "cpu",
        "--images" => "128",
        _ => "1,8",
    };
}
