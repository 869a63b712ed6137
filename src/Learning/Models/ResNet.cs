using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Models;

/// <summary>
/// A residual network of basic blocks on CIFAR-10: (B,3,32,32) normalised images → (B,10) logits. With the CIFAR stem and
/// standard blocks 11,173,962 parameters in 18 layers, 21,282,122 in 34.
/// </summary>
/// <remarks>
/// Experiment 004 compared two different networks and did not know: its Python (github.com/kuangliu/pytorch-cifar) has a 3×3
/// stem on the full image; its C++ (github.com/leimao/LibTorch-ResNet-CIFAR) the 7×7 stem with pooling meant for ImageNet,
/// one block too many in every stage, and another initialisation: 17,452,362 and 27,560,522 parameters.
/// </remarks>
public sealed class ResNet : Module<Tensor, Tensor>
{
    private readonly bool imagenetStem;
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly ModuleList<BasicBlock> layer1;
    private readonly ModuleList<BasicBlock> layer2;
    private readonly ModuleList<BasicBlock> layer3;
    private readonly ModuleList<BasicBlock> layer4;
    private readonly Linear fc;

    /// <summary>Draws from the default generator: each layer's own initialisation, then perhaps He's.</summary>
    /// <param name="blocks">Blocks in each of the four stages.</param>
    /// <param name="imagenetStem">7×7 of stride 2 and a max-pool, instead of 3×3 of stride 1.</param>
    /// <param name="kaiming">
    /// Convolutions anew from a normal of σ = √(2/fan_out) (He et al.: Delving deep into rectifiers, ICCV 2015).
    /// </param>
    public ResNet(IReadOnlyList<int> blocks, bool imagenetStem = false, bool kaiming = false) : base(nameof(ResNet))
    {
        this.imagenetStem = imagenetStem;
        conv1 = imagenetStem
            ? Conv2d(3, 64, 7, stride: 2, padding: 3L, bias: false)
            : Conv2d(3, 64, 3, padding: 1L, bias: false);
        bn1 = BatchNorm2d(64);
        layer1 = Stage(64, 64, blocks[0], 1);
        layer2 = Stage(64, 128, blocks[1], 2);
        layer3 = Stage(128, 256, blocks[2], 2);
        layer4 = Stage(256, 512, blocks[3], 2);
        fc = Linear(512, 10);
        if (kaiming)
        {
            using (no_grad())
            {
                foreach (var layer in Stages.SelectMany(stage => stage).SelectMany(block => block.Convolutions).Prepend(conv1))
                    init.kaiming_normal_(layer.weight, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
            }
        }
        RegisterComponents();
    }

    private IEnumerable<ModuleList<BasicBlock>> Stages => [layer1, layer2, layer3, layer4];

    /// <param name="input">float32 (B,3,32,32).</param>
    /// <returns>(B,10) logits, the caller's to dispose.</returns>
    public override Tensor forward(Tensor input)
    {
        var stem = Stem(input);                                 // → (B,64,32,32); ImageNet's (B,64,8,8)
        var s1 = Through(layer1, stem);                         // the same
        var s2 = Through(layer2, s1);                           // → (B,128,16,16); (B,128,4,4)
        var s3 = Through(layer3, s2);                           // → (B,256,8,8); (B,256,2,2)
        var s4 = Through(layer4, s3);                           // → (B,512,4,4); (B,512,1,1)
        return Mean(s4).ThenFlatten().Then(fc);                 // → (B,512,1,1) → (B,512) → (B,10)
    }

    private Tensor Mean(Tensor features)
    {
        using (features)
            return imagenetStem ? functional.adaptive_avg_pool2d(features, 1L) : functional.avg_pool2d(features, 4);
    }

    private Tensor Stem(Tensor input)
    {
        var output = conv1.call(input).Then(bn1).ThenRelu();
        if (!imagenetStem)
            return output;
        using (output)
            return functional.max_pool2d(output, 3, 2, 1);
    }

    private static Tensor Through(ModuleList<BasicBlock> stage, Tensor input)
    {
        for (var i = 0; i < stage.Count; i++)
            input = input.Then(stage[i]);
        return input;
    }

    private static ModuleList<BasicBlock> Stage(long from, long to, int blocks, long stride) =>
        ModuleList([.. Enumerable.Range(0, blocks).Select(i => i == 0 ? new BasicBlock(from, to, stride) : new BasicBlock(to, to, 1))]);
}
