using NUnit.Framework;
using PerfSuite.Learning.Runtime;
using TorchSharp;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>The switches are libtorch's own, read back from it.</summary>
public sealed class KernelTests
{
    [TearDown]
    public void Standard() => TorchRuntime.Current.Apply(ComputeMode.Standard);

    [Test]
    public void Only_a_GPU_has_memory_to_pin()
    {
        using var plain = torch.ones(3L);
        if (torch.cuda.is_available())
        {
            using var pinned = plain.pin_memory();
            Assert.That(pinned.bytes.SequenceEqual(plain.bytes), Is.True);
        }
        else
            Assert.That(() => plain.pin_memory(), Throws.InstanceOf<System.Runtime.InteropServices.ExternalException>());
    }

    [TestCase("standard", false, false, true, false, false)]
    [TestCase("benchmark", true, false, true, false, false)]
    [TestCase("deterministic", false, true, true, false, false)]
    [TestCase("strict", false, true, true, false, true)]
    [TestCase("float32", false, false, false, false, false)]
    [TestCase("tf32", false, false, true, true, false)]
    public void A_mode_sets_every_switch(string name, bool benchmark, bool deterministic, bool convolutions, bool products, bool algorithms)
    {
        TorchRuntime.Current.Apply(ComputeMode.Find("tf32"));
        TorchRuntime.Current.Apply(ComputeMode.Find(name));
        Assert.That(Beyond.Kernels, Is.EqualTo((benchmark, deterministic, convolutions, products)));
        Assert.That(Beyond.DeterministicAlgorithms, Is.EqualTo(algorithms));
    }

    [Test]
    public void What_libtorch_exports_without_a_declaration_are_the_same_switches([Values("standard", "benchmark", "strict")] string name)
    {
        var exported = ContextSwitches.Open(TorchRuntime.Current.LibTorchPath!);
        Assert.That(exported, Is.Not.Null, "libtorch is built by a compiler that names its functions as GCC does");
        var mode = ComputeMode.Find(name);
        TorchRuntime.Current.Apply(mode);
        Assert.That((exported!.CudnnBenchmark, exported.CudnnDeterministic, exported.DeterministicAlgorithms), Is.EqualTo((mode.CudnnBenchmark, mode.CudnnDeterministic, mode.DeterministicAlgorithms)));
        (exported.CudnnBenchmark, exported.CudnnDeterministic, exported.DeterministicAlgorithms) = (!mode.CudnnBenchmark, !mode.CudnnDeterministic, !mode.DeterministicAlgorithms);
        Assert.That((Beyond.Kernels.CudnnBenchmark, Beyond.Kernels.CudnnDeterministic, Beyond.DeterministicAlgorithms), Is.EqualTo((!mode.CudnnBenchmark, !mode.CudnnDeterministic, !mode.DeterministicAlgorithms)));
    }

    [Test]
    public void A_library_without_these_switches_has_none() =>
        Assert.That(ContextSwitches.Open(LibraryMap.OfThisProcess().Find("libc10.so")!), Is.Null);
}
