using TorchSharp.Modules;

namespace TorchSharp
{
    /// <summary>A number that says how far two inputs are apart.</summary>
    public abstract class Loss<T1, T2, TResult> : torch.nn.Module<T1, T2, TResult>
    {
        public Loss(torch.nn.Reduction reduction = torch.nn.Reduction.Mean) : base("Loss") => this.reduction = reduction;

        /// <summary>What becomes of the losses of a batch.</summary>
        public torch.nn.Reduction reduction { get; }
    }

    /// <summary>A loss with a weight per class.</summary>
    public abstract class WeightedLoss<T1, T2, TResult> : Loss<T1, T2, TResult>
    {
        public WeightedLoss(torch.Tensor? weight = null, torch.nn.Reduction reduction = torch.nn.Reduction.Mean) : base(reduction) => this.weight = weight;

        /// <summary>One per class; null for 1.</summary>
        public torch.Tensor? weight { get; }
    }

    /// <inheritdoc cref="Loss{T1, T2, TResult}"/>
    public abstract class Loss<T1, T2, T3, TResult> : torch.nn.Module<T1, T2, T3, TResult>
    {
        public Loss(torch.nn.Reduction reduction = torch.nn.Reduction.Mean) : base("Loss") => this.reduction = reduction;

        /// <summary>What becomes of the losses of a batch.</summary>
        public torch.nn.Reduction reduction { get; }
    }

    /// <inheritdoc cref="WeightedLoss{T1, T2, TResult}"/>
    public abstract class WeightedLoss<T1, T2, T3, TResult> : Loss<T1, T2, T3, TResult>
    {
        public WeightedLoss(torch.Tensor? weight = null, torch.nn.Reduction reduction = torch.nn.Reduction.Mean) : base(reduction) => this.weight = weight;

        /// <summary>One per class; null for 1.</summary>
        public torch.Tensor? weight { get; }
    }

    /// <inheritdoc cref="Loss{T1, T2, TResult}"/>
    public abstract class Loss<T1, T2, T3, T4, TResult> : torch.nn.Module<T1, T2, T3, T4, TResult>
    {
        public Loss(torch.nn.Reduction reduction = torch.nn.Reduction.Mean) : base("Loss") => this.reduction = reduction;

        /// <summary>What becomes of the losses of a batch.</summary>
        public torch.nn.Reduction reduction { get; }
    }

    /// <inheritdoc cref="WeightedLoss{T1, T2, TResult}"/>
    public abstract class WeightedLoss<T1, T2, T3, T4, TResult> : Loss<T1, T2, T3, T4, TResult>
    {
        public WeightedLoss(torch.Tensor? weight = null, torch.nn.Reduction reduction = torch.nn.Reduction.Mean) : base(reduction) => this.weight = weight;

        /// <summary>One per class; null for 1.</summary>
        public torch.Tensor? weight { get; }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>|input − target|.</summary>
    public sealed class L1Loss : Loss<torch.Tensor, torch.Tensor, torch.Tensor>
    {
        internal L1Loss(torch.nn.Reduction reduction) : base(reduction)
        {
        }

        public override torch.Tensor forward(torch.Tensor input, torch.Tensor target) => torch.nn.functional.l1_loss(input, target, reduction);
    }

    /// <summary>(input − target)².</summary>
    public sealed class MSELoss : Loss<torch.Tensor, torch.Tensor, torch.Tensor>
    {
        internal MSELoss(torch.nn.Reduction reduction) : base(reduction)
        {
        }

        public override torch.Tensor forward(torch.Tensor input, torch.Tensor target) => torch.nn.functional.mse_loss(input, target, reduction);
    }

    /// <inheritdoc cref="torch.nn.functional.cross_entropy"/>
    public sealed class CrossEntropyLoss : WeightedLoss<torch.Tensor, torch.Tensor, torch.Tensor>
    {
        internal CrossEntropyLoss(torch.Tensor? weight, long? ignoreIndex, torch.nn.Reduction reduction) : base(weight, reduction) => ignore_index = ignoreIndex;

        /// <summary>The class that does not count; null for −100.</summary>
        public long? ignore_index { get; }

        /// <summary>The share of a target that all classes have alike.</summary>
        public double label_smoothing { get; }

        public override torch.Tensor forward(torch.Tensor input, torch.Tensor target) =>
            torch.nn.functional.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>|input − target| as a layer.</summary>
            public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);

            /// <summary>(input − target)² as a layer.</summary>
            public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);

            /// <summary>−log softmax(input) at the target class as a layer.</summary>
            public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) => new(weight, ignore_index, reduction);

            public static unsafe partial class functional
            {
                /// <summary>|input − target|: its mean, its sum, or each.</summary>
                public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                {
                    nint made;
                    return Tensor.Own(Native.ps_l1_loss(input.Handle, target.Handle, (int)reduction, &made), made, input, target);
                }

                /// <summary>(input − target)²: its mean, its sum, or each.</summary>
                public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
                {
                    nint made;
                    return Tensor.Own(Native.ps_mse_loss(input.Handle, target.Handle, (int)reduction, &made), made, input, target);
                }

                /// <summary>½(input − target)²/beta where the difference is below beta, |input − target| − ½beta elsewhere.</summary>
                public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1)
                {
                    nint made;
                    return Tensor.Own(Native.ps_smooth_l1_loss(input.Handle, target.Handle, (int)reduction, beta, &made), made, input, target);
                }
            }
        }
    }
}
