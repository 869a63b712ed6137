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
    private static readonly List<LifetimeStatistics> tallies = [];
    private static long finalized;

    private readonly NativeReference[] pool = new NativeReference[PoolSize];
    private int pooled;

    internal DisposeScope? Scope;
    internal readonly ThreadDisposeScopeStatistics Statistics = new();
    internal readonly LifetimeStatistics Tensors;

    private ThreadTensors()
    {
        Tensors = Statistics.TensorStatistics;
        lock (tallies) tallies.Add(Tensors);
    }

    // The thread has ended: its numbers go into the total, or a process with many short threads would collect tallies.
    ~ThreadTensors()
    {
        lock (tallies)
        {
            Interlocked.Add(ref finalized, Tensors.Released - Tensors.Made);
            tallies.Remove(Tensors);
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

    /// <summary>A new tensor around a native one whose ownership passes to it, in the innermost scope of this thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal torch.Tensor Wrap(nint handle)
    {
        Tensors.Made++;
        var index = pooled - 1;
        var references = pool;
        NativeReference reference;
        if ((uint)index < (uint)references.Length)
        {
            reference = references[index];
            pooled = index;
        }
        else
        {
            reference = new NativeReference();
        }

        reference.Handle = handle;
        var tensor = new torch.Tensor(reference);
        if (Scope is { } scope) scope.Adopt(tensor, reference);
        else Tensors.CreatedOutsideScopeCount++;
        BirthRegister.Current?.Note(reference, tensor);
        return tensor;
    }

    /// <summary>Ends the native tensor and keeps the empty reference for the next one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Return(NativeReference reference)
    {
        var handle = reference.Handle;
        reference.Handle = 0;
        Tensors.Released++;
        var index = pooled;
        var references = pool;
        if ((uint)index < (uint)references.Length)
        {
            references[index] = reference;
            pooled = index + 1;
        }

        if (Native.ps_tensor_free_small(handle) == 0) FreeLarge(handle);
    }

    // Apart, because a method that holds a native call with a transition pays for its frame even where it does not call.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FreeLarge(nint handle) => Native.ps_tensor_free(handle);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ThreadTensors Begin() => current = new ThreadTensors();
}
