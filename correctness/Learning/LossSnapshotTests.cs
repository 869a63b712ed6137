using System.Globalization;
using NUnit.Framework;
using PerfSuite.Diagnosis;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>
/// The first ten losses of every network are those that were accepted: baselines/snapshots/Losses.*.verified.txt. Where this libtorch,
/// BLAS, CPU capability and number of threads are listed, to the bit; elsewhere within the tolerances that the files state.
/// </summary>
public sealed class LossSnapshotTests
{
    private const string Prefix = "Losses.";
    private const int Steps = 10;
    private const long Seed = 1;
    private const int Threads = 1;
    private readonly List<string> unlisted = [];

    /// <summary>
    /// Batches are as small as batch normalisation bears, rates what so small batches bear: at their own of 0.1 to 0.5 the classifiers
    /// overshoot, and nobody could say what another environment must come to. Published variants are left out: on random samples they are
    /// the same network, cost seconds, or normalise so few values at their end that rounding alone changes the fifth loss by a third.
    /// </summary>
    public static IEnumerable<object[]> Networks =>
    [
        ["mnist-softmax", 16, 0.05],
        ["mnist-cnn", 16, 0.05],
        ["convae", 2, 1e-4],
        ["deeppose", 1, 0.01],
        ["resnet18", 3, 0.001],
        ["resnet34", 2, 0.0001],
        .. Workload.Own.Select(own => new object[] { own.Name, 8, own.Configure().Optimizer.LearningRate }),
    ];

    [TestCaseSource(nameof(Networks))]
    public void The_first_ten_losses_are_those_accepted(string workload, int batch, double rate)
    {
        var values = Losses(Workload.FindNetwork(workload).Configure(), batch, rate).Index().ToDictionary(loss => $"{Variant.Matched}.{loss.Index + 1}", loss => loss.Item);
        Assert.That(values.Values, Has.All.Matches<float>(float.IsFinite));

        var comparison = new NumericSnapshotFile(SnapshotFolder.Here, Prefix + workload).Verify(
            string.Create(CultureInfo.InvariantCulture, $"The first {Steps} losses of {workload}, each before its update: random batch of {batch}, rate {rate}, seed {Seed}."),
            new NumericEntry(Here(), values),
            record: Environment.GetEnvironmentVariable("PERFSUITE_SNAPSHOTS") == "record");
        foreach (var line in comparison.Lines())
            TestContext.Out.WriteLine(line);
        if (!comparison.Exact)
            unlisted.Add(workload);
    }

    [Test]
    public void Every_network_has_its_losses_accepted_and_nothing_else_has()
    {
        var files = Directory.GetFiles(SnapshotFolder.Here, $"{Prefix}*.verified.txt").Select(file => Path.GetFileName(file)[Prefix.Length..].Replace(".verified.txt", "", StringComparison.Ordinal));
        Assert.That(files, Is.EquivalentTo(Workload.All.OfType<NetworkWorkload>().Select(workload => workload.Name)));
    }

    /// <summary>Once for all of them, where it is seen without asking: tests that pass print nothing.</summary>
    [OneTimeTearDown]
    public void TellWhatWasNotHeldToTheBit()
    {
        if (unlisted.Count > 0)
            TestContext.Error.WriteLine($"Losses of {string.Join(", ", unlisted)}: no entry has {Here()}; they were held against the nearest, and are within its tolerances. README, Snapshots, says how to add one.");
    }

    // In the order of a session: the draws are the same.
    private static IEnumerable<float> Losses(Recipe recipe, int batch, double rate)
    {
        set_num_threads(Threads);
        manual_seed(Seed);
        using var model = recipe.CreateModel();
        using var optimizer = (recipe.Optimizer with { LearningRate = rate }).Create(model.parameters());
        manual_seed(Seed + 1);
        using var samples = recipe.RandomBatch(batch);
        manual_seed(Seed + 2);
        for (var step = 0; step < Steps; step++)
        {
            using var loss = recipe.Step(model, optimizer, samples);
            yield return loss.item<float>();
        }
    }

    private static NumericEnvironment Here()
    {
        var runtime = TorchRuntime.Current;
        var blas = runtime.Blas is { } library && Blas.OfThisProcess() is { Core: { } core } open ? $"{library}, {open.Version} with {core} kernels" : runtime.Blas;
        return new NumericEnvironment(runtime.LibTorchVersion, blas, runtime.CpuCapability, Threads);
    }
}
