using System.Diagnostics;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Training;

/// <summary>
/// How long a training will take, found by a few steps of a network that is thrown away: nothing of the training itself is
/// touched, which seeds its generator afterwards.
/// </summary>
/// <param name="Step">One step, data included: the median of those tried.</param>
/// <param name="Validation">The test part once.</param>
/// <param name="Steps">Steps to be taken.</param>
/// <param name="Validations">Validations to be made.</param>
/// <param name="Batch">Samples in a step.</param>
/// <param name="Tried">Steps that were tried.</param>
public sealed record Estimate(TimeSpan Step, TimeSpan Validation, long Steps, int Validations, int Batch, int Tried)
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);
    private const int StepsTried = 12;

    /// <summary>Steps and validations; writing checkpoints is left out.</summary>
    public TimeSpan Whole => (Step * Steps) + (Validation * Validations);

    /// <summary>Of the steps.</summary>
    public double SamplesPerSecond => Batch / Step.TotalSeconds;

    /// <summary>At least one step to warm up and one to time; then as many as fit into two seconds.</summary>
    internal static Estimate Try(Recipe recipe, OptimizerRecipe optimizer, Loader loader, Evaluation evaluation, Device device, int batch, long steps, int validations, CancellationToken cancellation)
    {
        using var model = recipe.CreateModel();
        if (device.type != DeviceType.CPU)
            model.to(device);
        using var updates = optimizer.Create(model.parameters());
        var times = new List<TimeSpan>();
        var start = Stopwatch.StartNew();
        var last = TimeSpan.Zero;
        foreach (var data in loader.Epoch(0))
        {
            using var here = data.To(device);
            using (var loss = recipe.Step(model, updates, here))
                loss.item<float>();
            cancellation.ThrowIfCancellationRequested();
            var now = start.Elapsed;
            times.Add((now - last) * ((double)batch / data.Count));
            last = now;
            if (times.Count == StepsTried || (times.Count > 1 && now > patience))
                break;
        }
        // The first one also pays for whatever is made on first use.
        var step = times.Skip(times.Count > 1 ? 1 : 0).Order().ElementAt((times.Count - 1) / 2);
        return new(step, evaluation.Estimate(model, cancellation), steps, validations, batch, times.Count);
    }
}
