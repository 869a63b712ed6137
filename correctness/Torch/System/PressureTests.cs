using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>
/// Whatever owns native memory, made, used and forgotten by eight threads at once while a ninth collects without end: every value
/// is right, and nothing is left.
/// </summary>
public sealed class PressureTests
{
    private const int Threads = 8, Turns = 8, Large = 1 << 20;

    private static IEnumerable<TestCaseData> Uses()
    {
        // The last use of the tensor is long before the last element is copied.
        yield return Of("what is read of a large tensor", (seed, _) => full([Large], seed, float32).data<float>().ToArray() is var read && read.AsSpan().IndexOfAnyExcept((float)seed) is var wrong && wrong >= 0 ? read[wrong] : seed, seed => seed);
        yield return Of("what is read of a turned tensor", (seed, _) => full([64L, 65L], seed, float64).transpose(0, 1).data<double>().ToArray().Sum(), seed => seed * 64.0 * 65);
        yield return Of("an element", (seed, _) => full([1 << 16], seed, float64).data<double>()[seed], seed => seed);
        yield return Of("what is written to a large tensor", (seed, _) =>
        {
            var (tensor, numbers) = (zeros(Large, float64), new double[Large]);
            numbers.AsSpan().Fill(seed);
            tensor.data<double>().CopyFrom(numbers);
            return tensor.sum().item<double>();
        }, seed => (double)seed * Large);
        yield return Of("a chain of operations", (seed, shared) => ((shared + seed) * 2 - shared).sum().item<double>(), seed => 64 * 63 / 2 + 64 * 2 * seed);
        yield return Of("a graph", (seed, _) =>
        {
            var leaf = full([9L], seed, float64, requires_grad: true);
            (leaf * leaf * leaf).sum().backward();
            return leaf.grad!.sum().item<double>();
        }, seed => 9 * 3.0 * seed * seed);
        yield return Of("a graph with a function of its own", (seed, _) =>
        {
            var leaf = full([9L], seed, float64, requires_grad: true);
            Cube.apply(leaf).sum().backward();
            return leaf.grad!.sum().item<double>();
        }, seed => 9 * 3.0 * seed * seed);
        yield return Of("a module, its optimizer and a step", (seed, _) =>
        {
            var linear = new Line(3, 1, seed);
            var optimizer = optim.SGD([.. linear.parameters()], 0.5);
            linear.call(ones([1L, 3L], float64)).sum().backward();
            optimizer.step();
            // Each of three weights and the bias had a gradient of one.
            return linear.parameters().Sum(parameter => parameter.sum().item<double>());
        }, seed => 4 * (seed - 0.5));
        yield return Of("a module on its way through a stream", (seed, _) =>
        {
            // Saving closes the stream it is given.
            using var written = new MemoryStream();
            new Line(3, 1, seed).save(written);
            using var stream = new MemoryStream(written.ToArray());
            var other = new Line(3, 1, 0);
            other.load(stream);
            return other.parameters().Sum(parameter => parameter.sum().item<double>());
        }, seed => 4 * seed);
        yield return Of("a generator", (seed, _) => rand([50L], float64, generator: new Generator((ulong)seed)).sub(rand([50L], float64, generator: new Generator((ulong)seed))).abs().sum().item<double>(), _ => 0);
        yield return Of("a generator's state", (seed, _) =>
        {
            var (one, other) = (new Generator((ulong)seed), new Generator());
            other.set_state(one.get_state());
            return rand([50L], float64, generator: one).sub(rand([50L], float64, generator: other)).abs().sum().item<double>();
        }, _ => 0);
        yield return Of("a script", (seed, _) => ((Tensor)jit.load(HalvesScript.File).forward(from_array(new[,] { { (float)seed, 2 * seed } }))).data<float>().ToArray().Sum(), seed => 4.5 * seed - 0.5 * seed);
        yield return Of("a scope within a scope", (seed, shared) =>
        {
            using var outer = NewDisposeScope();
            Tensor kept;
            using (NewDisposeScope())
                kept = (shared + seed).MoveToOuterDisposeScope();
            return kept.sum().item<double>();
        }, seed => 64 * 63 / 2 + 64 * seed);
    }

    [TestCaseSource(nameof(Uses))]
    public void Eight_threads_use_and_forget_it_while_another_collects(Func<int, Tensor, double> use, Func<int, double> expected)
    {
        Collect();
        var before = Tensor.TotalCount;
        using var stop = new CancellationTokenSource();
        var wrong = new ConcurrentQueue<string>();
        using (var shared = arange(64, float64))
        {
            var collector = new Thread(() =>
            {
                while (!stop.IsCancellationRequested)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }
            });
            var users = Enumerable.Range(0, Threads).Select(index => new Thread(() =>
            {
                for (var turn = 0; turn < Turns; turn++)
                {
                    var seed = 1 + Turns * index + turn;
                    try
                    {
                        if (use(seed, shared) is var found && found != expected(seed))
                            wrong.Enqueue($"{found:R} instead of {expected(seed):R}");
                    }
                    catch (Exception fault)
                    {
                        wrong.Enqueue($"{fault}");
                    }
                }
            })).ToList();
            collector.Start();
            users.ForEach(user => user.Start());
            users.ForEach(user => user.Join());
            stop.Cancel();
            collector.Join();
            Assert.That(wrong, Is.Empty);
            Assert.That(shared.data<double>().ToArray(), Is.EqualTo(Enumerable.Range(0, 64)));
        }
        // The graph of a function of its own says that it has ended at the next call of one.
        Flush();
        Collect();
        // What tests before this one forgot may end meanwhile too.
        Assert.That(Tensor.TotalCount, Is.LessThanOrEqualTo(before));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Flush()
    {
        Collect();
        using var scope = NewDisposeScope();
        for (var i = 0; i < Threads; i++)
            Cube.apply(ones([1L], float64, requires_grad: true));
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static TestCaseData Of(string name, Func<int, Tensor, double> use, Func<int, double> expected) => new TestCaseData(use, expected).SetArgDisplayNames(name);

    private sealed class Line : nn.Module<Tensor, Tensor>
    {
        private readonly Linear inner;

        public Line(int inputs, int outputs, double value) : base(nameof(Line))
        {
            inner = nn.Linear(inputs, outputs, dtype: float64);
            using (no_grad())
                foreach (var parameter in inner.parameters()) parameter.fill_(value);
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => inner.call(input);
    }

    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            return x * x * x;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ctx.get_saved_variables()[0] * ctx.get_saved_variables()[0] * 3];
    }
}
