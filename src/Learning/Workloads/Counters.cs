namespace PerfSuite.Learning.Workloads;

/// <summary>Numbers without noise, per iteration of a phase.</summary>
/// <param name="ManagedBytes">Bytes allocated on the managed heap by the thread of the session.</param>
/// <param name="NativeOperations">
/// Operations libtorch dispatched, by name (<c>aten::add</c>), backward included; null where the supplier cannot tell.
/// </param>
/// <param name="TensorsMade">Tensor objects made by the thread of the session.</param>
/// <param name="TensorsAlive">Tensors alive after minus before, over all iterations together: what was not freed.</param>
public sealed record Counters(
    double ManagedBytes,
    IReadOnlyDictionary<string, double>? NativeOperations,
    double? TensorsMade,
    long? TensorsAlive);
