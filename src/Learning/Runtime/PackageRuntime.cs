using System.Reflection;
using TorchSharp;

namespace PerfSuite.Learning.Runtime;

/// <summary>The TorchSharp package: its public API, what its libtorch exports beyond that, and what the operating system tells.</summary>
internal sealed class PackageRuntime : TorchRuntime
{
    private readonly Lazy<ContextSwitches?> switches;
    private ComputeMode applied = ComputeMode.Standard;

    public PackageRuntime() => switches = new(() => ContextSwitches.Open(LibTorchPath ?? (OperatingSystem.IsWindows() ? "torch_cpu" : "libtorch_cpu")));

    public override string Contender => "csharp-torchsharp";

    public override string Label { get; } = $"C# TorchSharp {PackageVersion}";

    public override string LibTorchVersion => Normalise(torch.__version__);

    public override string? CpuCapability => null;

    public override IReadOnlyDictionary<string, long>? CountOperations(Action action) => null;

    public override IReadOnlyDictionary<string, long>? TimeOperations(Action action) => null;

    public override (long Bytes, long? OnGpu)? PeakMemory(Action action) => null;

    public override long? NativeCalls => null;

    // torch.use_deterministic_algorithms is declared and marked as not implemented.
    public override bool? DeterministicAlgorithms => switches.Value?.DeterministicAlgorithms;

    public override string? Lack(ComputeMode mode) =>
        !(mode.CudnnBenchmark || mode.CudnnDeterministic || mode.DeterministicAlgorithms) || switches.Value is not null ? null
        : "TorchSharp declares no such switch, and its libtorch exports none that could be found";

    public override void Apply(ComputeMode mode)
    {
        if (Lack(mode) is { } lack)
            throw new NotSupportedException($"{Label} does not offer mode {mode.Name}: {lack}.");
        // The standard mode is as libtorch comes: who never leaves it switches nothing.
        if (mode == applied)
            return;
        torch.backends.cudnn.allow_tf32 = mode.ConvolutionTf32;
        torch.backends.cuda.matmul.allow_tf32 = mode.ProductTf32;
        if (switches.Value is { } own)
            (own.CudnnBenchmark, own.CudnnDeterministic, own.DeterministicAlgorithms) = (mode.CudnnBenchmark, mode.CudnnDeterministic, mode.DeterministicAlgorithms);
        applied = mode;
    }

    internal override TensorRecord? RecordTensors() => null;

    // Written by the build: the assembly's own version does not say which package it came in.
    private static string PackageVersion => typeof(PackageRuntime).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == "TorchSharpVersion").Value!;
}
