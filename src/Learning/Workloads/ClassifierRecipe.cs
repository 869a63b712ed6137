using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>Images in ten classes: mean cross entropy on logits, not clamped.</summary>
internal abstract class ClassifierRecipe(NetworkWorkload workload, string variant, Settings settings)
    : Recipe(workload, variant, settings)
{
    private const long Classes = 10;

    public override Metric Metric => Metric.Accuracy;

    /// <summary>The shape of one image.</summary>
    protected abstract long[] Image { get; }

    /// <summary>The mean over the batch of −log softmax(logits)[label].</summary>
    public override Tensor Loss(Tensor output, Batch batch) => functional.cross_entropy(output, batch.Target);

    public override Batch RandomBatch(int size)
    {
        var images = rand([size, .. Image]);
        return new Batch(images, randint(0L, Classes, new long[] { size }, ScalarType.Int64));
    }
}

/// <summary>Experiment 003: plain SGD of rate 0.5 on MNIST.</summary>
internal sealed class MnistRecipe(NetworkWorkload workload, string variant, Settings settings)
    : ClassifierRecipe(workload, variant, settings)
{
    public override OptimizerRecipe Optimizer { get; } = new("sgd", 0.5);

    protected override long[] Image { get; } = [1, MnistSet.Side, MnistSet.Side];

    public override SampleSource OpenData(string folder, DataPart part) => MnistSource.Read(folder, part);

    protected override Module<Tensor, Tensor> Build() => Workload.Name == "mnist-cnn" ? new MnistCnn() : new MnistSoftmax();
}
