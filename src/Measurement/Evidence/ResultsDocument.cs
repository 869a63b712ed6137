using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>The file of <see cref="Results"/>: flat rows, every member present, in this order.</summary>
internal sealed record ResultsDocument(
    string Schema,
    string? Commit,
    DateTimeOffset Taken,
    long Seed,
    Machine Machine,
    IEnumerable<ContenderEntry> Contenders,
    IEnumerable<ResultsDocument.RowEntry> Rows,
    IEnumerable<ResultsDocument.RatioEntry> Ratios,
    IEnumerable<ResultsDocument.AgreementEntry> Agreements,
    IEnumerable<ResultsDocument.CounterEntry> Counters,
    IEnumerable<ResultsDocument.CurveEntry> Curves,
    string? Command,
    IEnumerable<Passage> Told)
{
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static byte[] Write(Results results)
    {
        var document = new ResultsDocument(
            Results.Schema,
            results.Commit,
            results.Taken,
            results.Seed,
            results.Machine,
            results.Contenders,
            results.Rows.Select(Entry),
            results.Ratios.Select(Entry),
            results.Agreements.Select(Entry),
            results.Counters.Select(Entry),
            results.Curves.Select(Entry),
            Line(results.Command),
            results.Told.Select(Entry));
        return [.. JsonSerializer.SerializeToUtf8Bytes(document, ResultsJson.Default.ResultsDocument), (byte)'\n'];
    }

    /// <exception cref="FieldException">Something is not as it must be.</exception>
    /// <exception cref="JsonException">No JSON.</exception>
    public static Results Read(ReadOnlyMemory<byte> json) => ResultsReader.Read(Field.Parse(json));

    private static RowEntry Entry(Row row)
    {
        var (study, workload, variant, phase, batch, device, threads, settings) = row.Case;
        return new RowEntry(study, workload, variant, settings, phase, batch, device, threads, row.Contender, row.Unit, row.Iterations, row.WarmUp, row.Rounds,
            row.Median, row.Low, row.High, row.Level, row.Status, Line(row.Reason), Several(row.Processes), row.Gpu.Count > 0 ? row.Gpu : null);
    }

    private static RatioEntry Entry(Ratio ratio)
    {
        var (study, workload, variant, phase, batch, device, threads, settings) = ratio.Case;
        return new RatioEntry(study, workload, variant, settings, phase, batch, device, threads, ratio.Contender, ratio.To, ratio.Count,
            ratio.Median, ratio.Low, ratio.High, ratio.Level, Several(ratio.Processes));
    }

    private static int? Several(int processes) => processes > 1 ? processes : null;

    private static AgreementEntry Entry(AgreementRow row)
    {
        var judged = row.Agreement;
        return new AgreementEntry(row.Study, row.Workload, row.Variant, row.Settings, row.Batch, row.Device, row.Threads, row.Seed, row.Steps, judged.Contender, judged.To,
            judged.Status, judged.Digest, judged.SameDigest, judged.Losses, judged.LargestDifference, judged.Tolerance, Line(judged.Reason));
    }

    private static CounterEntry Entry(CounterRow row)
    {
        var (study, workload, variant, phase, batch, device, threads, settings) = row.Case;
        return new CounterEntry(study, workload, variant, settings, phase, batch, device, threads, row.Contender, row.Iterations,
            row.Values.ManagedBytes, row.Values.NativeOperations, row.Values.TensorsMade, row.Values.TensorsAlive,
            row.Values.NativeCalls, row.Values.OperationNanoseconds, row.Values.PeakBytes, row.Values.GpuPeakBytes);
    }

    private static CurveEntry Entry(TrainingCurve curve)
    {
        var (study, workload, variant, phase, batch, device, threads, settings) = curve.Case;
        return new CurveEntry(study, workload, variant, settings, phase, batch, device, threads, curve.Contender, curve.Samples, curve.TestSamples,
            curve.Metric, curve.Epochs, curve.Digest, Line(curve.Reason));
    }

    private static Passage Entry(Passage told) => told with
    {
        Text = OneLine.Of(told.Text),
        Columns = [.. told.Columns.Select(column => OneLine.Of(column))],
        Rows = [.. told.Rows.Select(row => (IReadOnlyList<string>)[.. row.Select(cell => OneLine.Of(cell))])],
    };

    private static string? Line(string? reason) => reason is null ? null : OneLine.Of(reason);

    internal sealed record RowEntry(
        string Study, string Workload, string Variant, string Settings, string Phase, int Batch, string Device, int Threads, string Contender,
        string Unit, int Iterations, IReadOnlyList<double> WarmUp, IReadOnlyList<double> Rounds,
        double? Median, double? Low, double? High, double? Level, RowStatus Status, string? Reason,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Processes,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<GpuState>? Gpu);

    internal sealed record RatioEntry(
        string Study, string Workload, string Variant, string Settings, string Phase, int Batch, string Device, int Threads, string Contender,
        string To, int Count, double Median, double? Low, double? High, double? Level,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Processes);

    internal sealed record AgreementEntry(
        string Study, string Workload, string Variant, string Settings, int Batch, string Device, int Threads, long Seed, int Steps, string Contender,
        string? To, AgreementStatus Status, string Digest, bool SameDigest, IReadOnlyList<string> Losses,
        double? LargestDifference, double Tolerance, string? Reason);

    internal sealed record CounterEntry(
        string Study, string Workload, string Variant, string Settings, string Phase, int Batch, string Device, int Threads, string Contender,
        int Iterations, double? ManagedBytes, IReadOnlyDictionary<string, double>? NativeOperations, double? TensorsMade, long? TensorsAlive,
        double? NativeCalls, IReadOnlyDictionary<string, double>? OperationNanoseconds, double? PeakBytes,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? GpuPeakBytes);

    internal sealed record CurveEntry(
        string Study, string Workload, string Variant, string Settings, string Phase, int Batch, string Device, int Threads, string Contender,
        int Samples, int TestSamples, string Metric, IReadOnlyList<CurveEpoch> Epochs, string? Digest, string? Reason);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ResultsDocument))]
internal sealed partial class ResultsJson : JsonSerializerContext;
