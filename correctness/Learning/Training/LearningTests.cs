using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Training;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>Epochs of every network on drawn data, and what batch normalisation adds to going on.</summary>
public sealed class LearningTests
{
    private readonly MadeData data = new(16);

    [OneTimeTearDown]
    public void End() => data.Dispose();

    /// <summary>Rates are what so few samples bear: the residual networks' 0.1 would overshoot at first.</summary>
    [TestCase("mnist-softmax", "", 4, 0.1)]
    [TestCase("mnist-cnn", "", 4, 0.1)]
    [TestCase("convae", "", 8, 1e-3)]
    [TestCase("deeppose", "", 8, 0.01, Category = "Slow", Explicit = true, Reason = "Seconds, and its ten losses are compared anyway: dotnet test correctness --filter Name~A_second_epoch")]
    [TestCase("resnet18", "stem=imagenet augment=off", 8, 0.001)]
    [TestCase("resnet34", "stem=imagenet augment=off", 8, 0.001)]
    public void A_second_epoch_on_drawn_data_has_less_loss_than_the_first(string workload, string settings, int batch, double rate)
    {
        var options = Options(workload, $"{settings} epochs=2") with { Batch = batch, LearningRate = rate };
        var recipe = options.Settle().Recipe;
        using var source = recipe.OpenData(data[recipe.Workload.DataSet], DataPart.Train);
        var result = new Trainer(options, source, source).Run();
        Assert.That(result.Epochs, Has.Count.EqualTo(2));
        Assert.That(result.Epochs[1].Loss, Is.LessThan(result.Epochs[0].Loss));
        Assert.That(result.Epochs, Has.All.Matches<EpochResult>(epoch => double.IsFinite(epoch.Validation!.Loss)));
    }

    [Test]
    public void Running_means_momentum_and_augmentation_go_on_to_the_bit()
    {
        using var folder = new Folder();
        var options = Options("resnet18", "stem=imagenet schedule=cosine epochs=2") with { Batch = 4, CheckpointEvery = Cadence.Steps(3) };
        var recipe = options.Settle().Recipe;
        using var training = recipe.OpenData(data[DataSet.Cifar10], DataPart.Train);
        using var test = recipe.OpenData(data[DataSet.Cifar10], DataPart.Test);
        var whole = new Trainer(options, training, test).Run();

        using var cancellation = new CancellationTokenSource();
        var stopped = new Trainer(options with { OutputFolder = folder.Path }, training, test, new Trainings.Counting(step =>
        {
            if (step == 5)
                cancellation.Cancel();
        })).Run(cancellation: cancellation.Token);
        Assert.That(stopped.Cancelled, Is.True);
        var resumed = new Trainer(options with { OutputFolder = folder.Path, ResumeFolder = folder.Path, Workers = 2 }, training, test).Run();
        Assert.That(resumed.Bits(), Is.EqualTo(whole.Bits()));
    }

    private static TrainingOptions Options(string workload, string settings) => new(workload)
    {
        Seed = 2,
        Settings = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]),
    };
}
