using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>
    /// (x − mean) / √(variance + eps) · weight + bias, per channel: the batch's own statistics in training mode, the running
    /// ones in evaluation. The running variance is the unbiased one.
    /// </summary>
    public abstract class NormBase : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private protected Parameter? WeightParameter;
        private protected Parameter? BiasParameter;
        private protected torch.Tensor? Mean, Variance, Tracked;

        /// <param name="momentum">How much a batch moves the running statistics; null for their plain average over all batches.</param>
        public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype, string name) : base(name)
        {
            (this.num_features, this.eps, this.momentum, this.affine, this.track_running_stats) = (num_features, eps, momentum, affine, track_running_stats);
            if (affine)
            {
                register_parameter("weight", WeightParameter = new Parameter(torch.ones(num_features, dtype, device)));
                register_parameter("bias", BiasParameter = new Parameter(torch.zeros(num_features, dtype, device)));
            }

            if (!track_running_stats) return;
            register_buffer("running_mean", Mean = torch.zeros(num_features, dtype, device));
            register_buffer("running_var", Variance = torch.ones(num_features, dtype, device));
            register_buffer("num_batches_tracked", Tracked = torch.zeros([], torch.ScalarType.Int64, device));
        }

        /// <summary>Channels.</summary>
        public long num_features { get; }

        /// <summary>Added to the variance.</summary>
        public double eps { get; set; }

        /// <summary>How much a batch moves the running statistics; null for their plain average.</summary>
        public double? momentum { get; set; }

        /// <summary>Whether there are weight and bias.</summary>
        public bool affine { get; }

        /// <summary>Whether there are running statistics.</summary>
        public bool track_running_stats { get; }

        /// <summary>(channels); null unless affine.</summary>
        public Parameter weight
        {
            get => WeightParameter!;
            set => Replace("weight", WeightParameter = value);
        }

        /// <summary>(channels); null unless affine.</summary>
        public Parameter? bias
        {
            get => BiasParameter;
            set => Replace("bias", BiasParameter = value);
        }

        /// <summary>(channels); null where none is tracked.</summary>
        public torch.Tensor? running_mean
        {
            get => Mean;
            set => ReplaceBuffer("running_mean", Mean = value);
        }

        /// <summary>(channels); null where none is tracked.</summary>
        public torch.Tensor? running_var
        {
            get => Variance;
            set => ReplaceBuffer("running_var", Variance = value);
        }

        /// <summary>Batches seen: int64; null where none is tracked.</summary>
        public torch.Tensor? num_batches_tracked
        {
            get => Tracked;
            set => ReplaceBuffer("num_batches_tracked", Tracked = value);
        }

        /// <summary>Mean 0, variance 1, no batch seen.</summary>
        public void reset_running_stats()
        {
            Mean?.zero_();
            Variance?.fill_(1);
            Tracked?.zero_();
        }

        /// <summary>Weight 1 and bias 0, and the running statistics as new.</summary>
        public void reset_parameters()
        {
            reset_running_stats();
            using var unrecorded = torch.no_grad();
            WeightParameter?.fill_(1);
            BiasParameter?.zero_();
        }

        /// <summary>Refuses an input of other dimensions.</summary>
        protected abstract void ValidateInputDimensions(torch.Tensor input);
    }

    /// <summary>Batch normalisation of any number of dimensions.</summary>
    public abstract class BatchNorm : NormBase
    {
        /// <inheritdoc cref="NormBase(long, double, double?, bool, bool, torch.Device, torch.ScalarType?, string)"/>
        public BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype, string name)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
        {
        }

        public override unsafe torch.Tensor forward(torch.Tensor input)
        {
            ValidateInputDimensions(input);
            var byBatch = training || (Mean is null && Variance is null);
            nint made;
            return torch.Tensor.Own(
                Native.ps_batch_norm(
                    input.Handle, torch.Tensor.HandleOrNull(WeightParameter), torch.Tensor.HandleOrNull(BiasParameter),
                    torch.Tensor.HandleOrNull(Mean), torch.Tensor.HandleOrNull(Variance), training ? torch.Tensor.HandleOrNull(Tracked) : 0,
                    byBatch ? 1 : 0, momentum is null ? 1 : 0, momentum ?? 0, eps, &made),
                made, input, this);
        }
    }

    /// <summary>Batch normalisation of [N, C, H, W] over N, H and W.</summary>
    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, torch.Device? device, torch.ScalarType? dtype)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
        {
        }

        /// <exception cref="ArgumentException">The input has not four dimensions.</exception>
        protected override void ValidateInputDimensions(torch.Tensor input)
        {
            if (input.ndim != 4) throw new ArgumentException($"input: expected four dimensions, got {input.ndim}.", nameof(input));
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Batch normalisation over planes; weight 1, bias 0, running mean 0, running variance 1.</summary>
            public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static unsafe partial class functional
            {
                /// <summary>(x − mean) / √(variance + eps) · weight + bias, per channel: [N, C, …] → the same; the batch's own statistics in training, else the running ones.</summary>
                public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05)
                {
                    nint made;
                    var result = Tensor.Own(
                        Native.ps_batch_norm(
                            input.Handle, Tensor.HandleOrNull(weight), Tensor.HandleOrNull(bias), Tensor.HandleOrNull(running_mean),
                            Tensor.HandleOrNull(running_var), 0, training ? 1 : 0, 0, momentum, eps, &made),
                        made, input, weight, bias);
                    GC.KeepAlive(running_mean);
                    GC.KeepAlive(running_var);
                    return result;
                }
            }
        }
    }
}
