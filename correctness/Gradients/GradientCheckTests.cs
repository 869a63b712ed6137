using System.Globalization;
using NUnit.Framework;
using PerfSuite.Learning.Gradients;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>What the check says, leaves alone, and cannot do.</summary>
public sealed class GradientCheckTests
{
    private static readonly Func<Func<Tensor>, (string, Tensor)[], IReadOnlyList<GradientFault>>[] modes =
        [new GradientCheck().Run, new GradientCheck().Project, new GradientCheck().ProjectTogether];

    [Test]
    public void A_wrong_element_is_named_with_tensor_index_values_and_error()
    {
        using var x = Leaf(new[,] { { 1.0, 2.0 }, { 3.0, 0.0 } });
        Tensor SquaredButHalfForgotten()
        {
            using var constant = x.detach();
            using var product = x.mul(constant);
            return product.sum();
        }
        var faults = new GradientCheck().Run(SquaredButHalfForgotten, [("x", x)]);
        Assert.That(faults.Select(fault => fault.ToString()), Is.EqualTo(new[]
        {
            "x[0,0]: backward 1, central difference 2, error 1",
            "x[0,1]: backward 2, central difference 4, error 2",
            "x[1,0]: backward 3, central difference 6, error 3",
        }), "0² has no wrong derivative");
    }

    [Test]
    public void A_wrong_projection_is_named_with_what_was_moved_and_the_direction()
    {
        using var x = Leaf(new[] { 2.0 });
        using var y = Leaf(new[] { 1.0 });
        Tensor Half()
        {
            using var constant = x.detach();
            using var product = x.mul(constant);
            return product.add(y).sum();
        }
        var check = new GradientCheck { Directions = 2 };
        var apart = check.Project(Half, [("x", x), ("y", y)]);
        Assert.That(apart.Cast<WrongProjection>().Select(fault => (fault.Tensor, fault.Direction)), Is.EqualTo(new[] { ("x", 0), ("x", 1) }));
        Assert.That(apart.Cast<WrongProjection>().Select(fault => fault.Quotient / fault.Backward!.Value), Is.All.EqualTo(2).Within(1e-6));
        Assert.That(apart[0].ToString(), Does.Match(@"^x along direction 0: backward -?[\d.]+, central difference -?[\d.]+, error [\d.]+$"));
        var together = check.ProjectTogether(Half, [("x", x), ("y", y)]);
        Assert.That(together.Cast<WrongProjection>().Select(fault => fault.Tensor), Is.All.EqualTo("x and 1 more"));
    }

    [Test]
    public void A_gradient_that_backward_forgot_is_compared_as_zero()
    {
        using var x = Leaf(new[] { 2.0 });
        using var y = Leaf(new[] { 3.0 });
        Tensor Detached()
        {
            using var constant = x.detach();
            using var square = constant.square();
            return square.add(y).sum();
        }
        var faults = new GradientCheck().Run(Detached, [("x", x), ("y", y)]);
        Assert.That(faults.Single().ToString(), Does.StartWith("x[0]: backward none, central difference 4"));
        Tensor AllDetached()
        {
            using var loss = Detached();
            return loss.detach();
        }
        Assert.That(new GradientCheck().Run(AllDetached, [("x", x), ("y", y)]), Has.Count.EqualTo(2));
        Assert.That(new GradientCheck().ProjectTogether(AllDetached, [("x", x), ("y", y)]), Has.Count.EqualTo(3));
    }

    [Test]
    public void A_gradient_or_a_value_that_is_not_a_number_is_a_fault([Values(double.NaN, double.PositiveInfinity)] double odd)
    {
        using var x = Leaf(new[] { odd });
        foreach (var mode in modes)
            Assert.That(mode(() => x.sum(), [("x", x)]), Is.Not.Empty);
    }

    [Test]
    public void A_tensor_along_which_nothing_changes_is_a_fault_unless_that_is_allowed()
    {
        using var x = Leaf(new[] { 1.0, 2.0 });
        using var unread = Leaf(new[] { 1.0 });
        Tensor Small() => x.mul(1e-6).sum();
        var check = new GradientCheck();
        foreach (var faults in new[] { check.Run(Small, [("x", x), ("unread", unread)]), check.Project(Small, [("x", x), ("unread", unread)]) })
        {
            Assert.That(faults.Cast<NoSlope>().Select(fault => fault.Tensor), Is.EqualTo(new[] { "x", "unread" }));
            Assert.That(faults[1].ToString(), Does.StartWith("unread: no central difference above 0 where an error of 1E-05 is allowed: a gradient of zero would pass"));
        }
        Assert.That(check.ProjectTogether(Small, [("x", x), ("unread", unread)]).Single(), Is.InstanceOf<NoSlope>());
        Assert.That((check with { AbsoluteTolerance = 1e-8 }).Run(Small, [("x", x)]), Is.Empty);
        Assert.That((check with { RequireSlope = false }).Run(Small, [("x", x), ("unread", unread)]), Is.Empty);
    }

