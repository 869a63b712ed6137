using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>
/// A session of a workload, opened with one seed before the first measurement and freed after the last. Each benchmark calls the very method
/// that the workers of studies and gate time.
/// </summary>
/// <typeparam name="TSession">The workload's kind of session.</typeparam>
public abstract class SessionBenchmarks<TSession>
    where TSession : Session
{
    /// <summary>Of parameters, batch, dropout and order.</summary>
    public const long Seed = 42;

    private BenchmarkData? data;
    private Phase? counted;
    private string method = "";
    private int times;

    /// <summary>Where it computes.</summary>
    [ParamsSource(nameof(DevicesAsked), Priority = 1)]
    public string Device = "cpu";

    /// <summary>libtorch's threads.</summary>
    [ParamsSource(nameof(ThreadsAsked), Priority = 2)]
    public int Threads = 1;

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<string> DevicesAsked => BenchmarkScope.Current.Devices;

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<int> ThreadsAsked => BenchmarkScope.Current.Threads;

    private protected TSession Session { get; private set; } = null!;

    /// <summary>Counts what the diagnoser shows, outside everything that was timed, and frees the session.</summary>
    [GlobalCleanup]
    public void End()
    {
        if (counted is { } phase && BenchmarkCounts.Wanted)
            BenchmarkCounts.Of(Session.Count(phase, times, timed: false), times).Leave(this, method);
        Session.Dispose();
        data?.Dispose();
    }

    /// <summary>Opens the session and prepares a phase.</summary>
    /// <param name="benchmark">The method that will be measured.</param>
    /// <param name="phase">What it does.</param>
    /// <param name="open">Opens the workload as the parameters say.</param>
    /// <param name="iterations">That are counted for the diagnoser; 0 where one takes so long that counting would double the run.</param>
    private protected void Begin(string benchmark, Phase? phase, Func<SessionOptions, TSession> open, int batch, int iterations, string variant = Variant.Matched, BenchmarkData? files = null)
    {
        (method, times, data) = (benchmark, iterations, files);
        Session = open(new SessionOptions(batch, Seed, Threads, Device, variant, files?.Folder));
        if (phase is { } prepared)
            Session.Prepare(prepared);
        counted = iterations > 0 ? phase : null;
    }
}
