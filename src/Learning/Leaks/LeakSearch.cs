using System.Reflection;
using System.Runtime.CompilerServices;
using PerfSuite.Learning.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Leaks;

/// <summary>
/// Runs a step again and again and finds the tensors that it leaves alive: leak = alive after the last step − alive after the
/// warm-up, place by place. What a step keeps for the next one and then frees is therefore no leak; what only a garbage collection would
/// free is one.
/// </summary>
/// <remarks>
/// Where the supplier records it (<c>TorchSupplier=System</c>), every tensor of the process counts, with the place it was made at. Where it
/// does not, the count is that of <see cref="Tensor.TotalCount"/>; forgotten tensors of this thread are held by a dispose scope meanwhile,
/// so that no collection hides them, those of other threads are not. Nothing else in the process may make tensors meanwhile.
/// </remarks>
public static class LeakSearch
{
    /// <summary>Steps that are looked at where nothing else is said.</summary>
    public const int Steps = 3;

    /// <summary>Steps that come before where nothing else is said: what is made once and kept, such as an optimizer's state, is no leak.</summary>
    public const int WarmUp = 2;

    private static readonly MethodBase repeat = typeof(LeakSearch).GetMethod(nameof(Repeat), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>Runs <paramref name="step"/> <paramref name="warmUp"/> + <paramref name="steps"/> times, on this thread.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No step to look at, or a negative warm-up.</exception>
    /// <exception cref="InvalidOperationException">Another search is running.</exception>
    public static LeakReport Run(Action step, int steps = Steps, int warmUp = WarmUp) => Run(step, steps, warmUp, TorchRuntime.Current.RecordTensors);

    /// <summary>The same with a record of the caller's choice; null searches by TorchSharp's API alone.</summary>
    internal static LeakReport Run(Action step, int steps, int warmUp, Func<TensorRecord?> record)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(warmUp);
        Collect();
        using var open = record();
        var (alive, found) = open is null ? Scoped(step, steps, warmUp) : Recorded(open, step, steps, warmUp);
        open?.Dispose();
        Collect();
        var leaks = found
            .Select(one => new Leak(one.Count, Math.Min(one.Count, one.Survivors.Count(survivor => !survivor.TryGetTarget(out _))), one.What, one.Stack, one.Ways))
            .OrderByDescending(leak => leak.Count).ThenBy(leak => leak.Place?.ToString(), StringComparer.Ordinal);
        return new LeakReport(steps, alive, [.. leaks], open is not null, TorchRuntime.Current.Label);
    }

    // These two in frames of their own, left before the collection: what a local variable still names would count as kept.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long Alive, List<Found> Leaks) Recorded(TensorRecord record, Action step, int steps, int warmUp)
    {
        Repeat(step, warmUp);
        var before = ByPlace(record).ToDictionary(group => group.Key, group => group.Count());
        // A tensor of the warm-up that is forgotten is none of those that came since.
        var old = record.Alive().Select(made => made.Tensor).ToHashSet<Tensor>(ReferenceEqualityComparer.Instance);
        Repeat(step, steps);
        var found = new List<Found>();
        foreach (var group in ByPlace(record))
        {
            var grown = group.Count() - before.GetValueOrDefault(group.Key);
            if (grown <= 0)
                continue;
            var ways = group.GroupBy(one => string.Join('\n', one.Stack)).OrderByDescending(way => way.Count()).ToList();
            found.Add(new Found(grown, Description(group.Last().Tensor), ways[0].First().Stack, ways.Count, [.. group.Where(one => !old.Contains(one.Tensor)).Select(one => new WeakReference<Tensor>(one.Tensor))]));
        }
        return (found.Sum(one => (long)one.Count), found);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long Alive, List<Found> Leaks) Scoped(Action step, int steps, int warmUp)
    {
        using var scope = NewDisposeScope();
        try
        {
            Repeat(step, warmUp);
            var before = ByShape(scope).ToDictionary(group => group.Key, group => group.Count());
            var old = scope.DisposablesView.ToHashSet<IDisposable>(ReferenceEqualityComparer.Instance);
            var total = Tensor.TotalCount;
            Repeat(step, steps);
            var alive = Tensor.TotalCount - total;
            var found = new List<Found>();
            foreach (var group in ByShape(scope))
            {
                var grown = group.Count() - before.GetValueOrDefault(group.Key);
                if (grown > 0)
                    found.Add(new Found(grown, group.Key, [], 1, [.. group.Where(tensor => !old.Contains(tensor)).Select(tensor => new WeakReference<Tensor>(tensor))]));
            }
            return (Math.Max(alive, found.Sum(one => (long)one.Count)), found);
        }
        finally
        {
            // They are not ours to dispose: somebody may use what he keeps.
            scope.Detach(scope.DisposablesView);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Repeat(Action step, int times)
    {
        for (var time = 0; time < times; time++)
            step();
    }

    private static IEnumerable<IGrouping<Place, (Tensor Tensor, IReadOnlyList<Place> Stack)>> ByPlace(TensorRecord record) =>
        record.Alive().Select(made => (made.Tensor, Stack: Place.Of(made.Stack, repeat))).GroupBy(made => made.Stack.Count > 0 ? made.Stack[0] : Place.Unknown);

    private static IEnumerable<IGrouping<string, Tensor>> ByShape(DisposeScope scope) =>
        scope.DisposablesView.OfType<Tensor>().Where(tensor => !tensor.IsInvalid).GroupBy(tensor => Description(tensor)!);

    private static string? Description(Tensor tensor) =>
        tensor.IsInvalid ? null : $"{tensor.dtype} [{string.Join(',', tensor.shape)}]";

    private static void Collect()
    {
        for (var time = 0; time < 2; time++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private sealed record Found(int Count, string? What, IReadOnlyList<Place> Stack, int Ways, IReadOnlyList<WeakReference<Tensor>> Survivors);
}
