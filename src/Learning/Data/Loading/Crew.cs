using static TorchSharp.torch;

namespace PerfSuite.Learning.Data.Loading;

/// <summary>
/// What the threads of one epoch share. They know this and nothing above it, so that an epoch whose loop was left without
/// being disposed of can be collected, and they end then.
/// </summary>
/// <remarks>
/// Threads take runs of samples in the order of the epoch, several to a batch, so that the first batch is there soon and
/// memory is bounded by the slots however many threads there are. Batch n lives in slot n modulo the number of slots and
/// is begun only when batch n − slots has been given back.
/// </remarks>
internal sealed class Crew(SampleSource source, Slot[] slots, ReadOnlyMemory<int> order, int batch, int first, int end, long seed, long epoch)
{
    private readonly object gate = new();
    private Thread[] threads = [];
    private Exception? broken;
    private int runLength;
    private int nextBatch = first;
    private int nextPlace;
    private int givenBack = first;

    public StopFlag Stop { get; } = new();

    public void Start(IReadOnlyList<SampleReader> readers)
    {
        runLength = Math.Max(1, (batch + readers.Count - 1) / readers.Count);
        foreach (var slot in slots)
            (slot.Number, slot.Left, slot.Fault) = (-1, 0, null);
        threads = [.. readers.Select((reader, number) => new Thread(() => Run(reader)) { IsBackground = true, Name = $"loader {number + 1}" })];
        foreach (var thread in threads)
            thread.Start();
    }

    public ReadOnlyMemory<int> IndicesOf(int number) =>
        order.Slice(number * batch, Math.Min(batch, order.Length - (number * batch)));

    /// <summary>Reads a batch on the caller's thread.</summary>
    public Slot Read(int number, SampleReader reader)
    {
        var slot = slots[0];
        slot.Fault = slot.Fill(source, reader, IndicesOf(number).Span, 0, (ulong)seed, (ulong)epoch, Stop);
        return slot;
    }

    /// <summary>Waits for a batch; those before it are given back.</summary>
    /// <returns>Null once told to stop.</returns>
    public Slot? Await(int number)
    {
        var slot = slots[number % slots.Length];
        lock (gate)
        {
            givenBack = number;
            Monitor.PulseAll(gate);
            while ((slot.Number != number || slot.Left > 0) && !Stop.IsSet && broken is null)
                Monitor.Wait(gate);
        }
        if (broken is not null)
            throw new InvalidOperationException($"A thread of the loader broke down: {broken.Message}", broken);
        return Stop.IsSet ? null : slot;
    }

    /// <summary>Tells the threads to end, after the sample each is at.</summary>
    public void End()
    {
        lock (gate)
        {
            Stop.Set();
            Monitor.PulseAll(gate);
        }
    }

    public void Join()
    {
        foreach (var thread in threads)
            if (thread != Thread.CurrentThread && thread.ThreadState != System.Threading.ThreadState.Unstarted)
                thread.Join();
    }

    private void Run(SampleReader reader)
    {
        try
        {
            // Both belong to the thread.
            set_num_threads(1);
            using var withoutGradient = no_grad();
            while (Take() is (var slot, var indices, var place))
                Put(slot, slot.Fill(source, reader, indices.Span, place, (ulong)seed, (ulong)epoch, Stop));
        }
        catch (Exception exception)
        {
            lock (gate)
            {
                broken ??= exception;
                Monitor.PulseAll(gate);
            }
        }
    }

    private (Slot Slot, ReadOnlyMemory<int> Indices, int Place)? Take()
    {
        lock (gate)
        {
            while (!Stop.IsSet && nextBatch < end && nextBatch >= givenBack + slots.Length)
                Monitor.Wait(gate);
            if (Stop.IsSet || nextBatch >= end)
                return null;
            var slot = slots[nextBatch % slots.Length];
            var indices = IndicesOf(nextBatch);
            var place = nextPlace;
            if (place == 0)
                (slot.Number, slot.Left, slot.Fault) = (nextBatch, (indices.Length + runLength - 1) / runLength, null);
            nextPlace += runLength;
            if (nextPlace >= indices.Length)
                (nextBatch, nextPlace) = (nextBatch + 1, 0);
            return (slot, indices.Slice(place, Math.Min(runLength, indices.Length - place)), place);
        }
    }

    private void Put(Slot slot, SampleFault? fault)
    {
        lock (gate)
        {
            // Of several the first in the batch, as one thread alone would find it.
            if (fault is not null && (slot.Fault is null || fault.Place < slot.Fault.Place))
                slot.Fault = fault;
            if (--slot.Left == 0)
                Monitor.PulseAll(gate);
        }
    }
}
