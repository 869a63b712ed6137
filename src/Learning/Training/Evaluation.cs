using System.Diagnostics;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Training;

/// <summary>A network on the test part: in eval mode, without gradients, in the order of the files, never augmented.</summary>
internal sealed class Evaluation : IDisposable
{
    private readonly Recipe recipe;
    private readonly SampleSource test;
    private readonly Device device;
    private readonly Loader loader;

    /// <summary>In the workload's default batches, so that the size of the training's leaves no trace.</summary>
    public Evaluation(Recipe recipe, SampleSource test, int workers, Device device)
    {
        (this.recipe, this.test, this.device) = (recipe, test, device);
        loader = new Loader(test, new LoaderOptions(recipe.Workload.DefaultBatch, Workers: workers, Shuffle: false));
    }

    /// <summary>The network is left in train mode.</summary>
    /// <param name="notFinite">Called for a batch whose loss is infinite or no number.</param>
    /// <returns>Null where it was asked to stop.</returns>
    public Validation? Of(Module<Tensor, Tensor> model, CancellationToken cancellation, Action<float, Batch> notFinite) =>
        Sum(model, int.MaxValue, cancellation, notFinite) is { } sums
        ? new(sums.MeanLoss, sums.MeanScore)
        : null;

    /// <summary>What the whole test part would take, by two of its batches.</summary>
    public TimeSpan Estimate(Module<Tensor, Tensor> model, CancellationToken cancellation)
    {
        Sum(model, 1, cancellation, null);
        var start = Stopwatch.GetTimestamp();
        var sums = Sum(model, 2, cancellation, null);
        return sums is null ? TimeSpan.Zero : Stopwatch.GetElapsedTime(start) * ((double)test.Count / sums.Samples);
    }

    private Sums? Sum(Module<Tensor, Tensor> model, int batches, CancellationToken cancellation, Action<float, Batch>? notFinite)
    {
        var sums = new Sums();
        model.eval();
        try
        {
            using var none = no_grad();
            foreach (var batch in loader.Epoch(0).Take(batches))
            {
                if (cancellation.IsCancellationRequested)
                    return null;
                using var here = batch.To(device);
                using var output = model.call(here.Input);
                using var loss = recipe.Loss(output, here);
                var value = loss.item<float>();
                if (!float.IsFinite(value))
                    notFinite?.Invoke(value, batch);
                sums.Add(batch.Count, value, recipe.Metric.Sum(output, here));
            }
            return sums;
        }
        finally
        {
            model.train();
        }
    }

    public void Dispose() => loader.Dispose();
}
