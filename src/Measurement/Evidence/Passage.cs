namespace PerfSuite.Measurement;

/// <summary>What kind of passage it is.</summary>
public enum PassageKind
{
    /// <summary>Of those below.</summary>
    Heading,

    /// <summary>Sentences.</summary>
    Text,

    /// <summary>How to read what stands above.</summary>
    Note,

    /// <summary>What a reader must know before believing it.</summary>
    Warning,

    /// <summary>Rows and columns.</summary>
    Table,
}

/// <summary>Something that was concluded from a run when it was measured: kept in words with its numbers, so that a report says what the screen said.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">One line; of a table its title, which is the heading of its labels.</param>
public sealed record Passage(PassageKind Kind, string Text)
{
    /// <summary>Of a table, without that of the labels.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Of a table: label first, then a cell for each column, or none for a heading within it.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; init; } = [];
}
