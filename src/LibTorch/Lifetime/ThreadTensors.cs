using System.Runtime.CompilerServices;

namespace TorchSharp;

/// <summary>
/// What a thread knows of its tensors: spare references, the innermost dispose scope and the counts. Everything here but
/// the totals is touched by its own thread alone, so that making a tensor costs one thread-static access and no lock.
/// </summary>
internal sealed class ThreadTensors
{
    private const int PoolSize = 256;

    [ThreadStatic] private static ThreadTensors? current;
    private static readonly List<Tally> tallies = [];
    private static long finalized;

    private readonly NativeReference[] pool = new NativeReference[PoolSize];
    private int pooled;
    private readonly Tally tally = new();

    internal DisposeScope? Scope;
    internal readonly ThreadDisposeScopeStatistics Statistics = new();

    private sealed class Tally
    {
        internal long Made, Released;
    }

    private ThreadTensors()
    {
        lock (tallies) tallies.Add(tally);
    }

    // The thread has ended: its numbers go into the total, or a process with many short threads would collect tallies.
    ~ThreadTensors()
    {
        lock (tallies)
        {
            Interlocked.Add(ref finalized, tally.Released - tally.Made);
            tallies.Remove(tally);
        }
    }

    internal static ThreadTensors Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => current ?? Begin();
    }

    /// <summary>Tensors alive in the whole process: made and neither disposed nor finalized.</summary>
    internal static long Alive
    {
        get
        {
            lock (tallies)
            {
                var alive = -Interlocked.Read(ref finalized);
                foreach (var one in tallies) alive += Volatile.Read(ref one.Made) - Volatile.Read(ref one.Released);
                return alive;
            }
        }
    }

    internal static void CountFinalized() => Interlocked.Increment(ref finalized);

    /// <summary>A reference around a native tensor whose ownership passes to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal NativeReference Rent(nint handle)
    {
        tally.Made++;
        var reference = pooled > 0 ? pool[--pooled] : new NativeReference();
        reference.Handle = handle;
        return reference;
    }

    /// <summary>Ends the native tensor and keeps the empty reference for the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Return(NativeReference reference)
    {
        var handle = reference.Handle;
        reference.Handle = 0;
        tally.Released++;
        if (pooled < PoolSize) pool[pooled++] = reference;
        Native.ps_tensor_free(handle);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadTensors Begin() => current = new ThreadTensors();
}
