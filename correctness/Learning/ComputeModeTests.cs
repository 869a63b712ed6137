using NUnit.Framework;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Correctness.Learning;

/// <summary>Switches of the whole process: not beside others.</summary>
[NonParallelizable]
public sealed class ComputeModeTests
{
    private static IEnumerable<string> Names => ComputeMode.All.Select(mode => mode.Name);

    [TearDown]
    public void Standard() => TorchRuntime.Current.Apply(ComputeMode.Standard);

    [TestCaseSource(nameof(Names))]
    public void A_mode_the_supplier_offers_trains_to_the_standard_s_losses_on_the_processor(string name)
    {
        if (ComputeMode.Fault(name) is { } fault)
            Assert.Ignore(fault);
        Assert.That(Losses(name), Is.EqualTo(Losses("standard")), "cuDNN and TF32 are of the GPU, and this network's operations are deterministic");
    }

    [Test]
    public void What_one_session_switches_the_next_switches_back()
    {
        Assume.That(ComputeMode.Fault("strict"), Is.Null);
        using (Workload.MnistSoftmax.Open(new SessionOptions(2, Mode: "strict")))
            Assert.That(TorchRuntime.Current.DeterministicAlgorithms, Is.True);
        using (Workload.MnistSoftmax.Open(new SessionOptions(2)))
            Assert.That(TorchRuntime.Current.DeterministicAlgorithms, Is.False);
    }

    [Test]
    public void An_unknown_mode_is_named_with_those_there_are() =>
        Assert.That(() => Workload.MnistSoftmax.Open(new SessionOptions(2, Mode: "fast")), Throws.ArgumentException.With.Message.Contains("mode 'fast' is not one of standard, benchmark, deterministic, strict, float32, tf32"));

    private static float[] Losses(string mode)
    {
        using var session = Workload.MnistCnn.Open(new SessionOptions(3, Seed: 2, Mode: mode));
        return session.Agree(2);
    }
}
