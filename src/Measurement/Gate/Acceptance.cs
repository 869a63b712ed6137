namespace PerfSuite.Measurement;

/// <summary>Somebody's word that a value is to be the new measure.</summary>
/// <param name="By">Who.</param>
/// <param name="When">The day, UTC.</param>
/// <param name="Commit">Of the source it was measured on; null where there was none.</param>
/// <param name="Why">A sentence, not empty.</param>
public sealed record Acceptance(string By, DateOnly When, string? Commit, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"accepted {When:yyyy-MM-dd} by {By}: {Why}");
}
