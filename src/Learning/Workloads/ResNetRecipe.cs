using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>Experiment 004: SGD of rate 0.1, momentum 0.9 and weight decay 1e-4 on CIFAR-10.</summary>
internal sealed class ResNetRecipe(NetworkWorkload workload, string variant, Settings settings, IReadOnlyList<int> blocks)
    : ClassifierRecipe(workload, variant, settings)
{
    /// <summary>What it has beside every workload's settings: what the article's two sides differed in.</summary>
    public static IReadOnlyList<Setting> Own { get; } =
    [
        new("stem", "First layers: 3×3 on the full picture, or ImageNet's 7×7 of stride 2 with a max-pool.", ["cifar", "imagenet"], "cifar") { IsStructural = true },
        new("blocks", "Blocks in each stage: as in the paper, or one more.", ["standard", "extra"], "standard") { IsStructural = true },
        new("init", "First weights of convolutions: the framework's own, or He's by fan-out.", ["default", "kaiming"], "default"),
        Setting.Switch("augment", "Random crop out of a frame of 4 pixels, and random flip, in training.", "on"),
    ];

    /// <summary>The matched one, and what the article's two sides really ran.</summary>
    public static IReadOnlyList<Variant> Variants { get; } =
    [
        new("matched", "The paper's CIFAR network, augmented and shuffled.", new Dictionary<string, string>()),
        new("published-cpp", "The article's C++: ImageNet's stem, a block too many in every stage, He's weights, no augmentation.",
            new Dictionary<string, string> { ["stem"] = "imagenet", ["blocks"] = "extra", ["init"] = "kaiming", ["augment"] = "off" }),
        new("published-python", "The article's Python: augmented, never shuffled.", new Dictionary<string, string> { ["shuffle"] = "off" }),
    ];

    public override OptimizerRecipe Optimizer { get; } = new("momentum", 0.1, WeightDecay: 1e-4);

    protected override long[] Image { get; } = [3, 32, 32];

    public override SampleSource OpenData(string folder, DataPart part) =>
        CifarSource.Read(folder, part, augment: part == DataPart.Train && Settings.IsOn("augment"));

    protected override Module<Tensor, Tensor> Build() => new ResNet(
        Settings.Is("blocks", "extra") ? [.. blocks.Select(count => count + 1)] : blocks,
        Settings.Is("stem", "imagenet"),
        Settings.Is("init", "kaiming"));
}
