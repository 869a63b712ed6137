using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Training;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>A network, its optimizer and one batch of random samples; the data set too, where a folder was named.</summary>
public sealed class NetworkSession : Session
{
    private readonly Recipe recipe;
    private readonly Module<Tensor, Tensor> model;
    private readonly optim.Optimizer optimizer;
    private readonly optim.lr_scheduler.LRScheduler? schedule;
    private readonly Batch batch;
    private readonly SampleSource? source;
    private readonly Loader? loader;
    private readonly bool grows;
    private IEnumerator<Batch>? agreed;
    private Batch? atHome;
    private Tensor? keptLoss;
    private Tensor? keptOutput;
    private long epoch;

    internal NetworkSession(Recipe recipe, SessionOptions options) : base(recipe.Workload, options)
    {
        this.recipe = recipe;
        if (options.DataFolder is { } folder)
        {
            source = recipe.OpenData(folder, DataPart.Train);
            grows = recipe.Workload.Settings.Any(setting => setting.Name == "collate") && recipe.Settings.Is("collate", "cat");
            loader = NewLoader(source, grows ? 1 : options.Batch, options.Workers);
        }

        // The seeds, the order of draws and their shapes are the same in every language.
        manual_seed(options.Seed);
        model = OnDevice(recipe.CreateModel());
        optimizer = recipe.CreateOptimizer(model);
        schedule = recipe.CreateSchedule(optimizer);
        manual_seed(options.Seed + 1);
        batch = Taken(recipe.RandomBatch(options.Batch));
        manual_seed(options.Seed + 2);
    }

    /// <inheritdoc/>
    public override Module<Tensor, Tensor> Model => model;

    /// <summary>What <see cref="Phase.Infer"/> computes and frees: the network's output for the session's batch, in eval mode and without gradient.</summary>
    /// <returns>The caller's to dispose.</returns>
    public Tensor Predict()
    {
        Prepare(Phase.Infer);
        try
        {
            return model.call(batch.Input);
        }
        finally
        {
            Finish();
        }
    }

    /// <summary>Forward, output freed. Prepare <see cref="Phase.Infer"/> or <see cref="Phase.InferGrad"/> first.</summary>
    public void Infer()
    {
        using var output = model.call(batch.Input);
    }

    /// <summary>Forward and loss with the graph built, both freed. Prepare <see cref="Phase.Forward"/> first.</summary>
    public void Forward()
    {
        using var loss = recipe.Loss(model, batch);
    }

    /// <summary>Backward over the kept graph. Prepare <see cref="Phase.Backward"/> first.</summary>
    public void Backward() => keptLoss!.backward(retain_graph: true);

    /// <summary>Forward, loss and backward, all freed but the gradients. Prepare <see cref="Phase.Gradient"/> first.</summary>
    public void Gradient()
    {
        using var loss = recipe.Loss(model, batch);
        loss.backward();
    }

    /// <summary>The loss of the kept output, and backward as far as that. Prepare <see cref="Phase.Loss"/> first.</summary>
    public void Loss()
    {
        using var loss = recipe.WideLoss(keptOutput!, batch);
        loss.backward();
    }

    /// <summary>One training step on the session's batch. Prepare <see cref="Phase.Step"/> first.</summary>
    public void Step()
    {
        using var loss = recipe.Step(model, optimizer, batch);
    }

    /// <summary>One pass over the batches of an epoch, untouched. Prepare <see cref="Phase.Data"/> first.</summary>
    public void Data()
    {
        foreach (var one in Batches())
        {
            using (one)
                one.To(Where).Dispose();
        }
    }

    /// <summary>One training epoch over the folder's samples. Prepare <see cref="Phase.Epoch"/> first.</summary>
    public void Epoch()
    {
        foreach (var one in Batches())
        {
            using var here = Taken(one);
            using var loss = recipe.Step(model, optimizer, here);
        }
    }

    /// <summary>
    /// Writes a checkpoint as a training does: parameters, buffers, the optimizer's state and the default generator's, sealed with a SHA-256 and
    /// on the disk before it returns. The one that was there is replaced.
    /// </summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <exception cref="DataException">It cannot be written.</exception>
    public void SaveCheckpoint(string folder)
    {
        var surroundings = RunIdentity.OfSurroundings(Options.Threads, Options.Device);
        var now = new Checkpoint("", surroundings, surroundings, new TrainingOptions(Workload.Name) { Variant = Options.Variant, Batch = Options.Batch, Seed = Options.Seed }, new TrainingState());
        new CheckpointFolder(folder).Write(0, keep: 1, stream => now.Write(stream, model, optimizer));
    }

    /// <summary>Sets all that <see cref="SaveCheckpoint"/> wrote, after every byte of it was checked.</summary>
    /// <exception cref="DataException">There is none, it was altered, or it is of another network.</exception>
    public void LoadCheckpoint(string folder) => new CheckpointFolder(folder).Open(fallBack: false, _ => { }).Restore(model, optimizer);

