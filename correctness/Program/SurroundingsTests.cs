using NUnit.Framework;
using PerfSuite.Contenders;

namespace PerfSuite.Correctness.Program;

/// <summary>What every timed process is told by its environment.</summary>
[NonParallelizable]
public sealed class SurroundingsTests
{
    private const string Trim = "MALLOC_TRIM_THRESHOLD_";

    [Test]
    public void Libraries_that_read_their_threads_at_start_are_told()
    {
        var variables = Surroundings.Of(threads: 2);
        Assert.Multiple(() =>
        {
            Assert.That(variables["OMP_NUM_THREADS"], Is.EqualTo("2"));
            Assert.That(variables["OPENBLAS_NUM_THREADS"], Is.EqualTo("2"));
            Assert.That(variables["OMP_WAIT_POLICY"], Is.EqualTo("PASSIVE"));
            Assert.That(variables["CUDA_DEVICE_ORDER"], Is.EqualTo("PCI_BUS_ID"), "as NVML counts");
        });
    }

    [Test]
    public void The_allocator_keeps_what_is_freed_unless_the_user_says_otherwise()
    {
        var before = Environment.GetEnvironmentVariable(Trim);
        try
        {
            Environment.SetEnvironmentVariable(Trim, null);
            Assert.That(Surroundings.Of(1)[Trim], Is.EqualTo("1099511627776"));
            Assert.That(Surroundings.Of(1)["MALLOC_MMAP_MAX_"], Is.EqualTo("0"), "nor are large blocks mapped anew each time");
            Environment.SetEnvironmentVariable(Trim, "131072");
            Assert.That(Surroundings.Of(1)[Trim], Is.EqualTo("131072"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(Trim, before);
        }
    }
}
