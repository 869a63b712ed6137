namespace PerfSuite.Measurement;

/// <summary>What the gate found of one row.</summary>
public sealed record GateFinding
{
    /// <summary>The row.</summary>
    public required GateRow Row { get; init; }

    /// <summary>What it comes to.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>What the screen made of it; null where it did not get that far.</summary>
    public GateEstimate? Screened { get; init; }

    /// <summary>Of the last confirmation; null where there was none.</summary>
    public GateEstimate? Confirmed { get; init; }

    /// <summary>Why there is a verdict and not a number, or a doubt that must be told with it; one line, null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a row that only the head has: that the head's ledger accepts its counters; null where it does not.</summary>
    public Acceptance? Accepted { get; init; }

    /// <summary>Every round it took part in, the screen's first.</summary>
    public IReadOnlyList<GatePair> Rounds { get; init; } = [];

    /// <summary>The estimate that decided.</summary>
    public GateEstimate? Estimate => Confirmed ?? Screened;
}

/// <summary>How far a gate is.</summary>
/// <param name="Stage">0 is the screen, then the confirmations.</param>
/// <param name="Round">From 1.</param>
/// <param name="Rounds">Of this stage.</param>
/// <param name="Rows">Rows that take part in it.</param>
public sealed record GateProgress(int Stage, int Round, int Rounds, int Rows);

/// <summary>Screens every row, confirms the suspects on fresh rounds, and never drops a row: one finding each, whatever happens.</summary>
/// <param name="rows">Cases differ.</param>
/// <param name="rules">Rounds and levels.</param>
/// <param name="rounds">Where they come from.</param>
public sealed class GateTrial(IReadOnlyList<GateRow> rows, GateRules rules, IGateRounds rounds)
{
    private readonly Entry[] entries = rows.DistinctBy(row => row.Case).Count() == rows.Count
        ? [.. rows.Select(row => new Entry(row))]
        : throw new ArgumentException("Two rows are one case.", nameof(rows));

    /// <summary>Plays it through.</summary>
    /// <param name="left">Whether there is time for so many more rounds of so many rows; asked once the first round has shown what one takes, and before every confirmation. Without it, always.</param>
    /// <param name="progress">Called after every round.</param>
    /// <param name="cancellation">What was not judged by then is Missing.</param>
    /// <returns>In the order of the rows.</returns>
    public IReadOnlyList<GateFinding> Run(Func<int, int, bool>? left = null, Action<GateProgress>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            Screen(left, progress, cancellation);
            for (var again = 1; again <= rules.Confirmations; again++)
                Confirm(again, left, progress, cancellation);
            foreach (var entry in entries.Where(entry => entry.Suspicion is not null))
                entry.End(Verdict.Inconclusive, $"still unclear after {rules.Confirmations} confirmations of {rules.ConfirmRounds} fresh rounds");
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            foreach (var entry in entries)
                entry.End(Verdict.Missing, "stopped before it was judged");
        }
        return [.. entries.Select(entry => entry.Finding)];
    }

    private void Screen(Func<int, int, bool>? left, Action<GateProgress>? progress, CancellationToken cancellation)
    {
        var differences = Play(0, rules.ScreenRounds, entries, progress, cancellation, left);
        foreach (var entry in entries.Where(entry => !entry.Over))
        {
            var (suspicion, found) = GateJudgement.Screen(differences[entry], entry.Row.Effect, rules);
            entry.Screened = found;
            if (suspicion == Suspicion.None)
                entry.End(Verdict.Same, null);
            else if (entry.Row.OnlyInforms)
                entry.End(Verdict.Inconclusive, FormattableString.Invariant($"too noisy to judge: it would take a change of {entry.Row.Effect:0 %}"));
            else
                entry.Suspicion = suspicion;
        }
    }

    private void Confirm(int stage, Func<int, int, bool>? left, Action<GateProgress>? progress, CancellationToken cancellation)
    {
        var suspects = entries.Where(entry => entry is { Over: false, Suspicion: not null }).ToArray();
        if (suspects.Length == 0)
            return;
        if (left?.Invoke(rules.ConfirmRounds, suspects.Length) == false)
        {
            foreach (var entry in suspects)
                entry.End(Verdict.Inconclusive, $"suspected of being {entry.Suspicion!.Value.ToString().ToLowerInvariant()}, and the budget has no room for {rules.ConfirmRounds} rounds to confirm it");
            return;
        }
        var differences = Play(stage, rules.ConfirmRounds, suspects, progress, cancellation);
        suspects = [.. suspects.Where(entry => !entry.Over)];
        var judged = GateJudgement.Confirm([.. suspects.Select(entry => (entry.Suspicion!.Value, (IReadOnlyList<double>)differences[entry], entry.Row.Effect))], rules);
        foreach (var (entry, (verdict, found)) in suspects.Zip(judged))
        {
            entry.Confirmed = found;
            if (verdict is { } one)
                entry.End(one, null);
        }
    }

    private Dictionary<Entry, List<double>> Play(int stage, int count, IReadOnlyList<Entry> asked, Action<GateProgress>? progress, CancellationToken cancellation, Func<int, int, bool>? left = null)
    {
        var differences = asked.ToDictionary(entry => entry, _ => new List<double>(count));
        for (var round = 1; round <= count; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var living = asked.Where(entry => !entry.Over).ToArray();
            if (living.Length == 0)
                break;
            var values = rounds.Next([.. living.Select(entry => entry.Row.Case)], cancellation);
            foreach (var entry in living)
                if (values.GetValueOrDefault(entry.Row.Case) is { Pair: { } pair } && double.IsFinite(pair.Difference))
                {
                    entry.Rounds.Add(pair);
                    differences[entry].Add(pair.Difference);
                }
                else
                    entry.End(Verdict.Failed, values.GetValueOrDefault(entry.Row.Case)?.Failure ?? "a round brought no value for it");
            progress?.Invoke(new GateProgress(stage, round, count, living.Length));
            if (round == 1 && left?.Invoke(count - 1, living.Length) == false)
                foreach (var entry in living)
                    entry.End(Verdict.Missing, $"the budget has no room for {count} rounds of {living.Length} {(living.Length == 1 ? "row" : "rows")}: raise it, or name fewer");
        }
        return differences;
    }

    private sealed class Entry(GateRow row)
    {
        private (Verdict Verdict, string? Reason)? end;

        public GateRow Row => row;

        public List<GatePair> Rounds { get; } = [];

        public Suspicion? Suspicion { get; set; }

        public GateEstimate? Screened { get; set; }

        public GateEstimate? Confirmed { get; set; }

        public bool Over => end is not null;

        /// <summary>The first word is the last.</summary>
        public void End(Verdict verdict, string? reason) => end ??= (verdict, reason is null ? null : OneLine.Of(reason));

        public GateFinding Finding => new()
        {
            Row = row,
            Verdict = end?.Verdict ?? Verdict.Missing,
            Reason = end?.Reason,
            Screened = Screened,
            Confirmed = Confirmed,
            Rounds = Rounds,
        };
    }
}
