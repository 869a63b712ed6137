using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>Steps that leak on purpose. <see cref="Line"/> is where, for it stands in the same line.</summary>
public sealed class Planted : IDisposable
{
    private readonly List<IDisposable> kept = [];
    private readonly Tensor input = ones(2L, 3L);
    private readonly Forgetful network = new();
    private DisposeScope? outer;
    private Tensor? last;
    private int steps;

    /// <summary>The line of the last plant.</summary>
    public int Line { get; private set; }

    public static string File { get; } = Path.GetFileName(Here());

    public void InAField() => Keep(zeros(7L), Mark());

    public void AnIntermediate()
    {
        using var sum = (input + 1).sum(); Mark();
    }

    /// <summary>The inner scope ends; the outer one lives on.</summary>
    public void ThroughAScope()
    {
        outer ??= NewDisposeScope();
        using (NewDisposeScope())
        {
            var moved = input.mul(2); Mark();
            moved.MoveToOuterDisposeScope();
        }
    }

    /// <summary>What was made before it in the same scope is disposed.</summary>
    public void TheOneThatAScopeWasToldToKeep()
    {
        outer ??= NewDisposeScope();
        _ = input.mul(3);
        var spared = input.add(4); Mark();
        outer.DisposeEverythingBut(kept.OfType<Tensor>().Append(spared));
        kept.Add(spared);
    }

    public void Detached()
    {
        using var scope = NewDisposeScope();
        _ = input.exp();
        Keep(input.log().DetachFromDisposeScope(), Mark());
    }

    public void OnAnotherThread()
    {
        var thread = new Thread(() => Keep(zeros(2L, 2L), Mark()));
        thread.Start();
        thread.Join();
    }

    public void ForgottenOnAnotherThread() => Task.Run(() => { _ = zeros(3L, 3L); Mark(); }).Wait();

    public async Task AfterAnAwait()
    {
        await Task.Yield();
        Keep(zeros(4L, 4L), Mark());
    }

    public void InParallel() => Parallel.For(0, 4, index =>
    {
        var made = zeros(5L, 5L); Mark();
        lock (kept) kept.Add(made);
    });

    public void InALambda() => new[] { 1L, 2L }.Select(size => { var made = zeros(size); Mark(); return made; }).ToList().ForEach(kept.Add);

    public void InALocalFunction()
    {
        Plant();

        void Plant() => Keep(input.neg(), Mark());
    }

    public void AParameter() => Keep(new Parameter(zeros(6L)), Mark());

    public void AGradient()
    {
        using var leaf = ones(3L, requires_grad: true);
        using (var sum = leaf.sum()) sum.backward();
        _ = leaf.grad; Mark();
    }

    public void EveryOtherIsKept()
    {
        for (var i = 0; i < 2; i++)
        {
            var made = zeros(8L); Mark();
            if (i == 0) kept.Add(made);
        }
    }

    public void EveryThirdTime()
    {
        if (++steps % 3 == 0)
            InAField();
    }

    public void InTheForwardOfAModule()
    {
        using var output = network.call(input);
        Line = network.Line;
    }

    /// <summary>No leak: what the step before kept is freed.</summary>
    public void OneThatIsReplaced()
    {
        last?.Dispose();
        last = input.mul(5);
    }

    /// <summary>No leak from the second step on, though each place makes one in two: four are held at most.</summary>
    public void ARing()
    {
        kept.Add(steps++ % 2 == 0 ? input.add(1) : input.add(2));
        if (kept.Count > 2)
        {
            kept[0].Dispose();
            kept.RemoveAt(0);
        }
    }

    /// <summary>No leak: made once.</summary>
    public void MadeOnFirstUse() => last ??= input.mul(6);

    public void Dispose()
    {
        outer?.Dispose();
        kept.ForEach(one => one.Dispose());
        last?.Dispose();
        input.Dispose();
        network.Dispose();
    }

    private void Keep(Tensor tensor, int _)
    {
        lock (kept) kept.Add(tensor);
    }

    private int Mark([CallerLineNumber] int line = 0) => Line = line;

    private static string Here([CallerFilePath] string path = "") => path;

    /// <summary>Keeps what its only layer makes.</summary>
    private sealed class Forgetful : Module<Tensor, Tensor>
    {
        private readonly List<Tensor> activations = [];
        private readonly Linear linear = Linear(3, 4);

        public Forgetful() : base(nameof(Forgetful)) => RegisterComponents();

        public int Line { get; private set; }

        public override Tensor forward(Tensor input)
        {
            activations.Add(linear.call(input)); Line = Number();
            return activations[^1].sum();
        }

        protected override void Dispose(bool disposing)
        {
            activations.ForEach(one => one.Dispose());
            base.Dispose(disposing);
        }

        private static int Number([CallerLineNumber] int line = 0) => line;
    }
}
