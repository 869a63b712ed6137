using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>
/// BenchmarkDotNet's own <c>*-report-full-compressed.json</c> (or <c>-full</c>, <c>-brief</c>) as <see cref="Results"/>, so that its runs are compared
/// and judged by the same rules. A benchmark's measurements are its rounds; managed bytes, and what the suite's own diagnoser counts, its counters.
/// </summary>
public static class BenchmarkFile
{
    /// <summary>The <see cref="Case.Study"/> of its rows.</summary>
    public const string Study = "bench";

    private const long LargestFile = 1L << 28;
    private const int MostBenchmarks = 20_000;
    private const int MostValues = 100_000;
    private const int MostMetrics = 100;

    /// <summary>Reads a file of either kind, believing nothing in it: BenchmarkDotNet's, or one of this suite's.</summary>
    /// <exception cref="InvalidDataException">Names the file, the place, what was expected and what is there.</exception>
    public static Results ReadAny(string path) =>
        JsonText.Read(path, LargestFile, "results are written by `dotnet run -c Release --project perf`, or by BenchmarkDotNet as *-report-full-compressed.json",
            root => root.Maybe("schema") is null && root.Maybe("HostEnvironmentInfo") is not null ? Understand(root) : ResultsReader.Read(root));

    private static Results Understand(Field root)
    {
        var host = root["HostEnvironmentInfo"];
        var benchmarks = root["Benchmarks"].List(MostBenchmarks, benchmark => benchmark);
        // One benchmark under several jobs has one name; then the longer one tells them apart.
        var names = benchmarks.Select(benchmark => benchmark["FullName"].Text()).ToList();
        var jobs = names.Count != names.Distinct().Count();
        var rows = benchmarks.Select(benchmark => (Case: CaseOf(benchmark, jobs), benchmark)).ToList();
        if (rows.DistinctBy(row => row.Case).Count() != rows.Count)
            throw root["Benchmarks"].Wrong("each benchmark once of a job");
        return new Results
        {
            Taken = Taken(root["Title"].Text()),
            Machine = new Machine(
                host.Maybe("ProcessorName")?.Text(), host.Maybe("LogicalCoreCount")?.Int(1, 1 << 20) ?? 1, host["OsVersion"].Text(), "unknown", host["Architecture"].Text(), host["RuntimeVersion"].Text(), null, null, null),
            Contenders = [new ContenderEntry(Study, "BenchmarkDotNet " + host["BenchmarkDotNetVersion"].Text(), host["RuntimeVersion"].Text(), new Dictionary<string, string>(), null, null, null)],
            Rows = [.. rows.Select(row => RowOf(row.Case, row.benchmark))],
            Counters = [.. rows.Select(row => CountersOf(row.Case, row.benchmark)).OfType<CounterRow>()],
        };
    }

    /// <summary>Class, method and parameters; batch, threads, device and variant are parameters of those names.</summary>
    private static Case CaseOf(Field benchmark, bool jobs)
    {
        var parameters = (benchmark.Maybe("Parameters")?.Text() ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToList();
        var batch = Whole("Batch", 65_536);
        var threads = Whole("Threads", 1024);
        var (device, variant) = (Word("Device") ?? "cpu", Word("Variant") ?? "matched");
        var rest = string.Join(' ', parameters.Select(pair => string.Join('=', pair)));
        var job = jobs && benchmark["DisplayInfo"].Text() is var info && info.Split(": ", 2) is [_, var tail] ? tail.Split('(')[0].Split('[')[0].Trim() : "";
        return new Case(Study, Named(benchmark["Type"]), variant, Named(benchmark["Method"]), batch, device, threads, string.Join(' ', new[] { rest, job }.Where(part => part.Length > 0)));

        // Taken out of the rest where it is understood.
        int Whole(string name, int most)
        {
            if (parameters.FirstOrDefault(pair => pair[0] == name) is not [_, var text] found || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count < 1 || count > most)
                return 1;
            parameters.Remove(found);
            return count;
        }

        string? Word(string name)
        {
            if (parameters.FirstOrDefault(pair => pair[0] == name) is not [_, { Length: > 0 } text] found)
                return null;
            parameters.Remove(found);
            return text;
        }
    }

    private static Row RowOf(Case measured, Field benchmark)
    {
        if (benchmark.Maybe("Statistics") is not { } statistics)
            return Row.Without(measured, Study, RowStatus.Failed, "BenchmarkDotNet has no measurements of it: see its log");
        var values = statistics["OriginalValues"].List(MostValues, ResultsReader.Positive);
        if (values.Length == 0)
            return Row.Without(measured, Study, RowStatus.Failed, "BenchmarkDotNet has no measurements of it: see its log");
        var estimate = Estimator.MedianInterval(values);
        return new Row
        {
            Case = measured,
            Contender = Study,
            Iterations = 1,
            Rounds = values,
            Status = RowStatus.Measured,
            Median = estimate.Median,
            Low = estimate.Interval?.Low,
            High = estimate.Interval?.High,
            Level = estimate.Interval?.Level,
        };
    }

    /// <summary>Managed bytes by BenchmarkDotNet's memory diagnoser, the rest by the suite's own.</summary>
    private static CounterRow? CountersOf(Case measured, Field benchmark)
    {
        if (benchmark.Maybe("Memory")?.Maybe("BytesAllocatedPerOperation") is not { } bytes)
            return null;
        var metrics = (benchmark.Maybe("Metrics")?.List(MostMetrics, metric => (Id: metric["Descriptor"]["Id"].Text(), Value: metric["Value"])) ?? [])
            .DistinctBy(metric => metric.Id).ToDictionary(metric => metric.Id, metric => metric.Value);
        return new CounterRow(measured, Study, 1, new WorkerCounters(
            bytes.Number(0, Field.LargestInteger), null, Count("TensorsMade"), Count("TensorsAlive") is { } alive ? (long)Math.Ceiling(alive) : null, Count("NativeCalls"), null, Count("TensorBytes")));

        double? Count(string id) => metrics.TryGetValue(id, out var value) ? value.Number(0, Field.LargestInteger) : null;
    }

    private static string Named(Field field) => field.Text(256) is { Length: > 0 } name ? name : throw field.Wrong("a name");

    // Of PerfSuite.Benchmarks.MnistBenchmarks-20260131-120000; its clock is local and nowhere named.
    private static DateTimeOffset Taken(string title) =>
        title.Length > 15 && DateTimeOffset.TryParseExact(title[^15..], "yyyyMMdd-HHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : DateTimeOffset.UnixEpoch;
}
