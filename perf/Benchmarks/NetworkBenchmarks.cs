using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>A network per batch: the very methods that the workers time, one thread. A class of its own for each experiment.</summary>
[MemoryDiagnoser] // managed bytes only: tensors live outside the collector's heap
public abstract class NetworkBenchmarks
{
    private NetworkSession session = null!;

    /// <summary>What is open in this case: the subclass has its parameters, since BenchmarkDotNet takes no overridden ones.</summary>
    private protected abstract (string Workload, string Variant, int Batch) Case { get; }

    /// <summary>Seeds and builds network and batch, eval mode, no gradient.</summary>
    [GlobalSetup(Target = nameof(Infer))]
    public void BuildInfer() => Build(Phase.Infer);

    /// <summary>The same in train mode.</summary>
    [GlobalSetup(Target = nameof(Forward))]
    public void BuildForward() => Build(Phase.Forward);

    /// <summary>With one forward pass done, whose graph is kept.</summary>
    [GlobalSetup(Target = nameof(Backward))]
    public void BuildBackward() => Build(Phase.Backward);

    /// <summary>Train mode.</summary>
    [GlobalSetup(Target = nameof(Step))]
    public void BuildStep() => Build(Phase.Step);

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Free() => session.Dispose();

    /// <summary>Forward without a graph, freed.</summary>
    [Benchmark, BenchmarkCategory("infer")]
    public void Infer() => session.Infer();

    /// <summary>Forward and loss with the graph built, freed.</summary>
    [Benchmark, BenchmarkCategory("forward")]
    public void Forward() => session.Forward();

    /// <summary>Backward over the kept graph.</summary>
    [Benchmark, BenchmarkCategory("backward")]
    public void Backward() => session.Backward();

    /// <summary>Gradients to zero, forward, loss, backward, update.</summary>
    [Benchmark, BenchmarkCategory("step")]
    public void Step() => session.Step();

    private void Build(Phase phase)
    {
        var (workload, variant, batch) = Case;
        session = Workload.FindNetwork(workload).Open(new SessionOptions(batch, Seed: 42, Variant: variant));
        session.Prepare(phase);
    }
}
