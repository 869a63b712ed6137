namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>First values for parameters, in place and unrecorded; the bits and draws are PyTorch's.</summary>
        public static class init
        {
            /// <summary>Which of the two numbers counts.</summary>
            public enum FanInOut
            {
                FanIn = 0,
                FanOut = 1,
            }

            /// <summary>What stands behind the layer.</summary>
            public enum NonlinearityType
            {
                Linear = 0,
                Conv1D = 1,
                Conv2D = 2,
                Conv3D = 3,
                ConvTranspose1D = 4,
                ConvTranspose2D = 5,
                ConvTranspose3D = 6,
                Sigmoid = 7,
                Tanh = 8,
                ReLU = 9,
                LeakyReLU = 10,
            }

            /// <summary>0 in every element.</summary>
            public static Tensor zeros_(Tensor tensor) => Unrecorded(tensor, () => tensor.zero_());

            /// <summary>1 in every element.</summary>
            public static Tensor ones_(Tensor tensor) => Unrecorded(tensor, () => tensor.fill_(1));

            /// <summary>One value in every element.</summary>
            public static Tensor constant_(Tensor tensor, Scalar val) => Unrecorded(tensor, () => tensor.fill_(val));

#nullable disable annotations
            /// <summary>Draws from U[low, high).</summary>
            public static Tensor uniform_(Tensor tensor, double low = 0, double high = 1, Generator generator = null) =>
                Unrecorded(tensor, () => tensor.uniform_(low, high, generator));

            /// <summary>Draws from N(mean, std²).</summary>
            public static Tensor normal_(Tensor tensor, double mean = 0, double std = 1, Generator generator = null) =>
                Unrecorded(tensor, () => tensor.normal_(mean, std, generator));
#nullable restore annotations

            /// <summary>N(0, gain² · 2/(fan in + fan out)).</summary>
            public static Tensor xavier_normal_(Tensor tensor, double gain = 1) => normal_(tensor, 0, Xavier(tensor, gain));

            /// <summary>U(±gain · √(6/(fan in + fan out))).</summary>
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1)
            {
                var bound = Math.Sqrt(3.0) * Xavier(tensor, gain);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>Another name of xavier_normal_.</summary>
            public static Tensor glorot_normal_(Tensor tensor, double gain = 1) => xavier_normal_(tensor, gain);

            /// <summary>Another name of xavier_uniform_.</summary>
            public static Tensor glorot_uniform_(Tensor tensor, double gain = 1) => xavier_uniform_(tensor, gain);

            /// <summary>N(0, gain²/fan): He et al. 2015, equation 10 (fan in) or 14 (fan out).</summary>
            /// <param name="a">The slope of the leaky ReLU behind it; used for LeakyReLU only.</param>
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU) =>
                normal_(tensor, 0, Kaiming(tensor, a, mode, nonlinearity));

            /// <summary>U(±gain · √(3/fan)).</summary>
            /// <inheritdoc cref="kaiming_normal_"/>
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0, FanInOut mode = FanInOut.FanIn, NonlinearityType nonlinearity = NonlinearityType.LeakyReLU)
            {
                var bound = Math.Sqrt(3.0) * Kaiming(tensor, a, mode, nonlinearity);
                return uniform_(tensor, -bound, bound);
            }

            /// <summary>By how much a nonlinearity shrinks: √2 for ReLU, √(2/(1 + slope²)) for leaky ReLU, 5/3 for tanh, 1 for the rest.</summary>
            public static double calculate_gain(NonlinearityType nonlinearity, double param = 0) => nonlinearity switch
            {
                NonlinearityType.Tanh => 5.0 / 3,
                NonlinearityType.ReLU => Math.Sqrt(2.0),
                NonlinearityType.LeakyReLU => Math.Sqrt(2.0 / (1 + param * param)),
                _ => 1,
            };

            /// <summary>How many numbers go into one output, and how many outputs one number goes into.</summary>
            /// <exception cref="ArgumentException">The tensor has fewer than two dimensions.</exception>
            public static (long fanIn, long fanOut) CalculateFanInAndFanOut(Tensor tensor)
            {
                var sizes = tensor.shape;
                if (sizes.Length < 2) throw new ArgumentException($"Expected a tensor of at least two dimensions, got {sizes.Length}.", nameof(tensor));
                var window = 1L;
                for (var i = 2; i < sizes.Length; i++) window *= sizes[i];
                return (sizes[1] * window, sizes[0] * window);
            }

            private static double Xavier(Tensor tensor, double gain)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return gain * Math.Sqrt(2.0 / (fanIn + fanOut));
            }

            private static double Kaiming(Tensor tensor, double a, FanInOut mode, NonlinearityType nonlinearity)
            {
                var (fanIn, fanOut) = CalculateFanInAndFanOut(tensor);
                return calculate_gain(nonlinearity, a) / Math.Sqrt(mode == FanInOut.FanIn ? fanIn : fanOut);
            }

            private static Tensor Unrecorded(Tensor tensor, Action fill)
            {
                using var unrecorded = no_grad();
                fill();
                return tensor;
            }
        }
    }
}