    [Test]
    public void A_function_that_changes_from_call_to_call_is_a_fault_that_says_so()
    {
        using var x = Leaf(new[] { 1.0, 2.0, 3.0, 4.0 });
        manual_seed(1);
        Tensor Dropped()
        {
            using var kept = functional.dropout(x, 0.5);
            using var squares = kept.square();
            return squares.sum();
        }
        foreach (var mode in modes)
            Assert.That(mode(Dropped, [("x", x)]).Single().ToString(), Does.Match(@"^The function gave \d+, and \d+ when called again: turn dropout off"));
    }

    [Test]
    public void Tensors_gradients_and_gradient_mode_are_left_as_they_were()
    {
        using var x = Leaf(new[] { 0.1, 1e9, -3.0 });
        using var y = Leaf(new[] { 0.1 });
        var before = x.bytes.ToArray();
        using (var earlier = from_array(new[] { 7.0, -0.0, double.NaN }))
        {
            x.grad = earlier;
            var gradient = earlier.bytes.ToArray();
            foreach (var mode in modes)
            {
                _ = mode(() => x.mul(y).sum(), [("x", x), ("y", y)]);
                using var left = x.grad!;
                Assert.That(left.bytes.ToArray(), Is.EqualTo(gradient));
                Assert.That(y.grad, Is.Null);
                Assert.That(x.bytes.ToArray(), Is.EqualTo(before));
                Assert.That(() => mode(() => throw new NotSupportedException(), [("x", x)]), Throws.InstanceOf<NotSupportedException>());
                var calls = 0;
                Assert.That(() => mode(() => ++calls < 4 ? x.sum() : throw new NotSupportedException(), [("x", x)]), Throws.InstanceOf<NotSupportedException>());
                Assert.That(x.bytes.ToArray(), Is.EqualTo(before), "after a function that failed between the two points");
            }
        }
        Assert.That(is_grad_enabled());
    }

    [Test]
    public void Nothing_is_left_behind()
    {
        using var x = Leaf(new[] { 0.1, 2.0 });
        Check();
        var before = Tensor.TotalCount;
        Check();
        Assert.That(Tensor.TotalCount, Is.AtMost(before), "fewer where what other tests left was collected meanwhile");

        void Check()
        {
            foreach (var mode in modes)
                Assert.That(mode(() => x.sum(), [("x", x)]), Is.Empty);
        }
    }

    [Test]
    public void A_few_elements_are_drawn_one_from_each_stretch_of_the_tensor()
    {
        using var x = Leaf(Enumerable.Range(0, 100).Select(i => i + 1.0).ToArray());
        Tensor Wrong()
        {
            using var constant = x.detach();
            return constant.sum();
        }
        int[] Places(ulong seed, int elements) => [.. new GradientCheck { ElementsPerTensor = elements, Seed = seed }.Run(Wrong, [("x", x)])
            .Cast<WrongElement>().Select(fault => int.Parse(fault.Index, CultureInfo.InvariantCulture))];
        Assert.That(Places(0, 4).Select(place => place / 25), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(Places(1, 4), Is.Not.EqualTo(Places(0, 4)));
        Assert.That(Places(0, 100), Is.EqualTo(Enumerable.Range(0, 100)));
    }

    [Test]
    public void The_same_seed_draws_the_same_directions_and_another_draws_others()
    {
        using var x = Leaf(new[] { 1.0, 2.0, 3.0 });
        Tensor Wrong()
        {
            using var constant = x.detach();
            return constant.sum();
        }
        double[] Quotients(ulong seed) =>
            [.. new GradientCheck { Seed = seed, Directions = 4 }.Project(Wrong, [("x", x)]).Cast<WrongProjection>().Select(fault => fault.Quotient)];
        var first = Quotients(1);
        Assert.That(first, Is.Unique.And.All.InRange(-3.001, 3.001));
        Assert.That(Quotients(1), Is.EqualTo(first));
        Assert.That(Quotients(2), Is.Not.EqualTo(first));
    }

    [Test]
    public void A_kink_between_the_two_points_is_no_derivative()
    {
        using var x = Leaf(new[] { 1e-7 });
        Assert.That(new GradientCheck().Run(() => x.relu().sum(), [("x", x)]).Single().ToString(), Does.Contain("backward 1, central difference 0.55"));
    }

    private static Tensor Leaf(Array values)
    {
        var tensor = from_array(values);
        tensor.requires_grad = true;
        return tensor;
    }
}
