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
        using var c1 = conv1.call(input);                       // (B,3,227,227) → (B,96,55,55)
        using var r1 = functional.relu(c1);
        using var p1 = functional.max_pool2d(r1, 3, 2);         // → (B,96,27,27)
        using var c2 = conv2.call(p1);                          // → (B,256,27,27)
        using var r2 = functional.relu(c2);
        using var p2 = functional.max_pool2d(r2, 3, 2);         // → (B,256,13,13)
        using var c3 = conv3.call(p2);                          // → (B,384,13,13)
        using var r3 = functional.relu(c3);
        using var c4 = conv4.call(r3);                          // → (B,384,13,13)
        using var r4 = functional.relu(c4);
        using var c5 = conv5.call(r4);                          // → (B,256,13,13)
        using var r5 = functional.relu(c5);
        using var p5 = functional.max_pool2d(r5, 3, 2);         // → (B,256,6,6)
        using var flat = p5.flatten(1);                         // → (B,9216)
        using var f6 = fc6.call(flat);                          // → (B,4096)
        using var r6 = functional.relu(f6);
        using var d6 = functional.dropout(r6, 0.5, training);
        using var f7 = fc7.call(d6);                            // → (B,4096)
        using var r7 = functional.relu(f7);
        using var d7 = functional.dropout(r7, 0.5, training);
        using var f8 = fc8.call(d7);                            // → (B,28)
        return f8.view(-1, Joints, 2);                          // → (B,14,2)
    }

    private static void Initialise(Parameter weight, Parameter bias)
    {
        var inputs = weight.numel() / weight.shape[0];
        weight.normal_(0, Math.Sqrt(1.0 / inputs));
        bias.zero_();
    }
}
