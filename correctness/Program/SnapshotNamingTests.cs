using NUnit.Framework;
using VerifyNUnit;

namespace PerfSuite.Correctness.Program;

/// <summary>Holds with either supplier: both must find these files under baselines/snapshots/.</summary>
public sealed class SnapshotNamingTests
{
    [Test]
    public Task A_snapshot_is_named_after_its_test() => Verifier.Verify("one line");

    [TestCase("mnist-cnn", 32, 0.5, true, DayOfWeek.Monday)]
    [TestCase("a/b:c", -1, 1e-07, false, DayOfWeek.Sunday)]
    public async Task A_snapshot_carries_its_parameters(string workload, int batch, double rate, bool matched, DayOfWeek day) =>
        await Verifier.Verify($"{workload} {batch} {matched} {day}\r\n→ {(rate > 0.1 ? "large" : "small")}\n");
}
