using System.Security.Cryptography;
using NUnit.Framework;
using PerfSuite.Correctness.Learning;
using PerfSuite.Correctness.Program;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>
/// One seed gives one result, bit for bit: again in this process and in another, with each number of threads, with any number of workers, broken
/// off and resumed, with deterministic algorithms asked for.
/// </summary>
public sealed class ReproducibilityTests
{
    private readonly MadeData data = new(12);
    private RawWorker worker = null!;

    [OneTimeSetUp]
    public void Start() => worker = new RawWorker();

    [OneTimeTearDown]
    public void End()
    {
        data.Dispose();
        worker.Dispose();
    }

    [TearDown]
    public void Restore() => TorchRuntime.Current.Apply(ComputeMode.Standard);

    public static IEnumerable<TestCaseData> EveryVariant =>
        from workload in Workload.All.OfType<NetworkWorkload>()
        from variant in workload.Variants
        from threads in new[] { 1, 2 }
        select new TestCaseData(workload.Name, variant.Name, threads);

    /// <summary>With one thread <see cref="SessionTests"/> has the small ones; two of a network that is not small take long where another program has a core.</summary>
    [TestCase("mnist-softmax", 2)]
    [TestCase("mnist-cnn", 2)]
    [TestCase("overhead", 2)]
    [TestCase("peak", 2)]
    [TestCase("resnet18", 1)]
    public void One_seed_gives_the_same_bits_again_and_another_seed_others(string workload, int threads) => Again(workload, Variant.Matched, threads);

    [TestCaseSource(nameof(EveryVariant)), Category("Slow"), Explicit("A minute or two: dotnet test correctness --filter Name~Every_variant_gives_the_same_bits")]
    public void Every_variant_gives_the_same_bits_again_and_another_seed_others(string workload, string variant, int threads) => Again(workload, variant, threads);

    /// <summary>What one process computes another does, the number of threads being the same.</summary>
    [TestCase("mnist-cnn", 1)]
    [TestCase("mnist-cnn", 2)]
    [TestCase("resnet18", 1, Category = "Slow", Explicit = true, Reason = "as the one below")]
    [TestCase("convae", 2, Category = "Slow", Explicit = true, Reason = "Seconds on a quiet machine: dotnet test correctness --filter Name~Another_process_comes")]
    [TestCase("deeppose", 2, Category = "Slow", Explicit = true, Reason = "as the one above")]
    [TestCase("resnet34", 2, Category = "Slow", Explicit = true, Reason = "as the one above")]
    public void Another_process_comes_to_the_same_bits(string workload, int threads)
    {
        var opened = worker.Ask($$"""{"do":"open","workload":"{{workload}}","variant":"matched","batch":2,"seed":5,"device":"cpu","threads":{{threads}}}""");
        var losses = worker.Ask("""{"do":"agree","steps":3}""").GetProperty("losses").EnumerateArray().Select(loss => loss.GetString());
        using var session = Workload.Find(workload).Open(new SessionOptions(Batch: 2, Seed: 5, Threads: threads));
        Assert.That(session.Digest(), Is.EqualTo(opened.GetProperty("digest").GetString()));
        Assert.That(session.Agree(3).Select(HexFloat.Format), Is.EqualTo(losses));
    }

    /// <summary>Real files, decoded, cropped and varied at random: the reading of the networks, where <see cref="Data.Loading.LoaderTests"/> has numbers.</summary>
    [TestCase("mnist-cnn")]
    [TestCase("resnet18")]
    [TestCase("convae")]
    [TestCase("deeppose")]
    public void Files_are_read_to_the_same_bits_with_0_1_and_4_workers_and_again(string workload)
    {
        var recipe = Workload.FindNetwork(workload).Configure();
        var first = Read(seed: 5, workers: 0);
        foreach (var workers in new[] { 0, 1, 4 })
            Assert.That(Read(seed: 5, workers), Is.EqualTo(first), $"{workers} workers");
        Assert.That(Read(seed: 6, workers: 4), Is.Not.EqualTo(first));

        string Read(long seed, int workers)
        {
            using var source = recipe.OpenData(data[recipe.Workload.DataSet], DataPart.Train);
            using var loader = new Loader(source, new LoaderOptions(5, seed, workers));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (var epoch in new[] { 0L, 1 })
                foreach (var batch in loader.Epoch(epoch))
                    hash.AppendData(batch.Input.bytes);
            return Convert.ToHexString(hash.GetHashAndReset());
        }
    }

    /// <summary>With two threads as <see cref="TrainerResumeTests"/> has it with one; and the workers may change on the way.</summary>
    [Test]
    public void A_training_with_two_threads_comes_to_the_same_bits_with_four_workers_and_resumed_with_one()
    {
        using var folder = new Folder();
        var options = Trainings.Options("mnist-cnn", epochs: 1) with { Optimizer = "adam", LearningRate = 0.001, Threads = 2 };
        var whole = options.Run();
        (options with { OutputFolder = folder["cut"], Workers = 4 }).Stop(after: 4);
        Assert.That((options with { Workers = 1 }).Resume(folder["cut"]).Bits(), Is.EqualTo(whole.Bits()));
        Assert.That((options with { Seed = 6 }).Run().Digest, Is.Not.EqualTo(whole.Digest));
    }

    /// <summary>No network needs an operation that has no deterministic implementation, and on a processor those chosen are the same.</summary>
    [TestCase("mnist-softmax", 1)]
    [TestCase("mnist-cnn", 2)]
    [TestCase("resnet18", 1)]
    [TestCase("convae", 2, Category = "Slow", Explicit = true, Reason = "Seconds on a quiet machine: dotnet test correctness --filter Name~Deterministic_algorithms")]
    [TestCase("deeppose", 1, Category = "Slow", Explicit = true, Reason = "as the one above")]
    [TestCase("resnet34", 2, Category = "Slow", Explicit = true, Reason = "as the one above")]
    public void Deterministic_algorithms_can_be_asked_for_and_change_no_bit(string workload, int threads)
    {
        if (ComputeMode.Fault("strict") is { } fault)
            Assert.Ignore(fault);
        var plain = Learned(workload, Variant.Matched, threads, seed: 5);
        Assert.That(TorchRuntime.Current.DeterministicAlgorithms, Is.False);
        Assert.That(Learned(workload, Variant.Matched, threads, seed: 5, "strict"), Is.EqualTo(plain));
        Assert.That(TorchRuntime.Current.DeterministicAlgorithms, Is.True);
    }

    private static void Again(string workload, string variant, int threads)
    {
        var first = Learned(workload, variant, threads, seed: 5);
        Assert.That(Learned(workload, variant, threads, seed: 5), Is.EqualTo(first));
        Assert.That(Learned(workload, variant, threads, seed: 6), Is.Not.EqualTo(first));
    }

    /// <summary>The losses of some steps, of which all but the first depend on every update before.</summary>
    private static string Learned(string workload, string variant, int threads, long seed, string mode = "standard")
    {
        using var session = Workload.Find(workload).Open(new SessionOptions(Batch: 2, seed, threads, Variant: variant, Mode: mode));
        return string.Join(' ', session.Agree(2).Select(HexFloat.Format));
    }
}
