using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>Experiment 004: the residual networks, and the smaller arithmetic that was published under their names.</summary>
[BenchmarkCategory("resnet")]
public class ResNetBenchmarks : NetworkBenchmarks
{
    /// <summary>Name of the workload.</summary>
    [Params("resnet18", "resnet34")]
    public string Workload = "";

    /// <summary>Those variants whose layers differ.</summary>
    [Params(Learning.Workloads.Variant.Matched, "published-cpp")]
    public string Variant = "";

    /// <summary>Images: from 2, since batch normalisation of published-cpp cannot train on one, to a quarter of the published 128.</summary>
    [Params(2, 4, 8, 16, 32)]
    public int Batch;

    private protected override (string Workload, string Variant, int Batch) Case => (Workload, Variant, Batch);
}
