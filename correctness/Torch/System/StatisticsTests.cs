using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>What a thread's statistics count, against a count by hand.</summary>
public sealed class StatisticsTests
{
    [Test]
    public void A_threads_tensors_are_counted_by_how_they_came_and_went()
    {
        LifetimeStatistics? tensors = null;
        ThreadDisposeScopeStatistics? all = null;
        var thread = new Thread(() =>
        {
            all = DisposeScopeManager.Statistics;
            tensors = all.TensorStatistics;
            var free = Enumerable.Range(0, 5).Select(_ => zeros(1)).ToArray();
            free[0].Dispose();
            free[1].Dispose();
            using (var scope = NewDisposeScope())
            {
                var within = Enumerable.Range(0, 4).Select(_ => zeros(1)).ToArray();
                within[0].Dispose();
                scope.Detach(within[1]);
                scope.Attach(free[2]);
                Assert.That(scope.DisposablesView, Is.EquivalentTo(new[] { within[2], within[3], free[2] }));
            }
        });
        thread.Start();
        thread.Join();
        Assert.That((tensors!.CreatedOutsideScopeCount, tensors.DisposedOutsideScopeCount), Is.EqualTo((5L, 2L)));
        Assert.That((tensors.CreatedInScopeCount, tensors.DisposedInScopeCount), Is.EqualTo((4L, 4L)), "one by hand, three with the scope");
        Assert.That((tensors.AttachedToScopeCount, tensors.DetachedFromScopeCount, tensors.ThreadTotalLiveCount), Is.EqualTo((1L, 1L, 3L)));
        Assert.That((all!.CreatedOutsideScopeCount, all.DisposedOutsideScopeCount, all.CreatedInScopeCount, all.DisposedInScopeCount), Is.EqualTo((5L, 2L, 4L, 4L)));
        Assert.That((all.AttachedToScopeCount, all.DetachedFromScopeCount, all.ThreadTotalLiveCount, all.PackedSequenceStatistics.CreatedInScopeCount), Is.EqualTo((1L, 1L, 3L, 0L)));
        all.Reset();
        Assert.That((tensors.CreatedInScopeCount, all.ThreadTotalLiveCount), Is.EqualTo((0L, 0L)));
        Assert.That((new ThreadDisposeScopeStatistics().ThreadTotalLiveCount, new LifetimeStatistics().ThreadTotalLiveCount), Is.EqualTo((0L, 0L)));
        Assert.That(new DisposeScopeManager(), Is.Not.Null, "it has nothing but what is static");
    }
}
