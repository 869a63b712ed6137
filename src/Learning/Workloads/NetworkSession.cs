using PerfSuite.Learning.Data;
using PerfSuite.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>A network, its optimizer and one batch of random images.</summary>
public sealed class NetworkSession : Session
{
    private readonly NetworkWorkload workload;
    private readonly Module<Tensor, Tensor> model;
    private readonly optim.Optimizer optimizer;
    private readonly Tensor input;
    private readonly Tensor target;
    private readonly ImageSet? images;
    private Tensor? keptLoss;
    private long epoch;

    internal NetworkSession(NetworkWorkload workload, SessionOptions options) : base(workload, options)
    {
        this.workload = workload;
        images = options.DataFolder is { } folder ? ImageSet.Read(folder, MnistPart.Train) : null;

        // The seeds, the order of draws and their shapes are the same in every language.
        manual_seed(options.Seed);
        model = workload.CreateModel();
        optimizer = workload.CreateOptimizer(model);
        manual_seed(options.Seed + 1);
        input = rand(options.Batch, 1L, 28L, 28L);
        target = randint(0L, 10L, new long[] { options.Batch }, ScalarType.Int64);
        manual_seed(options.Seed + 2);
    }

    /// <inheritdoc/>
    public override Module<Tensor, Tensor> Model => model;

    /// <summary>Forward, output freed. Prepare <see cref="Phase.Infer"/> first.</summary>
    public void Infer()
    {
        using var output = model.call(input);
    }

    /// <summary>Forward and loss with the graph built, both freed. Prepare <see cref="Phase.Forward"/> first.</summary>
    public void Forward()
    {
        using var output = model.call(input);
        using var loss = workload.Loss(output, target);
    }

    /// <summary>Backward over the kept graph. Prepare <see cref="Phase.Backward"/> first.</summary>
    public void Backward() => keptLoss!.backward(retain_graph: true);

    /// <summary>One training step on the session's batch. Prepare <see cref="Phase.Step"/> first.</summary>
    public void Step()
    {
        using var loss = workload.Step(model, optimizer, input, target);
    }

    /// <summary>One training epoch over the images read at open. Prepare <see cref="Phase.Epoch"/> first.</summary>
    public void Epoch()
    {
        foreach (var (batch, labels) in images!.Batches(Options.Batch, Options.Seed + epoch++, dropLast: true))
        {
            using var loss = workload.Step(model, optimizer, batch, labels);
        }
    }

    /// <inheritdoc/>
    public override void Run(Phase phase, int iterations)
    {
        switch (phase)
        {
            case Phase.Infer:
                for (var i = 0; i < iterations; i++)
                    Infer();
                break;
            case Phase.Forward:
                for (var i = 0; i < iterations; i++)
                    Forward();
                break;
            case Phase.Backward:
                for (var i = 0; i < iterations; i++)
                    Backward();
                break;
            case Phase.Step:
                for (var i = 0; i < iterations; i++)
                    Step();
                break;
            case Phase.Epoch:
                for (var i = 0; i < iterations; i++)
                    Epoch();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(phase), phase, $"not a phase of {Workload.Name}");
        }
    }

    private protected override bool WithoutGradient(Phase phase) => phase == Phase.Infer;

    private protected override void PrepareCore(Phase phase)
    {
        if (phase == Phase.Epoch && images is null)
            throw new ArgumentException($"{Workload.Name} was opened without a data folder, which phase 'epoch' needs: "
                + "name one with the MNIST training files; `data make mnist` writes one.");
        if (phase == Phase.Epoch && images!.Count < Options.Batch)
            throw new ArgumentException($"The {images.Count} training images are fewer than one batch of {Options.Batch}: "
                + "phase 'epoch' drops a short batch, so nothing would be timed; open with a smaller batch.");
        model.train(phase != Phase.Infer);
        if (phase != Phase.Backward)
            return;
        optimizer.zero_grad();
        using var output = model.call(input);
        keptLoss = workload.Loss(output, target);
    }

    private protected override void FinishCore()
    {
        keptLoss?.Dispose();
        keptLoss = null;
        model.train();
    }

    private protected override float StepWithLoss()
    {
        using var loss = workload.Step(model, optimizer, input, target);
        return loss.item<float>();
    }

    private protected override void DisposeCore()
    {
        target.Dispose();
        input.Dispose();
        optimizer.Dispose();
        model.Dispose();
        images?.Dispose();
    }
}
