using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>The largest of each window: [N, C, H, W] → [N, C, H', W'].</summary>
    public sealed class MaxPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal MaxPool2d(long[] kernel, long[] stride, long[] padding, long[] dilation, bool ceilMode) : base(nameof(MaxPool2d)) =>
            (kernel_size, this.stride, this.padding, this.dilation, ceil_mode) = (kernel, stride, padding, dilation, ceilMode);

        /// <summary>Rows and columns of a window.</summary>
        public long[] kernel_size { get; set; }

        /// <summary>From a window to the next.</summary>
        public long[] stride { get; set; }

        /// <summary>Places around each plane that are never the largest.</summary>
        public long[] padding { get; set; }

        /// <summary>Between the elements of a window.</summary>
        public long[] dilation { get; set; }

        /// <summary>Whether a window that does not fit whole counts.</summary>
        public bool ceil_mode { get; set; }

        public override torch.Tensor forward(torch.Tensor input) =>
            torch.nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);
    }

    /// <summary>Zeroes elements with probability p and scales the rest by 1/(1 − p), in training mode; nothing otherwise.</summary>
    public sealed class Dropout : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal Dropout(double p, bool inplace) : base(nameof(Dropout)) => (this.p, this.inplace) = (p, inplace);

        /// <summary>The share of elements that become 0.</summary>
        public double p { get; set; }

        /// <summary>Whether the result takes the input's memory.</summary>
        public bool inplace { get; set; }

        public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.dropout(tensor, p, training, inplace);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A layer that zeroes elements with probability p in training mode.</summary>
            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            /// <summary>The stride is the kernel's size where none is given.</summary>
            public static MaxPool2d MaxPool2d(long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                new(Both(kernel_size), Both(stride ?? kernel_size), Both(padding ?? 0), Both(dilation ?? 1), ceil_mode);

            public static MaxPool2d MaxPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                new(Array(kernel_size), Array(stride ?? kernel_size), Array(padding ?? (0, 0)), Array(dilation ?? (1, 1)), ceil_mode);

#nullable disable annotations
            public static MaxPool2d MaxPool2d(long[] kernel_size, long[] stride = null, long[] padding = null, long[] dilation = null, bool ceil_mode = false) =>
                new(Pair(kernel_size, nameof(kernel_size)), Pair(stride ?? kernel_size, nameof(stride)), Pair(padding ?? [0], nameof(padding)), Pair(dilation ?? [1], nameof(dilation)), ceil_mode);
#nullable restore annotations

            private static long[] Both(long value) => [value, value];

            internal static long[] Pair(long[] values, string name) => values switch
            {
                [var both] => Both(both),
                [_, _] => values,
                _ => throw new ArgumentException($"{name}: expected one number or two, got {values.Length}.", name),
            };
        }
    }
}
