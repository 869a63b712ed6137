using PerfSuite.Contenders;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Studies;

/// <summary>
/// The contenders of one run and their processes. One that falls over is started again, once; a second fall puts it out of the run.
/// Nobody is ever left out silently: <see cref="Entrant.Failure"/> says why.
/// </summary>
internal sealed class Lineup : IDisposable
{
    private const int Lives = 2;
    private readonly WorkerLimits limits;
    private readonly ProcessMemory memory;

    /// <summary>Starts every process before it asks any of them anything: loading torch takes seconds, which so overlap.</summary>
    /// <param name="memory">Where memory is read; this system's if left out.</param>
    public Lineup(IReadOnlyList<Contender> contenders, WorkerLimits limits, ProcessMemory? memory = null)
    {
        (this.limits, this.memory) = (limits, memory ?? ProcessMemory.Here);
        Entrants = [.. contenders.Select(contender => new Entrant(contender))];
        Start([.. Entrants.Where(entrant => entrant.Contender.Command is not null)]);
    }

    public IReadOnlyList<Entrant> Entrants { get; }

    /// <summary>Fresh processes for all who are up; who fell is started again by <see cref="Open"/>, as ever.</summary>
    public void Renew()
    {
        Entrant[] up = [.. Entrants.Where(entrant => entrant is { Failure: null, Worker: not null })];
        foreach (var entrant in up)
            End(entrant);
        Start(up);
    }

    /// <summary>Opens a session with everybody who is up, takes the steps of agreement, and judges. Nobody else may be timed.</summary>
    /// <returns>One judgement for each contender that was asked; in each group the first, C++ mostly, is whom the others are held against.</returns>
    /// <param name="excluded">Names of those who are not asked.</param>
    public IReadOnlyList<Agreement> Open(OpenRequest request, int steps, IReadOnlyList<string>? excluded = null)
    {
        var mode = ComputeMode.Find(request.Mode);
        var freedom = ComputeDevice.IsCuda(request.Device) && !mode.IsDeterministic ? $"mode {mode.Name} lets a GPU sum in any order" : null;
        var testimonies = new List<(string? Group, Testimony Testimony)>();
        foreach (var entrant in Entrants.Where(entrant => entrant.Contender.Command is not null && excluded?.Contains(entrant.Contender.Name) != true))
        {
            Revive(entrant);
            var (digest, own) = ("", freedom);
            IReadOnlyList<string> losses = [];
            if (entrant.Failure is null)
                Attempt(entrant, () =>
                {
                    entrant.PeakIsOfSession = memory.ForgetPeak(entrant.Worker!.ProcessId);
                    var opened = entrant.Worker.Open(Own(request, entrant.Contender));
                    (digest, own) = (opened.Digest, freedom ?? opened.Freedom);
                    losses = entrant.Worker.Agree(steps);
                });
            var hello = entrant.Hello;
            testimonies.Add((entrant.Contender.Group, entrant.Failure is null
                ? new Testimony(entrant.Contender.Name, entrant.Contender.RoundsOtherwise ? null : hello?.LibTorch, hello?.Blas, hello?.CpuCapability, digest, losses, Freedom: own)
                : new Testimony(entrant.Contender.Name, entrant.Contender.RoundsOtherwise ? null : hello?.LibTorch, hello?.Blas, hello?.CpuCapability, "", [], entrant.Failure)));
        }
        return [.. testimonies.GroupBy(one => one.Group).SelectMany(group => Agreement.Judge([.. group.Select(one => one.Testimony)],
            freedom is null ? Agreement.DefaultTolerance : mode.Bfloat16 ? Agreement.Bfloat16Tolerance : Agreement.FreeTolerance))];
    }

    /// <summary>Opens another session with everybody who has agreed; whoever then has other parameters than before has failed.</summary>
    public void Reopen(OpenRequest request, IReadOnlyList<Agreement> judged)
    {
        foreach (var entrant in Entrants.Where(entrant => entrant is { Failure: null, Worker: not null }))
            if (judged.FirstOrDefault(one => one.Contender == entrant.Contender.Name) is { Agrees: true } agreed)
                Attempt(entrant, () =>
                {
                    if (entrant.Worker!.Open(Own(request, entrant.Contender)).Digest != agreed.Digest)
                        entrant.Failure = $"has other parameters at batch {request.Batch} than where it agreed";
                });
    }

