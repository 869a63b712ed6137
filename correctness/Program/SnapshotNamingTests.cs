using NUnit.Framework;
using VerifyNUnit;

namespace PerfSuite.Correctness.Program;

/// <summary>Holds with either supplier: both must find these files under baselines/snapshots/.</summary>
[NonParallelizable]
public sealed class SnapshotNamingTests
{
    [Test]
    public Task A_snapshot_is_named_after_its_test() => Verifier.Verify("one line");

    [TestCase("mnist-cnn", 32, 0.5, true, DayOfWeek.Monday)]
    [TestCase("a/b:c", -1, 1e-07, false, DayOfWeek.Sunday)]
    public async Task A_snapshot_carries_its_parameters(string workload, int batch, double rate, bool matched, DayOfWeek day) =>
        await Verifier.Verify($"{workload} {batch} {matched} {day}\r\n→ {(rate > 0.1 ? "large" : "small")}\n");

    [TestCase("true")]
    [TestCase(null)]
    public void What_was_never_accepted_fails_on_CI_and_elsewhere(string? ci)
    {
        using var machine = new Variable("CI", ci);
        try
        {
            Assert.That(async () => await Verifier.Verify("never accepted"), Throws.Exception.With.Message.Contains("new").IgnoreCase);
        }
        finally
        {
            foreach (var stray in Directory.GetFiles(SnapshotFolder.Here, $"{nameof(SnapshotNamingTests)}.{nameof(What_was_never_accepted_fails_on_CI_and_elsewhere)}*"))
                File.Delete(stray);
        }
    }
}
