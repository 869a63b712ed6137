using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>x·Wᵀ + b: [N, in] → [N, out].</summary>
    public sealed unsafe class Linear : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private Parameter weightParameter;
        private Parameter? biasParameter;

        internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
        {
            var sizes = weight.shape;
            if (sizes.Length != 2) throw new ArgumentException($"weight: expected two dimensions, got {sizes.Length}.", nameof(weight));
            (out_features, in_features) = (sizes[0], sizes[1]);
            weightParameter = weight;
            biasParameter = bias;
            register_parameter("weight", weight);
            if (bias is not null) register_parameter("bias", bias);
        }

        /// <summary>Numbers that come in.</summary>
        public long in_features { get; set; }

        /// <summary>Numbers that go out.</summary>
        public long out_features { get; set; }

        /// <summary>(out, in).</summary>
        public Parameter weight
        {
            get => weightParameter;
            set => Replace("weight", weightParameter = value);
        }

        /// <summary>(out); null without one.</summary>
        public Parameter? bias
        {
            get => biasParameter;
            set => Replace("bias", biasParameter = value);
        }

        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.linear(tensor, weightParameter, biasParameter);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Weights and biases from U(±1/√in), as PyTorch draws them.</summary>
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null)
            {
                var weight = Initialisation.Weight([outputSize, inputSize], device, dtype);
                return new Linear(weight, hasBias ? Initialisation.Bias(outputSize, inputSize, device, dtype) : null);
            }

            /// <inheritdoc cref="Linear(long, long, bool, Device, ScalarType?)"/>
            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            internal static class Initialisation
            {
                /// <summary>kaiming_uniform_ with a = √5: U(±1/√fan_in).</summary>
                internal static Parameter Weight(long[] sizes, Device? device, ScalarType? dtype)
                {
                    var weight = new Parameter(empty(sizes, dtype, device));
                    Native.Check(Native.ps_init_kaiming_uniform_(weight.Handle, Math.Sqrt(5)));
                    return weight;
                }

                internal static Parameter Bias(long size, long fanIn, Device? device, ScalarType? dtype)
                {
                    var bias = new Parameter(empty(size, dtype, device));
                    using var recording = no_grad();
                    var bound = fanIn > 0 ? 1 / Math.Sqrt(fanIn) : 0;
                    bias.uniform_(-bound, bound);
                    return bias;
                }
            }
        }
    }
}
