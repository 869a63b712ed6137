using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Correctness.Learning;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Agreements;

/// <summary>
/// All languages on the same files: decoded, augmented, ordered and learned from to the same bits, epoch after epoch with
/// the schedule between them. Eighteen samples are four batches of 4 and a short one, which is dropped.
/// </summary>
[Category("Agreement")]
public sealed class DataAgreementTests
{
    private const int Samples = 18;
    private static readonly string[] peers = [Contender.Cpp, Contender.Python];
    private readonly Troupe troupe = new();
    private readonly MadeData data = new(Samples);

    [OneTimeTearDown]
    public void End()
    {
        troupe.Dispose();
        data.Dispose();
    }

    /// <summary>ImageNet's stem makes a step ten times as cheap and changes nothing of how samples are read.</summary>
    [TestCase("mnist-softmax", "matched", "shuffle=off", 10)]
    [TestCase("mnist-cnn", "matched", "schedule=step epochs=3", 10)]
    [TestCase("convae", "matched", "schedule=cosine epochs=2", 5)]
    [TestCase("convae", "published-cpp", "", 2)]
    [TestCase("resnet18", "matched", "stem=imagenet schedule=step epochs=3", 10)]
    [TestCase("resnet18", "published-cpp", "schedule=cosine epochs=2", 10)]
    [TestCase("resnet18", "published-python", "stem=imagenet", 5)]
    [TestCase("deeppose", "matched", "visibility=on", 1)]
    [TestCase("deeppose", "published-chainer", "", 1)]
    public void Both_peers_read_and_learn_what_CSharp_does(string workload, string variant, string settings, int steps) =>
        Agree(workload, variant, settings, steps);

    /// <summary>What they read is not to be seen from outside; that they read it, and still agree, is.</summary>
    [Test]
    public void Everybody_reads_ahead_and_grows_batches_as_asked([Values("cpp", "csharp", "python")] string contender, [Values("convae", "resnet18")] string workload) =>
        ReadAhead(contender, workload);

    [Category("Slow"), Explicit("58 million parameters, twice in each: dotnet test correctness --filter Name~reads_ahead_of_the_pose")]
    [TestCase("cpp")]
    [TestCase("csharp")]
    [TestCase("python")]
    public void Everybody_reads_ahead_of_the_pose_network(string contender) => ReadAhead(contender, "deeppose");

    public static IEnumerable<object[]> All =>
        from workload in Workload.All.OfType<NetworkWorkload>().Except(Workload.Own)
        from variant in workload.Variants
        from schedule in new[] { "none", "step", "cosine" }
        select new object[] { workload.Name, variant.Name, $"schedule={schedule} epochs=3" };

    [Category("Slow"), Explicit("minutes; dotnet test correctness --filter Name~Ten_losses"), TestCaseSource(nameof(All))]
    public void Ten_losses_on_files_agree_in_every_variant(string workload, string variant, string settings) =>
        Agree(workload, variant, settings, 10);

    private void Agree(string workload, string variant, string settings, int steps)
    {
        var chosen = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(one => one[0], one => one[1]);
        var folder = data[Workload.FindNetwork(workload).DataSet];
        foreach (var peer in peers)
            troupe.Agree(peer, new OpenRequest(workload, Batch: 4, Seed: 3, Variant: variant, Data: folder, Settings: chosen), steps);
    }

    private void ReadAhead(string contender, string workload)
    {
        var player = troupe.Player(contender);
        var settings = workload == "convae" ? new Dictionary<string, string> { ["collate"] = "cat" } : [];
        var request = new OpenRequest(workload, Batch: 4, Data: data[Workload.FindNetwork(workload).DataSet], Settings: settings);
        player.Open(request);
        var losses = player.Agree(1);
        player.Open(request with { Workers = 2 });
        Assert.That(player.Agree(1), Is.EqualTo(losses));
        Assert.That(player.Round("data", 2), Is.Positive);
        var fault = Assert.Throws<WorkerException>(() => player.Open(new OpenRequest("overhead", 1, Workers: 2)))!;
        Assert.That(fault.Message, Does.Contain("workers"));
    }
}
