namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
#nullable disable annotations
            /// <summary>The rate times factor when a metric has not become better for more than patience epochs.</summary>
            /// <param name="mode">min: smaller is better; max: larger is.</param>
            /// <param name="threshold">By how much it must be better, as a part of the best (rel) or as it is (abs).</param>
            /// <param name="cooldown">Epochs after a change in which nothing is counted.</param>
            /// <param name="min_lr">One lower bound per group; null for 0.</param>
            /// <param name="eps">Changes no larger than this are not made.</param>
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double> min_lr = null, double eps = 1e-8, bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);

            public static partial class impl
            {
                /// <inheritdoc cref="lr_scheduler.ReduceLROnPlateau"/>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool smaller, relative;
                    private readonly double factor, threshold, eps;
                    private readonly int patience, cooldown;
                    private readonly double[] least;
                    private double best;
                    private int bad, cooling;

                    /// <inheritdoc cref="lr_scheduler.ReduceLROnPlateau"/>
                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double> min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, 0, verbose)
                    {
                        if (factor >= 1) throw new ArgumentException($"factor: expected less than 1, got {factor}.", nameof(factor));
                        smaller = Either(mode, "min", "max", nameof(mode));
                        relative = Either(threshold_mode, "rel", "abs", nameof(threshold_mode));
                        (this.factor, this.patience, this.threshold, this.cooldown, this.eps) = (factor, patience, threshold, cooldown, eps);
                        least = min_lr is null ? new double[Groups.Length] : PerGroup(min_lr, nameof(min_lr));
                        best = smaller ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    /// <exception cref="InvalidOperationException">Always: it needs the metric.</exception>
                    public override void step() => throw Blind();

                    /// <inheritdoc cref="step()"/>
                    public override void step(int? epoch) => throw Blind();

                    public override void step(double current, int? epoch = null)
                    {
                        Epoch = epoch ?? Epoch + 1;
                        if (IsBetter(current)) (best, bad) = (current, 0);
                        else bad++;
                        if (cooling > 0) (cooling, bad) = (cooling - 1, 0);
                        if (bad <= patience) return;
                        Apply([.. Groups.Select((group, index) =>
                        {
                            var reduced = Math.Max(group.LearningRate * factor, least[index]);
                            return group.LearningRate - reduced > eps ? reduced : group.LearningRate;
                        })]);
                        (cooling, bad) = (cooldown, 0);
                    }

                    private bool IsBetter(double current)
                    {
                        if (smaller) return current < (relative ? best * (1.0 - threshold) : best - threshold);
                        return current > (relative ? best * (threshold + 1.0) : best + threshold);
                    }

                    private static bool Either(string value, string first, string second, string name) =>
                        value == first || (value == second ? false : throw new ArgumentException($"{name}: expected {first} or {second}, got '{value}'.", name));

                    private static InvalidOperationException Blind() => new("ReduceLROnPlateau: expected step(metric).");
                }
            }
#nullable restore annotations
        }
    }
}
