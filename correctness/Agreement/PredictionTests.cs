using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Agreements;

/// <summary>One trained network, the same images, every language and every layer of its API: the same probabilities.</summary>
public sealed class PredictionTests
{
    // Not a multiple of the batch, so that it wraps around.
    private const int Images = 5;
    private readonly Troupe troupe = new();
    private readonly Folder folder = new();
    private readonly Dictionary<string, string> trained = [];

    [OneTimeSetUp]
    public void Draw() => new DrawnMnist(TrainCount: 60, TestCount: Images).Make(Data);

    [OneTimeTearDown]
    public void End()
    {
        troupe.Dispose();
        folder.Dispose();
    }

    private string Data => Path.Combine(folder.Path, "data");

    [Test]
    public void Modules_and_functions_agree_bit_for_bit(
        [Values(Contender.Python)] string peer, [Values("softmax", "cnn")] string network, [Values("module", "functional")] string api, [Values(1, 3)] int batch) =>
        troupe.Agree(peer, Request(network, api, batch), 10);

    private OpenRequest Request(string network, string api, int batch = 1) => new("prediction", batch, Seed: 4, Data: Data,
        Settings: new Dictionary<string, string> { ["network"] = network, ["api"] = api }, Weights: Trained(network));

    private string Trained(string network)
    {
        if (trained.TryGetValue(network, out var path))
            return path;
        using var session = Workload.Find($"mnist-{network}").Open(new SessionOptions(Batch: 10, Seed: 3, DataFolder: Data));
        _ = session.Agree(12);
        session.Save(path = trained[network] = Path.Combine(folder.Path, $"{network}.safetensors"));
        return path;
    }
}
