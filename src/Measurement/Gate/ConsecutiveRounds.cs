namespace PerfSuite.Measurement;

/// <summary>Rounds of a recording as they came: a gate that began there.</summary>
/// <param name="recording">Of which none is left once its last was played.</param>
/// <param name="start">The first, from 0.</param>
public sealed class ConsecutiveRounds(GateRecording recording, int start) : RecordedRounds(recording)
{
    private readonly IReadOnlyList<IReadOnlyList<GatePair>> rounds = recording.Rounds;
    private int next = start;

    /// <inheritdoc/>
    protected override IReadOnlyList<GatePair>? Draw() => rounds.ElementAtOrDefault(next++);
}
