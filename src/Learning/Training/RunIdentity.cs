using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Learning.Training;

/// <summary>Names and values that two runs are compared by.</summary>
internal sealed class RunIdentity
{
    private const int SamplesLookedAt = 16;
    private readonly SortedDictionary<string, string> values;

    private RunIdentity(SortedDictionary<string, string> values) => this.values = values;

    /// <summary>All that decides the bits but the machine.</summary>
    public static RunIdentity Of(Recipe recipe, OptimizerRecipe optimizer, TrainingOptions options, SampleSource training, SampleSource test)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["workload"] = recipe.Workload.Name,
            ["variant"] = recipe.Variant,
            ["optimizer"] = optimizer.ToString(),
            ["batch"] = Number(options.Batch ?? recipe.Workload.DefaultBatch),
            ["seed"] = Number(options.Seed),
            ["training data"] = Signature(training),
            ["test data"] = Signature(test),
        };
        foreach (var setting in recipe.Workload.Settings)
            values[setting.Name] = recipe.Settings[setting.Name];
        // More epochs than were asked for at first only add to the end, unless the schedule is stretched over them.
        if (values["schedule"] == "none")
            values.Remove("epochs");
        return new(values);
    }

    /// <summary>All of the machine that may change the last bits.</summary>
    public static RunIdentity OfSurroundings(int threads, string device)
    {
        var runtime = TorchRuntime.Current;
        return new(new(StringComparer.Ordinal)
        {
            ["device"] = device,
            ["libtorch"] = runtime.LibTorchVersion,
            ["threads"] = Number(threads),
            ["BLAS"] = runtime.Blas ?? "unknown",
            ["vector instructions"] = runtime.CpuCapability ?? "unknown",
            ["supplier"] = runtime.Label,
        });
    }

    /// <summary>What differs, each as <c>batch 100, not 50</c>: this one's value first.</summary>
    public IReadOnlyList<string> DifferencesTo(RunIdentity other) =>
    [
        .. values.Keys.Union(other.values.Keys).Order(StringComparer.Ordinal)
            .Where(name => Value(name) != other.Value(name))
            .Select(name => $"{name} {Value(name)}, not {other.Value(name)}"),
    ];

    public string ToJson() => JsonSerializer.Serialize(values, Json.Exact);

    /// <exception cref="JsonException">It is something else.</exception>
    public static RunIdentity Parse(string json) =>
        new(new(JsonSerializer.Deserialize<Dictionary<string, string>>(json, Json.Exact) ?? throw new JsonException("no names and values"), StringComparer.Ordinal));

    private string Value(string name) => values.GetValueOrDefault(name, "(none)");

    /// <summary>How many samples, and a digest of a few spread over them: enough to notice another set, cheap enough for every start.</summary>
    private static string Signature(SampleSource source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var layout = source.Layout;
        var input = new float[layout.InputLength];
        var pose = new float[layout.Joints * 2];
        var visible = new float[layout.Joints];
        var label = new long[layout.Target == TargetKind.Label ? 1 : 0];
        using var reader = source.OpenReader();
        var looked = Math.Min(SamplesLookedAt, source.Count);
        for (var i = 0; i < looked; i++)
        {
            var index = (int)((long)i * source.Count / looked);
            reader.Read(index, SplitMix64.Stream(0, 0, (ulong)index), new Sample(input, label, pose, visible));
            hash.AppendData(MemoryMarshal.AsBytes<float>(input));
            hash.AppendData(MemoryMarshal.AsBytes<long>(label));
            hash.AppendData(MemoryMarshal.AsBytes<float>(pose));
            hash.AppendData(MemoryMarshal.AsBytes<float>(visible));
        }
        return string.Create(CultureInfo.InvariantCulture, $"of {source.Count} samples (signature {Convert.ToHexStringLower(hash.GetHashAndReset())[..12]})");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
