using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Agreements;
using PerfSuite.Correctness.Computing.Learning;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Computing.Agreements;

/// <summary>Weights on their way through all languages.</summary>
[Category("Agreement")]
public sealed class WeightTests
{
    private static readonly string[] languages = [Contender.Cpp, "csharp", Contender.Python];
    private readonly Troupe troupe = new();
    private string folder = "";

    [SetUp]
    public void Prepare() => folder = Directory.CreateTempSubdirectory("weights").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [OneTimeTearDown]
    public void End() => troupe.Dispose();

    [TestCase("mnist-cnn")]
    [TestCase("convae", Category = "Slow", Explicit = true, Reason = "as the one below")]
    [TestCase("resnet18", Category = "Slow", Explicit = true, Reason = "as the one below")]
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

    /// <summary>
    /// The file holds parameters and buffers, of which the running means of batch normalisation are some: a prediction after reading it is
    /// the writer's. What the optimizer keeps and where the generator is are in no file that all languages read: with momentum, Adam or dropout
    /// whoever goes on begins anew with these, all alike; only plain SGD without dropout goes on as the writer does.
    /// </summary>
    [TestCase("mnist-softmax", "", true)]
    [TestCase("mnist-cnn", "", false)]
    [TestCase("resnet18", "stem=imagenet", false)]
    [TestCase("convae", "", false, Category = "Slow", Explicit = true, Reason = "as the last one")]
    [TestCase("resnet34", "stem=imagenet", false, Category = "Slow", Explicit = true, Reason = "as the last one")]
    [TestCase("deeppose", "", false, Category = "Slow", Explicit = true, Reason = "A minute, 230 MB a file: dotnet test correctness --filter Name~written_by_any_language")]
    public void Weights_written_by_any_language_predict_and_learn_the_same_in_every_other(string workload, string settings, bool stateless)
    {
        var chosen = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        var fresh = new OpenRequest(workload, Batch: 4, Seed: 7, Settings: chosen);
        foreach (var author in languages)
        {
            var writer = troupe.Player(author);
            var untrained = writer.Open(fresh).Digest;
            writer.Agree(3);
            var path = Path.Combine(folder, author);
            writer.Save(path);
            var predicted = writer.Infer();
            var gone = stateless ? writer.Agree(3) : null;
            var digest = (string?)null;
            foreach (var reader in languages)
            {
                var worker = troupe.Player(reader);
                var opened = worker.Open(fresh with { Weights = path });
                Assert.That(opened.Digest, Is.Not.EqualTo(untrained).And.EqualTo(digest ??= opened.Digest), $"{reader} has read what {author} learned");
                Assert.That(worker.Infer().Digest, Is.EqualTo(predicted.Digest), $"{reader} predicts as {author}, who wrote the weights");
                var learned = worker.Agree(3);
                gone ??= learned;
                Assert.That(learned, Is.EqualTo(gone), $"{reader} goes on from {author}'s weights");
            }
        }
    }

    [Test]
    public void What_a_training_saves_is_read_by_every_language([Values(Contender.Cpp, "csharp", Contender.Python)] string contender)
    {
        var result = Trainings.Options("mnist-cnn", 1).Into(folder).Run();
        var opened = troupe.Player(contender).Open(new OpenRequest("mnist-cnn", Batch: 4, Weights: Path.Combine(folder, "model.safetensors")));
        Assert.That(opened.Digest, Is.EqualTo(result.Digest));
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
