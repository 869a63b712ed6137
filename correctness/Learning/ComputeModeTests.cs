using NUnit.Framework;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Training;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>Switches of the whole process: not beside others.</summary>
public sealed class ComputeModeTests
{
    private static IEnumerable<string> Names => ComputeMode.All.Where(mode => !mode.Bfloat16).Select(mode => mode.Name);

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
    public void In_bfloat16_all_of_the_network_is_but_its_losses_are_not()
    {
        using var session = Workload.MnistCnn.Open(new SessionOptions(3, Seed: 2, Mode: "bfloat16"));
        Assert.That(session.Model.parameters().Select(parameter => parameter.dtype), Is.All.EqualTo(ScalarType.BFloat16));
        var (narrow, wide) = (session.Agree(2), Losses("standard"));
        Assert.That(narrow, Is.Not.EqualTo(wide));
        for (var step = 0; step < wide.Length; step++)
            Assert.That(narrow[step], Is.EqualTo(wide[step]).Within(0.1 * wide[step]), $"step {step + 1}");
    }

    [Test]
    public void In_bfloat16_every_phase_runs_and_leaves_no_tensor_behind()
    {
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(4, Mode: "bfloat16"));
        session.Agree(1);
        var before = Tensor.TotalCount;
        foreach (var phase in session.Workload.Phases.Where(phase => phase is not (Phase.Data or Phase.Epoch)))
            Assert.That(session.Time(phase, 1), Is.Positive, PhaseName.Of(phase));
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void What_is_no_network_is_not_narrowed() =>
        Assert.That(() => Workload.Overhead.Open(new SessionOptions(2, Mode: "bfloat16")), Throws.ArgumentException.With.Message.Contains("it computes in float32 only"));

    [Test]
    public void A_training_stays_in_float32() =>
        Assert.That(() => new TrainingOptions("mnist-cnn") { Mode = "bfloat16" }.Settle(), Throws.ArgumentException.With.Message.Contains("a training is in float32"));

    [Test]
    public void An_unknown_mode_is_named_with_those_there_are() =>
        Assert.That(() => Workload.MnistSoftmax.Open(new SessionOptions(2, Mode: "fast")), Throws.ArgumentException.With.Message.Contains("mode 'fast' is not one of standard, benchmark, deterministic, strict, float32, tf32"));

    private static float[] Losses(string mode)
    {
        using var session = Workload.MnistCnn.Open(new SessionOptions(3, Seed: 2, Mode: mode));
        return session.Agree(2);
    }
}
