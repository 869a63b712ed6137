using System.Runtime.ExceptionServices;

namespace PerfSuite.Learning.Data;

/// <summary>What drawing any set comes down to: many pictures, each from its own random stream, on every core.</summary>
internal static class DrawnSet
{
    /// <summary>Does each of 0 … count − 1 once, in any order; every thread has tools of its own.</summary>
    /// <exception cref="DataException">The first of one of them.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; what was begun is finished.</exception>
    public static void Each<T>(int count, Func<T> tools, Action<T, int> work, CancellationToken cancellation)
    {
        try
        {
            Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount }, tools,
                (i, _, mine) =>
                {
                    work(mine, i);
                    return mine;
                },
                mine => (mine as IDisposable)?.Dispose());
        }
        catch (AggregateException several) when (several.Flatten().InnerExceptions.OfType<DataException>().FirstOrDefault() is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">It is out of range.</exception>
    public static void RequireCount(int count, string purpose, int least, int most)
    {
        if (count < least || count > most)
            throw new ArgumentOutOfRangeException(null, count, $"The number of images to {purpose} on must be {least} to {most}.");
    }
}

/// <summary>Counts what several threads have drawn and tells a hundred times in all, and at the end.</summary>
internal sealed class Tally(int total, Action<int, int>? progress)
{
    private readonly Lock gate = new();
    private readonly int step = Math.Max(total / 100, 1);
    private int done;

    public void Count()
    {
        if (progress is null)
            return;
        lock (gate)
        {
            if (++done % step == 0 || done == total)
                progress(done, total);
        }
    }
}
