namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
#nullable disable annotations
            /// <summary>A rate that goes up from max_lr/div_factor to max_lr and down to max_lr/div_factor/final_div_factor, while momentum goes the other way; one step per batch.</summary>
            /// <param name="total_steps">Steps in all; −1 for epochs times steps_per_epoch.</param>
            /// <param name="pct_start">The part of them in which the rate goes up.</param>
            /// <param name="three_phase">Whether it comes down as slowly as it went up before it falls to the end.</param>
            public static LRScheduler OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);

            /// <inheritdoc cref="OneCycleLR(Optimizer, double, int, int, int, double, impl.OneCycleLR.AnnealStrategy, bool, double, double, double, double, bool, int, bool)"/>
            public static LRScheduler OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, impl.OneCycleLR.AnnealStrategy anneal_strategy = impl.OneCycleLR.AnnealStrategy.Cos, bool cycle_momentum = true, IEnumerable<double> base_momentum = null, IEnumerable<double> max_momentum = null, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false) =>
                new impl.OneCycleLR(optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum, div_factor, final_div_factor, three_phase, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>Smith and Topin 2017: super-convergence.</summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly (double end, double[] from, double[] to, double[] momentumFrom, double[] momentumTo)[] phases;
                    private readonly int total;
                    private readonly bool cosine, moveMomentum;

                    /// <summary>The shape of the way: half a cosine, or a line.</summary>
                    public enum AnnealStrategy
                    {
                        Cos = 0,
                        Linear = 1,
                    }

                    public OneCycleLR(Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, Repeat(optimizer, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, Repeat(optimizer, base_momentum), Repeat(optimizer, max_momentum), div_factor, final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    /// <exception cref="ArgumentException">No number of steps, a part outside 0 to 1, or no momentum to cycle.</exception>
                    public OneCycleLR(Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, IEnumerable<double> base_momentum = null, IEnumerable<double> max_momentum = null, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        total = total_steps != -1 ? total_steps : epochs > 0 && steps_per_epoch > 0 ? checked(epochs * steps_per_epoch) : 0;
                        if (total <= 0) throw new ArgumentException("total_steps: expected 1 or more, or epochs and steps_per_epoch.", nameof(total_steps));
                        if (!(pct_start is >= 0 and <= 1)) throw new ArgumentException($"pct_start: expected 0 to 1, got {pct_start}.", nameof(pct_start));
                        (cosine, moveMomentum) = (anneal_strategy == AnnealStrategy.Cos, cycle_momentum);
                        if (moveMomentum && Groups.Any(group => group is not (IMomentum or IBetas))) throw new ArgumentException("cycle_momentum: expected an optimizer with momentum or betas.", nameof(cycle_momentum));
                        var high = PerGroup(max_lr, nameof(max_lr));
                        double[] first = [.. high.Select(rate => rate / div_factor)], low = [.. first.Select(rate => rate / final_div_factor)];
                        var slow = PerGroup(base_momentum ?? Repeat(optimizer, 0.85), nameof(base_momentum));
                        var fast = PerGroup(max_momentum ?? Repeat(optimizer, 0.95), nameof(max_momentum));
                        var up = (pct_start * total - 1, first, high, fast, slow);
                        phases = three_phase
                            ? [up, (2 * pct_start * total - 2, high, first, slow, fast), (total - 1, first, low, fast, fast)]
                            : [up, (total - 1, high, low, slow, fast)];
                        if (last_epoch == -1)
                        {
                            for (var i = 0; i < Groups.Length; i++) Groups[i].InitialLearningRate = first[i];
                            if (moveMomentum) SetMomentum(index => fast[index]);
                        }

                        step();
                    }

                    /// <exception cref="InvalidOperationException">All steps are taken.</exception>
                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch > total) throw new InvalidOperationException($"OneCycleLR: expected at most {total} steps, this is number {Epoch + 1}.");
                        var begin = 0.0;
                        var at = 0;
                        for (; at < phases.Length - 1 && Epoch > phases[at].end; at++) begin = phases[at].end;
                        var phase = phases[at];
                        var part = (Epoch - begin) / (phase.end - begin);
                        if (moveMomentum) SetMomentum(index => Between(phase.momentumFrom[index], phase.momentumTo[index], part));
                        return Groups.Select((_, index) => Between(phase.from[index], phase.to[index], part));
                    }

                    private double Between(double start, double end, double part) =>
                        cosine ? end + (start - end) / 2.0 * (Math.Cos(Math.PI * part) + 1) : (end - start) * part + start;

                    private void SetMomentum(Func<int, double> momentum)
                    {
                        for (var i = 0; i < Groups.Length; i++)
                        {
                            if (Groups[i] is IBetas betas) betas.Betas = (momentum(i), betas.Betas.Item2);
                            else ((IMomentum)Groups[i]).Momentum = momentum(i);
                        }
                    }
                }
            }
#nullable restore annotations
        }
    }
}
