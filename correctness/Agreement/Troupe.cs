using NUnit.Framework;
using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Agreements;

/// <summary>Everybody who is on this machine, a process for each number of threads, started when first asked for.</summary>
internal sealed class Troupe : IDisposable
{
    private readonly Dictionary<(string Contender, int Threads), (Worker Worker, WorkerHello Hello)> players = [];
    private readonly Dictionary<string, Testimony> mine = [];

    /// <summary>A peer's process; without one the test is left out, on CI it fails, unless plain setup.sh does not get it.</summary>
    public Worker Player(string name, int threads = 1) => Find(name, threads).Worker;

    /// <summary>Holds a peer's parameters and losses of one session against C#'s.</summary>
    public void Agree(string peer, OpenRequest request, int steps)
    {
        var theirs = Testify(peer, request, steps);
        var key = $"{request with { Settings = null }} {string.Join(' ', request.Settings ?? new Dictionary<string, string>())} {steps}";
        if (!mine.TryGetValue(key, out var own))
            mine[key] = own = Testify("csharp", request, steps);
        var judged = PerfSuite.Measurement.Agreement.Judge([own, theirs])[1];
        var sameTorch = (own.LibTorch, own.Blas, own.CpuCapability) == (theirs.LibTorch, theirs.Blas, theirs.CpuCapability);
        Assert.That(judged.Status, Is.EqualTo(sameTorch ? AgreementStatus.Exact : AgreementStatus.Within), judged.Reason);
        Assert.That(theirs.Losses, Has.Count.EqualTo(steps));
        if (steps > 1)
            Assert.That(theirs.Losses.Distinct().Count(), Is.GreaterThan(1), "nothing was learned");
    }

    public void Dispose()
    {
        foreach (var (worker, _) in players.Values)
            worker.Dispose();
    }

    private Testimony Testify(string contender, OpenRequest request, int steps)
    {
        var (worker, hello) = Find(contender, request.Threads);
        var digest = worker.Open(request).Digest;
        return new Testimony(contender, hello.LibTorch, hello.Blas, hello.CpuCapability, digest, worker.Agree(steps));
    }

    private (Worker Worker, WorkerHello Hello) Find(string name, int threads)
    {
        if (players.TryGetValue((name, threads), out var player))
            return player;
        var contender = Contender.Find([name], threads)[0];
        if (contender.Command is null)
        {
            var message = $"{name} is not on this machine: {contender.Absence}";
            if (Environment.GetEnvironmentVariable("CI") == "true" && !Contender.Predictors.Contains(name))
                Assert.Fail(message);
            Assert.Ignore(message);
        }
        var worker = Worker.Start(contender.Command!);
        return players[(name, threads)] = (worker, worker.Hello());
    }
}
