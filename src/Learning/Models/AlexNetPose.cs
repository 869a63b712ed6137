using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Models;

/// <summary>
/// DeepPose's first stage, an AlexNet that names the joints of a person, 58,396,060 parameters: (B,3,227,227) images in
/// [0,1] → (B,14,2) coordinates in widths of the image.
/// </summary>
/// <remarks>
/// AlexNet of github.com/ynaka81/DeepPoseComparison at 7e81088: biases everywhere, no local response normalisation.
/// Toshev, Szegedy: DeepPose, CVPR 2014.
/// </remarks>
public sealed class AlexNetPose : Module<Tensor, Tensor>
{
    /// <summary>The Leeds Sports Pose joints, from right ankle to head top.</summary>
    public const int Joints = 14;

    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Conv2d conv3;
    private readonly Conv2d conv4;
    private readonly Conv2d conv5;
    private readonly Linear fc6;
    private readonly Linear fc7;
    private readonly Linear fc8;

    /// <summary>Draws from the default generator: each layer's own initialisation, then perhaps LeCun's.</summary>
    /// <param name="lecun">
    /// Chainer's default: normal weights of σ = 1/√fan_in (LeCun et al.: Efficient BackProp, 1998) and biases 0.
    /// </param>
    public AlexNetPose(bool lecun = false) : base(nameof(AlexNetPose))
    {
        conv1 = Conv2d(3, 96, 11, stride: 4);
        conv2 = Conv2d(96, 256, 5, padding: 2L);
        conv3 = Conv2d(256, 384, 3, padding: 1L);
        conv4 = Conv2d(384, 384, 3, padding: 1L);
        conv5 = Conv2d(384, 256, 3, padding: 1L);
        fc6 = Linear(9216, 4096);
        fc7 = Linear(4096, 4096);
        fc8 = Linear(4096, 2 * Joints);
        if (lecun)
        {
            using (no_grad())
            {
                foreach (var layer in new[] { conv1, conv2, conv3, conv4, conv5 })
                    Initialise(layer.weight, layer.bias!);
                foreach (var layer in new[] { fc6, fc7, fc8 })
                    Initialise(layer.weight, layer.bias!);
            }
        }
        RegisterComponents();
    }

    /// <param name="input">float32 (B,3,227,227), pixels in [0,1].</param>
    /// <returns>(B,14,2): x and y of each joint, the caller's to dispose.</returns>
    public override Tensor forward(Tensor input)
    {
        using var joints = conv1.call(input).ThenRelu().ThenMaxPool(3, 2)      // (B,3,227,227) → (B,96,27,27)
            .Then(conv2).ThenRelu().ThenMaxPool(3, 2)                          // → (B,256,13,13)
            .Then(conv3).ThenRelu()                                            // → (B,384,13,13)
            .Then(conv4).ThenRelu()                                            // → (B,384,13,13)
            .Then(conv5).ThenRelu().ThenMaxPool(3, 2)                          // → (B,256,6,6)
            .ThenFlatten()                                                     // → (B,9216)
            .Then(fc6).ThenRelu().ThenDropout(0.5, training)                   // → (B,4096)
            .Then(fc7).ThenRelu().ThenDropout(0.5, training)                   // → (B,4096)
            .Then(fc8);                                                        // → (B,28)
        return joints.view(-1, Joints, 2);                                     // → (B,14,2)
    }

    private static void Initialise(Parameter weight, Parameter bias)
    {
        var inputs = weight.numel() / weight.shape[0];
        weight.normal_(0, Math.Sqrt(1.0 / inputs));
        bias.zero_();
    }
}
