using NUnit.Framework;
using NUnit.Framework.Constraints;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Agreements;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using TorchSharp;

namespace PerfSuite.Correctness.Computing.Agreements;

/// <summary>One trained network, the same images, every language and every layer of its API: the same probabilities.</summary>
[Category("Agreement")]
public sealed class PredictionTests
{
    // No multiple of a batch of 3, so that it wraps around.
    private const int Images = 5;
    private const int Steps = 10;
    private const string CSharp = "csharp";

    // What other orders of summation may change: a few units in the last place of a float32.
    private const double Tolerance = 1e-5;

    private readonly Troupe troupe = new();
    private readonly TrainedDigits digits = new(Images);

    [OneTimeTearDown]
    public void End()
    {
        troupe.Dispose();
        digits.Dispose();
    }

    private string Data => digits.Data;
    private Folder Folder => digits.Folder;

    [Test]
    public void Modules_and_functions_agree_bit_for_bit(
        [Values(Contender.Cpp, Contender.Python)] string peer, [Values("softmax", "cnn")] string network,
        [Values("module", "functional")] string api, [Values(1, 3)] int batch) =>
        troupe.Agree(peer, Request(network, api, batch), Steps);

    [Test]
    public void Functions_have_the_bits_of_the_module([Values("softmax", "cnn")] string network) =>
        Assert.That(Means(CSharp, Request(network, "functional")), Is.EqualTo(Means(CSharp, Request(network, "module"))));

    [Test]
    public void Scripts_agree_with_the_module(
        [Values(Contender.Cpp, CSharp, Contender.Python)] string contender, [Values("softmax", "cnn")] string network)
    {
        digits.Export(network);
        AssertClose(Means(contender, Request(network, "script", 3)), Means(CSharp, Request(network, "module", 3)));
        Assert.That(troupe.Player(contender).Open(Request(network, "script")).Digest, Is.EqualTo(troupe.Player(CSharp).Open(Request(network, "module")).Digest));
    }

    [Test]
    public void Managed_code_agrees_with_the_module([Values(1, 3)] int batch) =>
        AssertClose(Means(CSharp, Request("softmax", "managed", batch)), Means(CSharp, Request("softmax", "module", batch)));

    [Test]
    public void A_batch_starts_where_the_last_one_ended_and_its_probabilities_stay()
    {
        using var session = Workload.Prediction.Open(Options("softmax", "module", 3));
        session.Time(Phase.Predict, 1);
        var first = session.Probabilities.ToArray();
        session.Time(Phase.Predict, 1);
        var second = session.Probabilities.ToArray();
        Assert.That(second[20..], Is.EqualTo(first[..10]), "the sixth image is the first again");
        _ = session.Agree(2);
        session.Time(Phase.Predict, 4);
        Assert.That(session.Probabilities.ToArray(), Is.EqualTo(first), "five batches of three are three times all five");
        Assert.That(first.Chunk(10).Select(shares => shares.Sum()), Is.All.EqualTo(1).Within(1e-5));
        Assert.That(session.Model.training, Is.False);
    }

    [TestCase("softmax", "module")]
    [TestCase("softmax", "functional")]
    [TestCase("softmax", "script")]
    [TestCase("softmax", "managed")]
    [TestCase("cnn", "module")]
    [TestCase("cnn", "functional")]
    [TestCase("cnn", "script")]
    public void Every_api_runs_and_leaves_no_tensor_behind(string network, string api)
    {
        if (api == "script")
            digits.Export(network);
        Predict();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = torch.Tensor.TotalCount;
        Predict();
        Assert.That(torch.Tensor.TotalCount, Is.EqualTo(before));

        void Predict()
        {
            using var session = Workload.Prediction.Open(Options(network, api, 2));
            Assert.That(session.Latencies(Phase.Predict, 3), Has.Length.EqualTo(3).And.All.Positive);
            Assert.That(session.Count(Phase.Predict, 3).TensorsAlive, Is.Zero);
        }
    }

    [Test]
    public void Without_weights_the_seed_makes_the_network_it_makes_for_training(
        [Values(Contender.Cpp, CSharp, Contender.Python)] string contender, [Values("softmax", "cnn")] string network)
    {
        var worker = troupe.Player(contender);
        var digest = worker.Open(new OpenRequest($"mnist-{network}", 2, Seed: 6)).Digest;
        Assert.That(worker.Open(Request(network, "module") with { Seed = 6, Weights = null }).Digest, Is.EqualTo(digest));
    }

    [Test]
    public void Each_iteration_has_its_latency([Values(Contender.Cpp, CSharp, Contender.Python)] string contender)
    {
        var worker = troupe.Player(contender);
        worker.Open(Request("softmax", "module"));
        Assert.That(worker.Latencies("predict", 7), Has.Count.EqualTo(7).And.All.Positive);
        Assert.That(worker.Latencies("predict", 20_000), Has.Count.EqualTo(20_000));
        worker.Open(new OpenRequest("mnist-softmax", 2));
        Assert.That(worker.Latencies("backward", 3), Has.Count.EqualTo(3), "also of what has something to prepare");
        foreach (var iterations in new[] { 0, 20_001 })
            Assert.That(() => worker.Latencies("infer", iterations), Refused("iterations", "20000"));
    }

