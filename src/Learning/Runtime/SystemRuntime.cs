using TorchSharp;

namespace PerfSuite.Learning.Runtime;

/// <summary>Our own binding, over the libtorch this machine has.</summary>
internal sealed class SystemRuntime : TorchRuntime
{
    public override string Contender => "csharp-system";

    public override string Label => "C# PerfSuite binding";

    public override string LibTorchVersion => Normalise(Beyond.Version);

    public override string? CpuCapability => Beyond.CpuCapability;

    public override IReadOnlyDictionary<string, long>? CountOperations(Action action) => Beyond.CountOperations(action);

    public override IReadOnlyDictionary<string, long>? TimeOperations(Action action) => Beyond.TimeOperations(action);

    public override (long Bytes, long? OnGpu)? PeakMemory(Action action) => Beyond.PeakMemory(action);

    public override long? NativeCalls => Beyond.Calls;

    public override bool? DeterministicAlgorithms => Beyond.DeterministicAlgorithms;

    public override string? Lack(ComputeMode mode) => null;

    public override void Apply(ComputeMode mode)
    {
        Beyond.SetKernels(mode.CudnnBenchmark, mode.CudnnDeterministic, mode.ConvolutionTf32, mode.ProductTf32);
        Beyond.DeterministicAlgorithms = mode.DeterministicAlgorithms;
    }

    internal override TensorRecord? RecordTensors() => new Record(Beyond.RecordBirths());

    private sealed class Record(BirthRegister register) : TensorRecord
    {
        public override IReadOnlyList<MadeTensor> Alive() => [.. register.Alive().Select(birth => new MadeTensor(birth.Tensor, birth.Stack))];

        public override void Dispose() => register.Dispose();
    }
}
