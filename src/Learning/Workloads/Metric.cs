using PerfSuite.Learning.Data.Loading;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Workloads;

/// <summary>How well a network does, beside its loss.</summary>
public abstract class Metric
{
    /// <summary>The share of samples whose largest logit is that of their label; more is better.</summary>
    public static Metric Accuracy { get; } = new AccuracyMetric();

    /// <summary>
    /// The mean of |output − target| over all numbers of a sample: pixels in [−1,1], or coordinates in widths of the crop;
    /// less is better.
    /// </summary>
    public static Metric MeanAbsoluteError { get; } = new AbsoluteErrorMetric();

    /// <summary>In words: <c>accuracy</c>, <c>mean absolute error</c>.</summary>
    public abstract string Name { get; }

    /// <summary>In a table: <c>accuracy</c>, <c>mae</c>.</summary>
    public abstract string Short { get; }

    /// <summary>Whether a value is better than another.</summary>
    public abstract bool IsBetter(double value, double than);

    /// <summary>The sum of a batch's values over its samples: divide by the number of samples at the end.</summary>
    /// <param name="output">What the network made of the batch, (B,…); of the accuracy logits, (B,classes).</param>
    /// <param name="batch">Of B samples; its target has the output's shape, or of the accuracy (B).</param>
    public abstract double Sum(Tensor output, Batch batch);

    private sealed class AccuracyMetric : Metric
    {
        public override string Name => "accuracy";

        public override string Short => "accuracy";

        public override bool IsBetter(double value, double than) => value > than;

        public override double Sum(Tensor output, Batch batch)
        {
            using var found = output.argmax(1);
            using var equal = found.eq(batch.Target);
            using var count = equal.sum();
            return count.item<long>();
        }
    }

    private sealed class AbsoluteErrorMetric : Metric
    {
        public override string Name => "mean absolute error";

        public override string Short => "mae";

        public override bool IsBetter(double value, double than) => value < than;

        public override double Sum(Tensor output, Batch batch)
        {
            using var difference = output.sub(batch.Target);
            using var size = difference.abs();
            using var total = size.sum();
            return total.item<float>() * ((double)batch.Count / output.numel());
        }
    }
}
