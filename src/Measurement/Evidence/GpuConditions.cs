using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>How a GPU ran in the rounds of a run, for who asks whether it was held back in them.</summary>
/// <param name="Bursts">After which it was read: one of each contender in each round that counts.</param>
/// <param name="Megahertz">The slowest and the fastest clock of its multiprocessors; null where it never said.</param>
/// <param name="Celsius">The same of its temperature.</param>
/// <param name="Throttled">Bursts after which something held it back.</param>
/// <param name="Reasons">What did, each once.</param>
public sealed record GpuConditions(int Bursts, (int Least, int Most)? Megahertz, (int Least, int Most)? Celsius, int Throttled, IReadOnlyList<string> Reasons)
{
    /// <summary>Of all rows together; null where nobody looked at a GPU.</summary>
    public static GpuConditions? Of(IEnumerable<Row> rows)
    {
        var states = rows.SelectMany(row => row.Gpu).ToList();
        return states.Count == 0 ? null : new(
            states.Count, Range(states.Select(state => state.Megahertz)), Range(states.Select(state => state.Celsius)),
            states.Count(state => state.Throttled.Count > 0), [.. states.SelectMany(state => state.Throttled).Distinct()]);
    }

    /// <summary>A sentence for below a table.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"The GPU, as each burst ended: its clock {(Megahertz is { } clock ? FormattableString.Invariant($"between {clock.Least:#,0} and {clock.Most:#,0} MHz") : "is not told")}{(Celsius is { } heat ? $", {heat.Least} to {heat.Most} °C" : "")}; held back in {Throttled:#,0} of {Bursts:#,0} bursts{(Reasons.Count > 0 ? $" ({string.Join("; ", Reasons)})" : "")}.");

    private static (int Least, int Most)? Range(IEnumerable<int?> told) =>
        told.OfType<int>().ToList() is { Count: > 0 } values ? (values.Min(), values.Max()) : null;
}
