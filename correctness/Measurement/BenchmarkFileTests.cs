using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>BenchmarkDotNet's files, in the form its 0.14.0 writes.</summary>
public sealed class BenchmarkFileTests
{
    internal static string Document(double factor = 1, int bytes = 104, string job = "Steady") => $$"""
        {
          "Title": "PerfSuite.Benchmarks.MnistBenchmarks-20260131-120000",
          "HostEnvironmentInfo": { "BenchmarkDotNetCaption": "BenchmarkDotNet", "BenchmarkDotNetVersion": "0.14.0", "OsVersion": "Debian GNU/Linux 12", "ProcessorName": "AMD EPYC", "LogicalCoreCount": 2, "RuntimeVersion": ".NET 10.0.1", "Architecture": "X64" },
          "Benchmarks": [
            { "DisplayInfo": "MnistBenchmarks.Infer: {{job}}(IterationTime=250ms) [Workload=mnist-cnn, Batch=32]", "Type": "MnistBenchmarks", "Method": "Infer", "Parameters": "Device=cpu&Threads=2&Variant=published-cpp&Workload=mnist-cnn&Batch=32",
              "FullName": "PerfSuite.Benchmarks.MnistBenchmarks.Infer(Workload: \"mnist-cnn\", Batch: 32)",
              "Statistics": { "OriginalValues": [{{string.Join(",", Enumerable.Range(0, 12).Select(i => FormattableString.Invariant($"{factor * (1e6 + (i * 100)):0}")))}}] }, "Memory": { "BytesAllocatedPerOperation": {{bytes}} },
              "Metrics": [{ "Value": {{bytes}}, "Descriptor": { "Id": "Allocated Memory" } }, { "Value": 31, "Descriptor": { "Id": "NativeCalls" } }, { "Value": 0.01, "Descriptor": { "Id": "TensorsAlive" } }] },
            { "DisplayInfo": "MnistBenchmarks.Step: {{job}}", "Type": "MnistBenchmarks", "Method": "Step", "Parameters": "", "FullName": "PerfSuite.Benchmarks.MnistBenchmarks.Step", "Statistics": null, "Memory": null }
          ]
        }
        """;

    [Test]
    public void A_file_of_BenchmarkDotNet_becomes_rows_with_rounds_and_bytes()
    {
        var results = Read(Document());
        Assert.Multiple(() =>
        {
            Assert.That(results.Rows[0].Case, Is.EqualTo(new Case("bench", "MnistBenchmarks", "published-cpp", "Infer", 32, "cpu", 2, "Workload=mnist-cnn")));
            Assert.That((results.Rows[0].Status, results.Rows[0].Rounds.Count, results.Rows[0].Median), Is.EqualTo((RowStatus.Measured, 12, 1_000_550)));
            Assert.That(results.Counters.Single().Values, Is.EqualTo(new WorkerCounters(104, null, null, 1, 31)), "a leak in one of a hundred is a leak");
            Assert.That((results.Rows[1].Status, results.Rows[1].Case.Phase), Is.EqualTo((RowStatus.Failed, "Step")), "what was not measured is no row less");
            Assert.That(results.Taken, Is.EqualTo(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)));
        });
    }

    [Test]
    public void Two_files_are_compared_by_the_rules_of_all_results()
    {
        var (before, slower) = (Read(Document()), Read(Document(factor: 1.1, bytes: 152)));
        Assert.Multiple(() =>
        {
            Assert.That(Difference.Of(before, before).Pairs[0].Verdict, Is.EqualTo(Verdict.Same));
            Assert.That(Difference.Of(before, slower).Pairs[0].Worsened, Is.EqualTo(new[] { "slower", "more managed bytes" }));
            Assert.That(Difference.Of(slower, before).Pairs[0].Verdict, Is.EqualTo(Verdict.Faster));
        });
    }

    [Test]
    public void Our_own_results_are_read_by_the_same_name()
    {
        using var folder = new Folder();
        ResultsTests.Example().Write(folder["own.json"]);
        Assert.That(BenchmarkFile.ReadAny(folder["own.json"]).Rows, Has.Count.EqualTo(ResultsTests.Example().Rows.Count));
    }

    private static Results Read(string json)
    {
        using var folder = new Folder();
        File.WriteAllText(folder["bench.json"], json);
        return BenchmarkFile.ReadAny(folder["bench.json"]);
    }
}
