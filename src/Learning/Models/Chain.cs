using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Models;

/// <summary>
/// Layers one after the other. Each frees what it was given as soon as its output is there, where a <c>using</c> would hold it until the end of
/// forward: in C++ and Python an intermediate result ends with the last reference to it, and this costs as little memory as that.
/// </summary>
internal static class Chain
{
    public static Tensor Then(this Tensor input, Module<Tensor, Tensor> layer)
    {
        using (input)
            return layer.call(input);
    }

    public static Tensor ThenRelu(this Tensor input)
    {
        using (input)
            return functional.relu(input);
    }

    /// <summary>In the memory of the input.</summary>
    public static Tensor ThenReluInPlace(this Tensor input)
    {
        input.relu_();
        return input;
    }

    public static Tensor ThenMaxPool(this Tensor input, long kernel, long stride)
    {
        using (input)
            return functional.max_pool2d(input, kernel, stride);
    }

    public static Tensor ThenDropout(this Tensor input, double p, bool training)
    {
        using (input)
            return functional.dropout(input, p, training);
    }

    /// <summary>All dimensions but the first become one.</summary>
    public static Tensor ThenFlatten(this Tensor input)
    {
        using (input)
            return input.flatten(1);
    }

    public static Tensor ThenConv(this Tensor input, Tensor weight, Tensor bias, long[] padding)
    {
        using (input)
            return functional.conv2d(input, weight, bias, padding: padding);
    }

    public static Tensor ThenLinear(this Tensor input, Tensor weight, Tensor bias)
    {
        using (input)
            return functional.linear(input, weight, bias);
    }
}
