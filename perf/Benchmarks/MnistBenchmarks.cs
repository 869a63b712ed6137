using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>Experiment 003: the MNIST networks.</summary>
[BenchmarkCategory("mnist")]
public class MnistBenchmarks : NetworkBenchmarks
{
    /// <summary>Name of the workload.</summary>
    [Params("mnist-softmax", "mnist-cnn")]
    public string Workload = "";

    /// <summary>Images: one, a round number, and one that no vector width divides.</summary>
    [Params(1, 32, 37)]
    public int Batch;

    private protected override (string Workload, string Variant, int Batch) Case => (Workload, Learning.Workloads.Variant.Matched, Batch);
}
