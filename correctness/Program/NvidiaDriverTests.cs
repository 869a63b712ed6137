using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Correctness.Measurement;
using PerfSuite.Diagnosis;

namespace PerfSuite.Correctness.Program;

/// <summary>Against a library that answers as NVML does; the real one needs a GPU.</summary>
public sealed class NvidiaDriverTests
{
    [Test]
    public void The_driver_tells_its_version_and_the_CUDA_it_can_serve()
    {
        using var folder = new Folder();
        Assert.That(NvidiaDriver.Read(FakeNvml.Compile(folder)), Is.EqualTo(new NvidiaDriver("550.54", new Version(12, 8))));
        Assert.That(NvidiaDriver.Read("/no/such/libnvidia-ml.so.1"), Is.Null);
    }
}
