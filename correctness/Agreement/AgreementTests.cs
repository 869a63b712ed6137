using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Measurement;

// Not the name of the folder: the type Agreement would mean the namespace in every other room.
namespace PerfSuite.Correctness.Agreements;

/// <summary>All languages on one libtorch: the same parameters and the same ten losses, to the last bit.</summary>
[TestFixture(1)]
[TestFixture(2)]
public sealed class AgreementTests(int threads)
{
    private const int Steps = 10;
    private readonly Dictionary<string, Worker> workers = [];
    private readonly Dictionary<string, WorkerHello> hellos = [];
    private IReadOnlyList<Contender> contenders = [];

    [OneTimeSetUp]
    public void Start()
    {
        contenders = Contender.Find(Contender.Known, threads);
        foreach (var contender in contenders.Where(contender => contender.Command is not null))
            workers[contender.Name] = Worker.Start(contender.Command!);
        foreach (var (name, worker) in workers)
            hellos[name] = worker.Hello();
    }

    [OneTimeTearDown]
    public void End()
    {
        foreach (var worker in workers.Values)
            worker.Dispose();
    }

    [Test]
    public void Both_peers_agree_with_CSharp(
        [Values(Contender.Cpp, Contender.Python)] string peer,
        [Values("mnist-softmax", "mnist-cnn", "overhead")] string workload)
    {
        if (contenders.First(contender => contender.Name == peer).Absence is { } absence)
        {
            var message = $"{peer} is not on this machine: {absence}";
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(message);
            Assert.Ignore(message);
        }
        var mine = Testify(Contender.CSharp, workload);
        var theirs = Testify(peer, workload);
        var judged = PerfSuite.Measurement.Agreement.Judge([mine, theirs])[1];
        var sameTorch = (mine.LibTorch, mine.Blas, mine.CpuCapability) == (theirs.LibTorch, theirs.Blas, theirs.CpuCapability);
        Assert.That(judged.Status, Is.EqualTo(sameTorch ? AgreementStatus.Exact : AgreementStatus.Within), judged.Reason);
        Assert.That(theirs.Losses, Has.Count.EqualTo(Steps).And.Some.Not.EqualTo(theirs.Losses[0]));
    }

    private Testimony Testify(string contender, string workload)
    {
        var worker = workers[contender];
        var digest = worker.Open(new OpenRequest(workload, Batch: 4, Seed: 0, Threads: threads)).Digest;
        var hello = hellos[contender];
        return new Testimony(contender, hello.LibTorch, hello.Blas, hello.CpuCapability, digest, worker.Agree(Steps));
    }
}
