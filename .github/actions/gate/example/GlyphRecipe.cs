using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Glyphs;

/// <summary>What is timed of the network, and held against an older commit: its training by Adam of rate 1e-3 on random pictures.</summary>
public sealed class GlyphRecipe(NetworkWorkload workload, string variant, Settings settings) : Recipe(workload, variant, settings)
{
    /// <inheritdoc/>
    public override OptimizerRecipe Optimizer { get; } = new("adam", 1e-3);

    /// <inheritdoc/>
    public override Metric Metric => Metric.Accuracy;

    /// <summary>The mean over the batch of −log softmax(logits)[label].</summary>
    public override Tensor Loss(Tensor output, Batch batch) => functional.cross_entropy(output, batch.Target);

    /// <summary>Input (B,1,16,16) in [0,1), target (B) of four classes.</summary>
    public override Batch RandomBatch(int size)
    {
        var pictures = rand(size, 1L, 16L, 16L);
        return new Batch(pictures, randint(0L, 4L, new long[] { size }, ScalarType.Int64));
    }

    /// <inheritdoc/>
    protected override Module<Tensor, Tensor> Build() => new GlyphNetwork();
}
