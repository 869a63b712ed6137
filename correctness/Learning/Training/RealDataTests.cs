using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Training;

namespace PerfSuite.Correctness.Learning;

/// <summary>
/// What the networks learn of pictures that nobody here drew. Thresholds lie well below what was measured with this seed on the samples named
/// beside them, and far above chance.
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
    [TestCase("mnist-cnn", "", 10_000, 100, 1, 0.90)]
    [TestCase("resnet18", "stem=imagenet", 5_000, 50, 3, 0.35)]
    public void Pictures_are_told_apart(string workload, string settings, int samples, int batch, int epochs, double accuracy) =>
        Assert.That(Learned(workload, $"{settings} epochs={epochs}", samples, batch).Score, Is.AtLeast(accuracy));

    [TestCase("convae", "", 320, 16, 1)]
    [TestCase("deeppose", "", 120, 8, 2)]
    public void Errors_become_small(string workload, string settings, int samples, int batch, int epochs)
    {
        var result = Learned(workload, $"{settings} epochs={epochs}", samples, batch);
        Assert.That(result.Epochs[^1].Validation!.Score, Is.LessThan(0));
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
        var w = System.Diagnostics.Stopwatch.StartNew();
        var result = new Trainer(options, training, test).Run();
        foreach (var e in result.Epochs)
            TestContext.Out.WriteLine($"{workload} {training.Count} {test.Count} {e.Loss} {e.Score} {e.Validation} {w.ElapsedMilliseconds}");
        return result;
    }
}
