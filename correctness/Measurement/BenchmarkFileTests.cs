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
    public void Machine_and_program_are_taken_from_the_host()
    {
        var results = Read(Document());
        Assert.That(results.Machine, Is.EqualTo(new Machine("AMD EPYC", 2, "Debian GNU/Linux 12", "unknown", "X64", ".NET 10.0.1", null, null, null)));
        Assert.That((results.Contenders[0].Contender, results.Contenders[0].Title, results.Contenders[0].Language), Is.EqualTo(("bench", "BenchmarkDotNet 0.14.0", ".NET 10.0.1")));
        Assert.That((results.Rows[0].Contender, results.Rows[0].Iterations, results.Counters[0].Iterations), Is.EqualTo(("bench", 1, 1)));
        Assert.That(results.Rows[1].Reason, Is.EqualTo("BenchmarkDotNet has no measurements of it: see its log"));
        Assert.That((results.Rows[0].Low, results.Rows[0].High, results.Rows[0].Level > 0.95), Is.EqualTo(((double?)1_000_200, (double?)1_000_900, true)));
    }

    [TestCase("Device=cuda&Variant=&Batch=0&Threads=1025&A=b=c&D", "cuda", "matched", 1, 1, "Variant= Batch=0 Threads=1025 A=b=c D")]
    [TestCase("Batch=65536&Threads=1024", "cpu", "matched", 65_536, 1024, "")]
    [TestCase("Batch=65537&Threads=x&Batch=3", "cpu", "matched", 1, 1, "Batch=65537 Threads=x Batch=3")]
    [TestCase("Batch= 8", "cpu", "matched", 1, 1, "Batch= 8")]
    public void Only_what_is_understood_is_taken_out_of_the_parameters(string parameters, string device, string variant, int batch, int threads, string settings)
    {
        var measured = Read(Document().Replace("Device=cpu&Threads=2&Variant=published-cpp&Workload=mnist-cnn&Batch=32", parameters, StringComparison.Ordinal)).Rows[0].Case;
        Assert.That(measured, Is.EqualTo(new Case("bench", "MnistBenchmarks", variant, "Infer", batch, device, threads, settings)));
    }

    [Test]
    public void One_benchmark_under_several_jobs_is_told_apart_by_them()
    {
        var twice = Document().Replace("\"Benchmarks\": [", "\"Benchmarks\": [" + Document(job: "first").Split("\"Benchmarks\": [")[1].Split("{ \"DisplayInfo\": \"MnistBenchmarks.Step")[0], StringComparison.Ordinal);
        Assert.That(Read(twice).Rows.Select(row => row.Case.Settings), Is.EqualTo(new[] { "Workload=mnist-cnn first", "Workload=mnist-cnn Steady", "Steady" }));
        Assert.That(() => Read(twice.Replace("first", "Steady", StringComparison.Ordinal)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("$.Benchmarks: expected each benchmark once of a job"));
    }

    [TestCase("-20260131-120000", "-yesterday")]
    [TestCase("PerfSuite.Benchmarks.MnistBenchmarks-20260131-120000", "x")]
    public void A_title_without_a_time_is_of_no_time(string from, string to) =>
        Assert.That(Read(Document().Replace(from, to, StringComparison.Ordinal)).Taken, Is.EqualTo(DateTimeOffset.UnixEpoch));

    [TestCase("\"Type\": \"MnistBenchmarks\"", "\"Type\": \"\"", "$.Benchmarks[0].Type: expected a name")]
    [TestCase("\"LogicalCoreCount\": 2", "\"LogicalCoreCount\": 0", "$.HostEnvironmentInfo.LogicalCoreCount: expected a whole number from 1 to 1048576")]
    [TestCase("{ \"Value\": 31,", "{ \"Value\": -31,", "Value: expected a number from 0 to 9007199254740992, found -31")]
    [TestCase("\"BytesAllocatedPerOperation\": 104", "\"BytesAllocatedPerOperation\": -1", "BytesAllocatedPerOperation: expected a number from 0")]
    [TestCase("\"OriginalValues\": [1000000", "\"OriginalValues\": [0", "$.Benchmarks[0].Statistics.OriginalValues[0]: expected a number from")]
    public void What_is_not_as_BenchmarkDotNet_writes_it_is_named(string from, string to, string said) =>
        Assert.That(() => Read(Document().Replace(from, to, StringComparison.Ordinal)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains(said).And.Message.Contains("or by BenchmarkDotNet as *-report-full-compressed.json"));

    [Test]
    public void A_benchmark_whose_measurements_are_none_has_failed()
    {
        var start = Document().IndexOf("\"OriginalValues\": [", StringComparison.Ordinal) + "\"OriginalValues\": [".Length;
        var results = Read(Document()[..start] + Document()[Document().IndexOf(']', start)..]);
        Assert.That((results.Rows[0].Status, results.Rows[0].Reason), Is.EqualTo((RowStatus.Failed, "BenchmarkDotNet has no measurements of it: see its log")));
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
