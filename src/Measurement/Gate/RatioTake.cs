using System.Text.Json.Nodes;

namespace PerfSuite.Measurement;

/// <summary>A row's time to C++'s, as a gate or a recording has it.</summary>
/// <param name="Case">What was timed.</param>
/// <param name="Ratio">Hodges–Lehmann estimate.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">Of the interval.</param>
/// <param name="Count">Rounds.</param>
/// <param name="Spread">How far the estimate of a screen's rounds wandered: standard deviation, of logarithms. Null of a gate, which has one such estimate.</param>
public sealed record RatioStand(Case Case, double Ratio, double Low, double High, double Level, int Count, double? Spread = null);

/// <summary>How C# stands to C++, by a gate or by a recording: what can be accepted.</summary>
/// <param name="Footing">What C# computed with.</param>
/// <param name="Commit">Of the head's source; null where there was none.</param>
/// <param name="Rows">A row once.</param>
public sealed record RatioTake(RatioFooting Footing, string? Commit, IReadOnlyList<RatioStand> Rows)
{
    /// <summary>Rounds of a recording at least, for ratios and how far they wander to be taken from it: six screens.</summary>
    public const int LeastRounds = 60;

    private const long LargestFile = 1L << 26;
    private const int MostRows = 10_000;

    /// <summary>As it stands in a report, under <c>ratios</c>.</summary>
    public JsonObject Json() => new()
    {
        ["contender"] = Footing.Contender,
        ["blas"] = Footing.Blas,
        ["cpuCapability"] = Footing.CpuCapability,
        ["commit"] = Commit,
        ["rows"] = new JsonArray([.. Rows.Select(row => new JsonObject
        {
            ["case"] = CounterTake.CaseJson(row.Case),
            ["ratio"] = row.Ratio,
            ["low"] = row.Low,
            ["high"] = row.High,
            ["level"] = row.Level,
            ["count"] = row.Count,
        })]),
    };

    /// <summary>Of rounds beside C++: the estimate over all of them, and how far those of a screen's length wandered, hour by hour.</summary>
    /// <exception cref="InvalidDataException">They are of two builds, or too few.</exception>
    public static RatioTake Of(GateRecording recording)
    {
        if (recording.Footing is not { } footing)
            throw new InvalidDataException("these are rounds of two builds; those beside C++ are recorded by `perf prove record FILE --ratios`");
        if (recording.Rounds.Count < LeastRounds)
            throw new InvalidDataException($"of {recording.Rounds.Count} rounds nobody can tell how far a ratio wanders: {LeastRounds} or more, from several hours if possible; `perf prove record` goes on with the file");
        return new RatioTake(footing, recording.Head.Commit, [.. recording.Rows.Select(row =>
        {
            var differences = recording.Differences(row);
            var stood = GateEstimate.Of(differences).Ratio;
            var interval = stood.Interval!.Value;
            return new RatioStand(row, stood.Median, interval.Low, interval.High, interval.Level, stood.Count, GateReplay.SpreadOfStretches(differences, GateRules.Standard));
        })]);
    }

    /// <summary>Reads it, believing nothing, out of a gate's report, or of rounds beside C++; null where that gate measured none.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or is of neither kind.</exception>
    public static RatioTake? Read(string path) => JsonText.IsOf(path, GateRecording.Schema) ? OfRecording(path) : JsonText.Read(path, LargestFile, "a gate's report is written by `perf gate --json FILE`", root =>
    {
        JsonText.HasSchema(root, CounterTake.Schema);
        if (root.Maybe("ratios") is not { } ratios)
            return null;
        var rows = ratios["rows"].List(MostRows, Stand);
        return rows.DistinctBy(row => row.Case).Count() == rows.Length
            ? new RatioTake(RatioFooting.Read(ratios), ratios.Maybe("commit")?.Text(), rows)
            : throw ratios["rows"].Wrong("each row once");
    });

    /// <summary>As the ledger has them.</summary>
    /// <param name="accepted">By whom and why.</param>
    /// <param name="before">What is accepted so far: of a gate the spread stays, for one gate does not tell it.</param>
    /// <exception cref="InvalidDataException">There is no spread of a row, here or there.</exception>
    public IEnumerable<RatioEntry> Entries(Acceptance accepted, RatioLedger? before) => Rows.Select(row => new RatioEntry(
        row.Case, Footing, row.Ratio, row.Low, row.High, row.Level, row.Count,
        row.Spread ?? before?.Of(row.Case, Footing)?.Spread ?? throw new InvalidDataException($"{row.Case.Workload} {row.Case.Phase} ×{row.Case.Batch}: one gate does not tell how far its ratio to C++ wanders from hour to hour; a first one is taken from a recording: `perf prove record FILE --ratios`, then `perf accept FILE --ratios`."),
        accepted));

    private static RatioTake OfRecording(string path)
    {
        var recording = GateRecording.Read(path);
        try
        {
            return Of(recording);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidDataException($"{path}: {fault.Message}.", fault);
        }
    }

    internal static RatioStand Stand(Field field)
    {
        var ratio = ResultsReader.Positive(field["ratio"]);
        var (low, high, level) = ResultsReader.Interval(field, ratio);
        return new RatioStand(ResultsReader.Case(field["case"]), ratio, low ?? throw field.Wrong("an interval"), high!.Value, level!.Value, field["count"].Int(1, int.MaxValue));
    }
}
