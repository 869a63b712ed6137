using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>
/// A network with a sound forward, loss, backward and update can learn one batch of drawn pictures by heart, with its own optimizer, and knows
/// it in eval mode too, where the running means must have come to those of the batch.
/// </summary>
public sealed class OverfitTests
{
    private const string Reason = "Seconds each on a quiet machine: dotnet test correctness --filter Name~learned_by_heart";

    private readonly MadeData data = new(16);

    [OneTimeTearDown]
    public void End() => data.Dispose();

    /// <summary>Rates are what so few samples bear. Where the running means have not quite come to the batch's own, the loss in eval mode is the larger for it.</summary>
    [TestCase("mnist-softmax", "", 8, 200, 0.5, 0.01)]
    [TestCase("mnist-cnn", "", 8, 60, 0.1, 0.01)]
    [TestCase("resnet18", "stem=imagenet augment=off", 8, 40, 0.01, 0.1, Category = "Slow", Explicit = true, Reason = Reason)]
    [TestCase("resnet18", "augment=off", 4, 40, 0.01, 0.01, Category = "Slow", Explicit = true, Reason = Reason)]
    [TestCase("resnet18", "stem=imagenet blocks=extra init=kaiming augment=off", 8, 40, 0.01, 0.1, Category = "Slow", Explicit = true, Reason = Reason)]
    [TestCase("resnet34", "stem=imagenet augment=off", 8, 40, 0.01, 0.2, Category = "Slow", Explicit = true, Reason = Reason)]
    [TestCase("resnet34", "augment=off", 4, 40, 0.01, 0.01, Category = "Slow", Explicit = true, Reason = Reason)]
    [TestCase("convae", "", 2, 60, 1e-3, 0.25, Category = "Slow", Explicit = true, Reason = Reason)]
    [TestCase("deeppose", "augment=off", 2, 60, 0.01, 0.1, Category = "Slow", Explicit = true, Reason = Reason)]
    [TestCase("deeppose", "augment=off loss=explicit visibility=on", 2, 60, 0.01, 0.1, Category = "Slow", Explicit = true, Reason = Reason)]
    public void One_batch_is_learned_by_heart(string workload, string settings, int size, int steps, double rate, double share)
    {
        var chosen = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        var recipe = Workload.FindNetwork(workload).Configure(settings: chosen);
        using var source = recipe.OpenData(data[recipe.Workload.DataSet], DataPart.Train);
        using var loader = new Loader(source, new LoaderOptions(size, Seed: 3));
        using var batches = loader.Epoch(0).GetEnumerator();
        batches.MoveNext();
        var batch = batches.Current;

        manual_seed(3);
        using var model = recipe.CreateModel();
        using var optimizer = (recipe.Optimizer with { LearningRate = rate }).Create(model.parameters());
        var before = Evaluated(recipe, model, batch);
        for (var step = 0; step < steps; step++)
            recipe.Step(model, optimizer, batch).Dispose();
        var after = Evaluated(recipe, model, batch);
        TestContext.Out.WriteLine($"{before} → {after}");

        Assert.That(after.Loss, Is.LessThan(share * before.Loss));
        if (recipe.Metric == Metric.Accuracy)
            Assert.That(after.Score, Is.EqualTo(1));
        else
            Assert.That(after.Score, Is.LessThan(before.Score / 2));
    }

    private static (double Loss, double Score) Evaluated(Recipe recipe, Module<Tensor, Tensor> model, Batch batch)
    {
        model.eval();
        using var none = no_grad();
        using var output = model.call(batch.Input);
        using var loss = recipe.Loss(output, batch);
        model.train();
        return (loss.item<float>(), recipe.Metric.Sum(output, batch) / batch.Count);
    }
}
