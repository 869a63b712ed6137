using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Learning;

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

    [TestCaseSource(nameof(Networks))]
    public void Its_gradients_are_nearly_the_processor_s(string name)
    {
        using var here = Open(name, "cpu", "float32");
        using var there = Open(name, "cuda", "float32");
        foreach (var session in new[] { here, there })
        {
            session.Prepare(Phase.Gradient);
            session.Run(Phase.Gradient, 1);
            session.Finish();
        }
        foreach (var (own, other) in there.Model.parameters().Zip(here.Model.parameters()))
        {
            using var found = own.grad!.cpu();
            using var expected = other.grad!;
            using var difference = found - expected;
            Assert.That(Size(difference), Is.LessThanOrEqualTo((Tolerance * Size(expected)) + 1e-6));
        }

        static double Size(Tensor tensor)
        {
            using var squares = tensor.square();
            using var sum = squares.sum();
            return Math.Sqrt(sum.item<float>());
        }
    }

    [TestCaseSource(nameof(Networks))]
    public void In_deterministic_mode_one_seed_gives_the_same_bits(string name)
    {
        using var first = Open(name, "cuda", "deterministic");
        using var second = Open(name, "cuda", "deterministic");
        Assert.That(second.Agree(3), Is.EqualTo(first.Agree(3)));
        Assert.That(second.Digest(), Is.EqualTo(first.Digest()));
    }

    [TestCaseSource(nameof(Networks))]
    public void In_bfloat16_it_learns_about_the_same(string name)
    {
        using var narrow = Open(name, "cuda", "bfloat16");
        using var wide = Open(name, "cuda", "standard");
        var (found, expected) = (narrow.Agree(2), wide.Agree(2));
        Assert.That(found[0], Is.EqualTo(expected[0]).Within(0.1 * Math.Abs(expected[0])));
    }

    [Test]
    public void Ten_thousand_steps_keep_tensors_and_memory_as_they_are()
    {
        using var session = Workload.MnistCnn.Open(new SessionOptions(4, Device: "cuda"));
        session.Time(Phase.Step, 100);
        var (tensors, memory) = (Tensor.TotalCount, session.Count(Phase.Step, 1, timed: false).GpuPeakBytes);
        session.Time(Phase.Step, 10_000);
        Assert.That((Tensor.TotalCount, session.Count(Phase.Step, 1, timed: false).GpuPeakBytes), Is.EqualTo((tensors, memory)));
    }

    [Test]
    public void The_GPU_s_own_clock_and_ours_agree_on_long_work()
    {
        using var session = Open("resnet18", "cuda");
        session.Time(Phase.Infer, 100);
        var (ours, own) = (session.Time(Phase.Infer, 500), session.Time(Phase.InferEvents, 500));
        Assert.That(own, Is.EqualTo(ours).Within(20).Percent);
    }

    private static Session Open(string name, string device, string mode = "standard") => Workload.Find(name).Open(new SessionOptions(4, Seed: 3, Device: device, Mode: mode));
}
