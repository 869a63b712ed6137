namespace PerfSuite.Measurement;

/// <summary>One contender against another, paired within rounds.</summary>
public sealed record Ratio
{
    /// <summary>What was measured.</summary>
    public required Case Case { get; init; }

    /// <summary>The numerator.</summary>
    public required string Contender { get; init; }

    /// <summary>The denominator.</summary>
    public required string To { get; init; }

    /// <summary>Rounds behind it.</summary>
    public required int Count { get; init; }

    /// <summary>Processes of each that the rounds are of; of more than one these are what the interval is of.</summary>
    public int Processes { get; init; } = 1;

    /// <summary>Above 1: slower than <see cref="To"/>.</summary>
    public required double Median { get; init; }

    /// <summary>Lower end of the interval; null where there is none.</summary>
    public double? Low { get; init; }

    /// <summary>Upper end.</summary>
    public double? High { get; init; }

    /// <summary>Exact coverage of the interval.</summary>
    public double? Level { get; init; }

    /// <summary>No difference shown: the interval contains 1, or there is none.</summary>
    public bool ContainsOne => Low is not { } low || High is not { } high || (low <= 1 && 1 <= high);

    /// <summary>The ratio of two rows of one case; null unless both are measured with equally many rounds of equally many processes.</summary>
    /// <exception cref="ArgumentException">The rows are of two cases.</exception>
    public static Ratio? Of(Row row, Row to)
    {
        if (row.Case != to.Case)
            throw new ArgumentException($"A ratio is within one case: {row.Case} against {to.Case}.", nameof(to));
        if (row.Status != RowStatus.Measured || to.Status != RowStatus.Measured || !row.IsPairedWith(to))
            return null;
        var estimate = Estimator.PairedRatio(row.Rounds, to.Rounds, processes: row.Processes);
        return new Ratio
        {
            Case = row.Case,
            Contender = row.Contender,
            To = to.Contender,
            Count = row.Rounds.Count,
            Processes = row.Processes,
            Median = estimate.Median,
            Low = estimate.Interval?.Low,
            High = estimate.Interval?.High,
            Level = estimate.Interval?.Level,
        };
    }
}
