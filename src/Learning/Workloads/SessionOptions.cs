using PerfSuite.Learning.Runtime;

namespace PerfSuite.Learning.Workloads;

/// <summary>How a workload is opened.</summary>
/// <param name="Batch">Samples in the session's batch, 1 to 65536.</param>
/// <param name="Seed">Decides parameters, batch, dropout and order; 0 to 2^53, the integers JSON keeps exact.</param>
/// <param name="Threads">libtorch's threads within an operation, 1 to 1024, of the thread that opens the session.</param>
/// <param name="Device">Where to compute, as <see cref="ComputeDevice"/> names it.</param>
/// <param name="Variant">One of the workload's variants.</param>
/// <param name="DataFolder">A folder with the workload's data set; of a network only the epoch phase needs it.</param>
/// <param name="Settings">Values of settings that differ from the variant's.</param>
/// <param name="Weights">A safetensors file to load once the session is built, as <see cref="Session.Load"/> does; null keeps what the seed made.</param>
/// <param name="Workers">Threads that read ahead in the phases that read files, 0 to 64; agreement reads without.</param>
/// <param name="Mode">How libtorch picks its kernels and rounds, as <see cref="ComputeMode"/> names it; of the whole process from here on.</param>
public sealed record SessionOptions(
    int Batch,
    long Seed = 0,
    int Threads = 1,
    string Device = "cpu",
    string Variant = Workloads.Variant.Matched,
    string? DataFolder = null,
    IReadOnlyDictionary<string, string>? Settings = null,
    string? Weights = null,
    int Workers = 0,
    string Mode = "standard")
{
    /// <summary>Reports every fault at once.</summary>
    /// <exception cref="ArgumentException">A value is out of its range or the workload does not offer it.</exception>
    public void Validate(Workload workload)
    {
        var faults = Faults(workload).ToArray();
        if (faults.Length > 0)
            throw new ArgumentException($"{workload.Name} cannot be opened: {string.Join("; ", faults)}.");
    }

    internal IEnumerable<string> Faults(Workload workload)
    {
        if (Batch is < 1 or > 65536)
            yield return $"batch {Batch} is not within 1 to 65536";
        if (Seed is < 0 or > 1L << 53)
            yield return $"seed {Seed} is not within 0 to 2^53";
        if (Threads is < 1 or > 1024)
            yield return $"threads {Threads} is not within 1 to 1024";
        if (ComputeDevice.Fault(Device) is { } fault)
            yield return fault;
        else if (Device != ComputeDevice.Cpu && !workload.OnDevices)
            yield return $"it works on cpu only, and device '{Device}' was asked for";
        if (ComputeMode.Fault(Mode) is { } unavailable)
            yield return unavailable;
        else if (ComputeMode.Find(Mode).Bfloat16 && !workload.TakesBfloat16)
            yield return $"it computes in float32 only, and mode '{Mode}' was asked for";
        if (!workload.Variants.Any(variant => variant.Name == Variant))
            yield return $"variant '{Variant}' is not one of {string.Join(", ", workload.Variants.Select(variant => variant.Name))}";
        if (Workers is < 0 or > 64)
            yield return $"workers {Workers} is not within 0 to 64";
        if (Workers > 0 && !workload.Phases.Contains(Phase.Epoch))
            yield return $"workers are for workloads that read files in batches, and {Workers} were asked for";
        foreach (var wrong in Workloads.Settings.Faults(workload, Settings))
            yield return wrong;
    }
}
