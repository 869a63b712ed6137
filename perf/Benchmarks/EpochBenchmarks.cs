using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>One pass over drawn pictures in files: read, decoded, augmented, shuffled and learned from.</summary>
public abstract class EpochBenchmarks : SessionBenchmarks<NetworkSession>
{
    /// <summary>Name of the workload.</summary>
    [ParamsSource(nameof(Workloads), Priority = 3)]
    public string Workload = "";

    /// <summary>Samples to learn from.</summary>
    [ParamsSource(nameof(ImagesAsked), Priority = 4)]
    public int Images;

    /// <summary>Samples in a batch; a last short one is dropped.</summary>
    [ParamsSource(nameof(BatchesAsked), Priority = 5)]
    public int Batch;

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<string> Workloads => Networks.Select(workload => workload.Name);

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<int> ImagesAsked => [BenchmarkScope.Current.Images ?? Standard.Images];

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<int> BatchesAsked => BenchmarkScope.Current.Batches ?? [Standard.Batch];

    private protected abstract IReadOnlyList<NetworkWorkload> Networks { get; }

    private protected abstract (int Images, int Batch) Standard { get; }

    /// <summary>Draws the files.</summary>
    [GlobalSetup]
    public void Before()
    {
        var network = Learning.Workloads.Workload.FindNetwork(Workload);
        Begin(nameof(Epoch), Phase.Epoch, network.Open, Batch, 0, files: BenchmarkData.Of(network.DataSet, Images));
    }

    /// <summary>Reading and training.</summary>
    [Benchmark, BenchmarkCategory("epoch")]
    public void Epoch() => Session.Epoch();

    /// <summary>The reading alone.</summary>
    [Benchmark, BenchmarkCategory("data")]
    public void Data() => Session.Data();
}

/// <summary>Epochs of digits.</summary>
[BenchmarkCategory("mnist", "files")]
public class DigitEpochBenchmarks : EpochBenchmarks
{
    private protected override IReadOnlyList<NetworkWorkload> Networks { get; } = [Learning.Workloads.Workload.MnistSoftmax, Learning.Workloads.Workload.MnistCnn];

    private protected override (int Images, int Batch) Standard => (2_000, 100);
}

/// <summary>Epochs of pictures; <c>--images 50000 --batch 128</c> is CIFAR-10's size.</summary>
[BenchmarkCategory("convae", "deeppose", "resnet", "files")]
public class PictureEpochBenchmarks : EpochBenchmarks
{
    private protected override IReadOnlyList<NetworkWorkload> Networks { get; } =
        [Learning.Workloads.Workload.ConvAe, Learning.Workloads.Workload.DeepPose, Learning.Workloads.Workload.ResNet18, Learning.Workloads.Workload.ResNet34];

    private protected override (int Images, int Batch) Standard => (64, 16);
}
