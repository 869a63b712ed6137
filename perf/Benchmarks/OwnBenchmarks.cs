using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>Networks of the user's own; there is no such class where there are none.</summary>
[BenchmarkCategory("own", "network")]
public class OwnBenchmarks : NetworkBenchmarks
{
    /// <summary>Name of the workload.</summary>
    [ParamsSource(nameof(Workloads), Priority = 0)]
    public string Workload = "";

    /// <summary>The names there are.</summary>
    public IEnumerable<string> Workloads => Learning.Workloads.Workload.Own.Select(own => own.Name);

    // Asked for its variants before there is a name.
    private protected override NetworkWorkload Network => Workload.Length > 0 ? Learning.Workloads.Workload.FindNetwork(Workload) : Learning.Workloads.Workload.Own.FirstOrDefault() ?? Learning.Workloads.Workload.MnistSoftmax;

    // Batch normalisation cannot always train on one.
    private protected override int Least => 2;

    private protected override int Most => 32;
}
