using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>Experiment 000: the convolutional autoencoder.</summary>
[BenchmarkCategory("convae")]
public class AutoencoderBenchmarks : NetworkBenchmarks
{
    /// <summary>Images.</summary>
    [Params(1, 2, 4, 8, 16, 32)]
    public int Batch;

    private protected override (string Workload, string Variant, int Batch) Case => ("convae", Variant.Matched, Batch);
}
