using PerfSuite.Learning.Workloads;

namespace PerfSuite.Learning.Training;

/// <summary>How a network is trained.</summary>
/// <param name="Epochs">Passes over the training set, 1 to 100,000.</param>
/// <param name="Seed">
/// Decides all of it: parameters are drawn from the seed, dropout goes on from seed + 2, the order of epoch e
/// (from 0) is drawn from seed + e by a generator of its own. 0 to 2^53.
/// </param>
/// <param name="Batch">Samples per step, 1 to 65536; null is the workload's default.</param>
/// <param name="Threads">libtorch's threads within an operation; another number, other last bits. 1 to 1024.</param>
/// <param name="OutputFolder">Where log and model are written, made if missing; null writes nothing.</param>
public sealed record TrainingOptions(
    int Epochs,
    long Seed = 0,
    int? Batch = null,
    int Threads = 1,
    string? OutputFolder = null)
{
    /// <summary>Reports every fault at once.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate(NetworkWorkload workload)
    {
        var faults = new SessionOptions(Batch ?? workload.DefaultBatch, Seed, Threads).Faults(workload).ToList();
        if (Epochs is < 1 or > 100_000)
            faults.Insert(0, $"epochs {Epochs} is not within 1 to 100000");
        if (faults.Count > 0)
            throw new ArgumentException($"{workload.Name} cannot be trained: {string.Join("; ", faults)}.");
    }
}
