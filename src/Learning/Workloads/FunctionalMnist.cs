using PerfSuite.Learning.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>The MNIST networks as functions of their parameters, with the bits of the modules in eval mode.</summary>
internal static class FunctionalMnist
{
    private static readonly long[] padding = [1, 1];

    /// <summary>(B,1,28,28) → logits (B,10) with the parameters of a <see cref="MnistSoftmax"/>.</summary>
    public static Func<Tensor, Tensor> Softmax(Module model)
    {
        var p = model.state_dict();
        var (weight, bias) = (p["linear.weight"], p["linear.bias"]);
        return input =>
        {
            using var flat = input.flatten(1);
            return functional.linear(flat, weight, bias);
        };
    }

    /// <summary>(B,1,28,28) → logits (B,10) with the parameters of a <see cref="MnistCnn"/>.</summary>
    public static Func<Tensor, Tensor> Cnn(Module model)
    {
        var p = model.state_dict();
        var (w1, b1, w2, b2) = (p["conv1.weight"], p["conv1.bias"], p["conv2.weight"], p["conv2.bias"]);
        var (w3, b3, w4, b4) = (p["fc1.weight"], p["fc1.bias"], p["fc2.weight"], p["fc2.bias"]);
        return input => functional.conv2d(input, w1, b1, padding: padding).ThenRelu().ThenMaxPool(2, 2)   // → (B,32,14,14)
            .ThenConv(w2, b2, padding).ThenRelu().ThenMaxPool(2, 2)                                      // → (B,32,7,7)
            .ThenFlatten().ThenLinear(w3, b3).ThenRelu()                                                 // → (B,128)
            .ThenLinear(w4, b4);                                                                         // → (B,10)
    }
}
