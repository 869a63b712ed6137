using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Training;

/// <summary>
/// Trains a workload's network. The same seed on the same libtorch, BLAS, processor and number of threads gives the
/// same bits, run after run, whatever the number of workers and however often it was stopped and resumed.
/// </summary>
/// <remarks>
/// Every sample is used in every epoch: the last batch may be short (timed epochs drop it, so that all languages do
/// equal work). For the thread that runs it: it sets that thread's number of libtorch threads.
/// </remarks>
public sealed class Trainer
{
    // So many points of the loss's curve in an epoch, at most.
    private const int PointsPerEpoch = 50;

    private readonly TrainingOptions options;
    private readonly Recipe recipe;
    private readonly OptimizerRecipe optimizer;
    private readonly SampleSource training;
    private readonly SampleSource test;
    private readonly TrainingListener listener;
    private readonly Device device;
    private readonly int batch;
    private readonly int epochs;
    private readonly int stepsPerEpoch;
    private readonly int stretch;

    /// <param name="options">How.</param>
    /// <param name="training">What it learns from; stays the caller's.</param>
    /// <param name="test">What it is validated on; stays the caller's.</param>
    /// <param name="listener">Told what happens; null is nobody.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names all that are.</exception>
    public Trainer(TrainingOptions options, SampleSource training, SampleSource test, TrainingListener? listener = null)
    {
        (recipe, optimizer) = options.Settle();
        (this.options, this.training, this.test, this.listener) = (options, training, test, listener ?? new());
        device = ComputeDevice.Of(options.Device);
        batch = options.Batch ?? recipe.Workload.DefaultBatch;
        epochs = recipe.Settings.Whole("epochs");
        stepsPerEpoch = (training.Count + batch - 1) / batch;
        stretch = (stepsPerEpoch + PointsPerEpoch - 1) / PointsPerEpoch;
    }

    /// <summary>Trains, from the beginning or from a checkpoint.</summary>
    /// <param name="estimateFirst">Tries a few steps of another network first, and tells the listener how long it will take.</param>
    /// <param name="cancellation">Stops after the step in flight, or within a validation; a checkpoint is written.</param>
    /// <exception cref="TrainingException">A loss is no number any more, a checkpoint does not fit, or one cannot be written.</exception>
    /// <exception cref="DataException">A file cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before it began.</exception>
    public TrainingResult Run(bool estimateFirst = false, CancellationToken cancellation = default)
    {
        set_num_threads(options.Threads);
        TorchRuntime.Current.Apply(ComputeMode.Find(options.Mode));
        var identity = RunIdentity.Of(recipe, optimizer, options, training, test);
        var checkpoint = options.ResumeFolder is { } from ? Find(from, identity) : null;
        if (options.OutputFolder is { } taken)
            TrainingOutput.Refuse(taken, checkpoint);
        listener.Began();
        if (checkpoint is not null)
            listener.Resumed(checkpoint.Path, checkpoint.State.Epoch, checkpoint.State.Step);
        if (checkpoint is not null && device.type != DeviceType.CPU)
            listener.Warned("A GPU's generator cannot be kept by TorchSharp's API: where the network has dropout, the bits from here on are not those of an unbroken run.");
        using var loader = new Loader(training, new LoaderOptions(batch, options.Seed, options.Workers, recipe.Settings.IsOn("shuffle")));
        using var evaluation = new Evaluation(recipe, test, options.Workers, device);
        if (estimateFirst)
            TellEstimate(loader, evaluation, checkpoint?.State ?? new(), cancellation);

        using var run = checkpoint is null ? TrainingRun.Begin(recipe, optimizer, options.Seed, device) : TrainingRun.Resume(recipe, optimizer, checkpoint, device);
        using var output = options.OutputFolder is { } to ? new TrainingOutput(to, recipe, options, identity, run, checkpoint) : null;
        run.Clock.Resume(run.State.Times);
        var pace = new Pace(run.State, training.Count, epochs);
        while (run.State.Epoch < epochs)
        {
            pace.Go();
            var whole = Steps(run, loader, output, pace, cancellation);
            pace.Pause();
            if (whole && EndEpoch(run, evaluation, output, cancellation))
                continue;
            output?.Save();
            return Result(run, output, cancelled: true);
        }
        output?.SaveModel();
        return Result(run, output, cancelled: false);
    }

    /// <returns>False where it was asked to stop.</returns>
    private bool Steps(TrainingRun run, Loader loader, TrainingOutput? output, Pace pace, CancellationToken cancellation)
    {
        var (state, clock) = (run.State, run.Clock);
        using var batches = loader.Epoch(state.Epoch, state.Batch).GetEnumerator();
        while (!cancellation.IsCancellationRequested)
        {
            using (clock.Measure(Stage.Data))
            {
                if (!batches.MoveNext())
                    return true;
            }
            Step(run, batches.Current, output);
            if (state.Batch % stretch == 0 || state.Batch == stepsPerEpoch)
                AddPoint(state, output);
            listener.Stepped(pace.After(batches.Current.Count));
            if (output is not null && options.CheckpointEvery.IsDueAfterStep(state.Step))
            {
                pace.Pause();
                output.Save();
                pace.Go();
            }
        }
        return false;
    }

