using NUnit.Framework;
using PerfSuite.Gate;

namespace PerfSuite.Correctness.Program.Gate;

public sealed class BurstsTests
{
    [TestCase(30_000, 100, 51, 60)]
    [TestCase(1, 6e6, 42, 30)]
    [TestCase(1, 2e8, 7, 1)]
    [TestCase(1, 1e-3, 51, 60)]
    public void Bursts_fill_their_time_within_limits(int iterations, double nanoseconds, int count, int warmUp)
    {
        var bursts = Bursts.Of(iterations, nanoseconds);
        Assert.That((bursts.Iterations, bursts.Count, bursts.WarmUp), Is.EqualTo((iterations, count, warmUp)));
    }
}
