using PerfSuite.Learning.Runtime;

namespace PerfSuite.Learning.Workloads;

/// <summary>How long each native operation of a loop takes by itself.</summary>
internal static class OperationTimes
{
    // One interruption by the system, a few milliseconds long, would make a mean over all iterations tell of nothing else.
    private const int Passes = 9;

    /// <summary>
    /// Runs the loop in nine passes, each a ninth of the iterations, fewer where there are fewer, and takes of every operation the
    /// middle one of its means.
    /// </summary>
    /// <returns>Nanoseconds per iteration, by name; null where the supplier cannot tell.</returns>
    public static IReadOnlyDictionary<string, double>? Of(Action<int> run, int iterations)
    {
        var passes = new IReadOnlyDictionary<string, long>[Math.Min(iterations, Passes)];
        var each = iterations / passes.Length;
        for (var pass = 0; pass < passes.Length; pass++)
        {
            if (TorchRuntime.Current.TimeOperations(() => run(each)) is not { } nanoseconds)
                return null;
            passes[pass] = nanoseconds;
        }
        return passes.SelectMany(pass => pass.Keys).Distinct().ToDictionary(
            name => name,
            name => passes.Select(pass => pass.GetValueOrDefault(name)).Order().ElementAt(passes.Length / 2) / (double)each);
    }
}
