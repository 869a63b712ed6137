using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Correctness.Measurement.Gate;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>Whatever is done to a file that this room writes, reading it gives what can be written again, or one line that names the file.</summary>
public sealed class ResultsFuzzTests
{
    private static IEnumerable<TestCaseData> Formats()
    {
        yield return Of("results", 21, 300, 100, path => ResultsTests.Example().Write(path), (path, copy) => { Results.Read(path).Write(copy); Results.Read(copy); });
        yield return Of("rounds of a gate", 22, 200, 60, path => GateRecordingTests.Example().Write(path), (path, copy) => { GateRecording.Read(path).Write(copy); GateRecording.Read(copy); });
        yield return Of("counters", 23, 200, 60, path => Counters.Write(path), (path, copy) => { CounterLedger.Read(path).Write(copy); CounterLedger.Read(copy); });
        yield return Of("BenchmarkDotNet's results", 24, 200, 60, path => File.WriteAllText(path, BenchmarkFileTests.Document()), (path, copy) => { BenchmarkFile.ReadAny(path).Write(copy); Results.Read(copy); });
        yield return Of("times", 25, 200, 60, path => Times.Write(path), (path, copy) => { TimingLedger.Read(path).Write(copy); TimingLedger.Read(copy); });
        yield return Of("noise", 26, 200, 60, path => Noise.Write(path), (path, copy) => { NoiseLedger.Read(path).Write(copy); NoiseLedger.Read(copy); });
        yield return Of("a gate's report", 27, 200, 60, path => File.WriteAllText(path, Report(Take)), (path, copy) => { File.WriteAllText(copy, Report(CounterTake.Read(path))); CounterTake.Read(copy); });
        yield return Of("ratios", 28, 200, 60, path => Ratios.Write(path), (path, copy) => { RatioLedger.Read(path).Write(copy); RatioLedger.Read(copy); });
        yield return Of("snapshots", 29, 200, 60, path => new SnapshotLedger([]).With(["a", "b"], CounterLedgerTests.first).Write(path), (path, copy) => { SnapshotLedger.Read(path).Write(copy); SnapshotLedger.Read(copy); });
    }

    [TestCaseSource(nameof(Formats))]
    public void Damage_is_refused_or_gives_what_can_be_written(ulong seed, int rounds, int fewest, Action<string> write, Action<string, string> again)
    {
        using var folder = new Folder();
        var (path, copy) = (folder["file.json"], folder["copy.json"]);
        write(path);
        var whole = File.ReadAllBytes(path);
        var refused = Mutants.Refused<InvalidDataException>(whole, seed, rounds, mutant =>
        {
            File.WriteAllBytes(path, mutant);
            again(path, copy);
        }, name: path);
        Assert.That(refused, Is.InRange(fewest, rounds - 1));
        Assert.That(folder.Names, Is.EqualTo(new[] { "copy.json", "file.json" }), "nothing is left beside them");
    }

    private static CounterLedger Counters => new CounterLedger([]).With(CounterLedgerTests.Entry(CounterLedgerTests.row, 104)).With(CounterLedgerTests.Entry(CounterLedgerTests.row, 96, "2.6"));

    private static TimingLedger Times => new([new TimingEntry(CounterLedgerTests.row, "csharp-system", "a machine", 12, 1e6, 9e5, 2e6, 0.96, 104, CounterLedgerTests.first)]);

    private static RatioLedger Ratios => new([new RatioEntry(CounterLedgerTests.row, new RatioFooting("csharp-system", "libopenblas.so", "AVX2"), 1.05, 1.04, 1.06, 0.95, 14, 0.01, CounterLedgerTests.first)]);

    private static NoiseLedger Noise => new([new NoiseEntry(CounterLedgerTests.row, "a machine", 0.004, 300, GateRecordingTests.Example().Taken)]);

    private static CounterTake Take => new("csharp-system", "1.13", null, [(CounterLedgerTests.row, CounterLedgerTests.Entry(CounterLedgerTests.row, 104).Values)]);

    private static string Report(CounterTake take) => $$"""{ "schema": "{{CounterTake.Schema}}", "counted": {{take.Json()}} }""";

    private static TestCaseData Of(string format, ulong seed, int rounds, int fewest, Action<string> write, Action<string, string> again) =>
        new TestCaseData(seed, rounds, fewest, write, again).SetArgDisplayNames(format);
}
