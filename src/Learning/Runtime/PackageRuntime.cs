using System.Reflection;
using TorchSharp;

namespace PerfSuite.Learning.Runtime;

/// <summary>The TorchSharp package: its public API, and what the operating system tells.</summary>
internal sealed class PackageRuntime : TorchRuntime
{
    public override string Contender => "csharp-torchsharp";

    public override string Label { get; } = $"C# TorchSharp {PackageVersion}";

    public override string LibTorchVersion => Normalise(torch.__version__);

    public override string? CpuCapability => null;

    public override IReadOnlyDictionary<string, long>? CountOperations(Action action) => null;

    public override IReadOnlyDictionary<string, long>? TimeOperations(Action action) => null;

    public override long? PeakMemory(Action action) => null;

    public override long? NativeCalls => null;

    // torch.use_deterministic_algorithms is declared and marked as not implemented.
    public override bool? DeterministicAlgorithms => null;

    // It declares switches for TF32 only, and the standard mode is as libtorch comes: nothing is switched.
    public override bool Offers(ComputeMode mode) => mode == ComputeMode.Standard;

    public override void Apply(ComputeMode mode)
    {
        if (!Offers(mode))
            throw new NotSupportedException($"{Label} does not offer mode {mode.Name}.");
    }

    internal override TensorRecord? RecordTensors() => null;

    // Written by the build: the assembly's own version does not say which package it came in.
    private static string PackageVersion => typeof(PackageRuntime).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "TorchSharpVersion").Value!;
}
