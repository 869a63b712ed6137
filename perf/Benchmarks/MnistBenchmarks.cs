using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>Forward and backward of the MNIST networks per batch: the very methods that the workers time, one thread.</summary>
[MemoryDiagnoser] // managed bytes only: tensors live outside the collector's heap
[BenchmarkCategory("mnist")]
public class MnistBenchmarks
{
    private NetworkSession session = null!;

    /// <summary>Name of the workload.</summary>
    [Params("mnist-softmax", "mnist-cnn")]
    public string Workload = "";

    /// <summary>Images: one, a round number, and one that no vector width divides.</summary>
    [Params(1, 32, 37)]
    public int Batch;

    /// <summary>Seeds and builds network and batch, train mode.</summary>
    [GlobalSetup(Target = nameof(Forward))]
    public void BuildForward() => Build(Phase.Forward);

    /// <summary>The same, with one forward pass done, whose graph is kept.</summary>
    [GlobalSetup(Target = nameof(Backward))]
    public void BuildBackward() => Build(Phase.Backward);

    /// <summary>Frees it all.</summary>
    [GlobalCleanup]
    public void Free() => session.Dispose();

    /// <summary>Forward and loss with the graph built, freed.</summary>
    [Benchmark, BenchmarkCategory("forward")]
    public void Forward() => session.Forward();

    /// <summary>Backward over the kept graph.</summary>
    [Benchmark, BenchmarkCategory("backward")]
    public void Backward() => session.Backward();

    private void Build(Phase phase)
    {
        session = Learning.Workloads.Workload.FindNetwork(Workload).Open(new SessionOptions(Batch, Seed: 42));
        session.Prepare(phase);
    }
}
