using TorchSharp.Modules;

namespace TorchSharp.Modules
{
    /// <summary>What transposed convolutions have in common.</summary>
    public abstract class ConvolutionTranspose : Convolution
    {
        private protected ConvolutionTranspose(string name, Parameter weight, Parameter? bias, ConvolutionShape shape, long[] outputPadding) : base(name, weight, bias, shape) =>
            output_padding = outputPadding;

        /// <param name="output_size">The planes' sizes to come out, where the stride leaves a choice; null for the smallest.</param>
        public abstract torch.Tensor forward(torch.Tensor input, long[]? output_size);

        public override torch.Tensor forward(torch.Tensor input) => forward(input, null);

        /// <summary>What must be added to the smallest output along each of the last dimensions to give the sizes asked for.</summary>
        /// <exception cref="ArgumentException">The sizes cannot come out of this input.</exception>
        protected long[] _output_padding(torch.Tensor input, long[]? output_size, long[] kernel_size, long[] stride, long[] padding, long[] dilation, long num_spatial_dims)
        {
            if (output_size is null) return output_padding;
            var dims = (int)num_spatial_dims;
            var sizes = input.shape;
            var wanted = output_size[^Math.Min(dims, output_size.Length)..];
            if (wanted.Length != dims || (output_size.Length != dims && output_size.Length != sizes.Length) || sizes.Length < dims)
                throw new ArgumentException($"output_size: expected {dims} numbers, got {output_size.Length}.", nameof(output_size));
            var extra = new long[dims];
            for (var i = 0; i < dims; i++)
            {
                var least = (sizes[^(dims - i)] - 1) * stride[i] - 2 * padding[i] + dilation[i] * (kernel_size[i] - 1) + 1;
                extra[i] = wanted[i] - least;
                if (extra[i] < 0 || extra[i] >= stride[i])
                    throw new ArgumentException($"output_size: expected {least} to {least + stride[i] - 1} in dimension {i}, got {wanted[i]}.", nameof(output_size));
            }

            return extra;
        }
    }

    /// <summary>The gradient of a convolution as a layer: [N, in, H, W] → [N, out, (H − 1)·stride − 2·padding + dilation·(kernel − 1) + output_padding + 1, …].</summary>
    public sealed unsafe class ConvTranspose2d : ConvolutionTranspose
    {
        internal ConvTranspose2d(Parameter weight, Parameter? bias, ConvolutionShape shape, long[] outputPadding) : base(nameof(ConvTranspose2d), weight, bias, shape, outputPadding)
        {
        }

        /// <exception cref="NotSupportedException">padding_mode is not Zeros.</exception>
        public override torch.Tensor forward(torch.Tensor input, long[]? output_size)
        {
            if (padding_mode != PaddingModes.Zeros) throw new NotSupportedException($"padding_mode {padding_mode}: expected Zeros in a transposed convolution.");
            Pairs(stride, nameof(stride));
            Pairs(dilation, nameof(dilation));
            var border = padding!;
            var added = _output_padding(input, output_size, kernel_size, stride, border, dilation, 2);
            Pairs(added, nameof(output_padding));
            nint made;
            var biasHandle = torch.Tensor.HandleOrNull(bias);
            fixed (long* step = stride, spread = dilation, pad = border, extra = added)
                return torch.Tensor.Own(
                    Native.ps_conv_transpose2d(input.Handle, weight.Handle, biasHandle, step, pad, extra, spread, groups, &made), made, input, this);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A transposed convolution over planes; weights and biases from U(±1/√(out/groups · kernel area)), as PyTorch draws them.</summary>
            public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                ConvTranspose2d(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), (output_padding, output_padding), (dilation, dilation), padding_mode, groups, bias, device, dtype);

            public static ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null)
            {
                if (groups < 1 || in_channels % groups != 0 || out_channels % groups != 0)
                    throw new ArgumentException($"groups: expected a divisor of {in_channels} and {out_channels} channels, got {groups}.", nameof(groups));
                var perGroup = out_channels / groups;
                var weight = Initialisation.Weight([in_channels, perGroup, kernel_size.Item1, kernel_size.Item2], device, dtype);
                var biases = bias ? Initialisation.Bias(out_channels, perGroup * kernel_size.Item1 * kernel_size.Item2, device, dtype) : null;
                var shape = new ConvolutionShape(
                    in_channels, out_channels, Array(kernel_size), Array(stride ?? (1, 1)), Array(padding ?? (0, 0)), null, Array(dilation ?? (1, 1)), groups, padding_mode);
                return new ConvTranspose2d(weight, biases, shape, Array(output_padding ?? (0, 0)));
            }

            public static unsafe partial class functional
            {
                /// <summary>The gradient of a convolution as a function: [N, in, H, W] with weights (in, out/groups, rows, columns).</summary>
                public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1)
                {
                    nint made;
                    fixed (long* step = PairOr(strides, 1, nameof(strides)), pad = PairOr(padding, 0, nameof(padding)), extra = PairOr(output_padding, 0, nameof(output_padding)), spread = PairOr(dilation, 1, nameof(dilation)))
                        return Tensor.Own(
                            Native.ps_conv_transpose2d(input.Handle, weight.Handle, Tensor.HandleOrNull(bias), step, pad, extra, spread, groups, &made), made, input, weight, bias);
                }

                /// <summary>A convolution: [N, in, H, W] with weights (out, in/groups, rows, columns) → [N, out, H', W'].</summary>
                public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1)
                {
                    nint made;
                    fixed (long* step = PairOr(strides, 1, nameof(strides)), pad = PairOr(padding, 0, nameof(padding)), spread = PairOr(dilation, 1, nameof(dilation)))
                        return Tensor.Own(
                            Native.ps_conv2d(input.Handle, weight.Handle, Tensor.HandleOrNull(bias), step, pad, spread, groups, &made), made, input, weight, bias);
                }

                private static long[] PairOr(long[]? values, long otherwise, string name) => values is null ? Both(otherwise) : Pair(values, name);
            }
        }
    }
}