    /// <inheritdoc/>
    public override void Run(Phase phase, int iterations)
    {
        switch (phase)
        {
            case Phase.Infer or Phase.InferGrad or Phase.InferLaunch or Phase.InferEvents:
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
            case Phase.Gradient:
                for (var i = 0; i < iterations; i++)
                    Gradient();
                break;
            case Phase.Loss:
                for (var i = 0; i < iterations; i++)
                    Loss();
                break;
            case Phase.Step or Phase.StepEvents:
                for (var i = 0; i < iterations; i++)
                    Step();
                break;
            case Phase.StepItem:
                for (var i = 0; i < iterations; i++)
                    StepWithLoss(batch);
                break;
            case Phase.Transfer or Phase.TransferPinned:
                for (var i = 0; i < iterations; i++)
                    atHome!.To(Where).Dispose();
                break;
            case Phase.Data:
                for (var i = 0; i < iterations; i++)
                    Data();
                break;
            case Phase.Epoch:
                for (var i = 0; i < iterations; i++)
                    Epoch();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(phase), phase, $"not a phase of {Workload.Name}");
        }
    }

    private protected override bool WithoutGradient(Phase phase) => phase is Phase.Infer or Phase.InferLaunch or Phase.InferEvents;

    private protected override void PrepareCore(Phase phase)
    {
        if (phase is Phase.Data or Phase.Epoch)
            ThrowWithoutData();
        if (phase is Phase.Transfer or Phase.TransferPinned)
            atHome = Home(pinned: phase == Phase.TransferPinned);
        model.train(phase is not (Phase.Infer or Phase.InferGrad or Phase.InferLaunch or Phase.InferEvents));
        if (phase is not (Phase.Backward or Phase.Loss))
            return;
        optimizer.zero_grad();
        using var output = model.call(batch.Input);
        if (phase == Phase.Backward)
            keptLoss = recipe.WideLoss(output, batch);
        else
        {
            keptOutput = output.detach();
            keptOutput.requires_grad = true;
        }
    }

    private protected override void FinishCore()
    {
        keptLoss?.Dispose();
        keptLoss = null;
        keptOutput?.Dispose();
        keptOutput = null;
        atHome?.Dispose();
        atHome = null;
        model.train();
    }

    /// <summary>On the session's batch, or where there is data on the batches of one epoch after the other.</summary>
    private protected override float StepWithLoss()
    {
        if (loader is null)
            return StepWithLoss(batch);
        ThrowWithoutData();
        agreed ??= Epochs().GetEnumerator();
        agreed.MoveNext();
        using var here = Taken(agreed.Current);
        return StepWithLoss(here);
    }

    private protected override void DisposeCore()
    {
        agreed?.Dispose();
        loader?.Dispose();
        source?.Dispose();
        batch.Dispose();
        optimizer.Dispose();
        model.Dispose();
    }

    /// <summary>The session's batch in the processor's memory, to be copied from there.</summary>
    private Batch Home(bool pinned)
    {
        if (Where.type == DeviceType.CPU)
            throw new ArgumentException($"{Workload.Name} was opened on the processor, from which nothing is transferred: open it on a GPU.");
        var input = Wide(batch.Input);
        return new Batch(input, batch.IsOwnTarget ? input : Moved(batch.Target), batch.Visible is { } visible ? Moved(visible) : null);

        // Samples are narrowed where they are computed.
        Tensor Wide(Tensor there)
        {
            if (!IsNarrow)
                return Moved(there);
            using var wide = there.to(ScalarType.Float32);
            return Moved(wide);
        }

        Tensor Moved(Tensor there)
        {
            var here = there.cpu();
            if (!pinned)
                return here;
            using (here)
                return here.pin_memory();
        }
    }

    /// <summary>A batch where and in what the network computes; takes it over, but for the memory of a loader.</summary>
    private Batch Taken(Batch one)
    {
        var here = one.To(Where);
        if (!ReferenceEquals(here, one))
            one.Dispose();
        return IsNarrow ? here.Narrowed() : here;
    }

    private float StepWithLoss(Batch one)
    {
        using var loss = recipe.Step(model, optimizer, one);
        return loss.item<float>();
    }

    private IEnumerable<Batch> Batches() => grows ? GrownBatch.Of(loader!.Epoch(epoch++), Options.Batch) : loader!.Epoch(epoch++);

    private IEnumerable<Batch> Epochs()
    {
        using var own = NewLoader(source!, Options.Batch, 0);
        for (var number = 0L; ; number++)
        {
            foreach (var one in own.Epoch(number))
                yield return one;
            schedule?.step();
        }
    }

    private Loader NewLoader(SampleSource samples, int size, int workers) => new(samples, new LoaderOptions(
        size, Options.Seed, workers, recipe.Settings.IsOn("shuffle"), DropLast: true));

    private void ThrowWithoutData()
    {
        if (source is null)
            throw new ArgumentException($"{Workload.Name} was opened without a data folder, which the phases 'data' and 'epoch' need: "
                + $"name one with {recipe.Workload.DataSet.Summary}{(recipe.Workload.DataSet.CanBeDrawn ? $"; `data make {recipe.Workload.DataSet.Name}` writes one" : "")}.");
        if (source.Count < Options.Batch)
            throw new ArgumentException($"The {source.Count} training samples are fewer than one batch of {Options.Batch}: "
                + "a short batch is dropped, so nothing would be left; open with a smaller batch.");
    }
}
