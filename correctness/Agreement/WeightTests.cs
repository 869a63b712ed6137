using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Agreements;

/// <summary>Weights on their way through all languages.</summary>
public sealed class WeightTests
{
    private readonly Troupe troupe = new();
    private string folder = "";

    [SetUp]
    public void Prepare() => folder = Directory.CreateTempSubdirectory("weights").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [OneTimeTearDown]
    public void End() => troupe.Dispose();

    [TestCase("mnist-cnn")]
    [TestCase("convae")]
    [TestCase("resnet18")]
    [TestCase("deeppose", Category = "Slow", Explicit = true, Reason = "copies 230 MB seven times; dotnet test correctness --filter Name~come_back")]
    public void Weights_that_every_language_has_loaded_and_saved_come_back_bit_for_bit(string workload)
    {
        using var session = Workload.Find(workload).Open(new SessionOptions(Batch: 2, Seed: 7));
        _ = session.Agree(1);
        var digest = session.Digest();
        var path = Path.Combine(folder, "first");
        session.Save(path);
        foreach (var peer in new[] { Contender.Cpp, Contender.Python, Contender.Cpp })
        {
            var worker = troupe.Player(peer);
            Assert.That(worker.Open(new OpenRequest(workload, Batch: 2)).Digest, Is.Not.EqualTo(digest));
            worker.Load(path);
            worker.Save(path += $"-{peer}");
        }
        using var other = Workload.Find(workload).Open(new SessionOptions(Batch: 2, Seed: 1));
        other.Load(path);
        Assert.That(other.Digest(), Is.EqualTo(digest));
    }

    [Test]
    public void A_network_goes_on_learning_in_another_language_as_it_would_have_here(
        [Values(Contender.Cpp, Contender.Python)] string peer)
    {
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 8, Seed: 3));
        _ = session.Agree(5);
        session.Save(Path.Combine(folder, "weights"));
        var worker = troupe.Player(peer);
        worker.Open(new OpenRequest("mnist-softmax", Batch: 8, Seed: 3));
        worker.Load(Path.Combine(folder, "weights"));
        Assert.That(worker.Agree(5), Is.EqualTo(session.Agree(5).Select(HexFloat.Format)));
    }

    [Test]
    public void Weights_of_another_network_are_refused_by_everybody(
        [Values(Contender.Cpp, "csharp", Contender.Python)] string contender)
    {
        using var session = Workload.MnistCnn.Open(new SessionOptions(Batch: 1));
        session.Save(Path.Combine(folder, "weights"));
        var worker = troupe.Player(contender);
        worker.Open(new OpenRequest("mnist-softmax", Batch: 8, Seed: 3));
        Assert.That(() => worker.Load(Path.Combine(folder, "weights")), Throws.TypeOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Refused));
        Assert.That(worker.IsUsable, Is.True);
    }
}
