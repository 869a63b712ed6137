using NUnit.Framework;
using PerfSuite.Learning.Gradients;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>What a projection sees, what it cannot see, and how often it looks past an error.</summary>
public sealed class ProjectionTests
{
    /// <summary>
    /// Two wrong elements of equal size e: ⟨error, v⟩ = e(v₁ + v₂), where the bound of Ball is attained at zero. With
    /// t = τ/e the exact probability of |v₁ + v₂| ≤ t is t − t²/4, the bound √2·τ/(√2·e) = t.
    /// </summary>
    [TestCase(0.1)]
    [TestCase(0.4)]
    public void An_error_is_missed_as_often_as_the_bound_says_and_no_oftener(double t)
    {
        const int directions = 4000;
        using var x = new Numbers([10]).Leaf();
        var function = Sum(x, 0.01, 0.01);
        var check = new GradientCheck { Directions = directions, AbsoluteTolerance = 0.01 * t, RelativeTolerance = 0 };
        var missed = (directions - check.Project(function, [("x", x)]).Count) / (double)directions;
        var exact = t - t * t / 4;
        Assert.That(missed, Is.EqualTo(exact).Within(4 * Math.Sqrt(exact * (1 - exact) / directions)));
        Assert.That(missed, Is.LessThanOrEqualTo(t));
    }

    /// <summary>The probability of missing it three times is at most (√2·τ/‖e‖)³; no seed of a thousand misses this one.</summary>
    [Test]
    public void An_error_large_against_the_tolerance_is_missed_by_no_seed()
    {
        using var x = new Numbers([10]).Leaf();
        var function = Sum(x, 0, 0, 0.5);
        for (var seed = 0UL; seed < 1000; seed++)
            Assert.That(new GradientCheck { Seed = seed }.Project(function, [("x", x)]), Is.Not.Empty, $"seed {seed}");
    }

    /// <summary>The projection of all is of the order √n, a thousandth of which hides an error of half a percent in one element of 10⁴.</summary>
    [Test]
    public void A_small_error_in_one_element_of_very_many_is_seen_element_by_element_only()
    {
        using var x = new Numbers([10_000]).Leaf();
        var function = Sum(x, 0.005);
        Assert.That(new GradientCheck().Project(function, [("x", x)]), Is.Empty);
        Assert.That(new GradientCheck().Run(function, [("x", x)]).Single(), Is.InstanceOf<WrongElement>());
    }

    [Test]
    public void An_error_between_the_elements_looked_at_is_seen_by_the_projection_only()
    {
        using var x = new Numbers([1000]).Leaf();
        var function = Sum(x, 0, 0.9);
        Assert.That(new GradientCheck { ElementsPerTensor = 10 }.Run(function, [("x", x)]), Is.Empty);
        Assert.That(new GradientCheck().Project(function, [("x", x)]), Is.Not.Empty);
    }

    [Test]
    public void An_error_in_a_tensor_of_little_weight_drowns_where_all_are_projected_together()
    {
        using var large = Numbers.Of(10).Leaf();
        using var small = Numbers.Of(2).Leaf();
        Tensor Loss()
        {
            using var scope = NewDisposeScope();
            var wrong = Sabotage.Of(x => x[0].sum(), (x, g) => [-g.expand_as(x[0])], small);
            return (large.sum() * 1e6 + wrong).MoveToOuterDisposeScope();
        }
        (string, Tensor)[] tensors = [("large", large), ("small", small)];
        var check = new GradientCheck { Epsilon = 1e-3 };
        Assert.That(check.ProjectTogether(Loss, tensors), Is.Empty);
        Assert.That(check.Project(Loss, tensors).Cast<WrongProjection>().Select(fault => fault.Tensor), Is.EqualTo(new[] { "small", "small", "small" }));
        Assert.That(check.Run(Loss, tensors).Cast<WrongElement>().Select(fault => fault.Tensor), Is.EqualTo(new[] { "small", "small" }));
    }

    /// <summary>Σ x, whose gradient is 1 everywhere, with a backward that adds these errors to its first elements.</summary>
    private static Func<Tensor> Sum(Tensor x, params double[] errors) => () => Sabotage.Of(all => all[0].sum(), (all, g) =>
    {
        double[] gradient = [.. Enumerable.Range(0, (int)all[0].numel()).Select(i => 1 + errors.ElementAtOrDefault(i))];
        return [from_array(gradient) * g];
    }, x);
}
