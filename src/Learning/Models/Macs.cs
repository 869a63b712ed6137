using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Models;

/// <summary>How much arithmetic a network is.</summary>
public static class Macs
{
    /// <summary>
    /// Multiply-accumulates of one pass forward, counted layer by layer as the input goes through: of convolutions, transposed
    /// convolutions and linear layers. Additions of biases, normalisation, pools and activations do not count; pads do.
    /// </summary>
    /// <param name="model">Ungrouped convolutions only. Its buffers are those of evaluation, and its mode is as before.</param>
    /// <param name="input">A batch as the network takes it; the count is of all its samples together.</param>
    public static long Of(Module<Tensor, Tensor> model, Tensor input)
    {
        var total = 0L;
        var hooks = new List<Action>();
        foreach (var module in model.modules().Prepend(model).Distinct())
        {
            switch (module)
            {
                case Conv2d convolution:
                    hooks.Add(convolution.register_forward_hook((_, _, output) => Count(output, output.numel() * PerOutput(convolution.weight))).remove);
                    break;
                case ConvTranspose2d transposed:
                    hooks.Add(transposed.register_forward_hook((_, given, output) => Count(output, given.numel() * PerOutput(transposed.weight))).remove);
                    break;
                case Linear linear:
                    hooks.Add(linear.register_forward_hook((_, given, output) => Count(output, given.numel() * linear.weight.shape[0])).remove);
                    break;
            }
        }

        var training = model.training;
        model.eval();
        using (no_grad())
        {
            using var _ = model.call(input);
        }
        model.train(training);
        foreach (var remove in hooks)
            remove();
        return total;

        Tensor Count(Tensor output, long macs)
        {
            total += macs;
            return output;
        }
    }

    // Of a convolution's weight (out,in,h,w) what one output number sums; of a transposed one's (in,out,h,w) where one input number goes.
    private static long PerOutput(Tensor weight) => weight.numel() / weight.shape[0];
}
