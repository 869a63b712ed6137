namespace PerfSuite.Learning.Workloads;

/// <summary>What an iteration of a phase comes to, in numbers without noise; per iteration.</summary>
/// <param name="ManagedBytes">Bytes allocated on the managed heap by the thread of the session.</param>
/// <param name="NativeOperations">
/// Operations libtorch dispatched, by name (<c>aten::add</c>), backward included; null where the supplier cannot tell.
/// </param>
/// <param name="TensorsMade">Tensor objects made by the thread of the session.</param>
/// <param name="TensorsAlive">Tensors alive after minus before, over all iterations together: what was not freed.</param>
/// <param name="NativeCalls">
/// Calls of the thread of the session from managed code into libtorch, see <see cref="Runtime.TorchRuntime.NativeCalls"/>; null
/// where the supplier cannot tell.
/// </param>
/// <param name="OperationNanoseconds">
/// How long each of the operations took by itself, by name, without those nested in it: a time, and so the one that has noise,
/// the middle one of nine passes. Null where the supplier cannot tell.
/// </param>
/// <param name="PeakBytes">
/// Most bytes of tensors that libtorch held at once, of those allocated in the iteration; not per iteration but in one, and null where the
/// supplier cannot tell.
/// </param>
/// <param name="GpuPeakBytes">
/// Most bytes that libtorch's allocator of the GPU had given out at once in an iteration, all that was there before among them; null on the
/// processor, and where the supplier cannot tell.
/// </param>
public sealed record Counters(
    double ManagedBytes,
    IReadOnlyDictionary<string, double>? NativeOperations,
    double? TensorsMade,
    long? TensorsAlive,
    double? NativeCalls,
    IReadOnlyDictionary<string, double>? OperationNanoseconds,
    long? PeakBytes,
    long? GpuPeakBytes = null);
