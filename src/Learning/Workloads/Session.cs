using System.Diagnostics;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Weights;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>
/// A workload opened with a batch, a seed and a number of threads. Benchmark classes call the phases one by one
/// (after <see cref="Prepare"/>), workers and rounds call <see cref="Time"/>: both run the very same methods.
/// </summary>
/// <remarks>For the thread that opened it: gradient mode and number of threads belong to a thread.</remarks>
public abstract class Session : IDisposable
{
    /// <summary>Iterations that <see cref="Latencies"/> times at once: as many numbers as fit a line of the protocol.</summary>
    public const int MostLatencies = 20_000;

    private IDisposable? noGradient;
    private bool disposed;

    private protected Session(Workload workload, SessionOptions options)
    {
        Workload = workload;
        Options = options;
        Where = ComputeDevice.Of(options.Device);
        var mode = ComputeMode.Find(options.Mode);
        IsNarrow = mode.Bfloat16;
        TorchRuntime.Current.Apply(mode);
        set_num_threads(options.Threads);
    }

    /// <summary>What is open.</summary>
    public Workload Workload { get; }

    /// <summary>How it was opened.</summary>
    public SessionOptions Options { get; }

    /// <summary>Where it computes.</summary>
    private protected Device Where { get; }

    /// <summary>Whether it computes in bfloat16.</summary>
    private protected bool IsNarrow { get; }

    /// <summary>Elements of all parameters together.</summary>
    public long Parameters => Model.parameters().Sum(parameter => parameter.numel());

    /// <summary>The network the phases work on; the session's own.</summary>
    public abstract Module<Tensor, Tensor> Model { get; }

    /// <summary>SHA-256 over parameters and buffers as they are now, see <see cref="ParameterDigest"/>.</summary>
    public string Digest() => ParameterDigest.Of(Model);

    /// <summary>Writes all parameters and buffers as they are now, as <see cref="SafeTensors"/> does.</summary>
    /// <exception cref="Data.DataException">The file cannot be written.</exception>
    public void Save(string path) => SafeTensors.Save(path, Model);

    /// <summary>Sets all parameters and buffers, or none; the optimizer stays as it is.</summary>
    /// <exception cref="Data.DataException">The file cannot be read, or is of another network.</exception>
    public void Load(string path) => LoadCore(path);