    private void Step(TrainingRun run, Batch batch, TrainingOutput? output)
    {
        var (state, clock) = (run.State, run.Clock);
        using var here = Transferred(clock, batch);
        var forward = clock.Measure(Stage.Forward);
        using var outputs = run.Model.call(here.Input);
        using var losses = recipe.Loss(outputs, here);
        var loss = losses.item<float>();
        forward.Dispose();
        if (!float.IsFinite(loss))
            throw Stopped(new Divergence("loss", loss, $"step {state.Step + 1}, batch {state.Batch + 1} of epoch {state.Epoch + 1}", run.LearningRate, training, batch), output);
        using (clock.Measure(Stage.Backward))
        {
            run.Optimizer.zero_grad();
            losses.backward();
            ComputeDevice.Synchronize(device);
        }
        using (clock.Measure(Stage.Update))
        {
            run.Optimizer.step();
            ComputeDevice.Synchronize(device);
        }
        var score = recipe.Metric.Sum(outputs, here);
        state.Sums.Add(batch.Count, loss, score);
        state.Stretch.Add(batch.Count, loss, score);
        state.Batch++;
        state.Step++;
    }

    private Batch Transferred(EpochClock clock, Batch batch)
    {
        if (device.type == DeviceType.CPU)
            return batch;
        using (clock.Measure(Stage.Transfer))
            return batch.To(device);
    }

    /// <returns>False where it was asked to stop before the epoch was validated.</returns>
    private bool EndEpoch(TrainingRun run, Evaluation evaluation, TrainingOutput? output, CancellationToken cancellation)
    {
        var (state, clock) = (run.State, run.Clock);
        var number = state.Epoch + 1;
        Validation? validation = null;
        if (number % options.ValidateEvery == 0 || number == epochs)
        {
            listener.Validating(number);
            using (clock.Measure(Stage.Validation))
                validation = evaluation.Of(run.Model, cancellation, (loss, batch) =>
                    throw Stopped(new Divergence("validation loss", loss, $"the end of epoch {number}", run.LearningRate, test, batch), output));
            if (validation is null)
                return false;
        }
        var best = validation is not null && (state.Best is not { } before || recipe.Metric.IsBetter(validation.Score, before));
        if (best)
        {
            output?.SaveBest();
            (state.Best, state.BestEpoch) = (validation!.Score, number);
        }
        // The next epoch's clock starts where this one's is read, so that together they leave no gap.
        var done = new EpochResult(number, state.Step, state.Sums.Samples, run.LearningRate,
            state.Sums.MeanLoss, state.Sums.MeanScore, validation, clock.Read());
        state.Epochs.Add(done);
        run.NextEpoch();
        output?.Add(done);
        listener.EpochEnded(done);
        if (options.CheckpointEvery.IsDueAfterEpoch(number) || number == epochs)
            output?.Save();
        return true;
    }

    private static void AddPoint(TrainingState state, TrainingOutput? output)
    {
        var point = new CurvePoint(state.Epoch + 1, state.Step, state.Stretch.MeanLoss);
        state.Curve.Add(point);
        state.Stretch = new();
        output?.Add(point);
    }

    private Checkpoint Find(string folder, RunIdentity identity)
    {
        var checkpoint = new CheckpointFolder(folder).Open(options.FallBack, listener.Warned);
        var differences = checkpoint.Identity.DifferencesTo(identity);
        if (differences.Count > 0)
            throw new TrainingException($"{checkpoint.Path} is of another training: {string.Join("; ", differences)}; "
                + "leave those options out to go on as it was begun, or begin anew in another folder.");
        if (checkpoint.State.Epoch > epochs)
            throw new TrainingException($"{checkpoint.Path} has {checkpoint.State.Epoch} epochs behind it, more than the {epochs} asked for.");
        var elsewhere = checkpoint.Surroundings.DifferencesTo(RunIdentity.OfSurroundings(options.Threads, options.Device));
        if (elsewhere.Count > 0)
            listener.Warned($"{checkpoint.Path} was written elsewhere: {string.Join("; ", elsewhere)}; from here on the last bits may differ from an unbroken run's.");
        return checkpoint;
    }

    private void TellEstimate(Loader loader, Evaluation evaluation, TrainingState state, CancellationToken cancellation)
    {
        if (state.Epoch == epochs)
            return;
        var steps = ((long)epochs * stepsPerEpoch) - state.Step;
        var validations = Enumerable.Range(state.Epoch + 1, epochs - state.Epoch).Count(number => number % options.ValidateEvery == 0 || number == epochs);
        listener.Estimated(Estimate.Try(recipe, optimizer, loader, evaluation, device, batch, steps, validations, cancellation));
    }

    private static TrainingException Stopped(Divergence divergence, TrainingOutput? output)
    {
        output?.Stopped(divergence.Reason, divergence.Samples);
        return new(divergence.Reason + (output is null ? "." : $"; all names are in log.jsonl, and the last good checkpoint is {output.LastCheckpoint}."));
    }

    private static TrainingResult Result(TrainingRun run, TrainingOutput? output, bool cancelled) => new(
        run.State.Epochs, cancelled, run.State.Step, cancelled ? null : run.State.Epochs[^1].Validation?.Score, run.State.BestEpoch, ParameterDigest.Of(run.Model), output?.LastCheckpoint);
}
