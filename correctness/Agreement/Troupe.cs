using NUnit.Framework;
using NUnit.Framework.Constraints;
using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Agreements;

/// <summary>Everybody who is on this machine, a process for each number of threads, started when first asked for.</summary>
internal sealed class Troupe : IDisposable
{
    private readonly Dictionary<(string Contender, int Threads), (Worker Worker, WorkerHello Hello)> players = [];
    private readonly Dictionary<string, (Testimony Testimony, InferReply? Prediction)> mine = [];

    /// <summary>A peer's process; without one see <see cref="Absence"/>.</summary>
    public Worker Player(string name, int threads = 1) => Find(name, threads).Worker;

    /// <summary>
    /// Holds a peer's parameters and losses of one session against C#'s, and then what the network, so far trained, predicts of its batch in
    /// eval mode: with running means for the batch's own, and without dropout.
    /// </summary>
    public void Agree(string peer, OpenRequest request, int steps)
    {
        var (theirs, prediction) = Testify(peer, request, steps);
        var key = $"{request with { Settings = null }} {string.Join(' ', request.Settings ?? new Dictionary<string, string>())} {steps}";
        if (!mine.TryGetValue(key, out var own))
            mine[key] = own = Testify("csharp", request, steps);
        var judged = PerfSuite.Measurement.Agreement.Judge([own.Testimony, theirs])[1];
        Constraint expected = !SameTorch(own.Testimony, theirs) ? Is.EqualTo(AgreementStatus.Within)
            : theirs.Freedom is null ? Is.EqualTo(AgreementStatus.Exact)
            : Is.AnyOf(AgreementStatus.Exact, AgreementStatus.Within);
        Assert.That(judged.Status, expected, judged.Reason);
        Assert.That(theirs.Losses, Has.Count.EqualTo(steps));
        if (steps > 1)
            Assert.That(theirs.Losses.Distinct().Count(), Is.GreaterThan(1), "nothing was learned");
        if (own.Prediction is null)
            return;
        // The same judgement as of losses: all of it bit for bit, or, on another libtorch or with another optimizer's rounding, its first numbers within tolerance.
        var digest = theirs.Freedom is null ? prediction!.Digest : own.Prediction.Digest;
        var predicted = PerfSuite.Measurement.Agreement.Judge([Predicted(own.Testimony, own.Prediction), Predicted(theirs, prediction! with { Digest = digest })])[1];
        Assert.That(predicted.Status, expected, $"in eval mode: {predicted.Reason}");
    }

    public void Dispose()
    {
        foreach (var (worker, _) in players.Values)
            worker.Dispose();
    }

    private (Testimony Testimony, InferReply? Prediction) Testify(string contender, OpenRequest request, int steps)
    {
        var (worker, hello) = Find(contender, request.Threads);
        var opened = worker.Open(request);
        var testimony = new Testimony(contender, hello.LibTorch, hello.Blas, hello.CpuCapability, opened.Digest, worker.Agree(steps), Freedom: opened.Freedom);
        return (testimony, Workload.Find(request.Workload) is NetworkWorkload ? worker.Infer() : null);
    }

    private static Testimony Predicted(Testimony whose, InferReply prediction) => whose with { Digest = prediction.Digest, Losses = prediction.First };

    private static bool SameTorch(Testimony own, Testimony theirs) =>
        (own.LibTorch, own.Blas, own.CpuCapability) == (theirs.LibTorch, theirs.Blas, theirs.CpuCapability);

    private (Worker Worker, WorkerHello Hello) Find(string name, int threads)
    {
        if (players.TryGetValue((name, threads), out var player))
            return player;
        var contender = Contender.Find([name], threads)[0];
        if (contender.Command is null)
            Absence.Of(contender);
        var worker = Worker.Start(contender.Command!);
        return players[(name, threads)] = (worker, worker.Hello());
    }
}
