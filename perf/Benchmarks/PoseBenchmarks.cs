using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>Experiments 001 and 002: DeepPose's AlexNet.</summary>
[BenchmarkCategory("deeppose")]
public class PoseBenchmarks : NetworkBenchmarks
{
    /// <summary>Images.</summary>
    [Params(1, 2, 4, 8, 16, 32)]
    public int Batch;

    private protected override (string Workload, string Variant, int Batch) Case => ("deeppose", Variant.Matched, Batch);
}