    /// <summary>
    /// The most bytes an entrant has held in the session that is open, over what it held after its hello and before its first session. Sessions
    /// before may have left memory with the process, as the allocator is told to. Null where the system does not say.
    /// </summary>
    public long? PeakOverIdle(Entrant entrant) =>
        entrant is { Worker: { IsUsable: true } worker, Idle: { } idle } && memory.Peak(worker.ProcessId) is { } peak ? peak - idle : null;

    /// <summary>Notes that a contender fell over in its rounds.</summary>
    public void Fell(string contender, string reason)
    {
        foreach (var entrant in Entrants.Where(entrant => entrant.Contender.Name == contender))
            entrant.Failure = reason;
    }

    public void Dispose()
    {
        foreach (var entrant in Entrants)
            End(entrant);
    }

    private void Start(IReadOnlyList<Entrant> waiting)
    {
        foreach (var entrant in waiting)
            Attempt(entrant, () => entrant.Worker = Worker.Start(entrant.Contender.Command!, limits));
        foreach (var entrant in waiting.Where(entrant => entrant is { Failure: null, Worker: not null }))
            Greet(entrant);
    }

    private static void End(Entrant entrant)
    {
        entrant.Worker?.Continue();
        entrant.Worker?.Dispose();
        entrant.Worker = null;
    }

    private void Revive(Entrant entrant)
    {
        if (entrant.Failure is null)
            return;
        if (entrant.Worker is { IsUsable: true })
        {
            // It refused one thing; that says nothing of the next.
            entrant.Failure = null;
            return;
        }
        if (entrant.Falls >= Lives)
            return;
        entrant.Worker?.Dispose();
        entrant.Failure = null;
        Attempt(entrant, () => entrant.Worker = Worker.Start(entrant.Contender.Command!, limits));
        if (entrant.Failure is null)
            Greet(entrant);
    }

    /// <summary>A request with those of a contender's own settings in it that the workload knows: one way of a language may stand for all of it.</summary>
    public static OpenRequest Own(OpenRequest request, Contender contender)
    {
        if (contender.Settings is not { } settings)
            return request;
        var known = Workload.Find(request.Workload).Settings.Select(setting => setting.Name).ToHashSet();
        return request with
        {
            Settings = (request.Settings ?? new Dictionary<string, string>()).Where(entry => !settings.ContainsKey(entry.Key))
                .Concat(settings.Where(entry => known.Contains(entry.Key))).ToDictionary(),
        };
    }

    private void Greet(Entrant entrant) => Attempt(entrant, () =>
    {
        entrant.Hello = entrant.Worker!.Hello();
        entrant.Idle = memory.Now(entrant.Worker.ProcessId);
        if (entrant.Contender.Objection?.Invoke(entrant.Hello, entrant.Worker.ProcessId) is { } objection)
        {
            // Another start would be no other.
            (entrant.Failure, entrant.Falls) = (objection, Lives);
            entrant.Worker.Dispose();
        }
    });

    private static void Attempt(Entrant entrant, Action action)
    {
        try
        {
            action();
        }
        catch (WorkerException exception)
        {
            entrant.Failure = exception.Message;
            if (exception.Fault != WorkerFault.Refused)
                entrant.Falls++;
        }
    }
}

/// <summary>One contender of a run, with its process as far as it has one.</summary>
internal sealed class Entrant(Contender contender)
{
    public Contender Contender { get; } = contender;

    public Worker? Worker { get; set; }

    /// <summary>What it said of itself when it last started; null if it never got so far.</summary>
    public WorkerHello? Hello { get; set; }

    /// <summary>Bytes it held after its last hello, before any session; null where the system does not say.</summary>
    public long? Idle { get; set; }

    /// <summary>Whether its peak of memory was begun anew with the session that is open; if not, it is that of the process's whole life.</summary>
    public bool PeakIsOfSession { get; set; }

    /// <summary>Why it cannot be asked at the moment; null while it can.</summary>
    public string? Failure { get; set; }

    /// <summary>How often its process had to be given up.</summary>
    public int Falls { get; set; }
}
