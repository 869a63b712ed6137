namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
#nullable disable annotations
            /// <summary>A rate that goes up from base_lr to max_lr and down again, in lines, while momentum goes the other way; one step per batch.</summary>
            /// <param name="step_size_down">Steps downwards; −1 for as many as upwards.</param>
            /// <param name="scale_fn">Scales a cycle's height, by the cycle's number (from 1) or by the step's; null for the mode's own.</param>
            public static LRScheduler CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1, impl.CyclicLR.Mode mode = impl.CyclicLR.Mode.Triangular, double gamma = 1, Func<double, double> scale_fn = null, impl.CyclicLR.ScaleMode scale_mode = impl.CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false) =>
                new impl.CyclicLR(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, base_momentum, max_momentum, last_epoch, verbose);

            /// <inheritdoc cref="CyclicLR(Optimizer, double, double, int, int, impl.CyclicLR.Mode, double, Func{double, double}, impl.CyclicLR.ScaleMode, bool, double, double, int, bool)"/>
            public static LRScheduler CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1, impl.CyclicLR.Mode mode = impl.CyclicLR.Mode.Triangular, double gamma = 1, Func<double, double> scale_fn = null, impl.CyclicLR.ScaleMode scale_mode = impl.CyclicLR.ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double> base_momentum = null, IEnumerable<double> max_momentum = null, int last_epoch = -1, bool verbose = false) =>
                new impl.CyclicLR(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, base_momentum, max_momentum, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>Smith 2015: cyclical learning rates.</summary>
                public class CyclicLR : LRScheduler
                {
                    private readonly double[] highest, lowMomentum, highMomentum;
                    private readonly double total, ratio;
                    private readonly bool byCycle, moveMomentum;
                    private readonly Func<double, double> scale;

                    /// <summary>How high a cycle goes: as the first, half of the one before, or gamma to the step.</summary>
                    public enum Mode
                    {
                        Triangular = 0,
                        Triangular2 = 1,
                        ExpRange = 2,
                    }

                    /// <summary>What scale_fn is given: the cycle's number or the step's.</summary>
                    public enum ScaleMode
                    {
                        Cycle = 0,
                        Iterations = 1,
                    }

                    public CyclicLR(Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1, Func<double, double> scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Repeat(optimizer, base_lr), Repeat(optimizer, max_lr), step_size_up, step_size_down, mode, gamma, scale_fn, scale_mode, cycle_momentum, Repeat(optimizer, base_momentum), Repeat(optimizer, max_momentum), last_epoch, verbose)
                    {
                    }

                    /// <exception cref="ArgumentException">cycle_momentum, and the optimizer has no momentum.</exception>
                    public CyclicLR(Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int step_size_down = -1, Mode mode = Mode.Triangular, double gamma = 1, Func<double, double> scale_fn = null, ScaleMode scale_mode = ScaleMode.Cycle, bool cycle_momentum = true, IEnumerable<double> base_momentum = null, IEnumerable<double> max_momentum = null, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        BaseRates = PerGroup(base_lr, nameof(base_lr));
                        highest = PerGroup(max_lr, nameof(max_lr));
                        lowMomentum = PerGroup(base_momentum ?? Repeat(optimizer, 0.8), nameof(base_momentum));
                        highMomentum = PerGroup(max_momentum ?? Repeat(optimizer, 0.9), nameof(max_momentum));
                        total = step_size_up + (double)(step_size_down < 0 ? step_size_up : step_size_down);
                        ratio = step_size_up / total;
                        (byCycle, scale) = scale_fn is not null ? (scale_mode == ScaleMode.Cycle, scale_fn) : mode switch
                        {
                            Mode.Triangular => (true, _ => 1.0),
                            Mode.Triangular2 => (true, x => 1 / Math.Pow(2, x - 1)),
                            _ => (false, x => Math.Pow(gamma, x)),
                        };
                        moveMomentum = cycle_momentum;
                        if (moveMomentum && Groups.Any(group => group is not IMomentum)) throw new ArgumentException("cycle_momentum: expected an optimizer with momentum.", nameof(cycle_momentum));
                        if (last_epoch == -1)
                        {
                            for (var i = 0; i < Groups.Length; i++) Groups[i].LearningRate = Groups[i].InitialLearningRate = BaseRates[i];
                        }

                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var cycle = Math.Floor(1 + Epoch / total);
                        var x = 1.0 + Epoch / total - cycle;
                        var height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
                        var scaled = scale(byCycle ? cycle : Epoch);
                        if (moveMomentum)
                        {
                            for (var i = 0; i < Groups.Length; i++)
                                ((IMomentum)Groups[i]).Momentum = highMomentum[i] - (highMomentum[i] - lowMomentum[i]) * height * scaled;
                        }

                        return BaseRates.Select((low, index) => low + (highest[index] - low) * height * scaled);
                    }
                }

                private static IEnumerable<double> Repeat(Optimizer optimizer, double value) => optimizer.ParamGroups.Select(_ => value);
            }
#nullable restore annotations
        }
    }
}
