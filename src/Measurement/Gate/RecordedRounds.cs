namespace PerfSuite.Measurement;

/// <summary>Rounds out of a recording instead of a machine: what a gate would have had.</summary>
/// <param name="recording">Where they come from.</param>
public abstract class RecordedRounds(GateRecording recording) : IGateRounds
{
    private readonly Dictionary<Case, int> places = recording.Rows.Index().ToDictionary(row => row.Item, row => row.Index);

    /// <summary>The next one, a pair for each row of the recording; null where none is left.</summary>
    protected abstract IReadOnlyList<GatePair>? Draw();

    /// <inheritdoc/>
    public IReadOnlyDictionary<Case, GateValue> Next(IReadOnlyList<Case> rows, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var round = Draw();
        return rows.ToDictionary(row => row, row =>
            round is null ? new GateValue(null, "the recording has no round left")
            : places.TryGetValue(row, out var place) ? new GateValue(round[place], null)
            : new GateValue(null, "the recording has no such row"));
    }
}
