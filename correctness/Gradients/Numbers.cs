using System.Runtime.InteropServices;
using PerfSuite.Learning.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>
/// The numbers of a tensor to differentiate at: evenly spaced in a range, shuffled, so that all are different and none comes
/// within ε of a place where a function has a kink: an end or the middle of the range, or a number of another tensor.
/// </summary>
/// <param name="Shape">The tensor's sizes.</param>
/// <param name="From">Where the range begins.</param>
/// <param name="To">Where it ends.</param>
public sealed record Numbers(long[] Shape, double From = -1, double To = 1)
{
    /// <summary>Numbers from −1 to 1.</summary>
    public static Numbers Of(params long[] shape) => new(shape);

    /// <summary>Numbers from 0.2 to 3.</summary>
    public static Numbers Positive(params long[] shape) => new(shape, 0.2, 3);

    /// <summary>A new leaf that requires a gradient.</summary>
    /// <param name="place">Which of several tensors it is: each has numbers of its own.</param>
    public Tensor Leaf(int place = 0)
    {
        var count = Shape.Aggregate(1L, (product, size) => product * size);
        var order = Enumerable.Range(0, (int)count).ToArray();
        SplitMix64.Stream(17, (ulong)place).Shuffle<int>(order);
        var tensor = zeros(Shape, ScalarType.Float64);
        var elements = MemoryMarshal.Cast<byte, double>(tensor.bytes);
        for (var i = 0; i < order.Length; i++)
            elements[i] = From + (To - From) * (order[i] + 0.63 + 0.11 * place) / count;
        return tensor.requires_grad_();
    }
}
