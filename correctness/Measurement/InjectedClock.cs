using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Measurement;

/// <summary>A contender whose bursts take what the test says: by the number of the call, from 0, and its iterations.</summary>
internal sealed class InjectedClock(string name, Func<int, int, long> nanoseconds, List<string>? log = null) : IContender
{
    private int calls;
    private int stops;

    public string Contender => name;

    public bool Stopped { get; private set; }

    /// <summary>Called as a burst begins.</summary>
    public Action Working { get; set; } = () => { };

    /// <summary>What the n-th stop, from 1, throws; null where it succeeds.</summary>
    public Func<int, WorkerException?> Stopping { get; set; } = _ => null;

    public long Round(string phase, int iterations)
    {
        Working();
        log?.Add(name);
        return nanoseconds(calls++, iterations);
    }

    public void Stop()
    {
        Stopped = true;
        if (Stopping(++stops) is { } fault)
            throw fault;
    }

    public void Continue() => Stopped = false;

    /// <summary>What a burst throws whose worker died.</summary>
    public static WorkerException Death(string name) => new(name, "round step ×10", WorkerFault.Died, "was ended by signal 9", "out of memory");
}
