namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>
            /// Changes the learning rates of an optimizer's groups, once per epoch as a rule, after the optimizer's step. Making one
            /// takes the first step: rates are then those of epoch 0. The arithmetic, in its order, is that of PyTorch's scheduler
            /// of the same name, so the numbers are the same bits.
            /// </summary>
            public abstract class LRScheduler
            {
                protected int _step_count;
                private readonly bool verbose;
                private protected double[] LastRates = [];
                private protected double[] BaseRates = [];
                internal int Epoch;

                protected LRScheduler()
                {
                }

                /// <param name="last_epoch">The epoch before the next one; −1 to begin.</param>
                /// <param name="verbose">Whether every change is written to the console.</param>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    Owner = optimizer;
                    Epoch = last_epoch;
                    this.verbose = verbose;
                    Groups = [.. optimizer.ParamGroups];
                    BaseRates = Each(group => group.InitialLearningRate);
                    LastRates = Each(group => group.LearningRate);
                }

                internal Optimizer? Owner { get; private protected init; }

                private protected ILearningRateController[] Groups { get; init; } = [];

                /// <summary>Goes on to the next epoch.</summary>
                public virtual void step() => step(null);

                /// <summary>Goes to the given epoch, with the rates of the closed formula where the schedule has one, or to the next.</summary>
                public virtual void step(int? epoch) => Advance(epoch);

                /// <param name="current">A metric; only <see cref="impl.ReduceLROnPlateau"/> looks at it.</param>
                /// <param name="epoch">As for <see cref="step(int?)"/>.</param>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                /// <summary>The rates of the groups as the last step left them.</summary>
                public IEnumerable<double> get_last_lr() => [.. LastRates];

                /// <summary>The next rates from the present ones; called once per step.</summary>
                protected virtual IEnumerable<double> get_lr() => Each(group => group.LearningRate);

                /// <summary>The rates of an epoch by themselves.</summary>
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                private protected virtual void Advance(int? epoch)
                {
                    _step_count++;
                    Epoch = epoch ?? Epoch + 1;
                    Apply([.. epoch is null ? get_lr() : get_closed_form_lr()]);
                }

                private protected void Apply(double[] rates)
                {
                    for (var i = 0; i < Groups.Length; i++)
                    {
                        Groups[i].LearningRate = rates[i];
                        if (verbose && LastRates[i] != rates[i]) Console.WriteLine($"Learning rate of group {i}: {rates[i]}");
                    }

                    LastRates = rates;
                }

                /// <summary>Begins anew, as when it was made.</summary>
                internal void Restart()
                {
                    _step_count = 0;
                    step();
                }

                private protected double[] Each(Func<ILearningRateController, double> rate) => Array.ConvertAll(Groups, group => rate(group));

                private protected double[] EachBase(Func<double, double> rate) => Array.ConvertAll(BaseRates, start => rate(start));

                /// <summary>One value for every group, or as many as there are groups.</summary>
                private protected T[] PerGroup<T>(IEnumerable<T> values, string name)
                {
                    T[] list = [.. values];
                    return list.Length == Groups.Length ? list : throw new ArgumentException($"{name}: expected {Groups.Length}, one for each group, got {list.Length}.", name);
                }
            }
        }
    }
}
