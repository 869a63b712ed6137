using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>A time that somebody accepted.</summary>
/// <param name="Case">What was timed.</param>
/// <param name="Contender">By whom.</param>
/// <param name="Fingerprint">Of the machine: on another the time means nothing.</param>
/// <param name="Count">Values behind it.</param>
/// <param name="Median">Nanoseconds per iteration.</param>
/// <param name="Low">Lower end of the interval; null where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">Of the interval.</param>
/// <param name="ManagedBytes">Per iteration; null where nobody counted.</param>
/// <param name="Accepted">By whom and why.</param>
public sealed record TimingEntry(
    Case Case, string Contender, string Fingerprint, int Count, double Median, double? Low, double? High, double? Level, double? ManagedBytes, Acceptance Accepted);

/// <summary>The accepted times, by machine. They inform wherever both sides can be measured together; a file of results alone has nothing better to be held against.</summary>
/// <param name="Entries">A case, contender and machine once.</param>
public sealed record TimingLedger(IReadOnlyList<TimingEntry> Entries)
{
    /// <summary>Where it lies below the root of a source.</summary>
    public const string File = "baselines/timings.json";

    /// <summary>The <c>schema</c> of its file.</summary>
    public const string Schema = "perfsuite-timings/1";

    /// <summary>What a file of results would have held on its machine: the accepted entries of the studies and workloads it has anything of.</summary>
    public Results For(Results results)
    {
        var own = Entries.Where(entry => entry.Fingerprint == results.Machine.Fingerprint
            && results.Rows.Any(row => (row.Case.Study, row.Case.Workload, row.Contender) == (entry.Case.Study, entry.Case.Workload, entry.Contender))).ToList();
        return new Results
        {
            Taken = results.Taken,
            Machine = results.Machine,
            Rows = [.. own.Select(entry => new Row
            {
                Case = entry.Case,
                Contender = entry.Contender,
                Rounds = [entry.Median],
                Median = entry.Median,
                Low = entry.Low,
                High = entry.High,
                Level = entry.Level,
                Status = RowStatus.Measured,
            })],
            Counters = [.. own.Where(entry => entry.ManagedBytes is not null).Select(entry => new CounterRow(entry.Case, entry.Contender, 1, new WorkerCounters(entry.ManagedBytes, null, null, null)))],
        };
    }

    /// <summary>With every measured time of a file in place of what its machine had.</summary>
    public TimingLedger With(Results results, Acceptance accepted)
    {
        var bytes = results.Counters.ToDictionary(row => (row.Case, row.Contender), row => row.Values.ManagedBytes);
        var taken = results.Rows.Where(row => row is { Status: RowStatus.Measured, Unit: Row.Nanoseconds }).Select(row => new TimingEntry(
            row.Case, row.Contender, results.Machine.Fingerprint, row.Rounds.Count, row.Median!.Value, row.Low, row.High, row.Level, bytes.GetValueOrDefault((row.Case, row.Contender)), accepted)).ToList();
        var keys = taken.Select(Key).ToHashSet();
        return new([.. Entries.Where(entry => !keys.Contains(Key(entry))).Concat(taken)
            .OrderBy(entry => entry.Fingerprint, StringComparer.Ordinal).ThenBy(entry => entry.Case.ToString(), StringComparer.Ordinal).ThenBy(entry => entry.Contender, StringComparer.Ordinal)]);
    }

    /// <summary>Reads one, believing nothing; empty where there is no such file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static TimingLedger Read(string path) => new(JsonText.Ledger(path, Schema, "perf accept", Entry, entry => Key(entry)));

    /// <summary>Writes it whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => JsonText.Write(path, new Document(Schema, Entries), TimingJson.Default.Document);

    private static TimingEntry Entry(Field entry)
    {
        var median = ResultsReader.Positive(entry["median"]);
        var (low, high, level) = ResultsReader.Interval(entry, median);
        return new TimingEntry(
            ResultsReader.Case(entry["case"]), entry["contender"].Text(), entry["fingerprint"].Text(), entry["count"].Int(1, int.MaxValue), median, low, high, level,
            entry.Maybe("managedBytes")?.Number(0, Field.LargestInteger), CounterLedger.Accepted(entry["accepted"]));
    }

    private static (Case, string, string) Key(TimingEntry entry) => (entry.Case, entry.Contender, entry.Fingerprint);

    internal sealed record Document(string Schema, IReadOnlyList<TimingEntry> Entries);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TimingLedger.Document))]
internal sealed partial class TimingJson : JsonSerializerContext;
