using System.Text.Json;
using System.Text.Json.Serialization;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Learning.Training;

/// <summary>How a network is trained: all that a checkpoint keeps of the command that began it.</summary>
/// <param name="Workload">The name of a network workload.</param>
public sealed record TrainingOptions(string Workload)
{
    private const int MostWorkers = 64;

    /// <summary>One of the workload's variants.</summary>
    public string Variant { get; init; } = "matched";

    /// <summary>Settings other than the variant's, <c>epochs</c> and <c>schedule</c> among them.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder the data came from: only remembered, for who goes on later.</summary>
    public string? Data { get; init; }

    /// <summary>Samples per step, 1 to 65536; null is the workload's default. The last batch of an epoch may be short.</summary>
    public int? Batch { get; init; }

    /// <summary>
    /// Decides all of it: parameters are drawn from the seed, dropout goes on from seed + 2, the order of epoch e
    /// (from 0) is drawn from seed + e by a generator of its own, augmentation from (seed, epoch, sample). 0 to 2^53.
    /// </summary>
    public long Seed { get; init; }

    /// <summary>sgd, momentum or adam instead of the workload's own; null is its own.</summary>
    public string? Optimizer { get; init; }

    /// <summary>The learning rate to begin with, above 0; null is the optimizer's own.</summary>
    public double? LearningRate { get; init; }

    /// <summary>libtorch's threads within an operation; another number, other last bits. 1 to 1024.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Threads that prepare batches ahead, 0 to 64; the same bits whatever their number.</summary>
    public int Workers { get; init; }

    /// <summary>Where to compute, as <see cref="Runtime.ComputeDevice"/> names it.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>How libtorch picks its kernels and rounds, as <see cref="Runtime.ComputeMode"/> names it.</summary>
    public string Mode { get; init; } = "standard";

    /// <summary>Epochs from one validation to the next, 1 to 100,000; the last epoch is always validated.</summary>
    public int ValidateEvery { get; init; } = 1;

    /// <summary>When checkpoints are written, besides one at the beginning, one at the end and one when stopped.</summary>
    public Cadence CheckpointEvery { get; init; } = Cadence.Epochs(1);

    /// <summary>Checkpoints that stay, the newest, 1 to 1000.</summary>
    public int Keep { get; init; } = 3;

    /// <summary>Where log, checkpoints and model are written, made if missing; null writes nothing.</summary>
    [JsonIgnore]
    public string? OutputFolder { get; init; }

    /// <summary>The output folder of the training to go on with; null begins anew.</summary>
    [JsonIgnore]
    public string? ResumeFolder { get; init; }

    /// <summary>Where the newest checkpoint is damaged, goes on from the newest that is not.</summary>
    [JsonIgnore]
    public bool FallBack { get; init; }

    /// <summary>The options of the training whose output folder this was, to go on with it there.</summary>
    /// <param name="warned">Told of every damaged checkpoint that is passed over.</param>
    /// <exception cref="Data.DataException">There is no checkpoint, or no good one.</exception>
    public static TrainingOptions Of(string folder, bool fallBack, Action<string> warned) =>
        new CheckpointFolder(folder).Open(fallBack, warned).Options with { OutputFolder = folder, ResumeFolder = folder, FallBack = fallBack };

    /// <summary>The network with every setting chosen, and the optimizer.</summary>
    /// <exception cref="ArgumentException">An option is out of its range or not offered; the message names all that are.</exception>
    public (Recipe Recipe, OptimizerRecipe Optimizer) Settle()
    {
        var workload = Workloads.Workload.FindNetwork(Workload);
        var faults = new SessionOptions(Batch ?? workload.DefaultBatch, Seed, Threads, Device, Variant, Settings: Settings, Mode: Mode).Faults(workload).ToList();
        if (ComputeMode.All.Any(mode => mode.Name == Mode && mode.Bfloat16))
            faults.Add($"a training is in float32, and mode '{Mode}' was asked for: studies time steps and epochs in it");
        if (Workers is < 0 or > MostWorkers)
            faults.Add($"workers {Workers} is not within 0 to {MostWorkers}");
        if (ValidateEvery is < 1 or > 100_000)
            faults.Add($"validate every {ValidateEvery} epochs is not within 1 to 100000");
        if (Keep is < 1 or > 1000)
            faults.Add($"keep {Keep} is not within 1 to 1000");
        if (LearningRate is { } rate && !(rate > 0 && double.IsFinite(rate)))
            faults.Add($"learning rate {rate} is not above 0");
        if (Optimizer is not null && !OptimizerRecipe.Kinds.Contains(Optimizer))
            faults.Add($"optimizer '{Optimizer}' is not one of {string.Join(", ", OptimizerRecipe.Kinds)}");
        if (faults.Count > 0)
            throw new ArgumentException($"{workload.Name} cannot be trained: {string.Join("; ", faults)}.");
        var recipe = workload.Configure(Variant, Settings);
        var optimizer = Optimizer is null || Optimizer == recipe.Optimizer.Kind ? recipe.Optimizer : OptimizerRecipe.Standard(Optimizer);
        return (recipe, optimizer with { LearningRate = LearningRate ?? optimizer.LearningRate });
    }

    internal string ToJson() => JsonSerializer.Serialize(this, Json.Exact);

    /// <exception cref="JsonException">It is something else.</exception>
    internal static TrainingOptions Parse(string json) =>
        JsonSerializer.Deserialize<TrainingOptions>(json, Json.Exact) ?? throw new JsonException("no options of a training");
}
