using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Data.Loading;

/// <summary>
/// Batches of a source, in the same order and with the same bits however many threads read them. The memory of batches is
/// allocated once and used again and again.
/// </summary>
/// <remarks>
/// One epoch at a time, on any thread. Threads live as long as the loop over an epoch; leaving that loop stops them, each
/// after the sample it is at, and waits for them.
/// </remarks>
public sealed class Loader : IDisposable
{
    private readonly object gate = new();
    private readonly SampleSource source;
    private readonly LoaderOptions options;
    private readonly List<Slot> slots = [];
    private readonly List<SampleReader> readers = [];
    private int[] order = [];
    private Pass? active;
    private long waited;
    private bool disposed;
    private bool freed;

    /// <param name="source">Stays the caller's, and is disposed of after the loader.</param>
    /// <param name="options">How.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or a batch would be larger than 2 GiB.</exception>
    public Loader(SampleSource source, LoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(source);
        options.Validate();
        if ((long)Math.Min(options.Batch, source.Count) * source.Layout.InputLength * sizeof(float) is var bytes && bytes > int.MaxValue)
            throw new ArgumentException($"A batch of {options.Batch} samples would take {bytes} bytes, more than 2 GiB: ask for fewer.", nameof(options));
        this.source = source;
        this.options = options;
    }

    /// <summary>Batches in an epoch.</summary>
    public int BatchesPerEpoch => (source.Count / options.Batch) + (options.DropLast || source.Count % options.Batch == 0 ? 0 : 1);

    /// <summary>Time spent in asking for batches, since the loader was made: reading itself without workers, waiting with them.</summary>
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, Volatile.Read(ref waited));

    /// <summary>
    /// Every sample once: in the order <c>randperm</c> draws from a generator seeded seed + epoch, or as they are stored.
    /// </summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="skip">Batches to leave out at the beginning, without reading them.</param>
    /// <returns>
    /// Batches whose memory is used again: each is valid until the next is asked for, gradients that need it included.
    /// What has been asked for is the same each time it is enumerated.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">No such epoch, or fewer batches than are to be skipped.</exception>
    /// <exception cref="InvalidOperationException">While enumerating: another epoch of this loader is being read.</exception>
    /// <exception cref="DataException">While enumerating: a sample cannot be read; the batches before its own have been given.</exception>
    /// <exception cref="ObjectDisposedException">The loader was disposed of, before or meanwhile.</exception>
    public IEnumerable<Batch> Epoch(long epoch, int skip = 0)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed), this);
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(epoch, long.MaxValue - options.Seed);
        ArgumentOutOfRangeException.ThrowIfNegative(skip);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(skip, BatchesPerEpoch);
        return Batches(epoch, skip);
    }

    /// <summary>
    /// Stops what is being read, waits for the threads and frees the memory of the batches; harmless when repeated. Called on
    /// another thread than the one that reads an epoch, it leaves that one its last batch until it asks for the next.
    /// </summary>
    public void Dispose()
    {
        Pass? pass;
        lock (gate)
        {
            disposed = true;
            pass = active;
        }
        pass?.Cut();
        if (pass is null || pass.IsOfThisThread)
            Free();
    }

    internal void Count(long ticks) => Volatile.Write(ref waited, waited + ticks);

    internal void Ended(Pass pass)
    {
        lock (gate)
        {
            if (active != pass)
                return;
            active = null;
            if (!disposed)
                return;
        }
        Free();
    }

    private IEnumerable<Batch> Batches(long epoch, int skip)
    {
        using var pass = Begin(epoch, skip);
        while (pass.Next() is { } batch)
            yield return batch;
    }

    private Pass Begin(long epoch, int skip)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            if (active is not null)
                throw new InvalidOperationException(
                    "An epoch of this loader is being read already. End its loop first (leaving a foreach does), or make a second loader on the same source.");
            var count = BatchesPerEpoch;
            Draw(epoch);
            while (slots.Count < (options.Workers == 0 ? 1 : 1 + options.Ahead))
                slots.Add(new Slot(source.Layout, Math.Min(options.Batch, source.Count)));
            while (readers.Count < Math.Max(1, options.Workers))
                readers.Add(source.OpenReader());
            var crew = new Crew(source, [.. slots], order, options.Batch, skip, count, options.Seed, epoch);
            // Before there is a thread, so that whatever comes somebody can end it.
            active = new Pass(this, crew, options.Workers == 0 ? readers[0] : null, skip, count);
            if (options.Workers > 0 && skip < count)
                Start(crew);
            return active;
        }
    }

    private void Start(Crew crew)
    {
        try
        {
            crew.Start(readers);
        }
        catch
        {
            active!.Cut();
            active = null;
            throw;
        }
    }

    private void Draw(long epoch)
    {
        if (order.Length == 0)
            order = new int[source.Count];
        if (!options.Shuffle)
        {
            for (var i = 0; i < order.Length; i++)
                order[i] = i;
            return;
        }
        using var generator = new Generator((ulong)(options.Seed + epoch));
        using var drawn = randperm(order.Length, ScalarType.Int64, generator: generator);
        var indices = MemoryMarshal.Cast<byte, long>(drawn.bytes);
        for (var i = 0; i < order.Length; i++)
            order[i] = (int)indices[i];
    }

    private void Free()
    {
        lock (gate)
        {
            if (freed)
                return;
            freed = true;
        }
        foreach (var reader in readers)
            reader.Dispose();
        foreach (var slot in slots)
            slot.Dispose();
    }
}
