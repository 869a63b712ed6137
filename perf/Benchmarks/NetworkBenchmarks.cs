using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>A network per batch of 2ⁿ samples, in those variants whose layers differ.</summary>
public abstract class NetworkBenchmarks : SessionBenchmarks<NetworkSession>
{
    private const int Counted = 3;

    /// <summary>One of the workload's variants.</summary>
    [ParamsSource(nameof(VariantsAsked), Priority = 3)]
    public string Variant = "";

    /// <summary>Samples.</summary>
    [ParamsSource(nameof(BatchesAsked), Priority = 4)]
    public int Batch;

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<string> VariantsAsked => BenchmarkScope.Current.VariantsOf(Network);

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<int> BatchesAsked => BenchmarkScope.Current.Batches ?? [.. Enumerable.Range(0, 17).Select(power => 1 << power).Where(batch => batch >= Least && batch <= Most)];

    private protected abstract NetworkWorkload Network { get; }

    /// <summary>The smallest batch, where nobody asks for another: batch normalisation cannot train on one value a channel.</summary>
    private protected virtual int Least => 1;

    /// <summary>The largest, so that a class ends within minutes.</summary>
    private protected abstract int Most { get; }

    /// <summary>Eval mode, no gradient.</summary>
    [GlobalSetup(Target = nameof(Infer))]
    public void BeforeInfer() => Begin(nameof(Infer), Phase.Infer);

    /// <summary>Train mode.</summary>
    [GlobalSetup(Target = nameof(Forward))]
    public void BeforeForward() => Begin(nameof(Forward), Phase.Forward);

    /// <summary>With one forward pass done, whose graph is kept.</summary>
    [GlobalSetup(Target = nameof(Backward))]
    public void BeforeBackward() => Begin(nameof(Backward), Phase.Backward);

    /// <summary>Train mode.</summary>
    [GlobalSetup(Target = nameof(Step))]
    public void BeforeStep() => Begin(nameof(Step), Phase.Step);

    /// <summary>Forward without a graph, freed.</summary>
    [Benchmark, BenchmarkCategory("infer")]
    public void Infer() => Session.Infer();

    /// <summary>Forward and loss with the graph built, freed.</summary>
    [Benchmark, BenchmarkCategory("forward")]
    public void Forward() => Session.Forward();

    /// <summary>Backward over the kept graph.</summary>
    [Benchmark, BenchmarkCategory("backward")]
    public void Backward() => Session.Backward();

    /// <summary>Gradients to zero, forward, loss, backward, update.</summary>
    [Benchmark, BenchmarkCategory("step")]
    public void Step() => Session.Step();

    private void Begin(string benchmark, Phase phase) => Begin(benchmark, phase, Network.Open, Batch, Counted, Variant);
}

/// <summary>Softmax regression on digits.</summary>
[BenchmarkCategory("mnist", "network")]
public class MnistSoftmaxBenchmarks : NetworkBenchmarks
{
    private protected override NetworkWorkload Network => Workload.MnistSoftmax;

    private protected override int Most => 128;
}

/// <summary>The convolutional network on digits.</summary>
[BenchmarkCategory("mnist", "network")]
public class MnistCnnBenchmarks : NetworkBenchmarks
{
    private protected override NetworkWorkload Network => Workload.MnistCnn;

    private protected override int Most => 128;
}

/// <summary>Experiment 000: the convolutional autoencoder.</summary>
[BenchmarkCategory("convae", "network")]
public class ConvAeBenchmarks : NetworkBenchmarks
{
    private protected override NetworkWorkload Network => Workload.ConvAe;

    private protected override int Most => 32;
}

/// <summary>Experiments 001 and 002: DeepPose's AlexNet.</summary>
[BenchmarkCategory("deeppose", "network")]
public class DeepPoseBenchmarks : NetworkBenchmarks
{
    private protected override NetworkWorkload Network => Workload.DeepPose;

    private protected override int Most => 32;
}

/// <summary>Experiment 004: the residual network of 18 layers, and the smaller arithmetic that was published under its name.</summary>
[BenchmarkCategory("resnet", "network")]
public class ResNet18Benchmarks : NetworkBenchmarks
{
    private protected override NetworkWorkload Network => Workload.ResNet18;

    private protected override int Least => 2;

    private protected override int Most => 32;
}

/// <summary>The same with 34 layers.</summary>
[BenchmarkCategory("resnet", "network")]
public class ResNet34Benchmarks : NetworkBenchmarks
{
    private protected override NetworkWorkload Network => Workload.ResNet34;

    private protected override int Least => 2;

    private protected override int Most => 32;
}
