using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>Experiment 000: mean absolute error against the input, Adam of rate 1e-4 and β₁ 0.5 on faces.</summary>
internal sealed class AutoencoderRecipe(NetworkWorkload workload, string variant, Settings settings)
    : Recipe(workload, variant, settings)
{
    /// <summary>What it has beside every workload's settings.</summary>
    public static IReadOnlyList<Setting> Own { get; } =
    [
        new("resize", "How pictures become 64×64: bilinear with the antialiasing of Pillow, or without, like OpenCV.", ["antialias", "plain"], "antialias"),
        new("collate", "How batches are made in the phases that read files: each sample written to its place, or the batch grown by cat, as published.", ["stack", "cat"], "stack"),
    ];

    /// <summary>The article's Python code is not published: its resize is inferred from the library it must have used.</summary>
    public static IReadOnlyList<Variant> Variants { get; } =
    [
        new("matched", "The published network, antialiased pictures.", new Dictionary<string, string>()),
        new("published-cpp", "As the article's C++ read its pictures: no antialiasing.", new Dictionary<string, string> { ["resize"] = "plain" }),
        new("published-python", "As the article's Python must have read them (its code is not published).", new Dictionary<string, string> { ["resize"] = "antialias" }),
    ];

    public override OptimizerRecipe Optimizer { get; } = new("adam", 1e-4, Beta1: 0.5);

    public override Metric Metric => Metric.MeanAbsoluteError;

    public override Tensor Loss(Tensor output, Batch batch) => functional.l1_loss(output, batch.Target);

    public override Batch RandomBatch(int size)
    {
        var images = rand(size, 3L, 64L, 64L);
        images.mul_(2).sub_(1);
        return new Batch(images, images);
    }

    public override SampleSource OpenData(string folder, DataPart part) =>
        new ImageFolderSource(folder, part, Settings.Is("resize", "plain") ? Resizing.Plain : Resizing.Antialias);

    protected override Module<Tensor, Tensor> Build() => new ConvolutionalAutoencoder();
}
