using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Gradients;

/// <summary>
/// Compares what backward computes with central differences, element by element:
/// |backward − (f(x+ε) − f(x−ε)) / 2ε| ≤ absolute + relative · |difference quotient|.
/// </summary>
/// <remarks>
/// The central difference errs by f‴·ε²/6 from truncation and by about u·|f|/ε from rounding (Nocedal and Wright,
/// Numerical Optimization, 2nd edition, section 8.1); with float64's u ≈ 1.1e-16 and ε = 1e-6 both stay below 1e-9
/// for values near one. float32's u ≈ 6e-8 would leave errors of several percent, so float32 is refused. Where the
/// function has a kink within ε of the point (ReLU at 0, two equal maxima in a pool) the quotient is no derivative:
/// choose inputs away from kinks.
/// </remarks>
public sealed record GradientCheck
{
    /// <summary>Half the distance of the two points.</summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Allowed error where the derivative is near zero.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-5;

    /// <summary>Allowed error as a share of the difference quotient.</summary>
    public double RelativeTolerance { get; init; } = 1e-3;

    /// <summary>
    /// The most elements checked of one tensor, spread evenly over it: every element costs two evaluations. All of
    /// them where nothing is said.
    /// </summary>
    public int ElementsPerTensor { get; init; } = int.MaxValue;

    /// <summary>Checks every tensor.</summary>
    /// <param name="function">
    /// Gives a new scalar float64 tensor, the same for the same tensors: dropout off. Called 1 + 2 · (elements checked) times.
    /// </param>
    /// <param name="tensors">Leaf tensors the function reads, by name: float64, contiguous, requiring gradients.</param>
    /// <returns>Every checked element that differs; empty when the gradients are right.</returns>
    /// <exception cref="ArgumentException">A tensor is not fit for the method; the message says which and why.</exception>
    public IReadOnlyList<GradientFault> Run(
        Func<Tensor> function, IReadOnlyCollection<(string Name, Tensor Tensor)> tensors)
    {
        foreach (var (name, tensor) in tensors)
            RequireFit(name, tensor);
        var derivatives = Backward(function, tensors);
        var faults = new List<GradientFault>();
        using var _ = no_grad();
        foreach (var ((name, tensor), derivative) in tensors.Zip(derivatives))
        {
            var count = Math.Min(derivative.Length, ElementsPerTensor);
            for (var i = 0L; i < count; i++)
            {
                var index = (int)(i * derivative.Length / count);
                var quotient = Quotient(function, tensor, index);
                var error = Math.Abs(derivative[index] - quotient);

                // Written so that a NaN on either side is a fault.
                if (!(error <= AbsoluteTolerance + RelativeTolerance * Math.Abs(quotient)))
                    faults.Add(new GradientFault(name, IndexOf(index, tensor.shape), derivative[index], quotient));
            }
        }
        return faults;
    }

    private static double[][] Backward(Func<Tensor> function, IReadOnlyCollection<(string Name, Tensor Tensor)> tensors)
    {
        foreach (var (_, tensor) in tensors)
        {
            using var stale = tensor.grad;
            stale?.zero_();
        }
        using var value = function();
        if (value.dtype != ScalarType.Float64 || value.numel() != 1)
            throw new ArgumentException(
                $"The function gave a {value.dtype} tensor of {value.numel()} elements; it must give one float64.");
        value.backward();
        return [.. tensors.Select(entry => Derivative(entry.Name, entry.Tensor))];
    }

    private static double[] Derivative(string name, Tensor tensor)
    {
        using var gradient = tensor.grad
            ?? throw new ArgumentException($"Backward left no gradient in '{name}': the function does not depend on it.");
        using var contiguous = gradient.contiguous();
        return MemoryMarshal.Cast<byte, double>(contiguous.bytes).ToArray();
    }

    // Writes through the tensor's memory: nothing of it is recorded, and the element is restored to the bit.
    private double Quotient(Func<Tensor> function, Tensor tensor, int index)
    {
        var elements = MemoryMarshal.Cast<byte, double>(tensor.bytes);
        var kept = elements[index];
        try
        {
            var above = kept + Epsilon;
            var below = kept - Epsilon;
            elements[index] = above;
            using var high = function();
            elements[index] = below;
            using var low = function();

            // The distance as it was rounded, not 2ε.
            return (high.item<double>() - low.item<double>()) / (above - below);
        }
        finally
        {
            elements[index] = kept;
        }
    }

    private static void RequireFit(string name, Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float64)
            throw new ArgumentException($"'{name}' is {tensor.dtype}: rounding alone would make difference quotients err by "
                + "percents; convert network and input to float64.");
        if (!tensor.requires_grad)
            throw new ArgumentException($"'{name}' does not require a gradient: backward would leave nothing to compare.");
    }

    private static string IndexOf(int flat, long[] shape)
    {
        var index = new string[shape.Length];
        var rest = (long)flat;
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
        {
            index[dimension] = (rest % shape[dimension]).ToString(CultureInfo.InvariantCulture);
            rest /= shape[dimension];
        }
        return string.Join(',', index);
    }
}

/// <summary>One element whose gradient is wrong.</summary>
/// <param name="Tensor">Its tensor's name.</param>
/// <param name="Index">Its place, dimensions joined by commas.</param>
/// <param name="Backward">What backward computed.</param>
/// <param name="Quotient">What the central difference gives.</param>
public sealed record GradientFault(string Tensor, string Index, double Backward, double Quotient)
{
    /// <summary>All of it in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Tensor}[{Index}]: backward {Backward:G9}, central difference {Quotient:G9}, error {Math.Abs(Backward - Quotient):G3}");
}
