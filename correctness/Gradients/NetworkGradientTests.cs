using NUnit.Framework;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Gradients;
using PerfSuite.Learning.Losses;
using PerfSuite.Learning.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Learning;

public sealed class GradientTests
{
    [Test]
    public void Cross_entropy_has_the_gradient_of_its_difference_quotients()
    {
        manual_seed(1);
        using var logits = rand(5L, 10L, ScalarType.Float64, requires_grad: true);
        using var labels = randint(0L, 10L, new long[] { 5 }, ScalarType.Int64);
        Assert.That(new GradientCheck().Run(() => functional.cross_entropy(logits, labels), [("logits", logits)]), Is.Empty);
    }

    [Test]
    public void Softmax_regression_has_the_gradient_of_its_difference_quotients()
    {
        manual_seed(2);
        using var model = new MnistSoftmax().@double();

        // At zero weights the gradient of the input is zero, whatever backward does.
        using (no_grad())
            foreach (var parameter in model.parameters())
                parameter.uniform_(-0.1, 0.1);
        Assert.That(Faults(model, new GradientCheck()), Is.Empty);
    }

    /// <summary>
    /// The seed is one for which no ReLU and no pool has its kink within ε of the point. In eval mode: dropout would
    /// give another function at each call.
    /// </summary>
    [Test]
    public void The_convolutional_network_has_the_gradient_of_its_difference_quotients()
    {
        manual_seed(3);
        using var model = new MnistCnn().@double();
        model.eval();
        Assert.That(Faults(model, new GradientCheck { ElementsPerTensor = 150 }), Is.Empty);
    }

    [TestCase(Visibility.Off, 0.5)]
    [TestCase(Visibility.On, 0.0)]
    [TestCase(Visibility.On, 0.5)]
    [TestCase(Visibility.On, 1.0)]
    [TestCase(Visibility.Half, 0.0)]
    [TestCase(Visibility.Half, 0.5)]
    [TestCase(Visibility.Half, 1.0)]
    public void Both_forms_of_the_pose_loss_have_the_gradient_of_their_difference_quotients(Visibility visibility, double share)
    {
        manual_seed(4);
        using var output = rand(new long[] { 3, 14, 2 }, ScalarType.Float64, requires_grad: true);
        using var draws = rand(new long[] { 3, 14, 1 }, ScalarType.Float64);
        using var seen = draws.lt(share);
        using var batch = new Batch(zeros(3L), rand(new long[] { 3, 14, 2 }, ScalarType.Float64), seen.to_type(ScalarType.Float64));
        Assert.That(new GradientCheck().Run(() => PoseLoss.Automatic(output, batch, visibility), [("output", output)]), Is.Empty);
        Assert.That(new GradientCheck().Run(() => PoseLoss.Explicit(output, batch, visibility), [("output", output)]), Is.Empty);

        var (value, gradient) = Gradient(PoseLoss.Automatic);
        Assert.That(Gradient(PoseLoss.Explicit), Is.EqualTo((value, gradient)));
        if (visibility != Visibility.Off && share == 0)
            Assert.That(value, Is.Zero, "nobody is visible");

        (double Value, string Gradient) Gradient(Func<Tensor, Batch, Visibility, Tensor> loss)
        {
            using var leaf = output.detach().clone();
            leaf.requires_grad = true;
            using var result = loss(leaf, batch, visibility);
            result.backward();
            using var gradient = leaf.grad!;
            return (result.item<double>(), Convert.ToHexString(gradient.bytes));
        }
    }

    [Test]
    public void Half_the_joints_is_twice_the_loss()
    {
        using var output = rand(2L, 14L, 2L);
        using var batch = new Batch(zeros(2L), rand(2L, 14L, 2L), ones(2L, 14L, 1L));
        float Loss(Visibility visibility)
        {
            using var loss = PoseLoss.Automatic(output, batch, visibility);
            return loss.item<float>();
        }
        Assert.That((Loss(Visibility.On), Loss(Visibility.Half)), Is.EqualTo((Loss(Visibility.Off), 2 * Loss(Visibility.Off))));
    }

    [Test]
    public void A_residual_block_has_the_gradient_of_its_difference_quotients([Values(1, 2)] long stride)
    {
        manual_seed(5);
        using var block = new BasicBlock(3, 3 * stride, stride).@double();
        using var input = rand(new long[] { 2, 3, 5, 5 }, ScalarType.Float64, requires_grad: true);
        Tensor Loss()
        {
            using var output = block.call(input);
            using var squares = output.mul(output);
            return squares.sum();
        }
        Assert.That(new GradientCheck { ElementsPerTensor = 40 }.Run(Loss,
            [("input", input), .. block.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter))]), Is.Empty);
    }

    [Test]
    public void A_wrong_gradient_is_named_with_tensor_index_values_and_error()
    {
        using var x = from_array(new[,] { { 1.0, 2.0 }, { 3.0, 0.0 } });
        x.requires_grad = true;
        Tensor SquaredButHalfForgotten()
        {
            using var constant = x.detach();
            using var product = x.mul(constant);
            return product.sum();
        }
        var faults = new GradientCheck().Run(SquaredButHalfForgotten, [("x", x)]);
        Assert.That(faults.Select(fault => fault.Index), Is.EqualTo(new[] { "0,0", "0,1", "1,0" }), "0² has no wrong derivative");
        Assert.That(faults[1].ToString(), Is.EqualTo("x[0,1]: backward 2, central difference 4, error 2"));
    }

    [Test]
    public void A_gradient_that_is_not_a_number_is_a_fault()
    {
        using var x = from_array(new[] { double.NaN });
        x.requires_grad = true;
        Assert.That(new GradientCheck().Run(() => x.sum(), [("x", x)]), Has.Count.EqualTo(1));
    }

    [Test]
    public void The_tensors_are_left_as_they_were()
    {
        using var x = from_array(new[] { 0.1, 1e9, -3.0 });
        x.requires_grad = true;
        var before = x.bytes.ToArray();
        _ = new GradientCheck().Run(() => x.sum(), [("x", x)]);
        Assert.That(x.bytes.ToArray(), Is.EqualTo(before));
    }

    [Test]
    public void Float32_is_refused_with_the_reason()
    {
        using var x = rand(2L, requires_grad: true);
        Assert.That(
            () => new GradientCheck().Run(() => x.sum(), [("x", x)]),
            Throws.ArgumentException.With.Message.Contains("'x' is Float32").And.Message.Contains("float64"));
    }

    [Test]
    public void A_tensor_the_function_does_not_read_is_named()
    {
        using var x = rand(2L, ScalarType.Float64, requires_grad: true);
        using var unread = rand(2L, ScalarType.Float64, requires_grad: true);
        Assert.That(
            () => new GradientCheck().Run(() => x.sum(), [("x", x), ("unread", unread)]),
            Throws.ArgumentException.With.Message.Contains("'unread'"));
    }

    private static IReadOnlyList<GradientFault> Faults(Module<Tensor, Tensor> model, GradientCheck check)
    {
        using var input = rand(new long[] { 2, 1, 28, 28 }, ScalarType.Float64, requires_grad: true);
        using var labels = randint(0L, 10L, new long[] { 2 }, ScalarType.Int64);
        Tensor Loss()
        {
            using var logits = model.call(input);
            return functional.cross_entropy(logits, labels);
        }
        return check.Run(
            Loss, [("input", input), .. model.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter))]);
    }
}
