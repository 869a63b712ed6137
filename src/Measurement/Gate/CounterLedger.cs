using System.Globalization;
using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>Counters that one row may have.</summary>
/// <param name="Case">The row.</param>
/// <param name="Contender">Which of the two suppliers counted.</param>
/// <param name="LibTorch">Two numbers: what a step dispatches changes with the library's version.</param>
/// <param name="Values">Per iteration; without times, which are no counters.</param>
/// <param name="Accepted">By whom and why.</param>
public sealed record CounterEntry(Case Case, string Contender, string LibTorch, WorkerCounters Values, Acceptance Accepted);

/// <summary>The accepted counters of every row: text that a pull request shows line by line.</summary>
/// <param name="Entries">A row, contender and libtorch once.</param>
public sealed record CounterLedger(IReadOnlyList<CounterEntry> Entries)
{
    /// <summary>Where it lies below the root of a source.</summary>
    public const string File = "baselines/counters.json";

    /// <summary>The <c>schema</c> of its file.</summary>
    public const string Schema = "perfsuite-counters/1";

    /// <summary>What is accepted of a row; null where nothing is.</summary>
    public CounterEntry? Of(Case row, string contender, string libTorch) =>
        Entries.FirstOrDefault(entry => entry.Case == row && entry.Contender == contender && entry.LibTorch == libTorch);

    /// <summary>With this entry in place of the one of its row, contender and libtorch; in order, so that a file changes only where a value does.</summary>
    public CounterLedger With(CounterEntry entry) => new([.. Entries
        .Where(other => Key(other) != Key(entry)).Append(entry)
        .OrderBy(one => one.LibTorch, StringComparer.Ordinal).ThenBy(one => one.Contender, StringComparer.Ordinal)
        .ThenBy(one => one.Case.Workload, StringComparer.Ordinal).ThenBy(one => one.Case.Variant, StringComparer.Ordinal)
        .ThenBy(one => one.Case.Phase, StringComparer.Ordinal).ThenBy(one => one.Case.Batch).ThenBy(one => one.Case.ToString(), StringComparer.Ordinal)]);

    /// <summary>Of <c>1.13.1</c> the first two numbers, which are what changes operations.</summary>
    public static string Short(string? libTorch) => string.Join('.', (libTorch ?? "unknown").Split('.').Take(2));

    /// <summary>Reads one, believing nothing; empty where there is no such file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static CounterLedger Read(string path) => new(JsonText.Ledger(path, Schema, "perf accept", entry => new CounterEntry(
        ResultsReader.Case(entry["case"]), entry["contender"].Text(), entry["libtorch"].Text(), Worker.Counts(entry["values"]), Accepted(entry["accepted"])), entry => Key(entry)));

    /// <summary>Writes it whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        var document = new Document(Schema, [.. Entries.Select(entry => new Line(entry.Case, entry.Contender, entry.LibTorch, new Counts(
            entry.Values.ManagedBytes, entry.Values.NativeCalls, entry.Values.TensorsMade, entry.Values.TensorsAlive, entry.Values.PeakBytes,
            entry.Values.NativeOperations?.OrderBy(one => one.Key, StringComparer.Ordinal).ToDictionary()), entry.Accepted))]);
        JsonText.Write(path, document, CounterJson.Default.Document);
    }

    private static (Case, string, string) Key(CounterEntry entry) => (entry.Case, entry.Contender, entry.LibTorch);

    internal static Acceptance Accepted(Field field) => new(
        field["by"].Text(),
        DateOnly.TryParseExact(field["when"].Text(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw field["when"].Wrong("a day such as 2026-01-31"),
        field.Maybe("commit")?.Text(),
        field["why"].Text() is { Length: > 0 } why ? why : throw field["why"].Wrong("a sentence"));

    internal sealed record Document(string Schema, IReadOnlyList<Line> Entries);

    internal sealed record Line(Case Case, string Contender, [property: JsonPropertyName("libtorch")] string LibTorch, Counts Values, Acceptance Accepted);

    internal sealed record Counts(double? ManagedBytes, double? NativeCalls, double? TensorsMade, long? TensorsAlive, double? PeakBytes, IReadOnlyDictionary<string, double>? NativeOperations);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CounterLedger.Document))]
internal sealed partial class CounterJson : JsonSerializerContext;
