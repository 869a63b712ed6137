using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Data.Poses;
using PerfSuite.Learning.Losses;
using PerfSuite.Learning.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>Experiments 001 and 002: mean squared distance of joints, SGD of rate 0.01 and momentum 0.9, or Adam.</summary>
internal sealed class PoseRecipe(NetworkWorkload workload, string variant, Settings settings)
    : Recipe(workload, variant, settings)
{
    private readonly Visibility visibility = Enum.Parse<Visibility>(settings["visibility"], ignoreCase: true);
    private readonly bool automatic = settings.Is("loss", "automatic");

    /// <summary>What it has beside every workload's settings.</summary>
    public static IReadOnlyList<Setting> Own { get; } =
    [
        new("init", "First weights: the framework's own, or Chainer's (LeCun).", ["default", "lecun"], "default"),
        new("loss", "Its backward: by automatic differentiation, or written by hand.", ["automatic", "explicit"], "automatic"),
        new("visibility", "Joints that count: all, the visible ones, or those divided by half their number as Chainer's code did.", ["off", "on", "half"], "off"),
        new("noise", "Colour noise on the whole picture, or only on what is cropped from it.", ["before-crop", "after-crop"], "before-crop"),
        Setting.Switch("augment", "Random crop and colour noise in training.", "on"),
        new("optimizer", "SGD with momentum 0.9 and rate 0.01, or Adam of rate 0.001.", ["momentum", "adam"], "momentum"),
    ];

    /// <summary>Both sides of the articles are Python.</summary>
    public static IReadOnlyList<Variant> Variants { get; } =
    [
        new("matched", "The PyTorch side's network and data path.", new Dictionary<string, string>()),
        new("published-pytorch", "The article's PyTorch side.", new Dictionary<string, string>()),
        new("published-chainer", "The article's Chainer side: LeCun's first weights, noise after the crop.",
            new Dictionary<string, string> { ["init"] = "lecun", ["noise"] = "after-crop" }),
    ];

    public override OptimizerRecipe Optimizer { get; } = OptimizerRecipe.Standard(settings["optimizer"]);

    public override Metric Metric => Metric.MeanAbsoluteError;

    public override Tensor Loss(Tensor output, Batch batch) => automatic
        ? PoseLoss.Automatic(output, batch, visibility)
        : PoseLoss.Explicit(output, batch, visibility);

    public override Batch RandomBatch(int size)
    {
        var images = rand(size, 3L, 227L, 227L);
        var poses = rand(size, AlexNetPose.Joints, 2L);
        using var seen = randint(0L, 2L, new long[] { size, AlexNetPose.Joints, 1L }, ScalarType.Int64);
        return new Batch(images, poses, seen.to_type(ScalarType.Float32));
    }

    public override SampleSource OpenData(string folder, DataPart part) =>
        new PoseSource(folder, part, augment: part == DataPart.Train && Settings.IsOn("augment"),
            Settings.Is("noise", "after-crop") ? NoiseOver.AfterCrop : NoiseOver.BeforeCrop);

    protected override Module<Tensor, Tensor> Build() => new AlexNetPose(lecun: Settings.Is("init", "lecun"));
}
