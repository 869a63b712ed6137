using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Learning.Workloads;

/// <summary>Tensors so small that the call costs more than the arithmetic; float32.</summary>
public sealed class OverheadSession : Session
{
    private readonly Classifier model;
    private readonly optim.Optimizer optimizer;
    private readonly Tensor input;
    private readonly Tensor target;
    private readonly Tensor row;
    private readonly Tensor x;
    private readonly Tensor y;
    private readonly Tensor a;
    private readonly Tensor b;
    private readonly Tensor matrix;

    // Where loops leave what they read, so that reading cannot be optimised away.
    private float sumOfItems;
    private long sumOfSizes;

    internal OverheadSession(OverheadWorkload workload, SessionOptions options) : base(workload, options)
    {
        manual_seed(options.Seed);
        model = OnDevice(new Classifier());
        optimizer = optim.SGD(model.parameters(), 0.01);
        manual_seed(options.Seed + 1);
        input = OnDevice(rand(options.Batch, 784L));
        target = OnDevice(randint(0L, 10L, new long[] { options.Batch }, ScalarType.Int64));
        row = OnDevice(rand(1L, 784L));
        (x, y, matrix) = (OnDevice(zeros(1L)), OnDevice(zeros(1L)), OnDevice(zeros(3L, 4L)));
        (a, b) = (OnDevice(ones(1L)).requires_grad_(), OnDevice(ones(1L)).requires_grad_());
    }

    /// <inheritdoc/>
    public override Module<Tensor, Tensor> Model => model;

    /// <summary><c>x.add_(y)</c></summary>
    public void AddInPlace() => x.add_(y);

    /// <summary><c>z = x + y</c>, freed.</summary>
    public void Add()
    {
        using var z = x + y;
    }

    /// <summary><c>z = a + b</c>, both with gradient, freed.</summary>
    public void AddGrad()
    {
        using var z = a + b;
    }

    /// <summary>softmax(Linear(784→10)(row)), freed. Prepare <see cref="Phase.LinearSoftmax"/> first.</summary>
    public void LinearSoftmax()
    {
        using var logits = model.linear.call(row);
        using var shares = functional.softmax(logits, 1);
    }

    /// <summary>Gradients to zero, Linear, cross entropy, backward, update of rate 0.01.</summary>
    public void Step()
    {
        using var loss = StepKeepingLoss();
    }

    /// <summary><c>x.item&lt;float&gt;()</c></summary>
    public float Item() => x.item<float>();

    /// <summary><c>matrix.shape[1]</c></summary>
    public long Shape() => matrix.shape[1];

    /// <inheritdoc/>
    public override void Run(Phase phase, int iterations)
    {
        switch (phase)
        {
            case Phase.AddInPlace:
                for (var i = 0; i < iterations; i++)
                    AddInPlace();
                break;
            case Phase.Add:
                for (var i = 0; i < iterations; i++)
                    Add();
                break;
            case Phase.AddGrad:
                for (var i = 0; i < iterations; i++)
                    AddGrad();
                break;
            case Phase.LinearSoftmax:
                for (var i = 0; i < iterations; i++)
                    LinearSoftmax();
                break;
            case Phase.Step:
                for (var i = 0; i < iterations; i++)
                    Step();
                break;
            case Phase.Item:
                var sum = 0f;
                for (var i = 0; i < iterations; i++)
                    sum += Item();
                sumOfItems = sum;
                break;
            case Phase.Shape:
                var total = 0L;
                for (var i = 0; i < iterations; i++)
                    total += Shape();
                sumOfSizes = total;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(phase), phase, $"not a phase of {Workload.Name}");
        }
    }

    private protected override bool WithoutGradient(Phase phase) => phase == Phase.LinearSoftmax;

    private protected override void PrepareCore(Phase phase)
    {
    }

    private protected override float StepWithLoss()
    {
        using var loss = StepKeepingLoss();
        return loss.item<float>();
    }

    private Tensor StepKeepingLoss()
    {
        optimizer.zero_grad();
        using var output = model.linear.call(input);
        var loss = functional.cross_entropy(output, target);
        loss.backward();
        optimizer.step();
        return loss;
    }

    private protected override void DisposeCore()
    {
        foreach (var tensor in new[] { input, target, row, x, y, a, b, matrix })
            tensor.Dispose();
        optimizer.Dispose();
        model.Dispose();
    }

    /// <summary>Gives the layer its name, <c>linear</c>; operations call the layer itself.</summary>
    private sealed class Classifier : Module<Tensor, Tensor>
    {
        public readonly Linear linear;

        public Classifier() : base(nameof(Classifier))
        {
            linear = Linear(784, 10);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => linear.call(input);
    }
}
