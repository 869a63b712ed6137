using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>The mean of each window: [N, C, H, W] → [N, C, H', W'].</summary>
    public sealed class AvgPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal AvgPool2d(long[] kernel, long[] stride, long[] padding, bool ceilMode, bool countPadding, long? divisor) : base(nameof(AvgPool2d)) =>
            (kernel_size, this.stride, this.padding, ceil_mode, count_include_pad, divisor_override) = (kernel, stride, padding, ceilMode, countPadding, divisor);

        /// <summary>Rows and columns of a window.</summary>
        public long[] kernel_size { get; set; }

        /// <summary>From a window to the next.</summary>
        public long[] stride { get; set; }

        /// <summary>Zeros around each plane.</summary>
        public long[] padding { get; set; }

        /// <summary>Whether a window that does not fit whole counts.</summary>
        public bool ceil_mode { get; set; }

        /// <summary>Whether zeros of the padding count as elements of a window.</summary>
        public bool count_include_pad { get; set; }

        /// <summary>What sums are divided by in place of the number of elements.</summary>
        public long? divisor_override { get; set; }

        public override torch.Tensor forward(torch.Tensor input) =>
            torch.nn.functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
    }

    /// <summary>The means of as many windows as the output has places: [N, C, H, W] → [N, C, output_size].</summary>
    public sealed class AdaptiveAvgPool2d : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        internal AdaptiveAvgPool2d(long[] size) : base(nameof(AdaptiveAvgPool2d)) => output_size = size;

        /// <summary>Rows and columns that come out.</summary>
        public long[] output_size { get; set; }

        public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.adaptive_avg_pool2d(input, output_size);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The stride is the kernel's size where none is given.</summary>
            public static AvgPool2d AvgPool2d(long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new(Both(kernel_size), Both(stride ?? kernel_size), Both(padding ?? 0), ceil_mode, count_include_pad, divisor_override);

            public static AvgPool2d AvgPool2d((long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new(Array(kernel_size), Array(stride ?? kernel_size), Array(padding ?? (0, 0)), ceil_mode, count_include_pad, divisor_override);

#nullable disable annotations
            public static AvgPool2d AvgPool2d(long[] kernel_size, long[] stride = null, long[] padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                new(Pair(kernel_size, nameof(kernel_size)), Pair(stride ?? kernel_size, nameof(stride)), Pair(padding ?? [0], nameof(padding)), ceil_mode, count_include_pad, divisor_override);
#nullable restore annotations

            /// <summary>A layer of as many windows as output_size asks for.</summary>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new(Both(output_size));

            /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new(Array(output_size));

            /// <inheritdoc cref="AdaptiveAvgPool2d(long)"/>
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(Pair(output_size, nameof(output_size)));

            public static unsafe partial class functional
            {
                /// <summary>The mean of each window: [N, C, H, W] → [N, C, H', W']. The stride is the kernel's size where none is given.</summary>
                public static Tensor avg_pool2d(Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                    AveragePool(input, (kernel_size, kernel_size), (stride ?? kernel_size, stride ?? kernel_size), (padding, padding), ceil_mode, count_include_pad, divisor_override);

                /// <inheritdoc cref="avg_pool2d(Tensor, long, long?, long, bool, bool, long?)"/>
                public static Tensor avg_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                    AveragePool(input, kernel_size, stride ?? kernel_size, padding ?? (0, 0), ceil_mode, count_include_pad, divisor_override);

#nullable disable annotations
                /// <inheritdoc cref="avg_pool2d(Tensor, long, long?, long, bool, bool, long?)"/>
                public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[] stride = null, long[] padding = null, bool ceil_mode = false, bool count_include_pad = true, long? divisor_override = null) =>
                    AveragePool(
                        input, Two(kernel_size, nameof(kernel_size)), Two(stride ?? kernel_size, nameof(stride)), padding is null ? (0, 0) : Two(padding, nameof(padding)),
                        ceil_mode, count_include_pad, divisor_override);
#nullable restore annotations

                /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long)"/>
                public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size)
                {
                    var sizes = stackalloc long[] { output_size.Item1, output_size.Item2 };
                    nint made;
                    return Tensor.Own(Native.ps_adaptive_avg_pool2d(input.Handle, sizes, &made), made, input);
                }

                /// <summary>The means of as many windows as output_size asks for: [N, C, H, W] → [N, C, output_size].</summary>
                public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, (output_size, output_size));

                /// <inheritdoc cref="adaptive_avg_pool2d(Tensor, long)"/>
                public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => adaptive_avg_pool2d(input, Two(output_size, nameof(output_size)));

                private static Tensor AveragePool(Tensor input, (long, long) kernel, (long, long) stride, (long, long) padding, bool ceilMode, bool countPadding, long? divisor)
                {
                    var window = stackalloc long[] { kernel.Item1, kernel.Item2 };
                    var step = stackalloc long[] { stride.Item1, stride.Item2 };
                    var pad = stackalloc long[] { padding.Item1, padding.Item2 };
                    var by = divisor ?? 0;
                    nint made;
                    return Tensor.Own(
                        Native.ps_avg_pool2d(input.Handle, window, step, pad, ceilMode ? 1 : 0, countPadding ? 1 : 0, divisor is null ? null : &by, &made), made, input);
                }

                private static (long, long) Two(long[] values, string name) => values switch
                {
                    [var both] => (both, both),
                    [var first, var second] => (first, second),
                    _ => throw new ArgumentException($"{name}: expected one number or two, got {values.Length}.", name),
                };
            }
        }
    }
}