    [Test]
    public void Weights_are_there_when_a_session_is_opened([Values(Contender.Cpp, CSharp, Contender.Python)] string contender)
    {
        var worker = troupe.Player(contender);
        var opened = worker.Open(new OpenRequest("mnist-cnn", 2, Seed: 9, Weights: digits.Trained("cnn")));
        Assert.That(worker.Open(new OpenRequest("mnist-cnn", 2, Seed: 9)).Digest, Is.Not.EqualTo(opened.Digest));
        worker.Load(digits.Trained("cnn"));
        worker.Save(Folder["saved"]);
        Assert.That(worker.Open(Request("cnn", "functional") with { Weights = Folder["saved"] }).Digest, Is.EqualTo(opened.Digest));
    }

    [Test]
    public void What_cannot_be_opened_is_named([Values(Contender.Cpp, CSharp, Contender.Python)] string contender)
    {
        var worker = troupe.Player(contender);
        var alone = Folder[$"alone-{contender}.safetensors"];
        File.Copy(digits.Trained("softmax"), alone);
        var module = Request("softmax", "module");
        void Refuses(OpenRequest request, params string[] words) => Assert.That(() => worker.Open(request), Refused(words));

        Refuses(module with { Data = null }, "data", "MNIST");
        Refuses(module with { Data = Folder["nowhere"] }, "nowhere");
        Refuses(module with { Data = Folder.Path }, Folder.Path, "t10k-images");
        Refuses(module with { Weights = Folder["nowhere.safetensors"] }, "nowhere.safetensors");
        Refuses(module with { Weights = digits.Trained("cnn") }, "cnn.safetensors");
        Refuses(Request("softmax", "script") with { Weights = alone }, Path.ChangeExtension(alone, ".pt"), "export.py");
        Refuses(Request("softmax", "script") with { Weights = Folder["saved"] }, "saved", ".safetensors");
        Refuses(Request("softmax", "magic"), "api", "magic", "functional");
        Refuses(Request("cnn", "managed"), "managed");
        File.WriteAllText(Path.ChangeExtension(alone, ".pt"), "no script");
        Refuses(Request("softmax", "script") with { Weights = alone }, Path.ChangeExtension(alone, ".pt"), "TorchScript");

        worker.Open(Request("softmax", "script") with { Weights = null });
        Assert.That(() => worker.Round("predict", 1), Refused("script", "weights"));
        Assert.That(() => worker.Agree(1), Refused("script", "weights"));
        worker.Open(module);
        Assert.That(() => worker.Round("step", 1), Refused("step", "predict"));
    }

    [TestCase("--network softmax --weights {0}/cnn.safetensors", 1, "conv1")]
    [TestCase("--network softmax --weights {0}/nowhere.safetensors", 1, "no such file")]
    [TestCase("--network softmax --weights {0}/cnn.pt", 64, ".safetensors")]
    [TestCase("--network both --weights {0}/cnn.safetensors", 64, "softmax")]
    public void What_cannot_be_exported_is_named(string arguments, int code, string word)
    {
        digits.Trained("cnn");
        var (exit, said) = digits.Exported(string.Format(arguments, Folder.Path).Split(' '));
        Assert.That(exit, Is.EqualTo(code), said);
        Assert.That(said, Does.Contain(word));
    }

    private OpenRequest Request(string network, string api, int batch = 1) =>
        new("prediction", batch, Seed: 4, Data: Data, Settings: Chosen(network, api), Weights: digits.Trained(network));

    private SessionOptions Options(string network, string api, int batch) =>
        new(batch, Seed: 4, DataFolder: Data, Settings: Chosen(network, api), Weights: digits.Trained(network));

    private static Dictionary<string, string> Chosen(string network, string api) => new() { ["network"] = network, ["api"] = api };

    private static Constraint Refused(params string[] words) => words.Aggregate(
        (Constraint)Throws.TypeOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Refused), (so, word) => so.And.Message.Contains(word));

    private static void AssertClose(float[] means, float[] reference)
    {
        Assert.That(reference.Distinct().Count(), Is.GreaterThan(1));
        foreach (var (mean, expected) in means.Zip(reference, (mean, expected) => (mean, expected)))
            Assert.That(mean, Is.EqualTo(expected).Within(expected * Tolerance));
    }

    private float[] Means(string contender, OpenRequest request)
    {
        var worker = troupe.Player(contender);
        worker.Open(request);
        return [.. worker.Agree(Steps).Select(mean => HexFloat.TryParse(mean, out var value) ? value : float.NaN)];
    }
}
