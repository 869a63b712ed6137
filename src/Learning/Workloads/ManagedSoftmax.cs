using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Models;
using TorchSharp;

namespace PerfSuite.Learning.Workloads;

/// <summary>A <see cref="MnistSoftmax"/> without libtorch: its parameters copied into arrays, a product in vectors, a softmax.</summary>
internal sealed class ManagedSoftmax
{
    private readonly float[] weight;
    private readonly float[] bias;

    public ManagedSoftmax(torch.nn.Module model)
    {
        var parameters = model.state_dict();
        weight = parameters["linear.weight"].data<float>().ToArray();
        bias = parameters["linear.bias"].data<float>().ToArray();
    }

    /// <param name="image">784 pixels, read where they lie.</param>
    /// <param name="probabilities">Room for ten.</param>
    // Optimised at once: the runtime's first version takes six times as long, and on a busy machine tens of thousands of
    // predictions pass before it has made the second.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Predict(ReadOnlySpan<float> image, Span<float> probabilities)
    {
        var highest = float.NegativeInfinity;
        for (var digit = 0; digit < MnistSet.Classes; digit++)
        {
            probabilities[digit] = bias[digit] + Product(image, weight.AsSpan(digit * MnistSet.ImageLength, MnistSet.ImageLength));
            highest = MathF.Max(highest, probabilities[digit]);
        }
        // Less the highest, so that nothing overflows.
        var sum = 0f;
        foreach (ref var value in probabilities)
            sum += value = MathF.Exp(value - highest);
        foreach (ref var value in probabilities)
            value /= sum;
    }

    // Two sums: one addition need not wait for the last.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Product(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(a);
        var right = MemoryMarshal.Cast<float, Vector<float>>(b);
        var (even, odd) = (Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (; i < left.Length - 1; i += 2)
        {
            even = Vector.MultiplyAddEstimate(left[i], right[i], even);
            odd = Vector.MultiplyAddEstimate(left[i + 1], right[i + 1], odd);
        }
        if (i < left.Length)
            even = Vector.MultiplyAddEstimate(left[i], right[i], even);
        var sum = Vector.Sum(even + odd);
        for (i = left.Length * Vector<float>.Count; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }
}
