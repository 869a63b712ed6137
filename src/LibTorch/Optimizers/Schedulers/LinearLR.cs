namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The rate times factor until epoch total_iters, then the rate itself.</summary>
            public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.ConstantLR(optimizer, factor, total_iters, last_epoch, verbose);

            /// <summary>The rate times a factor that goes in a line from start_factor to end_factor within total_iters epochs.</summary>
            public static LRScheduler LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) =>
                new impl.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            /// <summary>The rate times (1 − epoch/total_iters) to the given power, 0 from then on.</summary>
            public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1, bool verbose = false) =>
                new impl.PolynomialLR(optimizer, total_iters, power, last_epoch, verbose);

            /// <summary>Half a cosine from the rate down to eta_min in T_max epochs, and up again in as many.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            public static partial class impl
            {
                /// <inheritdoc cref="lr_scheduler.ConstantLR"/>
                public class ConstantLR : LRScheduler
                {
                    private readonly double factor;
                    private readonly int total;

                    /// <inheritdoc cref="lr_scheduler.ConstantLR"/>
                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (this.factor, total) = (Factor(factor, nameof(factor)), total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        Each(group => Epoch == 0 ? group.LearningRate * factor : Epoch == total ? group.LearningRate * (1.0 / factor) : group.LearningRate);

                    protected override IEnumerable<double> get_closed_form_lr() => EachBase(start => start * (factor + (Epoch >= total ? 1 : 0) * (1 - factor)));
                }

                /// <inheritdoc cref="lr_scheduler.LinearLR"/>
                public class LinearLR : LRScheduler
                {
                    private readonly double first, last;
                    private readonly int total;

                    /// <inheritdoc cref="lr_scheduler.LinearLR"/>
                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (first, last, total) = (Factor(start_factor, nameof(start_factor)), Factor(end_factor, nameof(end_factor)), total_iters);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0) return Each(group => group.LearningRate * first);
                        return Each(group => Epoch > total ? group.LearningRate : group.LearningRate * (1 + (last - first) / (total * first + (Epoch - 1) * (last - first))));
                    }

                    protected override IEnumerable<double> get_closed_form_lr() => EachBase(start => start * (first + (last - first) * Math.Min(total, Epoch) / total));
                }

                /// <inheritdoc cref="lr_scheduler.PolynomialLR"/>
                public class PolynomialLR : LRScheduler
                {
                    private readonly double total, power;

                    /// <inheritdoc cref="lr_scheduler.PolynomialLR"/>
                    public PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (total, this.power) = (total_iters, power);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0 || Epoch > total) return base.get_lr();
                        var decay = Math.Pow((1.0 - Epoch / total) / (1.0 - (Epoch - 1) / total), power);
                        return Each(group => group.LearningRate * decay);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() => EachBase(start => start * Math.Pow(1.0 - Math.Min(total, Epoch) / total, power));
                }

                /// <inheritdoc cref="lr_scheduler.CosineAnnealingLR"/>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double period, least;

                    /// <inheritdoc cref="lr_scheduler.CosineAnnealingLR"/>
                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        (period, least) = (T_max, eta_min);
                        step();
                    }

                    // Chained, each rate from the one before, so that other schedules of the same optimizer have their effect.
                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch == 0) return base.get_lr();
                        if (_step_count == 1) return EachBase(start => least + (start - least) * (1 + Math.Cos(Epoch * Math.PI / period)) / 2);
                        if ((Epoch - 1 - period) % (2 * period) == 0)
                            return Groups.Select((group, index) => group.LearningRate + (BaseRates[index] - least) * (1 - Math.Cos(Math.PI / period)) / 2);
                        return Each(group =>
                            (1 + Math.Cos(Math.PI * Epoch / period)) / (1 + Math.Cos(Math.PI * (Epoch - 1) / period)) * (group.LearningRate - least) + least);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() => EachBase(start => least + (start - least) * (1 + Math.Cos(Math.PI * Epoch / period)) / 2);
                }

                private static double Factor(double factor, string name) =>
                    factor is >= 0 and <= 1 ? factor : throw new ArgumentException($"{name}: expected 0 to 1, got {factor}.", name);
            }
        }
    }
}
