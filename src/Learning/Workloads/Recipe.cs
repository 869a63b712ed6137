using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>
/// A network workload with every setting chosen: what is built, learned from and minimised. Derive from it for a network of yours, and name the
/// class in a <see cref="NetworkWorkload"/>.
/// </summary>
/// <remarks>
/// One seed must decide everything: whatever is random comes from libtorch's default generator, in the same order every time. Tensors are float32
/// on the CPU, with the batch as their first dimension; what is made on the way is disposed of.
/// </remarks>
/// <param name="workload">Whose.</param>
/// <param name="variant">The variant's name.</param>
/// <param name="settings">Every setting.</param>
public abstract class Recipe(NetworkWorkload workload, string variant, Settings settings)
{
    /// <summary>Whose.</summary>
    public NetworkWorkload Workload => workload;

    /// <summary>The variant's name.</summary>
    public string Variant => variant;

    /// <summary>Every setting.</summary>
    public Settings Settings => settings;

    /// <summary>The workload's own optimizer.</summary>
    public abstract OptimizerRecipe Optimizer { get; }

    /// <summary>How well a network does, beside its loss.</summary>
    public abstract Metric Metric { get; }

    /// <summary>A new network in train mode, its parameters drawn from the default generator.</summary>
    public Module<Tensor, Tensor> CreateModel()
    {
        var model = Build();
        model.train();
        return model;
    }

    /// <summary>The workload's own optimizer of a network; the caller disposes of it before the network.</summary>
    public optim.Optimizer CreateOptimizer(Module<Tensor, Tensor> model) => Optimizer.Create(model.parameters());

    /// <summary>
    /// What changes the learning rate, to be stepped after every epoch, by the settings <c>schedule</c> and <c>epochs</c>
    /// (E): <c>step</c> takes a tenth after every ⌈E/3⌉ epochs, <c>cosine</c> falls to 0 at E; null for <c>none</c>.
    /// </summary>
    public optim.lr_scheduler.LRScheduler? CreateSchedule(optim.Optimizer optimizer)
    {
        var epochs = settings.Whole("epochs");
        return settings["schedule"] switch
        {
            "step" => optim.lr_scheduler.StepLR(optimizer, (epochs + 2) / 3, 0.1),
            "cosine" => optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs),
            _ => null,
        };
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="output">What the network made of <see cref="Batch.Input"/>: (B,…), the caller's.</param>
    /// <param name="batch">Of B samples, with their targets.</param>
    /// <returns>A new scalar tensor with its graph, the caller's to dispose.</returns>
    public abstract Tensor Loss(Tensor output, Batch batch);

    /// <summary>Random samples, drawn from the default generator: the same draws in every language.</summary>
    /// <param name="size">B, 1 to 65536.</param>
    /// <returns>Input (B,…) as the network takes it, target (B,…) as the loss does; the caller's to dispose.</returns>
    public abstract Batch RandomBatch(int size);

    /// <summary>The samples of a folder with the workload's data set. A workload of <see cref="DataSet.None"/> need not override it.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="part">Test samples are never augmented.</param>
    /// <exception cref="DataException">A file is missing or faulty, or the workload has no data set.</exception>
    public virtual SampleSource OpenData(string folder, DataPart part) =>
        throw new DataException(folder, 0, $"{Workload.Name} has random samples alone", "a recipe that overrides OpenData", "time, gate and test it, and train another");

    /// <summary>One training step: gradients to zero, forward, loss, backward, update.</summary>
    /// <returns>The loss before the update, the caller's to dispose.</returns>
    public Tensor Step(Module<Tensor, Tensor> model, optim.Optimizer optimizer, Batch batch)
    {
        optimizer.zero_grad();
        var loss = Loss(model, batch);
        loss.backward();
        optimizer.step();
        return loss;
    }

    /// <summary>Forward and loss. What backward does not need of the output is freed before it, as nobody holds it any more.</summary>
    /// <returns>The loss, the caller's to dispose.</returns>
    internal Tensor Loss(Module<Tensor, Tensor> model, Batch batch)
    {
        using var output = model.call(batch.Input);
        return WideLoss(output, batch);
    }

    /// <summary>The loss in float32, whatever the network computes in.</summary>
    /// <returns>The caller's to dispose.</returns>
    internal Tensor WideLoss(Tensor output, Batch batch)
    {
        if (!batch.IsNarrow)
            return Loss(output, batch);
        using var wide = output.to(ScalarType.Float32);
        return Loss(wide, batch);
    }

    /// <summary>
    /// A new network, (B,…) → (B,…), its parameters drawn from the default generator, in whatever mode; the caller's to dispose. Layers must be
    /// registered (<c>RegisterComponents()</c>), and forward must free what it makes on the way.
    /// </summary>
    protected abstract Module<Tensor, Tensor> Build();
}
