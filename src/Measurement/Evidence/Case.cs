using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>What was measured, by whom left open.</summary>
/// <param name="Settings">What is other than the variant has it, <c>name=value</c> with blanks between; empty where nothing is.</param>
public sealed record Case(string Study, string Workload, string Variant, string Phase, int Batch, string Device, int Threads, string Settings = "");

/// <summary>Counters of one contender in one case.</summary>
/// <param name="Iterations">That they were taken over.</param>
/// <param name="Values">Per iteration.</param>
public sealed record CounterRow(Case Case, string Contender, int Iterations, WorkerCounters Values);

/// <summary>A contender with the versions that must stand beside its name.</summary>
/// <param name="Title">How tables name it: <c>C# PerfSuite binding</c>.</param>
public sealed record ContenderEntry(
    string Contender,
    string Title,
    string Language,
    IReadOnlyDictionary<string, string> Versions,
    [property: JsonPropertyName("libtorch")] string? LibTorch,
    string? Blas,
    string? CpuCapability);
