using System.Diagnostics;

namespace PerfSuite.Learning.Data.Loading;

/// <summary>One epoch being read, from the caller's side.</summary>
internal sealed class Pass : IDisposable
{
    private readonly Loader loader;
    private readonly Crew crew;
    private readonly SampleReader? reader;
    private readonly int end;
    private int number;
    private volatile int consumer = Environment.CurrentManagedThreadId;

    /// <param name="loader">Told when the epoch ends.</param>
    /// <param name="crew">With its threads started, if it has any.</param>
    /// <param name="reader">Of the caller's thread; null where the crew's threads read.</param>
    /// <param name="first">The first batch.</param>
    /// <param name="end">After the last batch.</param>
    public Pass(Loader loader, Crew crew, SampleReader? reader, int first, int end)
    {
        (this.loader, this.crew, this.reader, this.end) = (loader, crew, reader, end);
        number = first;
    }

    /// <summary>Nobody will ask for the next batch any more: without this the threads would wait for it for ever.</summary>
    ~Pass() => crew.End();

    /// <summary>Whether it is this thread that takes the batches, so that nobody can be using one at this moment.</summary>
    public bool IsOfThisThread => consumer == Environment.CurrentManagedThreadId;

    /// <returns>The next batch; null after the last.</returns>
    public Batch? Next()
    {
        consumer = Environment.CurrentManagedThreadId;
        if (number == end)
            return null;
        var start = Stopwatch.GetTimestamp();
        var slot = reader is null ? crew.Await(number) : crew.Read(number, reader);
        if (slot is null || crew.Stop.IsSet)
            throw new ObjectDisposedException(nameof(Loader), "The loader was disposed of while one of its epochs was being read.");
        if (slot.Fault is { } fault)
            throw fault.Exception();
        var batch = slot.Lend(crew.IndicesOf(number++));
        loader.Count(Stopwatch.GetTimestamp() - start);
        return batch;
    }

    /// <summary>Stops the threads and waits for them.</summary>
    public void Cut()
    {
        crew.End();
        crew.Join();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Cut();
        loader.Ended(this);
    }
}
