using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>max(x, 0).</summary>
    public sealed class ReLU : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal ReLU(bool inplace) : base(nameof(ReLU)) => this.inplace = inplace;

        /// <summary>Whether the result takes the input's memory.</summary>
        public bool inplace { get; set; }

        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.relu(tensor, inplace);
    }

    /// <summary>The hyperbolic tangent.</summary>
    public sealed class Tanh : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Tanh(bool inplace) : base(nameof(Tanh)) => this.inplace = inplace;

        /// <summary>Whether the result takes the input's memory.</summary>
        public bool inplace { get; set; }

        public override string GetName() => nameof(Tanh);

        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.tanh(tensor, inplace);
    }

    /// <summary>The dimensions from start_dim to end_dim as one.</summary>
    public sealed class Flatten : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Flatten(long start, long end) : base(nameof(Flatten)) => (start_dim, end_dim) = (start, end);

        /// <summary>The first that goes into the one.</summary>
        public long start_dim { get; set; }

        /// <summary>The last; −1 for the last there is.</summary>
        public long end_dim { get; set; }

        public override torch.Tensor forward(torch.Tensor input) => input.flatten(start_dim, end_dim);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>max(x, 0) as a layer.</summary>
            public static ReLU ReLU(bool inplace = false) => new(inplace);

            /// <summary>The hyperbolic tangent as a layer.</summary>
            public static Tanh Tanh() => new(false);

            /// <inheritdoc cref="Tanh()"/>
            public static Tanh Tanh(bool inplace = false) => new(inplace);

            /// <summary>The dimensions from start_dim to end_dim as one: as a rule [N, …] → [N, numbers of a sample].</summary>
            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);

            public static partial class functional
            {
                /// <summary>The hyperbolic tangent; in place it is a new object for the input.</summary>
                public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_().alias() : x.tanh();
            }
        }
    }
}
