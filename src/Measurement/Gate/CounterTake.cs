using System.Text.Json.Nodes;

namespace PerfSuite.Measurement;

/// <summary>The counters that a gate took of its head: what can be accepted.</summary>
/// <param name="Contender">Which of the two suppliers counted.</param>
/// <param name="LibTorch">Two numbers.</param>
/// <param name="Commit">Of its source; null where there was none.</param>
/// <param name="Rows">A row once.</param>
public sealed record CounterTake(string Contender, string LibTorch, string? Commit, IReadOnlyList<(Case Case, WorkerCounters Values)> Rows)
{
    /// <summary>The <c>schema</c> of a gate's report, of which this is a part.</summary>
    public const string Schema = "perfsuite-gate/1";

    private const long LargestFile = 1L << 26;
    private const int MostRows = 10_000;

    /// <summary>As it stands in a report, under <c>counted</c>.</summary>
    public JsonObject Json() => new()
    {
        ["contender"] = Contender,
        ["libtorch"] = LibTorch,
        ["commit"] = Commit,
        ["rows"] = new JsonArray([.. Rows.Select(row => new JsonObject
        {
            ["case"] = CaseJson(row.Case),
            ["values"] = new JsonObject
            {
                ["managedBytes"] = row.Values.ManagedBytes,
                ["nativeCalls"] = row.Values.NativeCalls,
                ["tensorsMade"] = row.Values.TensorsMade,
                ["tensorsAlive"] = row.Values.TensorsAlive,
                ["peakBytes"] = row.Values.PeakBytes,
                ["nativeOperations"] = row.Values.NativeOperations is { } operations
                    ? new JsonObject(operations.Select(one => KeyValuePair.Create<string, JsonNode?>(one.Key, one.Value)))
                    : null,
            },
        })]),
    };

    internal static JsonObject CaseJson(Case row) => new()
    {
        ["study"] = row.Study,
        ["workload"] = row.Workload,
        ["variant"] = row.Variant,
        ["phase"] = row.Phase,
        ["batch"] = row.Batch,
        ["device"] = row.Device,
        ["threads"] = row.Threads,
        ["settings"] = row.Settings,
    };

    /// <summary>Whether a file calls itself a gate's report; never throws.</summary>
    public static bool IsIn(string path) => JsonText.IsOf(path, Schema);

    /// <summary>Reads it out of a gate's report, believing nothing.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a gate that could not count.</exception>
    public static CounterTake Read(string path) => JsonText.Read(path, LargestFile, "a gate's report is written by `perf gate --json FILE`", root =>
    {
        JsonText.HasSchema(root, Schema);
        var counted = root["counted"];
        var rows = counted["rows"].List(MostRows, row => (Case: ResultsReader.Case(row["case"]), Values: Worker.Counts(row["values"])));
        return rows.DistinctBy(row => row.Case).Count() == rows.Length
            ? new CounterTake(counted["contender"].Text(), counted["libtorch"].Text(), counted.Maybe("commit")?.Text(), rows)
            : throw counted["rows"].Wrong("each row once");
    });
}
