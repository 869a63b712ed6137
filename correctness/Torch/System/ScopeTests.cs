using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Every way to put tensors into a scope, to take them out and to keep them.</summary>
public sealed class ScopeTests
{
    private static Tensor[] Three => [zeros(1), zeros(2), zeros(3)];

    [Test]
    public void What_is_attached_ends_with_the_scope()
    {
        var made = Three;
        using (var scope = NewDisposeScope())
        {
            scope.Attach(made[0]);
            scope.Attach(made[1], made[2]);
            scope.Attach(made.AsEnumerable());
            Assert.That((scope.DisposablesCount, scope.Contains(made[1])), Is.EqualTo((3, true)));
        }
        Assert.That(made, Has.All.Matches<Tensor>(tensor => tensor.IsInvalid));
    }

    private static IEnumerable<TestCaseData> Leaving()
    {
        yield return Of("Detach one by one", (scope, made) => Array.ForEach(made, tensor => scope.Detach(tensor)), false);
        yield return Of("Detach two and one", (scope, made) => Assert.That((scope.Detach(made[0], made[1]), scope.Detach(made[2])), Is.EqualTo(((made[0], made[1]), made[2]))), false);
        yield return Of("Detach three", (scope, made) => Assert.That(scope.Detach(made[0], made[1], made[2]), Is.EqualTo((made[0], made[1], made[2]))), false);
        yield return Of("Detach an array", (scope, made) => scope.Detach([.. made.Cast<IDisposable>()]), false);
        yield return Of("Detach a sequence", (scope, made) => scope.Detach(made.AsEnumerable<IDisposable>()), false);
        yield return Of("MoveToOuter one by one", (scope, made) => Array.ForEach(made, tensor => scope.MoveToOuter(tensor)), true);
        yield return Of("MoveToOuter two and one", (scope, made) => Assert.That((scope.MoveToOuter(made[0], made[1]), scope.MoveToOuter(made[2])), Is.EqualTo(((made[0], made[1]), made[2]))), true);
        yield return Of("MoveToOuter three", (scope, made) => scope.MoveToOuter(made[0], made[1], made[2]), true);
        yield return Of("MoveToOuter an array", (scope, made) => scope.MoveToOuter([.. made.Cast<IDisposable>()]), true);
        yield return Of("MoveToOuter a sequence", (scope, made) => scope.MoveToOuter(made.AsEnumerable<IDisposable>()), true);
    }

    [TestCaseSource(nameof(Leaving))]
    public void What_leaves_a_scope_outlives_it(Action<DisposeScope, Tensor[]> leave, bool forTheOuter)
    {
        Tensor[] made;
        using (NewDisposeScope())
        {
            using (var scope = NewDisposeScope())
            {
                made = Three;
                leave(scope, made);
                Assert.That(scope.DisposablesCount, Is.Zero);
            }
            Assert.That(made, Has.None.Matches<Tensor>(tensor => tensor.IsInvalid));
        }
        Assert.That(made, Has.All.Matches<Tensor>(tensor => tensor.IsInvalid == forTheOuter));
        Array.ForEach(made, tensor => tensor.Dispose());
    }

    [Test]
    public void What_is_moved_elsewhere_ends_there()
    {
        var there = NewDisposeScope();
        var mark = zeros(1);
        var made = new List<Tensor>();
        using (var here = NewDisposeScope())
        {
            for (var i = 0; i < 4; i++) made.AddRange(Three);
            here.MoveToOther(there, made[0]);
            here.MoveToOther(there, made[1], made[2]);
            here.MoveToOther(there, made[3], made[4], made[5]);
            here.MoveToOther(there, new IDisposable[] { made[6], made[7] });
            here.MoveToOther(there, made.Skip(8).Take(2));
            made[10].MoveToOtherDisposeScope(there);
            made[11].MoveToOtherDisposeScope(mark);
            Assert.That(here.DisposablesCount, Is.Zero);
        }
        Assert.That(made, Has.None.Matches<Tensor>(tensor => tensor.IsInvalid));
        there.Dispose();
        Assert.That(made, Has.All.Matches<Tensor>(tensor => tensor.IsInvalid));
    }

    private static IEnumerable<TestCaseData> Keeping()
    {
        yield return Of("one", (scope, made) => scope.DisposeEverythingBut(made[0]), 1);
        yield return Of("two", (scope, made) => scope.DisposeEverythingBut(made[0], made[1]), 2);
        yield return Of("three", (scope, made) => scope.DisposeEverythingBut(made[0], made[1], made[2]), 3);
        yield return Of("an array", (scope, made) => scope.DisposeEverythingBut([.. made.Take(2).Cast<IDisposable>()]), 2);
        yield return Of("a sequence", (scope, made) => scope.DisposeEverythingBut(made.Take(2).AsEnumerable<IDisposable>()), 2);
        yield return Of("none", (scope, _) => scope.DisposeEverything(), 0);
    }

    [TestCaseSource(nameof(Keeping))]
    public void All_but_what_is_named_ends(Action<DisposeScope, Tensor[]> keep, int kept)
    {
        using var scope = NewDisposeScope();
        var made = Three;
        keep(scope, made);
        Assert.That(made.Select(tensor => !tensor.IsInvalid), Is.EqualTo(Enumerable.Range(0, 3).Select(i => i < kept)));
        Assert.That(scope.DisposablesCount, Is.EqualTo(kept));
    }

    [Test]
    public void A_scope_forgets_what_it_is_told_was_disposed_and_counts_are_kept_by_thread()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        statistics.TensorStatistics.Reset();
        using var scope = NewDisposeScope();
        var made = zeros(1);
        scope.MarkAsDisposed(made);
        Assert.That((scope.DisposablesCount, made.IsInvalid), Is.EqualTo((0, false)));
        made.Dispose();
        Assert.That(statistics.CreatedInScopeCount, Is.EqualTo(1));
    }

    private static TestCaseData Of(string name, Action<DisposeScope, Tensor[]> action, object expected) => new TestCaseData(action, expected).SetArgDisplayNames(name);
}
