namespace PerfSuite.Learning.Data.Loading;

/// <summary>A set of samples that can be read in any order. It does not change, and any thread may use it.</summary>
public abstract class SampleSource : IDisposable
{
    /// <summary>How many samples.</summary>
    public abstract int Count { get; }

    /// <summary>The shape of each.</summary>
    public abstract SampleLayout Layout { get; }

    /// <summary>What a person calls that sample: its file, and where in it.</summary>
    public abstract string NameOf(int index);

    /// <summary>Opens a reader: one for each thread, disposed of before the source.</summary>
    public abstract SampleReader OpenReader();

    /// <summary>Frees what the set holds; harmless when repeated.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>Reads samples on one thread, with buffers of its own.</summary>
public abstract class SampleReader : IDisposable
{
    /// <summary>Writes one sample, augmented where the source does that.</summary>
    /// <param name="index">0 to the source's count, exclusive.</param>
    /// <param name="draws">The sample's own random numbers: those of (seed, epoch, index).</param>
    /// <param name="into">Every number of it is written.</param>
    /// <exception cref="DataException">The sample cannot be read.</exception>
    public abstract void Read(int index, SplitMix64 draws, Sample into);

    /// <summary>Frees the buffers; harmless when repeated.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc cref="Dispose()"/>
    protected virtual void Dispose(bool disposing)
    {
    }
}
