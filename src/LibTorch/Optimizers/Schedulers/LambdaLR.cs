namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>The first rate times a function of the epoch.</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new impl.LambdaLR(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>The rate before times a function of the epoch.</summary>
            public static LRScheduler MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false) =>
                new impl.MultiplicativeLR(optimizer, lr_lambda, last_epoch, verbose);

            /// <summary>One schedule after the other, each from its milestone on with epochs of its own.</summary>
            public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) =>
                new impl.SequentialLR(optimizer, schedulers, milestones, last_epoch);

            /// <summary>All schedules at once, each working on what the one before it made of the rate.</summary>
            public static LRScheduler ChainedLR(IEnumerable<LRScheduler> schedulers) => new impl.ChainedLR(schedulers);

            public static partial class impl
            {
                /// <inheritdoc cref="lr_scheduler.LambdaLR"/>
                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double>[] lambdas;

                    /// <inheritdoc cref="lr_scheduler.LambdaLR"/>
                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose)
                    {
                    }

                    public LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        lambdas = PerGroup(lr_lambdas, nameof(lr_lambdas));
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => lambdas.Select((lambda, index) => BaseRates[index] * lambda(Epoch));
                }

                /// <inheritdoc cref="lr_scheduler.MultiplicativeLR"/>
                public class MultiplicativeLR : LRScheduler
                {
                    private readonly Func<int, double>[] lambdas;

                    /// <inheritdoc cref="lr_scheduler.MultiplicativeLR"/>
                    public MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : this(optimizer, optimizer.ParamGroups.Select(_ => lr_lambda), last_epoch, verbose)
                    {
                    }

                    public MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false) : base(optimizer, last_epoch, verbose)
                    {
                        lambdas = PerGroup(lr_lambdas, nameof(lr_lambdas));
                        step();
                    }

                    protected override IEnumerable<double> get_lr() => Epoch > 0 ? lambdas.Select((lambda, index) => Groups[index].LearningRate * lambda(Epoch)) : base.get_lr();
                }

                /// <inheritdoc cref="lr_scheduler.SequentialLR"/>
                public class SequentialLR : LRScheduler
                {
                    private readonly LRScheduler[] schedulers;
                    private readonly int[] milestones;

                    /// <exception cref="ArgumentException">The schedules are not one more than the milestones, or of another optimizer.</exception>
                    public SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1) : base(optimizer, last_epoch + 1)
                    {
                        (this.schedulers, this.milestones) = ([.. schedulers], [.. milestones]);
                        if (this.schedulers.Any(scheduler => scheduler.Owner != optimizer)) throw new ArgumentException("schedulers: expected schedules of this very optimizer.", nameof(schedulers));
                        if (this.milestones.Length != this.schedulers.Length - 1)
                            throw new ArgumentException($"milestones: expected {this.schedulers.Length - 1}, one fewer than schedules, got {this.milestones.Length}.", nameof(milestones));
                        foreach (var group in Groups) group.LearningRate = group.InitialLearningRate;
                        foreach (var scheduler in this.schedulers) scheduler.Epoch--;
                        this.schedulers[0].Restart();
                        LastRates = [.. this.schedulers[0].get_last_lr()];
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        var index = milestones.Count(milestone => milestone <= Epoch);
                        var scheduler = schedulers[index];
                        if (index > 0 && milestones[index - 1] == Epoch) scheduler.step((int?)0);
                        else scheduler.step();
                        return scheduler.get_last_lr();
                    }
                }

                /// <inheritdoc cref="lr_scheduler.ChainedLR"/>
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] schedulers;

                    /// <exception cref="ArgumentException">There is none, or they are of different optimizers.</exception>
                    public ChainedLR(IEnumerable<LRScheduler> schedulers)
                    {
                        this.schedulers = [.. schedulers];
                        if (this.schedulers.Select(scheduler => scheduler.Owner).Distinct().Count() != 1) throw new ArgumentException("schedulers: expected schedules of one optimizer.", nameof(schedulers));
                        Owner = this.schedulers[0].Owner;
                        Groups = [.. Owner!.ParamGroups];
                        LastRates = Each(group => group.LearningRate);
                    }

                    public override void step() => Advance(null);

                    private protected override void Advance(int? epoch)
                    {
                        foreach (var scheduler in schedulers)
                        {
                            if (epoch is null) scheduler.step();
                            else scheduler.step(epoch);
                        }

                        LastRates = Each(group => group.LearningRate);
                    }
                }
            }
        }
    }
}
