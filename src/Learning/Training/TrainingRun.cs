using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Training;

/// <summary>What changes while a network learns: the network, its optimizer and schedule, and where they are.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly optim.lr_scheduler.LRScheduler? schedule;

    private TrainingRun(Recipe recipe, OptimizerRecipe optimizer, TrainingState state, Device device)
    {
        State = state;
        Device = device;
        Model = recipe.CreateModel();
        if (device.type != DeviceType.CPU)
            Model.to(device);
        Optimizer = optimizer.Create(Model.parameters());
        schedule = recipe.CreateSchedule(Optimizer);
    }

    /// <summary>Where the network is, and batches go.</summary>
    public Device Device { get; }

    public Module<Tensor, Tensor> Model { get; }

    public optim.Optimizer Optimizer { get; }

    public TrainingState State { get; }

    public EpochClock Clock { get; } = new();

    public double LearningRate => Optimizer.ParamGroups.First().LearningRate;

    /// <summary>From the first step, the default generator seeded.</summary>
    public static TrainingRun Begin(Recipe recipe, OptimizerRecipe optimizer, long seed, Device device)
    {
        manual_seed(seed);
        var run = new TrainingRun(recipe, optimizer, new(), device);
        manual_seed(seed + 2);
        return run;
    }

    /// <summary>From where a checkpoint was written.</summary>
    /// <exception cref="DataException">It holds other tensors than this network and optimizer take.</exception>
    public static TrainingRun Resume(Recipe recipe, OptimizerRecipe optimizer, Checkpoint checkpoint, Device device)
    {
        var run = new TrainingRun(recipe, optimizer, checkpoint.State, device);
        try
        {
            // A schedule knows no more than how often it was stepped; the rate it comes to is among the optimizer's options, too.
            for (var epoch = 0; epoch < run.State.Epoch; epoch++)
                run.schedule?.step();
            checkpoint.Restore(run.Model, run.Optimizer);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>The epoch is over: the schedule's step, and all sums from nothing.</summary>
    public void NextEpoch()
    {
        schedule?.step();
        State.Epoch++;
        State.Batch = 0;
        State.Sums = new();
        State.Stretch = new();
        Clock.Restart();
    }

    /// <summary>False where a parameter has become infinite or no number: such a network is no good to anybody.</summary>
    public bool IsFinite()
    {
        foreach (var parameter in Model.parameters())
        {
            using var finite = parameter.isfinite();
            using var count = finite.sum();
            if (count.item<long>() < parameter.numel())
                return false;
        }
        return true;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Model.Dispose();
    }
}
