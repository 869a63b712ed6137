using System.Text.Json.Nodes;

namespace PerfSuite.Measurement;

/// <summary>A row's time to C++'s, as a gate measured it.</summary>
/// <param name="Case">What was timed.</param>
/// <param name="Ratio">Hodges–Lehmann estimate.</param>
/// <param name="Low">Lower end of its interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">Of the interval.</param>
/// <param name="Count">Rounds.</param>
public sealed record RatioStand(Case Case, double Ratio, double Low, double High, double Level, int Count);

/// <summary>How the head of a gate stands to C++: what can be accepted.</summary>
/// <param name="Contender">Which of the two suppliers.</param>
/// <param name="Blas">As <see cref="RatioLedger.Short"/> has it.</param>
/// <param name="CpuCapability">Vector instructions that libtorch used.</param>
/// <param name="Commit">Of the head's source; null where there was none.</param>
/// <param name="Rows">A row once.</param>
public sealed record RatioTake(string Contender, string Blas, string CpuCapability, string? Commit, IReadOnlyList<RatioStand> Rows)
{
    private const long LargestFile = 1L << 26;
    private const int MostRows = 10_000;

    /// <summary>As it stands in a report, under <c>ratios</c>.</summary>
    public JsonObject Json() => new()
    {
        ["contender"] = Contender,
        ["blas"] = Blas,
        ["cpuCapability"] = CpuCapability,
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

    /// <summary>Reads it out of a gate's report, believing nothing; null where that gate measured none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static RatioTake? Read(string path) => JsonText.Read(path, LargestFile, "a gate's report is written by `perf gate --json FILE`", root =>
    {
        JsonText.HasSchema(root, CounterTake.Schema);
        if (root.Maybe("ratios") is not { } ratios)
            return null;
        var rows = ratios["rows"].List(MostRows, Stand);
        return rows.DistinctBy(row => row.Case).Count() == rows.Length
            ? new RatioTake(ratios["contender"].Text(), ratios["blas"].Text(), ratios["cpuCapability"].Text(), ratios.Maybe("commit")?.Text(), rows)
            : throw ratios["rows"].Wrong("each row once");
    });

    internal static RatioStand Stand(Field field)
    {
        var ratio = ResultsReader.Positive(field["ratio"]);
        var (low, high, level) = ResultsReader.Interval(field, ratio);
        return new RatioStand(ResultsReader.Case(field["case"]), ratio, low ?? throw field.Wrong("an interval"), high!.Value, level!.Value, field["count"].Int(1, int.MaxValue));
    }
}
