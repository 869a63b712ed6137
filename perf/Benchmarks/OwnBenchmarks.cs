using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>Networks of the user's own; there is no such class where there are none.</summary>
[BenchmarkCategory("own")]
public class OwnBenchmarks : NetworkBenchmarks
{
    /// <summary>Name of the workload.</summary>
    [ParamsSource(nameof(Workloads))]
    public string Workload = "";

    /// <summary>Samples: from 2, since batch normalisation cannot always train on one.</summary>
    [Params(2, 8, 32)]
    public int Batch;

    /// <summary>The names there are.</summary>
    public IEnumerable<string> Workloads => Learning.Workloads.Workload.Own.Select(own => own.Name);

    private protected override (string Workload, string Variant, int Batch) Case => (Workload, Variant.Matched, Batch);
}
