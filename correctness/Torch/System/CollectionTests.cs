using System.Runtime.CompilerServices;
using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>What the garbage collector does to tensors, seen through the count of those alive.</summary>
public sealed class CollectionTests
{
    [Test]
    public void Forgotten_tensors_are_freed_after_a_collection()
    {
        Collect();
        var before = Tensor.TotalCount;

        // On a thread of its own: a dead thread's stack holds nothing back.
        var thread = new Thread(() => Forget(100));
        thread.Start();
        thread.Join();
        Collect();
        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void A_tensor_in_use_is_not_freed_while_another_thread_collects()
    {
        using var stop = new CancellationTokenSource();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        try
        {
            for (var i = 0; i < 300; i++) Assert.That(SumOfForgotten(i), Is.EqualTo(64f * 64 * i));
        }
        finally
        {
            stop.Cancel();
            collector.Join();
        }
    }

    [Test]
    public void Many_threads_make_use_and_dispose_tensors_at_once()
    {
        Collect();
        var before = Tensor.TotalCount;
        var sums = new double[4];
        var threads = Enumerable.Range(0, sums.Length).Select(index => new Thread(() =>
        {
            set_num_threads(1);
            for (var i = 0; i < 2000; i++)
            {
                using var scope = NewDisposeScope();
                var a = ones(3L) * index;
                sums[index] += (a + 1).sum().item<float>();
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Collect();
        Assert.Multiple(() =>
        {
            Assert.That(sums, Is.EqualTo(Enumerable.Range(0, 4).Select(index => 2000.0 * 3 * (index + 1))));
            Assert.That(Tensor.TotalCount, Is.EqualTo(before));
        });
    }

    [Test]
    public void Eight_threads_share_lend_forget_and_dispose_while_another_collects()
    {
        Collect();
        var before = Tensor.TotalCount;
        using var stop = new CancellationTokenSource();
        using var shared = arange(64, float64);
        var faults = new System.Collections.Concurrent.ConcurrentQueue<Exception>();
        var handedOver = new System.Collections.Concurrent.ConcurrentBag<(Tensor Tensor, double Sum)>();
        var collector = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true);
                GC.WaitForPendingFinalizers();
            }
        });
        var threads = Enumerable.Range(0, 8).Select(index => new Thread(() =>
        {
            try
            {
                for (var i = 0; i < 150; i++) Live(shared, handedOver, index, i);
            }
            catch (Exception fault)
            {
                faults.Enqueue(fault);
            }
        })).ToList();
        collector.Start();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        stop.Cancel();
        collector.Join();
        foreach (var (tensor, sum) in handedOver)
        {
            using (tensor)
            using (var found = tensor.sum())
                Assert.That(found.item<double>(), Is.EqualTo(sum));
        }
        handedOver.Clear();
        Collect();
        Assert.That(faults, Is.Empty);
        Assert.That(shared.data<double>().ToArray(), Is.EqualTo(Enumerable.Range(0, 64)));
        Assert.That(Tensor.TotalCount - 1, Is.EqualTo(before));
    }

    [Test]
    public void A_tensor_may_be_disposed_on_another_thread()
    {
        Collect();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 50; i++)
        {
            var made = ones(2L);
            Task.Run(made.Dispose).Wait();
            Assert.That(made.IsInvalid);
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Another_thread_may_dispose_what_a_scope_holds_while_the_scope_grows()
    {
        Collect();
        var before = Tensor.TotalCount;
        var made = new System.Collections.Concurrent.BlockingCollection<Tensor>();
        var other = Task.Run(() =>
        {
            foreach (var tensor in made.GetConsumingEnumerable()) tensor.Dispose();
        });
        using (NewDisposeScope())
        {
            for (var i = 0; i < 5000; i++) made.Add(ones(2L));
            made.CompleteAdding();
            other.Wait();
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void A_disposed_optimizer_throws_when_used()
    {
        using var parameter = new TorchSharp.Modules.Parameter(ones(1L));
        var optimizer = optim.SGD([parameter], 0.1);
        optimizer.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(optimizer.zero_grad, Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => optimizer.step(), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(optimizer.Dispose, Throws.Nothing);
        });
    }

    [Test]
    public void Disposing_from_two_threads_at_once_frees_once()
    {
        Collect();
        var before = Tensor.TotalCount;
        for (var i = 0; i < 500; i++)
        {
            var made = ones(2L);
            Parallel.Invoke(made.Dispose, made.Dispose);
        }

        Assert.That(Tensor.TotalCount, Is.EqualTo(before));
    }

    [Test]
    public void Scopes_left_out_of_order_leave_none_behind()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        inner.Dispose();
        using var free = ones(2L);
        Assert.That(free.IsInvalid, Is.False);
        var after = NewDisposeScope();
        var held = ones(2L);
        after.Dispose();
        Assert.That(held.IsInvalid);
    }

    // A turn of one thread: a scope, views of what all read, something forgotten, a graph, and what another thread gets or left.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Live(Tensor shared, System.Collections.Concurrent.ConcurrentBag<(Tensor Tensor, double Sum)> handedOver, int index, int turn)
    {
        using var scope = NewDisposeScope();
        var view = shared.narrow(0, index * 8, 8).reshape(2, 4);
        Assert.That(view.sum().item<double>(), Is.EqualTo(8 * 8 * index + 28));
        Forget(3);
        var leaf = full([5L], index + 0.5, float64, requires_grad: true);
        using (var loss = (leaf * leaf).sum()) loss.backward();
        Assert.That(leaf.grad!.data<double>().ToArray(), Is.All.EqualTo(2 * index + 1));
        _ = (shared + turn).DetachFromDisposeScope();
        handedOver.Add((full(7L, index + turn, float64).DetachFromDisposeScope(), 7.0 * (index + turn)));
        if (handedOver.TryTake(out var taken))
            using (taken.Tensor) Assert.That(taken.Tensor.sum().item<double>(), Is.EqualTo(taken.Sum));
    }

    // The intermediate tensor's last use is the call itself: only KeepAlive holds it until the call is over.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static float SumOfForgotten(int value) => full(64L, 64L, (float)value).matmul(eye(64)).sum().item<float>();

    private static Tensor eye(int size)
    {
        var rows = new float[size, size];
        for (var i = 0; i < size; i++) rows[i, i] = 1;
        return from_array(rows);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(int count)
    {
        for (var i = 0; i < count; i++) _ = ones(5L);
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
