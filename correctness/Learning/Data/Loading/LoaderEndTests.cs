using System.Diagnostics;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using TorchSharp;

namespace PerfSuite.Correctness.Learning.Data.Loading;

/// <summary>How an epoch ends before its time: faults, loops that are left, loaders that are disposed of or forgotten.</summary>
[NonParallelizable]
public sealed class LoaderEndTests
{
    [Test]
    public void A_reader_that_throws_reaches_the_caller_with_the_name_of_the_file_after_the_batches_before([Values(0, 1, 4)] int workers)
    {
        var draws = new SplitMix64(3);
        for (var run = 0; run < 12; run++)
        {
            var faulty = draws.Below(90);
            var another = Math.Min(89, faulty + draws.Below(4));
            using var source = new NumberSource(90) { FaultOf = index => index == faulty || index == another ? new IOException($"no {index}") : null };
            using var loader = new Loader(source, new LoaderOptions(7, Workers: workers, Shuffle: false));
            var whole = 0;
            var exception = Assert.Throws<DataException>(() =>
            {
                foreach (var batch in loader.Epoch(0))
                    whole += batch.Count;
            })!;
            Assert.That(exception.File, Is.EqualTo($"picture {faulty}.jpg"));
            Assert.That(exception.InnerException, Is.InstanceOf<IOException>().With.Message.EqualTo($"no {faulty}"));
            Assert.That(whole, Is.EqualTo(faulty / 7 * 7));
            AssertNoThreads();
            Assert.Throws<DataException>(() => _ = loader.Epoch(1).Count(), "it can be tried again");
        }
    }

    [Test]
    public void A_fault_that_names_the_file_already_is_told_once()
    {
        var told = new DataException("picture 3.jpg", 12, "ends here", "more", "fetch it again");
        using var source = new NumberSource(9) { FaultOf = index => index == 3 ? told : null };
        using var loader = new Loader(source, new LoaderOptions(2, Workers: 2));
        Assert.That(Assert.Throws<DataException>(() => _ = loader.Epoch(0).Count()), Is.SameAs(told));
    }

    [Test]
    public void Leaving_the_loop_stops_the_threads_and_the_loader_reads_on([Values(1, 4)] int workers)
    {
        using var source = new NumberSource(1000) { Reading = _ => Thread.Sleep(1) };
        using var loader = new Loader(source, new LoaderOptions(4, Workers: workers));
        var clock = Stopwatch.StartNew();
        foreach (var _ in loader.Epoch(0))
            break;
        AssertNoThreads();
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
        Assert.That(loader.Epoch(1).Take(3).Select(batch => batch.Count), Is.EqualTo(new[] { 4, 4, 4 }));
        AssertNoThreads();
    }

    [Test]
    public void A_second_epoch_at_the_same_time_is_refused_and_the_first_goes_on([Values(0, 2)] int workers)
    {
        using var source = new NumberSource(20);
        using var loader = new Loader(source, new LoaderOptions(4, Workers: workers));
        var count = 0;
        foreach (var batch in loader.Epoch(0))
        {
            count += batch.Count;
            Assert.That(() => loader.Epoch(1).First(), Throws.InvalidOperationException.With.Message.Contains("second loader"));
        }
        Assert.That(count, Is.EqualTo(20));
        Assert.That(loader.Epoch(1).Count(), Is.EqualTo(5));
    }

