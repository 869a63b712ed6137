using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>Experiment 002: a loss differentiated automatically against one whose derivative is written by hand.</summary>
[BenchmarkCategory("autograd"), GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory, BenchmarkLogicalGroupRule.ByParams)]
public class PoseLossBenchmarks : SessionBenchmarks<NetworkSession>
{
    private const int Counted = 3;

    /// <summary>People.</summary>
    [ParamsSource(nameof(BatchesAsked), Priority = 3)]
    public int Batch;

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<int> BatchesAsked => BenchmarkScope.Current.Batches ?? [1, 8, 32];

    /// <summary>The network's output kept.</summary>
    [GlobalSetup(Target = nameof(AutomaticLoss))]
    public void BeforeAutomaticLoss() => Begin(nameof(AutomaticLoss), Phase.Loss, "automatic");

    /// <summary>The network's output kept.</summary>
    [GlobalSetup(Target = nameof(ExplicitLoss))]
    public void BeforeExplicitLoss() => Begin(nameof(ExplicitLoss), Phase.Loss, "explicit");

    /// <summary>Train mode.</summary>
    [GlobalSetup(Target = nameof(AutomaticGradient))]
    public void BeforeAutomaticGradient() => Begin(nameof(AutomaticGradient), Phase.Gradient, "automatic");

    /// <summary>Train mode.</summary>
    [GlobalSetup(Target = nameof(ExplicitGradient))]
    public void BeforeExplicitGradient() => Begin(nameof(ExplicitGradient), Phase.Gradient, "explicit");

    /// <summary>The loss and its gradient to the output.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("loss")]
    public void AutomaticLoss() => Session.Loss();

    /// <summary>The same by hand.</summary>
    [Benchmark, BenchmarkCategory("loss")]
    public void ExplicitLoss() => Session.Loss();

    /// <summary>Forward, loss, and backward through the whole network.</summary>
    [Benchmark(Baseline = true), BenchmarkCategory("gradient")]
    public void AutomaticGradient() => Session.Gradient();

    /// <summary>The same with the loss's derivative by hand.</summary>
    [Benchmark, BenchmarkCategory("gradient")]
    public void ExplicitGradient() => Session.Gradient();

    private void Begin(string benchmark, Phase phase, string loss) => Begin(benchmark, phase,
        options => Workload.DeepPose.Open(options with { Settings = new Dictionary<string, string> { ["loss"] = loss } }), Batch, Counted);
}
