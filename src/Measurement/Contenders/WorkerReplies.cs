namespace PerfSuite.Measurement;

/// <summary>What a worker says of itself. Everything in it is text of a peer: bounded, free of control characters, otherwise unchecked.</summary>
/// <param name="Contender">The name it gives itself.</param>
/// <param name="Language">With version: <c>Python 3.11.2</c>.</param>
/// <param name="Versions">Libraries by name.</param>
/// <param name="LibTorch">Two or three numbers: <c>1.13.1</c>; null where it runs without one.</param>
/// <param name="Blas">The file its process maps; null where there is none or it cannot say.</param>
/// <param name="CpuCapability">ATen's: <c>AVX2</c>, <c>AVX512</c>; null where it cannot say.</param>
/// <param name="Threads">Intra-operation threads at its start.</param>
/// <param name="Pid">Its process.</param>
/// <param name="Devices"><c>cpu</c>, <c>cuda</c>.</param>
/// <param name="Workloads">What it can open.</param>
/// <param name="Phases">By workload.</param>
public sealed record WorkerHello(
    string Contender,
    string Language,
    IReadOnlyDictionary<string, string> Versions,
    string? LibTorch,
    string? Blas,
    string? CpuCapability,
    int Threads,
    int Pid,
    IReadOnlyList<string> Devices,
    IReadOnlyList<string> Workloads,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Phases)
{
    /// <summary>Whether it says that it can work through this phase of this workload.</summary>
    public bool Has(string workload, string phase) =>
        Phases.TryGetValue(workload, out var phases) && phases.Contains(phase);
}

/// <summary>The session to open.</summary>
/// <param name="Workload">Its name.</param>
/// <param name="Batch">1 to 65536.</param>
/// <param name="Seed">0 to 2^53.</param>
/// <param name="Threads">1 to 1024.</param>
/// <param name="Variant">One of the workload's.</param>
/// <param name="Device"><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
/// <param name="Data">The folder that the phases read; null where they read none.</param>
/// <param name="Settings">Settings that differ from the variant's, by name.</param>
/// <param name="Weights">A safetensors file with the parameters and buffers to begin with; null for those that the seed makes.</param>
/// <param name="Workers">That read ahead in the phases that read files: threads or processes, 0 to 64; 0 where none do.</param>
/// <param name="Mode">How libtorch picks its kernels and rounds: <c>standard</c>, <c>benchmark</c>, <c>deterministic</c>, <c>strict</c>, <c>float32</c>, <c>tf32</c>, <c>bfloat16</c>.</param>
public sealed record OpenRequest(
    string Workload,
    int Batch,
    long Seed = 0,
    int Threads = 1,
    string Variant = "matched",
    string Device = "cpu",
    string? Data = null,
    IReadOnlyDictionary<string, string>? Settings = null,
    string? Weights = null,
    int Workers = 0,
    string Mode = OpenRequest.StandardMode)
{
    /// <summary>As libtorch comes; not even mentioned to a worker.</summary>
    public const string StandardMode = "standard";
}

/// <summary>A session that a worker has opened.</summary>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Digest">SHA-256 of parameters and buffers, 64 lower-case hexadecimal digits.</param>
/// <param name="Freedom">Why its losses may differ from others' in their last bits, though libtorch is the same; null where the same bits are expected.</param>
public sealed record OpenReply(long Parameters, string Digest, string? Freedom = null);

/// <summary>What a network makes of its session's batch in eval mode.</summary>
/// <param name="Digest">SHA-256 of all of it, as that of a parameter named <c>output</c>.</param>
/// <param name="First">Its first numbers, <see cref="Shown"/> at most, hexadecimal floats: they tell how far off an output is that differs.</param>
public sealed record InferReply(string Digest, IReadOnlyList<string> First)
{
    /// <summary>Numbers of an output that are told at most.</summary>
    public const int Shown = 64;
}

/// <summary>Numbers per iteration of a phase, without noise except the nanoseconds; null where the front end cannot say.</summary>
/// <param name="ManagedBytes">Bytes allocated on the managed heap by the working thread.</param>
/// <param name="NativeOperations">RecordFunction events <c>aten::…</c> by name, functions and backward functions.</param>
/// <param name="TensorsMade">Tensors that the front end made.</param>
/// <param name="TensorsAlive">Alive after the iterations minus before, all iterations together.</param>
/// <param name="NativeCalls">Calls from managed code into libtorch by the working thread.</param>
/// <param name="OperationNanoseconds">
/// How long each of the native operations took by itself, without those nested in it: the middle one of nine passes that only
/// time, with a clock around each operation, so that small ones appear dearer than they are.
/// </param>
/// <param name="PeakBytes">Most bytes of tensors that libtorch held at once in an iteration, of those allocated in it.</param>
/// <param name="GpuPeakBytes">Most bytes that libtorch's allocator of the GPU had given out at once in an iteration, those of before too; null on the processor.</param>
public sealed record WorkerCounters(
    double? ManagedBytes,
    IReadOnlyDictionary<string, double>? NativeOperations,
    double? TensorsMade,
    long? TensorsAlive,
    double? NativeCalls = null,
    IReadOnlyDictionary<string, double>? OperationNanoseconds = null,
    double? PeakBytes = null,
    double? GpuPeakBytes = null);
