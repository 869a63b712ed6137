namespace PerfSuite.Measurement;

/// <summary>
/// What the usual design would have said of the same raw rounds: one side measured after the other, ten processes each, called different at
/// p ≤ 0.05 by the rank-sum test. Beside the gate's own it shows what pairing and confirming are for.
/// </summary>
/// <param name="Windows">Windows looked at.</param>
/// <param name="Different">In how many the two sides were called different.</param>
public sealed record OneShot(int Windows, int Different)
{
    private const int Processes = 10;
    private const double Level = 0.05;

    /// <summary>Of one row: the base's values of ten rounds against the head's of the ten after them, window by window, none used twice.</summary>
    public static OneShot Of(GateRecording recording, Case row)
    {
        var place = recording.Rows.ToList().IndexOf(row);
        var windows = recording.Rounds.Chunk(2 * Processes).Where(window => window.Length == 2 * Processes).ToList();
        return new OneShot(windows.Count, windows.Count(window => RankSum.TwoSided(
            [.. window.Take(Processes).Select(round => round[place].Base)], [.. window.Skip(Processes).Select(round => round[place].Head)]) <= Level));
    }
}
