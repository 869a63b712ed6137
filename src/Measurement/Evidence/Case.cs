using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>What was measured, by whom left open.</summary>
/// <param name="Study">What it was measured for: the name of a study, <c>gate</c> or <c>bench</c>.</param>
/// <param name="Workload">Its name, the same in every language.</param>
/// <param name="Variant">Which of the workload's definitions: <c>matched</c>.</param>
/// <param name="Phase">What one iteration does: <c>step</c>, <c>infer</c>.</param>
/// <param name="Batch">Samples in an iteration, 1 or more.</param>
/// <param name="Device"><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</param>
/// <param name="Threads">libtorch's threads within an operation, 1 or more.</param>
/// <param name="Settings">What is other than the variant has it, <c>name=value</c> with blanks between; empty where nothing is.</param>
public sealed record Case(string Study, string Workload, string Variant, string Phase, int Batch, string Device, int Threads, string Settings = "");

/// <summary>Counters of one contender in one case.</summary>
/// <param name="Case">What was counted.</param>
/// <param name="Contender">By whom.</param>
/// <param name="Iterations">That they were taken over.</param>
/// <param name="Values">Per iteration.</param>
public sealed record CounterRow(Case Case, string Contender, int Iterations, WorkerCounters Values);

/// <summary>A contender with the versions that must stand beside its name.</summary>
/// <param name="Contender">Its name in every list: <c>csharp-system</c>.</param>
/// <param name="Title">How tables name it: <c>C# PerfSuite binding</c>.</param>
/// <param name="Language">With version: <c>Python 3.11.2</c>.</param>
/// <param name="Versions">Of its libraries, by name.</param>
/// <param name="LibTorch">Two or three numbers; null where it runs without one.</param>
/// <param name="Blas">The file its process mapped; null where there was none, or it could not say.</param>
/// <param name="CpuCapability">Vector instructions of libtorch's own kernels; null where it could not say.</param>
public sealed record ContenderEntry(
    string Contender,
    string Title,
    string Language,
    IReadOnlyDictionary<string, string> Versions,
    [property: JsonPropertyName("libtorch")] string? LibTorch,
    string? Blas,
    string? CpuCapability);
