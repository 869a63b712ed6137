namespace PerfSuite.Measurement;

/// <summary>
/// Rounds drawn again out of a recording, all rows of a round together: a gate that might have been. Drawn with replacement in blocks of
/// neighbours, so that what disturbs a machine for a while disturbs neighbouring rounds here, too (moving blocks: Künsch, Annals of Statistics 17, 1989).
/// </summary>
/// <param name="recording">With a round or more.</param>
/// <param name="seed">Decides what is drawn.</param>
/// <param name="block">Neighbours drawn together, 1 or more.</param>
public sealed class ResampledRounds(GateRecording recording, long seed, int block = ResampledRounds.Block) : RecordedRounds(recording)
{
    /// <summary>Neighbours drawn together unless told otherwise: half a screen.</summary>
    public const int Block = 5;

    private readonly IReadOnlyList<IReadOnlyList<GatePair>> rounds = recording.Rounds;
    private readonly SplitMix64 dice = new(unchecked((ulong)seed));
    private int next;
    private int left;

    /// <inheritdoc/>
    protected override IReadOnlyList<GatePair>? Draw()
    {
        if (left == 0)
            (next, left) = ((int)(dice.Next() % (ulong)rounds.Count), block);
        var round = rounds[next];
        (next, left) = ((next + 1) % rounds.Count, left - 1);
        return round;
    }
}
