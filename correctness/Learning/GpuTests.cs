using NUnit.Framework;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Learning;

/// <summary>What must hold on a GPU; without one, each says so.</summary>
[Category("Gpu")]
public sealed class GpuTests
{
    private const double Tolerance = 2e-3;

    [SetUp]
    public void Need()
    {
        if (ComputeDevice.Fault("cuda") is { } fault)
            Assert.Ignore(fault);
    }

    private static IEnumerable<string> Networks => Workload.All.OfType<NetworkWorkload>().Select(workload => workload.Name);

    [TestCaseSource(nameof(Networks))]
    public void It_begins_with_the_processor_s_parameters_and_learns_nearly_the_same(string name)
    {
        using var here = Open(name, "cpu");
        using var there = Open(name, "cuda");
        Assert.That(there.Digest(), Is.EqualTo(here.Digest()));
        var (expected, found) = (here.Agree(3), there.Agree(3));
        for (var step = 0; step < expected.Length; step++)
            Assert.That(found[step], Is.EqualTo(expected[step]).Within(Tolerance * Math.Abs(expected[step])), $"step {step + 1}");
    }

    [TestCaseSource(nameof(Networks))]
    public void Every_phase_without_files_runs_and_leaves_no_tensor_behind(string name)
    {
        using var session = Open(name, "cuda");
        session.Agree(1);
        var before = Tensor.TotalCount;
        foreach (var phase in session.Workload.Phases.Where(phase => phase is not (Phase.Data or Phase.Epoch)))
            Assert.That(session.Time(phase, 2), Is.Positive, PhaseName.Of(phase));
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void A_time_waits_until_the_GPU_has_finished()
    {
        using var session = Workload.Peak.Open(new SessionOptions(1, Device: "cuda"));
        session.Time(Phase.MatMul, 50);
        var (few, many) = (session.Time(Phase.MatMul, 50), session.Time(Phase.MatMul, 1000));
        Assert.That(many, Is.GreaterThan(5 * few), "launching alone would take no longer for work that is still to be done");
    }

    [Test]
    public void Weights_saved_on_a_GPU_are_read_on_the_processor()
    {
        using var folder = new Folder();
        using var there = Open("mnist-cnn", "cuda");
        there.Agree(2);
        there.Save(folder["weights.safetensors"]);
        using var here = Open("mnist-cnn", "cpu");
        here.Load(folder["weights.safetensors"]);
        Assert.That(here.Digest(), Is.EqualTo(there.Digest()));
    }

    private static Session Open(string name, string device) => Workload.Find(name).Open(new SessionOptions(4, Seed: 3, Device: device));
}
