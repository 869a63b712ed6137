using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>
/// What one invocation of a benchmark counts. The process that measures leaves it in a folder, where the one that started it looks: BenchmarkDotNet
/// carries only its own numbers from one to the other.
/// </summary>
/// <param name="Operations">Native operations, as <see cref="Counters.NativeOperations"/> has them, all together; null where the supplier cannot tell, as below.</param>
/// <param name="Calls">Calls into libtorch.</param>
/// <param name="Tensors">Tensors made.</param>
/// <param name="Alive">Of them, left alive.</param>
/// <param name="Peak">Most bytes of tensors at once.</param>
internal sealed record BenchmarkCounts(double? Operations, double? Calls, double? Tensors, double? Alive, double? Peak)
{
    /// <summary>Names the folder.</summary>
    public const string Variable = "PERFSUITE_BENCH_COUNTS";

    private const long Longest = 4096;

    /// <summary>Whether anybody looks for counts.</summary>
    public static bool Wanted => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>For one invocation.</summary>
    public static BenchmarkCounts Of(Counters counters, int iterations) => new(
        counters.NativeOperations?.Values.Sum(), counters.NativeCalls, counters.TensorsMade, (double?)counters.TensorsAlive / iterations, counters.PeakBytes);

    /// <summary>Leaves it for the process that started this one.</summary>
    /// <param name="benchmarks">The instance BenchmarkDotNet measured, of a class it derives from ours.</param>
    /// <param name="method">The benchmark's name.</param>
    public void Leave(object benchmarks, string method)
    {
        var type = benchmarks.GetType();
        while (type.Namespace != typeof(BenchmarkCounts).Namespace && type.BaseType is { } before)
            type = before;
        var parameters = type.GetFields().Where(field => field.GetCustomAttribute<PriorityAttribute>() is not null).Select(field => (field.Name, field.GetValue(benchmarks)));
        try
        {
            File.WriteAllText(PathOf(Environment.GetEnvironmentVariable(Variable)!, type, method, parameters), JsonSerializer.Serialize(this));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Times are worth having without counts; the column then stays empty.
            Console.Error.WriteLine($"// the counts of {type.Name}.{method} cannot be kept: {fault.Message}");
        }
    }

    /// <summary>What was left of a benchmark; null where nothing was, or nothing that can be read.</summary>
    public static BenchmarkCounts? Find(string folder, BenchmarkCase benchmark)
    {
        var path = PathOf(folder, benchmark.Descriptor.Type, benchmark.Descriptor.WorkloadMethod.Name, benchmark.Parameters.Items.Select(item => (item.Name, (object?)item.Value)));
        try
        {
            return new FileInfo(path) is { Exists: true, Length: <= Longest } ? JsonSerializer.Deserialize<BenchmarkCounts>(File.ReadAllText(path)) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    private static string PathOf(string folder, Type type, string method, IEnumerable<(string Name, object? Value)> parameters)
    {
        var key = $"{type.FullName}.{method}({string.Join(", ", parameters.OrderBy(one => one.Name, StringComparer.Ordinal).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name}: {one.Value}")))})";
        return Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32] + ".json");
    }
}
