using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>A classifier of 28×28 grey images in ten classes: mean cross entropy on logits, plain SGD of rate 0.5.</summary>
public sealed class NetworkWorkload : Workload
{
    private readonly Func<Module<Tensor, Tensor>> createModel;

    internal NetworkWorkload(string name, string summary, Func<Module<Tensor, Tensor>> createModel)
    {
        Name = name;
        Summary = summary;
        this.createModel = createModel;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Summary { get; }

    /// <inheritdoc/>
    public override int DefaultBatch => 100;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases { get; } =
        [Phase.Infer, Phase.Forward, Phase.Backward, Phase.Step, Phase.Epoch];

    /// <summary>Labels are 0 to this, exclusive.</summary>
    public int Classes => 10;

    /// <summary>The step of plain SGD.</summary>
    public double LearningRate => 0.5;

    /// <summary>A new network in train mode, its parameters drawn from the default generator.</summary>
    public Module<Tensor, Tensor> CreateModel()
    {
        var model = createModel();
        model.train();
        return model;
    }

    /// <summary>Its optimizer; the caller disposes of it before the network.</summary>
    public optim.Optimizer CreateOptimizer(Module<Tensor, Tensor> model) => optim.SGD(model.parameters(), LearningRate);

    /// <summary>The mean over the batch of −log softmax(logits)[label], not clamped; a new scalar tensor.</summary>
    /// <param name="logits">(B,10).</param>
    /// <param name="labels">int64 (B).</param>
    public Tensor Loss(Tensor logits, Tensor labels) => functional.cross_entropy(logits, labels);

    /// <summary>One training step: gradients to zero, forward, loss, backward, update.</summary>
    /// <returns>The loss before the update, the caller's to dispose.</returns>
    public Tensor Step(Module<Tensor, Tensor> model, optim.Optimizer optimizer, Tensor images, Tensor labels)
    {
        optimizer.zero_grad();
        using var logits = model.call(images);
        var loss = Loss(logits, labels);
        loss.backward();
        optimizer.step();
        return loss;
    }

    /// <inheritdoc/>
    public override NetworkSession Open(SessionOptions options)
    {
        options.Validate(this);
        return new NetworkSession(this, options);
    }
}