    [Test]
    public void Disposal_from_another_thread_ends_the_wait_for_a_slow_reader([Values(0, 1, 4)] int workers)
    {
        using var source = new NumberSource(100) { Reading = _ => Thread.Sleep(10) };
        var loader = new Loader(source, new LoaderOptions(25, Workers: workers));
        using var begun = new ManualResetEventSlim();
        var reading = Task.Run(() =>
        {
            begun.Set();
            foreach (var batch in loader.Epoch(0))
                _ = batch.Input.sum().item<float>();
        });
        begun.Wait();
        Thread.Sleep(60);
        var clock = Stopwatch.StartNew();
        loader.Dispose();
        Assert.That(async () => await reading, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(clock.Elapsed, Is.LessThan(TimeSpan.FromSeconds(2)));
        AssertNoThreads();
        Assert.That(source.OpenReaders, Is.Zero);
        Assert.Throws<ObjectDisposedException>(() => loader.Epoch(0));
        loader.Dispose();
    }

    [Test]
    public void Disposal_within_the_loop_ends_it([Values(0, 3)] int workers)
    {
        using var source = new NumberSource(100);
        var loader = new Loader(source, new LoaderOptions(10, Workers: workers));
        var count = 0;
        Assert.Throws<ObjectDisposedException>(() =>
        {
            foreach (var _ in loader.Epoch(0))
            {
                count++;
                loader.Dispose();
            }
        });
        Assert.That(count, Is.EqualTo(1));
        Assert.That(source.OpenReaders, Is.Zero);
    }

    [Test]
    public void Two_hundred_starts_and_stops_leave_nothing_behind()
    {
        using var source = new NumberSource(200);
        Cycle(source, 0);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var tensors = torch.Tensor.TotalCount;
        for (var cycle = 0; cycle < 200; cycle++)
            Cycle(source, cycle);
        Assert.That(torch.Tensor.TotalCount, Is.EqualTo(tensors));
        AssertNoThreads();
        Assert.That(source.OpenReaders, Is.Zero);
    }

    [Test]
    public void One_that_is_forgotten_in_the_middle_is_collected_and_its_threads_end()
    {
        using var source = new NumberSource(1000);
        var forgotten = Forget(source);
        for (var i = 0; i < 50 && (forgotten.IsAlive || Threads() > 0); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20);
        }
        Assert.That(forgotten.IsAlive, Is.False);
        AssertNoThreads();
    }

    [Test]
    public void Its_threads_leave_the_settings_of_the_caller_alone_and_have_their_own()
    {
        var threads = torch.get_num_threads();
        torch.set_num_threads(2);
        try
        {
            var seen = new System.Collections.Concurrent.ConcurrentBag<(int, bool)>();
            using var source = new NumberSource(8) { Reading = _ => seen.Add((torch.get_num_threads(), torch.is_grad_enabled())) };
            using var loader = new Loader(source, new LoaderOptions(2, Workers: 2));
            _ = loader.Epoch(0).Count();
            Assert.That(seen, Has.Count.EqualTo(8).And.All.EqualTo((1, false)));
            Assert.That((torch.get_num_threads(), torch.is_grad_enabled()), Is.EqualTo((2, true)));
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    [Test]
    public void The_time_spent_in_waiting_is_counted([Values(0, 1)] int workers)
    {
        using var source = new NumberSource(10) { Reading = _ => Thread.Sleep(5) };
        using var loader = new Loader(source, new LoaderOptions(5, Workers: workers));
        _ = loader.Epoch(0).Count();
        Assert.That(loader.Waited, Is.GreaterThan(TimeSpan.FromMilliseconds(40)));
        var before = loader.Waited;
        foreach (var _ in loader.Epoch(1))
            Thread.Sleep(200);
        Assert.That(loader.Waited - before, Is.LessThan(TimeSpan.FromMilliseconds(300)));
    }

    private static void Cycle(NumberSource source, int cycle)
    {
        using var loader = new Loader(source, new LoaderOptions(16, Workers: cycle % 5));
        var left = cycle % 14;
        foreach (var _ in loader.Epoch(cycle))
            if (left-- == 0)
                break;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forget(NumberSource source)
    {
        var loader = new Loader(source, new LoaderOptions(4, Workers: 3));
        var enumerator = loader.Epoch(0).GetEnumerator();
        Assert.That(enumerator.MoveNext(), Is.True);
        Assert.That(Threads(), Is.EqualTo(3));
        return new WeakReference(loader);
    }

    // One that has been joined is a moment later gone from the system's list.
    private static void AssertNoThreads() => Assert.That(Threads, Is.Zero.After(2000, 2));

    /// <summary>How many threads of loaders there are in this process, by the names that the system has of them.</summary>
    private static int Threads()
    {
        if (!OperatingSystem.IsLinux())
            return 0;
        var count = 0;
        foreach (var folder in Directory.GetDirectories("/proc/self/task"))
            try
            {
                count += File.ReadAllText(Path.Combine(folder, "comm")).StartsWith("loader ", StringComparison.Ordinal) ? 1 : 0;
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        return count;
    }
}
