namespace PerfSuite.Learning.Data.Loading;

/// <summary>How samples become batches.</summary>
/// <param name="Batch">Samples in a batch, 1 to 65536.</param>
/// <param name="Seed">Decides the order of every epoch and each sample's draws, 0 to 2^53.</param>
/// <param name="Workers">Threads that read ahead, 0 to 64; with 0 the caller's own thread reads. The batches are the same.</param>
/// <param name="Shuffle">Off: 0 to count in every epoch.</param>
/// <param name="DropLast">Leave out a last batch that is short.</param>
/// <param name="Ahead">Batches being read or ready beyond the one in use, 1 to 64: with workers, the memory of so many more.</param>
public sealed record LoaderOptions(
    int Batch,
    long Seed = 0,
    int Workers = 0,
    bool Shuffle = true,
    bool DropLast = false,
    int Ahead = 2)
{
    /// <summary>Reports every fault at once.</summary>
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Batch is < 1 or > 65536)
            faults.Add($"batch {Batch} is not within 1 to 65536");
        if (Seed is < 0 or > 1L << 53)
            faults.Add($"seed {Seed} is not within 0 to 2^53");
        if (Workers is < 0 or > 64)
            faults.Add($"workers {Workers} is not within 0 to 64");
        if (Ahead is < 1 or > 64)
            faults.Add($"ahead {Ahead} is not within 1 to 64");
        if (faults.Count > 0)
            throw new ArgumentException($"Samples cannot be loaded so: {string.Join("; ", faults)}.");
    }
}
