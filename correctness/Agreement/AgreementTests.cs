using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

// Not the name of the folder: the type Agreement would mean the namespace in every other room.
namespace PerfSuite.Correctness.Agreements;

/// <summary>All languages on one libtorch: the same parameters, the same losses and, once trained, the same predictions, to the last bit.</summary>
[Category("Agreement")]
public sealed class AgreementTests
{
    private static readonly string[] peers = [Contender.Cpp, Contender.Python];
    private readonly Troupe troupe = new();

    [OneTimeTearDown]
    public void End() => troupe.Dispose();

    /// <summary>
    /// Variants that differ in what they read, not in what they are, are left to <see cref="Every_variant_agrees"/>: on random
    /// batches they are the same. So are the heavy networks' later steps.
    /// </summary>
    public static IEnumerable<object[]> Quick =>
        from session in new[]
        {
            ("mnist-softmax", "matched", 10, 1), ("mnist-softmax", "matched", 10, 2),
            ("mnist-cnn", "matched", 10, 1), ("mnist-cnn", "matched", 10, 2),
            ("overhead", "matched", 10, 1), ("overhead", "matched", 10, 2),
            ("peak", "matched", 3, 1), ("peak", "matched", 2, 2),
            ("convae", "matched", 4, 1), ("convae", "matched", 2, 2),
            ("deeppose", "matched", 2, 1),
            ("resnet18", "matched", 3, 1), ("resnet18", "published-cpp", 10, 1), ("resnet18", "published-cpp", 3, 2),
            ("resnet34", "published-cpp", 2, 1),
        }
        from peer in peers
        select new object[] { peer, session.Item1, session.Item2, session.Item3, session.Item4 };

    public static IEnumerable<object[]> All =>
        from workload in Workload.All.Where(workload => workload is not (LoadingWorkload or PredictionWorkload) && !Workload.IsOwn(workload.Name))
        from variant in workload.Variants
        from threads in new[] { 1, 2 }
        from peer in peers
        select new object[] { peer, workload.Name, variant.Name, 10, threads };

    [TestCaseSource(nameof(Quick))]
    public void Both_peers_learn_and_predict_what_CSharp_does(string peer, string workload, string variant, int steps, int threads) =>
        troupe.Agree(peer, new OpenRequest(workload, Batch: 4, Threads: threads, Variant: variant), steps);

    [Test]
    public void In_every_mode_of_libtorch_they_learn_the_same([Values(Contender.Cpp, Contender.Python)] string peer, [Values("benchmark", "deterministic", "strict", "float32", "tf32", "bfloat16")] string mode) =>
        troupe.Agree(peer, new OpenRequest("mnist-cnn", Batch: 3, Mode: mode), 2);

    [Test]
    public void A_mode_that_nobody_knows_is_refused_with_those_there_are([Values(Contender.Cpp, "csharp", Contender.Python)] string contender) =>
        Assert.That(() => troupe.Player(contender).Open(new OpenRequest("overhead", 1, Mode: "fast")),
            Throws.TypeOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Refused).And.Message.Contains("benchmark, deterministic, strict"));

    [Test]
    public void What_is_no_network_is_not_narrowed_in_any_language([Values(Contender.Cpp, "csharp", Contender.Python)] string contender) =>
        Assert.That(() => troupe.Player(contender).Open(new OpenRequest("overhead", 1, Mode: "bfloat16")),
            Throws.TypeOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Refused).And.Message.Contains("float32 only"));

    /// <summary>Of libtorch 1.13 the same bits are expected; 2.6's Adam was found to round otherwise in Python alone.</summary>
    [TestCase("convae", true)]
    [TestCase("mnist-cnn", false)]
    public void Python_says_where_its_optimizer_rounds_otherwise(string workload, bool adam)
    {
        var python = troupe.Player(Contender.Python);
        var expected = adam && python.Hello().LibTorch is { } version && !version.StartsWith("1.", StringComparison.Ordinal);
        Assert.That(python.Open(new OpenRequest(workload, 2)).Freedom, expected ? Does.Contain("first moment") : Is.Null);
        Assert.That(troupe.Player(Contender.Cpp).Open(new OpenRequest(workload, 2)).Freedom, Is.Null);
    }

    /// <summary>On whatever libtorch it has: where that is another than ours, within tolerance.</summary>
    [TestCase("mnist-cnn", "", 10)]
    [TestCase("convae", "", 2)]
    [TestCase("deeppose", "visibility=on", 2)]
    [TestCase("resnet18", "stem=imagenet", 3)]
    public void The_other_supplier_of_CSharp_learns_and_predicts_the_same(string workload, string settings, int steps)
    {
        var chosen = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        troupe.Agree(OtherSupplierContender.Name, new OpenRequest(workload, Batch: 4, Settings: chosen), steps);
    }

    [Test]
    public void Only_networks_that_are_trained_say_what_they_predict([Values(Contender.Cpp, "csharp", Contender.Python)] string contender)
    {
        var worker = troupe.Player(contender);
        worker.Open(new OpenRequest("overhead", 1));
        Assert.That(() => worker.Infer(), Throws.TypeOf<WorkerException>().With.Property("Fault").EqualTo(WorkerFault.Refused).And.Message.Contains("no network that is trained"));
    }

    /// <summary>libtorch's allocator is asked in both, so that no more means not one byte more.</summary>
    [TestCase("mnist-softmax", 64)]
    [TestCase("mnist-cnn", 3)]
    [TestCase("convae", 2)]
    [TestCase("deeppose", 1, Category = "Slow", Explicit = true, Reason = "58 million parameters twice: dotnet test correctness --filter Name~no_more_memory")]
    [TestCase("resnet18", 2)]
    public void Tensors_take_no_more_memory_in_CSharp_than_in_Cpp(string workload, int batch)
    {
        var (own, cpp) = (troupe.Player("csharp"), troupe.Player(Contender.Cpp));
        own.Open(new OpenRequest(workload, batch));
        cpp.Open(new OpenRequest(workload, batch));
        foreach (var phase in new[] { "infer", "step" })
        {
            if (own.Counters(phase, 1).PeakBytes is not { } bytes)
            {
                Assert.Ignore("This supplier does not tell what is allocated.");
                return;
            }
            Assert.That(bytes, Is.Positive.And.AtMost(cpp.Counters(phase, 1).PeakBytes!.Value), phase);
        }
    }

    [TestCase("visibility=on", Category = "Slow", Explicit = true, Reason = "with files it is compared anyway; dotnet test correctness --filter Name~loss_of_poses")]
    [TestCase("loss=explicit visibility=half")]
    [TestCase("visibility=half optimizer=adam", Category = "Slow", Explicit = true, Reason = "Adam on 58 million parameters; dotnet test correctness --filter Name~loss_of_poses")]
    [TestCase("loss=explicit", Category = "Slow", Explicit = true, Reason = "as the one above")]
    public void Every_loss_of_poses_agrees(string settings)
    {
        var chosen = settings.Split(' ').Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        foreach (var peer in peers)
            troupe.Agree(peer, new OpenRequest("deeppose", Batch: 1, Settings: chosen), 2);
    }

    [Category("Slow"), Explicit("minutes; dotnet test correctness --filter Name~Every_variant_agrees"), TestCaseSource(nameof(All))]
    public void Every_variant_agrees(string peer, string workload, string variant, int steps, int threads) =>
        troupe.Agree(peer, new OpenRequest(workload, Batch: 4, Threads: threads, Variant: variant), steps);
}
