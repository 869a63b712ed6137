using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Gradients;

/// <summary>A value and the gradients that backward left, copied.</summary>
/// <param name="Value">The function's.</param>
/// <param name="Gradients">One for each tensor, row-major; null where backward left none.</param>
internal sealed record BackwardPass(double Value, double[]?[] Gradients)
{
    /// <summary>Calls the function and backward. The tensors' gradients are gone afterwards.</summary>
    public static BackwardPass Of(Func<Tensor> function, IReadOnlyList<CheckedTensor> tensors)
    {
        // None, not zero: −0 added to a zero would lose its sign, and two passes would differ in it.
        foreach (var tensor in tensors)
            tensor.Tensor.grad = null;
        using var value = function();
        if (value.dtype != ScalarType.Float64 || value.numel() != 1)
            throw new ArgumentException(
                $"The function gave a {value.dtype} tensor of {value.numel()} elements; it must give one float64.", nameof(function));
        if (value.requires_grad)
            value.backward();
        return new BackwardPass(value.item<double>(), [.. tensors.Select(tensor => Gradient(tensor.Tensor))]);
    }

    /// <summary>What a second pass did differently.</summary>
    public IEnumerable<GradientFault> ComparedWith(BackwardPass again, IReadOnlyList<CheckedTensor> tensors)
    {
        if (BitConverter.DoubleToInt64Bits(Value) != BitConverter.DoubleToInt64Bits(again.Value))
        {
            yield return new UnstableFunction(Value, again.Value);
            yield break;
        }
        for (var i = 0; i < tensors.Count; i++)
        {
            if (FirstDifference(Gradients[i], again.Gradients[i]) is { } at)
                yield return new UnstableGradient(tensors[i].Name, tensors[i].IndexOf(at), Gradients[i]?[at], again.Gradients[i]?[at]);
        }
    }

    private static int? FirstDifference(double[]? first, double[]? second)
    {
        if (first is null || second is null)
            return first is null == second is null ? null : 0;
        var bits = MemoryMarshal.Cast<double, long>(first);
        var common = bits.CommonPrefixLength(MemoryMarshal.Cast<double, long>(second));
        return common == bits.Length ? null : common;
    }

    private static double[]? Gradient(Tensor tensor)
    {
        using var gradient = tensor.grad;
        if (gradient is null)
            return null;
        tensor.grad = null;
        using var contiguous = gradient.contiguous();
        return MemoryMarshal.Cast<byte, double>(contiguous.bytes).ToArray();
    }
}
