namespace PerfSuite.Measurement;

/// <summary>
/// What two files of results differ in, and what by: times, and beside them whatever can explain them. The two are different runs,
/// so nothing is paired within rounds: of a ratio only the range is known that the ends of both intervals leave.
/// </summary>
public sealed record Difference
{
    /// <summary>The least ratio of times that is called slower or faster: between two runs a machine drifts by a per cent or two.</summary>
    public const double Effect = 0.03;

    /// <summary>What differs around the measurements, machine first.</summary>
    public required IReadOnlyList<Surrounding> Surroundings { get; init; }

    /// <summary>Every case and contender of either file, in the order of the second and then of the first.</summary>
    public required IReadOnlyList<PairDifference> Pairs { get; init; }

    /// <summary>Whether there is anything that both files measured or counted.</summary>
    public bool Comparable => Pairs.Any(pair => pair.Comparable);

    /// <summary>Whether anything got worse, see <see cref="PairDifference.Worsened"/>.</summary>
    public bool Worse => Pairs.Any(pair => pair.Worsened.Count > 0);

    /// <summary>Compares what both have, and names what only one has.</summary>
    /// <param name="before">The file compared with.</param>
    /// <param name="after">The file that is judged.</param>
    /// <param name="chosen">Which cases and contenders; all if left out.</param>
    public static Difference Of(Results before, Results after, Func<Case, string, bool>? chosen = null)
    {
        var (rowsBefore, rowsAfter) = (before.Rows.ToDictionary(Key), after.Rows.ToDictionary(Key));
        var (countsBefore, countsAfter) = (before.Counters.ToDictionary(Key, row => row.Values), after.Counters.ToDictionary(Key, row => row.Values));
        var ratiosAfter = after.Ratios.ToLookup(ratio => (ratio.Case, ratio.Contender));
        var ratiosBefore = before.Ratios.ToDictionary(ratio => (ratio.Case, ratio.Contender, ratio.To));
        var keys = after.Rows.Select(Key).Concat(before.Rows.Select(Key)).Concat(countsAfter.Keys).Concat(countsBefore.Keys)
            .Distinct().Where(key => chosen is null || chosen(key.Case, key.Contender));
        return new Difference
        {
            Surroundings = Surrounding.Differing(before, after),
            Pairs = [.. keys.Select(key => PairDifference.Of(
                key.Case, key.Contender,
                rowsBefore.GetValueOrDefault(key), rowsAfter.GetValueOrDefault(key),
                countsBefore.GetValueOrDefault(key), countsAfter.GetValueOrDefault(key),
                ratiosAfter[key].Select(ratio => ratiosBefore.GetValueOrDefault((ratio.Case, ratio.Contender, ratio.To)) is { } other ? Against.Of(other, ratio) : null)
                    .FirstOrDefault(against => against is not null)))],
        };
    }

    private static (Case Case, string Contender) Key(Row row) => (row.Case, row.Contender);

    private static (Case Case, string Contender) Key(CounterRow row) => (row.Case, row.Contender);
}

/// <summary>One number on both sides; null where that side does not tell.</summary>
public sealed record Change(double? Before, double? After)
{
    /// <summary>After minus before; null unless both tell.</summary>
    public double? By => After - Before;
}

/// <summary>
/// A contender's ratio to another within the rounds of each file: what a slower or faster machine does to both of them is not in it.
/// </summary>
/// <param name="To">The other contender.</param>
/// <param name="Median">The ratios.</param>
/// <param name="Apart">Whether their intervals do not meet, so that this contender changed by itself or the other did.</param>
public sealed record Against(string To, Change Median, bool Apart)
{
    internal static Against? Of(Ratio before, Ratio after) => before.Contender == before.To
        ? null
        : new Against(after.To, new Change(before.Median, after.Median), after.Low > before.High || after.High < before.Low);
}
