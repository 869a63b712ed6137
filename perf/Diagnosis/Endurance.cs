using System.Diagnostics;

namespace PerfSuite.Diagnosis;

/// <summary>Many steps, and what the process holds in between.</summary>
internal static class Endurance
{
    /// <summary>
    /// How long a warm-up lasts at least where its steps are not named: the runtime compiles what it runs often once more in the background, and
    /// ten thousand small steps are over before it is done.
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>Readings after the first, where there are as many steps.</summary>
    private const int Readings = 20;

    /// <summary>Steps before the first reading where nothing else is said: a tenth of those after it, and no fewer than runtime and allocator need to settle.</summary>
    public static int WarmUpOf(int steps) => Math.Max(steps / 10, 100);

    /// <param name="step">On this thread.</param>
    /// <param name="steps">After the warm-up.</param>
    /// <param name="warmUp">Steps before them.</param>
    /// <param name="settling">How long these last at least; more are taken until then.</param>
    /// <param name="done">Is told before each step how many are done, 0 during the warm-up.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<Holding> Run(Action step, int steps, int warmUp, TimeSpan settling, Action<int>? done = null, CancellationToken cancellation = default)
    {
        // The first reading compiles and allocates what all later ones use.
        _ = Holding.Now(0);
        var start = Stopwatch.GetTimestamp();
        for (var taken = 0; taken < warmUp || Stopwatch.GetElapsedTime(start) < settling; taken++)
            Take(0);
        var holdings = new List<Holding>(Readings + 2) { Holding.Now(0) };
        for (var taken = 1; taken <= steps; taken++)
        {
            Take(taken - 1);
            if (taken == steps || (long)taken * Readings / steps > (long)(taken - 1) * Readings / steps)
                holdings.Add(Holding.Now(taken));
        }
        return holdings;

        void Take(int before)
        {
            cancellation.ThrowIfCancellationRequested();
            done?.Invoke(before);
            step();
        }
    }
}
