using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Agreements;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Computing.Agreements;

/// <summary>On a GPU whose libtorch takes deterministic algorithms only: the same bits in all languages. Without one, each says so.</summary>
[Category("Gpu")]
public sealed class GpuAgreementTests
{
    private readonly Troupe troupe = new();

    private static IEnumerable<string> Networks => Workload.All.OfType<NetworkWorkload>().Where(workload => !Workload.IsOwn(workload.Name)).Select(workload => workload.Name);

    [SetUp]
    public void Need()
    {
        if (ComputeDevice.Fault("cuda") is { } fault)
            Assert.Ignore(fault);
    }

    [OneTimeTearDown]
    public void End() => troupe.Dispose();

    [Test]
    public void Both_peers_learn_and_predict_what_CSharp_does(
        [Values(Contender.Cpp, Contender.Python)] string peer, [ValueSource(nameof(Networks))] string workload, [Values("deterministic", "strict")] string mode) =>
        troupe.Agree(peer, new OpenRequest(workload, Batch: 4, Device: "cuda", Mode: mode), 3);

    [Test]
    public void All_tell_what_the_allocator_of_the_GPU_gives_out_and_CSharp_takes_no_more()
    {
        var bytes = new[] { "csharp", Contender.Cpp, Contender.Python }.ToDictionary(name => name, name =>
        {
            var worker = troupe.Player(name);
            worker.Open(new OpenRequest("convae", 16, Device: "cuda", Mode: "deterministic"));
            return worker.Counters("step", 1).GpuPeakBytes;
        });
        Assume.That(bytes["csharp"], Is.Not.Null, "this supplier does not tell");
        Assert.That(bytes["csharp"], Is.Positive.And.AtMost(bytes[Contender.Cpp]!.Value).And.AtMost(bytes[Contender.Python]!.Value));
    }
}
