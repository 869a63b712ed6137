using System.Diagnostics;
using System.Globalization;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Training;

/// <summary>
/// Trains a workload's network. The same seed on the same libtorch, BLAS, processor and number of threads gives the
/// same bits, run after run.
/// </summary>
/// <remarks>
/// Every sample is used in every epoch: the last batch may be short (timed epochs drop it, so that all languages do
/// equal work). For the thread that runs it: it sets that thread's number of libtorch threads.
/// </remarks>
/// <param name="workload">What is trained.</param>
/// <param name="training">What it learns from.</param>
/// <param name="test">What it is tested on after every epoch.</param>
/// <param name="options">How.</param>
public sealed class Trainer(NetworkWorkload workload, SampleSource training, SampleSource test, TrainingOptions options)
{
    // Only a matter of speed: in eval mode the batch does not change the classes found.
    private const int EvaluationBatch = 1000;
    private readonly Recipe recipe = workload.Configure();

    /// <summary>Trains from the beginning.</summary>
    /// <param name="progress">Called after every step, on this thread.</param>
    /// <param name="epochDone">Called after every epoch, on this thread, when its line and model are written.</param>
    /// <param name="cancellation">Stops after the step in flight; what was learned so far is saved.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="TrainingException">The loss is no number any more; log and model of earlier epochs stay.</exception>
    /// <exception cref="DataException">The output folder cannot be written.</exception>
    public TrainingResult Run(
        Action<TrainingProgress>? progress = null,
        Action<EpochResult>? epochDone = null,
        CancellationToken cancellation = default)
    {
        options.Validate(workload);
        var output = options.OutputFolder is { } folder ? new TrainingOutput(folder) : null;
        set_num_threads(options.Threads);
        manual_seed(options.Seed);
        using var model = recipe.CreateModel();
        using var optimizer = recipe.CreateOptimizer(model);
        manual_seed(options.Seed + 2);

        var clock = Stopwatch.StartNew();
        var results = new List<EpochResult>();
        for (var epoch = 0; epoch < options.Epochs && !cancellation.IsCancellationRequested; epoch++)
        {
            var start = clock.Elapsed;
            var (loss, samples) = Epoch(model, optimizer, epoch, clock, progress, cancellation);
            if (samples < training.Count)
                break;
            var seconds = (clock.Elapsed - start).TotalSeconds;
            var result = new EpochResult(epoch + 1, loss, Accuracy(model, test), seconds);
            results.Add(result);
            output?.Write(model, results);
            epochDone?.Invoke(result);
        }

        var cancelled = results.Count < options.Epochs;
        if (cancelled)
            output?.Write(model, results);
        var accuracy = cancelled ? Accuracy(model, test) : results[^1].Accuracy;
        return new TrainingResult(
            results, cancelled, accuracy, ParameterDigest.Of(model), output?.ModelPath, output?.LogPath);
    }

    /// <summary>
    /// The share of a set that a network classifies rightly, in eval mode and without gradients; the network is left
    /// in train mode.
    /// </summary>
    public static double Accuracy(Module<Tensor, Tensor> model, SampleSource set)
    {
        var right = 0L;
        model.eval();
        using (no_grad())
        {
            using var loader = new Loader(set, new LoaderOptions(EvaluationBatch, Shuffle: false));
            foreach (var batch in loader.Epoch(0))
            {
                using var logits = model.call(batch.Input);
                right += (long)Metric.Accuracy.Sum(logits, batch);
            }
        }
        model.train();
        return (double)right / set.Count;
    }

    /// <summary>Fewer samples than the set has mean that it was cancelled.</summary>
    private (double Loss, long Samples) Epoch(
        Module<Tensor, Tensor> model,
        optim.Optimizer optimizer,
        int epoch,
        Stopwatch clock,
        Action<TrainingProgress>? progress,
        CancellationToken cancellation)
    {
        var batch = options.Batch ?? workload.DefaultBatch;
        var samples = 0L;
        var sum = 0.0;
        using var loader = new Loader(training, new LoaderOptions(batch, options.Seed));
        foreach (var one in loader.Epoch(epoch))
        {
            var size = one.Count;
            using var loss = recipe.Step(model, optimizer, one);
            var value = loss.item<float>();
            if (!float.IsFinite(value))
                throw new TrainingException(NotFinite(value, epoch, samples, size));
            samples += size;
            sum += (double)value * size;
            progress?.Invoke(ProgressOf(epoch, samples, sum / samples, clock.Elapsed));
            if (cancellation.IsCancellationRequested)
                break;
        }
        return (sum / samples, samples);
    }

    private TrainingProgress ProgressOf(int epoch, long samples, double loss, TimeSpan elapsed)
    {
        var done = (long)epoch * training.Count + samples;
        var left = (long)options.Epochs * training.Count - done;
        return new TrainingProgress(
            epoch + 1, options.Epochs, samples, training.Count, done / elapsed.TotalSeconds, elapsed * ((double)left / done), loss);
    }

    private string NotFinite(float loss, int epoch, long samples, long size) => string.Create(
        CultureInfo.InvariantCulture,
        $"The loss became {loss} in epoch {epoch + 1}, samples {samples} to {samples + size - 1}: the parameters have "
        + $"diverged at learning rate {recipe.Optimizer.LearningRate}; try another seed or batch, or look at the data.");
}
