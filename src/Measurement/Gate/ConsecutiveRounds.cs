namespace PerfSuite.Measurement;

/// <summary>Rounds of a recording as they came: a gate that began there.</summary>
/// <param name="recording">Of which none is left once its last was played.</param>
/// <param name="start">The first, from 0.</param>
public sealed class ConsecutiveRounds(GateRecording recording, int start) : IGateRounds
{
    private readonly Dictionary<Case, int> places = recording.Rows.Index().ToDictionary(row => row.Item, row => row.Index);
    private int next = start;

    /// <inheritdoc/>
    public IReadOnlyDictionary<Case, GateValue> Next(IReadOnlyList<Case> rows, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var round = recording.Rounds.ElementAtOrDefault(next++);
        return rows.ToDictionary(row => row, row =>
            round is null ? new GateValue(null, "the recording has no round left")
            : places.TryGetValue(row, out var place) ? new GateValue(round[place], null)
            : new GateValue(null, "the recording has no such row"));
    }
}
