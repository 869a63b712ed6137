using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>Two square matrices and their product. The batch changes nothing.</summary>
public sealed class PeakSession : Session
{
    private readonly Square model;
    private readonly Tensor input;
    private Tensor? product;

    internal PeakSession(PeakWorkload workload, SessionOptions options) : base(workload, options)
    {
        manual_seed(options.Seed);
        model = OnDevice(new Square());
        manual_seed(options.Seed + 1);
        input = OnDevice(rand(PeakWorkload.Side, PeakWorkload.Side));
        if (IsNarrow)
            input = input.to(ScalarType.BFloat16, disposeAfter: true);
    }

    /// <inheritdoc/>
    public override Module<Tensor, Tensor> Model => model;

    /// <summary>For each step the mean of the product so far, once more multiplied by the weights: a checksum.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to 1000 steps.</exception>
    public override float[] Agree(int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(steps, 1000);
        Prepare(Phase.MatMul);
        try
        {
            return [.. Enumerable.Range(0, steps).Select(_ => StepWithLoss())];
        }
        finally
        {
            Finish();
        }
    }

    /// <summary>One product, freed. Prepare <see cref="Phase.MatMul"/> first.</summary>
    public void Multiply()
    {
        using var result = input.mm(model.linear.weight!);
    }

    /// <inheritdoc/>
    public override void Run(Phase phase, int iterations)
    {
        for (var i = 0; i < iterations; i++)
            Multiply();
    }

    private protected override bool WithoutGradient(Phase phase) => true;

    private protected override void PrepareCore(Phase phase)
    {
    }

    private protected override float StepWithLoss()
    {
        var next = (product ?? input).mm(model.linear.weight!);
        product?.Dispose();
        product = next;
        using var mean = next.mean();
        if (!IsNarrow)
            return mean.item<float>();
        using var wide = mean.to(ScalarType.Float32);
        return wide.item<float>();
    }

    private protected override void DisposeCore()
    {
        product?.Dispose();
        input.Dispose();
        model.Dispose();
    }

    /// <summary>Gives the weights the name they have in every language.</summary>
    private sealed class Square : Module<Tensor, Tensor>
    {
        public readonly Linear linear;

        public Square() : base(nameof(Square))
        {
            linear = Linear(PeakWorkload.Side, PeakWorkload.Side, hasBias: false);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => input.mm(linear.weight!);
    }
}
