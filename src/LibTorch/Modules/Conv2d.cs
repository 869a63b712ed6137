using TorchSharp.Modules;

namespace TorchSharp
{
    /// <summary>Padding by name: none, or as much as keeps the size at stride 1.</summary>
    public enum Padding
    {
        Valid = 0,
        Same = 1,
    }

    /// <summary>What is added around a plane.</summary>
    public enum PaddingModes
    {
        Zeros = 0,
        Reflect = 1,
        Replicate = 2,
        Circular = 3,
        Constant = 4,
    }
}

namespace TorchSharp.Modules
{
    /// <summary>What convolutions have in common.</summary>
    public abstract class Convolution : torch.nn.Module<torch.Tensor, torch.Tensor>
    {
        private Parameter weightParameter;
        private Parameter? biasParameter;

        private protected Convolution(string name, Parameter weight, Parameter? bias, ConvolutionShape shape) : base(name)
        {
            (in_channels, out_channels) = (shape.In, shape.Out);
            (kernel_size, stride, padding, dilation) = (shape.Kernel, shape.Stride, shape.Padding, shape.Dilation);
            (padding_type, padding_mode, groups) = (shape.PaddingType, shape.Mode, shape.Groups);
            weightParameter = weight;
            biasParameter = bias;
            register_parameter("weight", weight);
            if (bias is not null) register_parameter("bias", bias);
        }

        /// <summary>Channels that come in.</summary>
        public long in_channels { get; }

        /// <summary>Channels that go out.</summary>
        public long out_channels { get; }

        /// <summary>Rows and columns.</summary>
        public long[] kernel_size { get; set; }

        /// <summary>From a place to the next.</summary>
        public long[] stride { get; set; }

        /// <summary>Rows and columns added around each plane; null where it is given by name.</summary>
        public long[]? padding { get; }

        /// <summary>Padding by name; null where it is given in numbers.</summary>
        public Padding? padding_type { get; }

        /// <summary>Between the elements of the kernel.</summary>
        public long[] dilation { get; set; }

        /// <summary>Groups of channels that do not see each other.</summary>
        public long groups { get; set; }

        /// <summary>What is added around.</summary>
        public PaddingModes padding_mode { get; set; }

        /// <summary>Rows and columns added to one side of a transposed convolution's output; without meaning in others.</summary>
        public long[] output_padding { get; set; } = [0, 0];

        /// <summary>Whether it is a transposed convolution.</summary>
        public bool transposed => this is ConvolutionTranspose;

        /// <summary>(out, in/groups, rows, columns); of a transposed one (in, out/groups, rows, columns).</summary>
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

        private protected static void Pairs(long[] values, string name)
        {
            if (values.Length != 2) throw new ArgumentException($"{name}: expected two numbers, got {values.Length}.", name);
        }
    }

    internal sealed record ConvolutionShape(
        long In, long Out, long[] Kernel, long[] Stride, long[]? Padding, Padding? PaddingType, long[] Dilation, long Groups, PaddingModes Mode);

    /// <summary>[N, in, H, W] → [N, out, H', W'].</summary>
    public sealed unsafe class Conv2d : Convolution
    {
        private static readonly long[] none = [0, 0];

        internal Conv2d(Parameter weight, Parameter? bias, ConvolutionShape shape) : base(nameof(Conv2d), weight, bias, shape)
        {
        }

        /// <exception cref="NotSupportedException">Padding that is not zeros, given by name and not in numbers.</exception>
        public override torch.Tensor forward(torch.Tensor input)
        {
            if (padding_mode == PaddingModes.Zeros) return Convolve(input, padding);
            if (padding is null || padding_mode == PaddingModes.Constant)
                throw new NotSupportedException($"padding_mode {padding_mode}: expected Zeros, or Reflect, Replicate or Circular with padding in numbers.");
            var border = stackalloc long[] { padding[1], padding[1], padding[0], padding[0] };
            nint made;
            var status = Native.ps_pad(input.Handle, border, 4, (int)padding_mode, &made);
            using var framed = torch.Tensor.Own(status, made, input);
            return Convolve(framed, none);
        }

        private torch.Tensor Convolve(torch.Tensor input, long[]? border)
        {
            Pairs(stride, nameof(stride));
            Pairs(dilation, nameof(dilation));
            nint made;
            var biasHandle = torch.Tensor.HandleOrNull(bias);
            fixed (long* step = stride, spread = dilation, pad = border)
            {
                var status = border is null
                    ? Native.ps_conv2d_padded(input.Handle, weight.Handle, biasHandle, step, padding_type == Padding.Same ? 1 : 0, spread, groups, &made)
                    : Native.ps_conv2d(input.Handle, weight.Handle, biasHandle, step, pad, spread, groups, &made);
                return torch.Tensor.Own(status, made, input, this);
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A convolution over planes; weights and biases from U(±1/√fan_in), as PyTorch draws them.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                Convolution2d(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), null, (dilation, dilation), padding_mode, groups, bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                Convolution2d(in_channels, out_channels, kernel_size, stride ?? (1, 1), padding ?? (0, 0), null, dilation ?? (1, 1), padding_mode, groups, bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                Convolution2d(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), null, padding, (dilation, dilation), padding_mode, groups, bias, device, dtype);

            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                Convolution2d(in_channels, out_channels, kernel_size, stride ?? (1, 1), null, padding, dilation ?? (1, 1), padding_mode, groups, bias, device, dtype);

            private static Conv2d Convolution2d(
                long inChannels, long outChannels, (long, long) kernel, (long, long) stride, (long, long)? padding, Padding? type,
                (long, long) dilation, PaddingModes mode, long groups, bool hasBias, Device? device, ScalarType? dtype)
            {
                if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
                    throw new ArgumentException($"groups: expected a divisor of {inChannels} and {outChannels} channels, got {groups}.", nameof(groups));
                var perGroup = inChannels / groups;
                var weight = Initialisation.Weight([outChannels, perGroup, kernel.Item1, kernel.Item2], device, dtype);
                var bias = hasBias ? Initialisation.Bias(outChannels, perGroup * kernel.Item1 * kernel.Item2, device, dtype) : null;
                return new Conv2d(weight, bias, new ConvolutionShape(
                    inChannels, outChannels, Array(kernel), Array(stride), padding is { } given ? Array(given) : null, type, Array(dilation), groups, mode));
            }

            private static long[] Array((long, long) pair) => [pair.Item1, pair.Item2];
        }
    }
}