    /// <summary>
    /// Takes training steps on the session's batch, or where there is a data folder on its batches, and goes on from there.
    /// </summary>
    /// <returns>Each step's loss, taken before its update.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 1000 steps.</exception>
    public virtual float[] Agree(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, 1000);
        Prepare(Phase.Step);
        var losses = new float[steps];
        for (var step = 0; step < steps; step++)
            losses[step] = StepWithLoss();
        return losses;
    }

    /// <summary>
    /// Does what belongs before the clock: train or eval mode, gradient mode of this thread, and for
    /// <see cref="Phase.Backward"/> the forward pass. Holds until the next call, <see cref="Finish"/> or disposal.
    /// </summary>
    /// <exception cref="ArgumentException">The workload has no such phase, or the session lacks what it needs.</exception>
    public void Prepare(Phase phase)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        if (!Workload.Phases.Contains(phase))
            throw new ArgumentException($"{Workload.Name} has no phase '{PhaseName.Of(phase)}'. It has: "
                + $"{string.Join(", ", Workload.Phases.Select(PhaseName.Of))}.");
        Finish();
        PrepareCore(phase);
        if (WithoutGradient(phase))
            noGradient = no_grad();
    }

    /// <summary>Undoes <see cref="Prepare"/>: gradients are recorded again, a kept graph is freed.</summary>
    public void Finish()
    {
        noGradient?.Dispose();
        noGradient = null;
        FinishCore();
    }

    /// <summary>The bare loop of a prepared phase.</summary>
    public abstract void Run(Phase phase, int iterations);

    /// <summary>
    /// Prepares a phase and times its bare loop: elapsed = Σ iterations, with what each iteration makes freed inside. A GPU has finished its
    /// work before the clock starts and before it stops.
    /// </summary>
    /// <returns>Nanoseconds of all iterations together, by the monotonic clock; by the GPU's where the phase is of its events.</returns>
    /// <exception cref="ArgumentException">The workload has no such phase, or the session lacks what it needs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 10^9 iterations.</exception>
    public long Time(Phase phase, int iterations)
    {
        ThrowIfOutOfRange(iterations);
        Prepare(phase);
        try
        {
            return Timed(phase, iterations);
        }
        finally
        {
            Finish();
        }
    }

    /// <summary>Prepares a phase once and times each iteration of its bare loop by itself.</summary>
    /// <returns>Nanoseconds of each, by the monotonic clock.</returns>
    /// <exception cref="ArgumentException">The workload has no such phase, or the session lacks what it needs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to <see cref="MostLatencies"/> iterations.</exception>
    public long[] Latencies(Phase phase, int iterations)
    {
        ThrowIfOutOfRange(iterations, MostLatencies);
        Prepare(phase);
        try
        {
            var nanoseconds = new long[iterations];
            for (var i = 0; i < iterations; i++)
                nanoseconds[i] = Timed(phase, 1);
            return nanoseconds;
        }
        finally
        {
            Finish();
        }
    }

    /// <summary>
    /// Counts a phase. It runs uncounted first, so that what only the first time allocates is not in it.
    /// </summary>
    /// <param name="phase">One of the workload's.</param>
    /// <param name="iterations">Over which counts are averaged.</param>
    /// <param name="timed">Whether the operations are timed, too, which takes nine passes more.</param>
    /// <exception cref="ArgumentException">The workload has no such phase, or the session lacks what it needs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 10^9 iterations.</exception>
    public Counters Count(Phase phase, int iterations, bool timed = true)
    {
        ThrowIfOutOfRange(iterations);
        Prepare(phase);
        try
        {
            Run(phase, iterations);
            // Each in a pass of its own: following operations slows them, and reading them allocates.
            var runtime = TorchRuntime.Current;
            var operations = runtime.CountOperations(() => Run(phase, iterations));
            var nanoseconds = timed ? OperationTimes.Of(count => Run(phase, count), iterations) : null;
            var peak = runtime.PeakMemory(() =>
            {
                Run(phase, 1);
                ComputeDevice.Synchronize(Where);
            });

            // Tensors somebody left to the collector must not be collected half-way.
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var statistics = DisposeScopeManager.Statistics.TensorStatistics;
            var alive = Tensor.TotalCount;
            var made = statistics.CreatedInScopeCount + statistics.CreatedOutsideScopeCount;
            var calls = runtime.NativeCalls;
            var bytes = GC.GetAllocatedBytesForCurrentThread();
            Run(phase, iterations);
            bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
            calls = runtime.NativeCalls - calls;
            made = statistics.CreatedInScopeCount + statistics.CreatedOutsideScopeCount - made;
            alive = Tensor.TotalCount - alive;

            return new Counters(
                (double)bytes / iterations,
                operations?.ToDictionary(pair => pair.Key, pair => (double)pair.Value / iterations),
                (double)made / iterations,
                alive,
                (double?)calls / iterations,
                nanoseconds,
                peak?.Bytes,
                peak?.OnGpu);
        }
        finally
        {
            Finish();
        }
    }

    /// <summary>Frees every tensor of the session; harmless when repeated.</summary>
    public void Dispose()
    {
        if (disposed)
            return;
        Finish();
        disposed = true;
        DisposeCore();
        GC.SuppressFinalize(this);
    }

    /// <summary>A network where and in what it is to compute; its optimizer must come after this.</summary>
    private protected TModule OnDevice<TModule>(TModule built) where TModule : Module
    {
        if (Where.type != DeviceType.CPU)
            built.to(Where);
        if (IsNarrow)
            built.to(ScalarType.BFloat16);
        return built;
    }

    /// <summary>A tensor where it is to compute, taken over: drawn on the processor, so that all devices begin with the same numbers.</summary>
    private protected Tensor OnDevice(Tensor drawn)
    {
        if (Where.type == DeviceType.CPU)
            return drawn;
        using (drawn)
            return drawn.to(Where);
    }

    private protected virtual void LoadCore(string path) => SafeTensors.Load(path, Model);

    private protected abstract float StepWithLoss();

    private protected abstract bool WithoutGradient(Phase phase);

    private protected abstract void PrepareCore(Phase phase);

    private protected virtual void FinishCore()
    {
    }

    private protected abstract void DisposeCore();

    private long Timed(Phase phase, int iterations)
    {
        ComputeDevice.Synchronize(Where);
        if (phase is Phase.InferEvents or Phase.StepEvents)
        {
            var events = CudaEvents.Of(Where.index);
            events.Start();
            Run(phase, iterations);
            return events.Stop();
        }
        var start = Stopwatch.GetTimestamp();
        Run(phase, iterations);
        if (phase != Phase.InferLaunch)
            ComputeDevice.Synchronize(Where);
        return Nanoseconds(Stopwatch.GetTimestamp() - start);
    }

    private static long Nanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));

    private static void ThrowIfOutOfRange(int iterations, int most = 1_000_000_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, most);
    }
}
