using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>The life-time rules of tensors and dispose scopes, the same with either supplier.</summary>
public sealed class LifetimeTests
{
    [Test]
    public void Disposing_twice_is_harmless()
    {
        var tensor = ones(2L);
        tensor.Dispose();
        Assert.That(tensor.Dispose, Throws.Nothing);
    }

    [Test]
    public void A_disposed_tensor_throws_when_used()
    {
        var tensor = ones(2L);
        using var other = ones(2L);
        tensor.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(() => tensor.add(other), Throws.InstanceOf<InvalidOperationException>());
            Assert.That(() => other.add(tensor), Throws.InstanceOf<InvalidOperationException>());
            Assert.That(() => tensor.shape, Throws.InstanceOf<InvalidOperationException>());
            Assert.That(() => tensor.item<float>(), Throws.InstanceOf<InvalidOperationException>());
            Assert.That(tensor.IsInvalid);
        });
    }

    [Test]
    public void A_scope_disposes_what_was_made_in_it()
    {
        Tensor inside;
        using (NewDisposeScope()) inside = ones(2L);
        Assert.That(inside.IsInvalid);
    }

    [Test]
    public void A_tensor_moved_out_survives_its_scope_and_dies_with_the_outer_one()
    {
        Tensor moved;
        using (NewDisposeScope())
        {
            using (NewDisposeScope()) moved = ones(2L).MoveToOuterDisposeScope();
            Assert.That(moved.IsInvalid, Is.False);
        }

        Assert.That(moved.IsInvalid);
    }

    [Test]
    public void A_detached_tensor_survives_all_scopes()
    {
        Tensor detached;
        using (NewDisposeScope())
        using (NewDisposeScope())
            detached = ones(2L).DetachFromDisposeScope();
        Assert.That(detached.IsInvalid, Is.False);
        detached.Dispose();
    }

    [Test]
    public void A_scope_can_keep_one_of_its_tensors()
    {
        using var scope = NewDisposeScope();
        var kept = ones(2L);
        var gone = ones(2L);
        scope.DisposeEverythingBut(kept);
        Assert.Multiple(() =>
        {
            Assert.That(kept.IsInvalid, Is.False);
            Assert.That(gone.IsInvalid);
            Assert.That(scope.Contains(kept));
        });
    }

    [Test]
    public void A_scope_of_one_thread_leaves_another_thread_alone()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = ones(2L));
        thread.Start();
        thread.Join();
        scope.DisposeEverything();
        Assert.That(elsewhere!.IsInvalid, Is.False);
        elsewhere.Dispose();
    }

    [Test]
    public void Each_reading_of_a_gradient_is_a_tensor_of_its_own()
    {
        using var leaf = ones(2L, requires_grad: true);
        using (var sum = leaf.sum()) sum.backward();
        using var first = leaf.grad!;
        first.Dispose();
        using var second = leaf.grad!;
        Assert.That(second.sum().item<float>(), Is.EqualTo(2f));
    }

    [Test]
    public void A_module_disposes_its_parameters()
    {
        var linear = nn.Linear(2, 3);
        var weight = linear.weight;
        linear.Dispose();
        Assert.That(weight.IsInvalid);
    }

    [Test]
    public void Parameters_made_in_a_scope_belong_to_their_module()
    {
        TorchSharp.Modules.Linear linear;
        using (NewDisposeScope()) linear = nn.Linear(2, 3);
        Assert.That(linear.weight!.IsInvalid, Is.False);
        linear.Dispose();
    }
}
