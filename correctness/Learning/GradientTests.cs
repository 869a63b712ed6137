using NUnit.Framework;
using PerfSuite.Learning.Gradients;
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
