namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What becomes of the losses of a batch.</summary>
        public enum Reduction
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>A tensor that a module learns; it takes the given tensor over.</summary>
        public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <summary>The layers as functions.</summary>
        public static unsafe partial class functional
        {
            /// <summary>x·Wᵀ + b: [N, in] with weights (out, in) → [N, out].</summary>
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null)
            {
                nint made;
                return Tensor.Own(Native.ps_linear(input.Handle, weights.Handle, Tensor.HandleOrNull(bias), &made), made, input, weights, bias);
            }

            /// <summary>max(x, 0).</summary>
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            /// <summary>exp(x) / Σ exp(x) along one dimension.</summary>
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            /// <summary>x − ln Σ exp(x) along one dimension.</summary>
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <summary>Zeroes elements with probability p and scales the rest by 1/(1 − p), in training; nothing otherwise.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (inplace)
                {
                    Native.Check(Native.ps_dropout_(input.Handle, p, training ? 1 : 0));
                    return input.alias();
                }

                nint made;
                return Tensor.Own(Native.ps_dropout(input.Handle, p, training ? 1 : 0, &made), made, input);
            }

            /// <summary>
            /// −log softmax(input) at the target class: input [N, C], target int64 [N], or probabilities [N, C].
            /// </summary>
            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean, double label_smoothing = 0)
            {
                nint made;
                return Tensor.Own(
                    Native.ps_cross_entropy(input.Handle, target.Handle, Tensor.HandleOrNull(weight), ignore_index, (int)reduction, label_smoothing, &made),
                    made, input, target, weight);
            }

            /// <summary>The largest of each window: [N, C, H, W] → [N, C, H', W']. The stride is the kernel's size where none is given.</summary>
            public static Tensor max_pool2d(Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                MaxPool(input, Both(kernel_size), Both(stride ?? kernel_size), Both(padding ?? 0), Both(dilation ?? 1), ceil_mode);

            /// <inheritdoc cref="max_pool2d(Tensor, long, long?, long?, long?, bool)"/>
            public static Tensor max_pool2d(Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, bool ceil_mode = false) =>
                MaxPool(input, Array(kernel_size), Array(stride ?? kernel_size), Array(padding ?? (0, 0)), Array(dilation ?? (1, 1)), ceil_mode);

#nullable disable annotations
            /// <inheritdoc cref="max_pool2d(Tensor, long, long?, long?, long?, bool)"/>
            public static Tensor max_pool2d(Tensor input, long[] kernel_size, long[] strides = null, long[] padding = null, long[] dilation = null, bool ceil_mode = false) =>
                MaxPool(
                    input, Pair(kernel_size, nameof(kernel_size)), Pair(strides ?? kernel_size, nameof(strides)),
                    padding is null ? Both(0) : Pair(padding, nameof(padding)), dilation is null ? Both(1) : Pair(dilation, nameof(dilation)), ceil_mode);
#nullable restore annotations

            private static Tensor MaxPool(Tensor input, long[] kernel, long[] stride, long[] padding, long[] dilation, bool ceilMode)
            {
                nint made;
                fixed (long* window = kernel, step = stride, pad = padding, spread = dilation)
                    return Tensor.Own(Native.ps_max_pool2d(input.Handle, window, step, pad, spread, ceilMode ? 1 : 0, &made), made, input);
            }
        }
    }
}
