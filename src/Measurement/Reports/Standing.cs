namespace PerfSuite.Measurement;

/// <summary>One case of a standing.</summary>
/// <param name="Case">What was measured.</param>
/// <param name="Ratio">Hodges–Lehmann estimate of the paired rounds, with its interval.</param>
/// <param name="Verdict">By the least difference that matters.</param>
public sealed record JudgedCase(Case Case, Estimate Ratio, Verdict Verdict);

/// <summary>How one contender stands to another over all that both were measured in.</summary>
/// <param name="Contender">Who.</param>
/// <param name="To">Against whom.</param>
/// <param name="Cases">In the order of the results.</param>
public sealed record Standing(string Contender, string To, IReadOnlyList<JudgedCase> Cases)
{
    /// <summary>How many cases came to this.</summary>
    public int Count(Verdict verdict) => Cases.Count(judged => judged.Verdict == verdict);

    /// <summary>The certain difference that is largest; null where there is none.</summary>
    public JudgedCase? Most => Cases.Where(judged => judged.Verdict is Verdict.Slower or Verdict.Faster).MaxBy(judged => Math.Abs(Math.Log(judged.Ratio.Median)));

    /// <summary>Of every pair that the results have ratios of, by the rounds of both.</summary>
    /// <param name="results">With their rounds.</param>
    /// <param name="effect">The least difference that matters: 0.02 is 2 %.</param>
    /// <param name="chosen">Which cases count.</param>
    public static IReadOnlyList<Standing> Of(Results results, double effect, Func<Case, bool> chosen)
    {
        var rows = results.Rows.Where(row => row.Status == RowStatus.Measured).ToDictionary(row => (row.Case, row.Contender));
        return [.. results.Ratios.Where(ratio => ratio.Contender != ratio.To && chosen(ratio.Case)).GroupBy(ratio => (ratio.Contender, ratio.To)).Select(group => new Standing(
            group.Key.Contender, group.Key.To, [.. group.Select(ratio => Judged(rows, ratio, effect)).OfType<JudgedCase>()])).Where(standing => standing.Cases.Count > 0)];
    }

    private static JudgedCase? Judged(Dictionary<(Case, string), Row> rows, Ratio ratio, double effect)
    {
        if (!rows.TryGetValue((ratio.Case, ratio.Contender), out var row) || !rows.TryGetValue((ratio.Case, ratio.To), out var to) || !row.IsPairedWith(to))
            return null;
        // Files are not believed: two values may have no ratio that is a number.
        try
        {
            var estimate = HodgesLehmann.PairedRatio(row.Rounds, to.Rounds, processes: row.Processes);
            return new JudgedCase(ratio.Case, estimate, Judgement.Of(estimate, effect));
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
