namespace PerfSuite.Measurement;

/// <summary>
/// Rounds drawn again out of a recording, all rows of a round together: a gate that might have been. Drawn with replacement in blocks of
/// neighbours, so that what disturbs a machine for a while disturbs neighbouring rounds here, too (moving blocks: Künsch, Annals of Statistics 17, 1989).
/// </summary>
/// <param name="recording">With a round or more.</param>
/// <param name="seed">Decides what is drawn.</param>
/// <param name="block">Neighbours drawn together, 1 or more.</param>
public sealed class ResampledRounds(GateRecording recording, long seed, int block = ResampledRounds.Block) : IGateRounds
{
    /// <summary>Neighbours drawn together unless told otherwise: half a screen.</summary>
    public const int Block = 5;

    private readonly SplitMix64 dice = new(unchecked((ulong)seed));
    private readonly Dictionary<Case, int> places = recording.Rows.Index().ToDictionary(row => row.Item, row => row.Index);
    private int next;
    private int left;

    /// <inheritdoc/>
    public IReadOnlyDictionary<Case, GateValue> Next(IReadOnlyList<Case> rows, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (left == 0)
            (next, left) = ((int)(dice.Next() % (ulong)recording.Rounds.Count), block);
        var round = recording.Rounds[next];
        (next, left) = ((next + 1) % recording.Rounds.Count, left - 1);
        return rows.ToDictionary(row => row, row => places.TryGetValue(row, out var place)
            ? new GateValue(round[place], null)
            : new GateValue(null, "the recording has no such row"));
    }
}
