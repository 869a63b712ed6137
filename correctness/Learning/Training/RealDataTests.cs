using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Training;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>
/// What the networks learn of pictures that nobody here drew. Measured with this seed on libtorch 1.13, as many test pictures as a fifth of
/// the samples: softmax 0.917, the CNN 0.82, the residual network 0.245 at its own rate of 0.1; the mean error of joints falls from 0.39 to 0.30.
/// </summary>
[Category("RealData")]
public sealed class RealDataTests
{
    [TestCase(MnistPart.Train, new[] { 5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949 })]
    [TestCase(MnistPart.Test, new[] { 980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009 })]
    public void The_original_digits_are_read(MnistPart part, int[] histogram)
    {
        var folder = RealData.FolderOf(DataSet.Mnist);
        var set = MnistSet.Read(folder, part);
        if (set.Count is not (60_000 or 10_000))
            Assert.Ignore($"{folder} holds {set.Count} images: not the original MNIST");
        Assert.That(set.Histogram(), Is.EqualTo(histogram));
        Assert.That(set.Images, Has.Length.EqualTo(histogram.Sum() * 784));
    }

    [TestCase("mnist-softmax", "", 60_000, 100, 1, 0.90)]
    [TestCase("mnist-cnn", "", 10_000, 100, 1, 0.75)]
    [TestCase("resnet18", "stem=imagenet", 5_000, 50, 2, 0.18)]
    public void Pictures_are_told_apart(string workload, string settings, int samples, int batch, int epochs, double accuracy) =>
        Assert.That(Learned(workload, $"{settings} epochs={epochs}", samples, batch).Score, Is.AtLeast(accuracy));

    /// <summary>Pixels, and joints, of pictures that were not learned from.</summary>
    [TestCase("convae", "", 320, 16)]
    [TestCase("deeppose", "", 120, 8)]
    public void A_second_epoch_comes_closer_on_pictures_never_seen(string workload, string settings, int samples, int batch)
    {
        var epochs = Learned(workload, $"{settings} epochs=2", samples, batch).Epochs;
        Assert.That(epochs[1].Validation!.Score, Is.LessThan(epochs[0].Validation!.Score));
    }

    private static TrainingResult Learned(string workload, string settings, int samples, int batch)
    {
        var options = new TrainingOptions(workload)
        {
            Batch = batch,
            Seed = 1,
            Settings = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]),
        };
        var recipe = options.Settle().Recipe;
        var folder = RealData.FolderOf(recipe.Workload.DataSet);
        using var training = new FirstSamples(recipe.OpenData(folder, DataPart.Train), samples);
        using var test = new FirstSamples(recipe.OpenData(folder, DataPart.Test), samples / 5);
        var result = new Trainer(options, training, test).Run();
        foreach (var epoch in result.Epochs)
            TestContext.Out.WriteLine($"{training.Count} samples, tested on {test.Count}: {epoch.Validation}");
        return result;
    }
}
