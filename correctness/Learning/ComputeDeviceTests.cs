using NUnit.Framework;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class ComputeDeviceTests
{
    [Test]
    public void The_processor_is_always_there() =>
        Assert.That((ComputeDevice.Fault("cpu"), ComputeDevice.Of("cpu").type, ComputeDevice.Here[0]), Is.EqualTo(((string?)null, DeviceType.CPU, "cpu")));

    [TestCase("gpu")]
    [TestCase("CUDA")]
    [TestCase("cuda:")]
    [TestCase("cuda:-1")]
    [TestCase("cuda:x")]
    [TestCase("cuda:0x1")]
    [TestCase("cuda:999")]
    [TestCase("")]
    public void What_is_no_device_is_named_with_those_there_could_be(string name) =>
        Assert.That(ComputeDevice.Fault(name), Is.EqualTo($"device '{name}' is not one of cpu, cuda, cuda:0, cuda:1 …"));

    [TestCase("cuda", 0)]
    [TestCase("cuda:0", 0)]
    [TestCase("cuda:3", 3)]
    public void A_GPU_is_known_by_its_number(string name, int index)
    {
        Assert.That(ComputeDevice.IsCuda(name), Is.True);
        Assert.That((ComputeDevice.Of(name).type, ComputeDevice.Of(name).index), Is.EqualTo((DeviceType.CUDA, index)));
    }

    [Test]
    public void Without_a_GPU_it_says_what_is_missing_and_nothing_is_opened()
    {
        if (cuda.is_available())
            Assert.Ignore("There is a GPU here.");
        Assert.That(ComputeDevice.Fault("cuda:1"), Does.Contain("no CUDA, or there is no GPU").And.Contain("LIBTORCH"));
        Assert.That(() => Workload.MnistSoftmax.Open(new SessionOptions(4, Device: "cuda")), Throws.ArgumentException.With.Message.Contains("device 'cuda' is not offered"));
    }
}
