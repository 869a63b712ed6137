using System.Runtime.InteropServices;
using MathNet.Numerics;
using NUnit.Framework;
using PerfSuite.Learning.Models;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Learning;

public sealed class ModelTests
{
    [TestCase("mnist-softmax", "matched", 7_850)]
    [TestCase("mnist-cnn", "matched", 211_690)]
    [TestCase("convae", "matched", 22_294_144)]
    [TestCase("deeppose", "matched", 58_396_060)]
    [TestCase("resnet18", "matched", 11_173_962)]
    [TestCase("resnet18", "published-cpp", 17_452_362)]
    [TestCase("resnet34", "matched", 21_282_122)]
    [TestCase("resnet34", "published-cpp", 27_560_522)]
    public void The_networks_have_the_published_number_of_parameters(string workload, string variant, long expected)
    {
        using var model = Workload.FindNetwork(workload).Configure(variant).CreateModel();
        Assert.That(model.parameters().Sum(parameter => parameter.numel()), Is.EqualTo(expected));
    }

    [Test]
    public void Softmax_regression_starts_at_zero()
    {
        using var model = new MnistSoftmax();
        Assert.That(model.parameters().SelectMany(Floats), Is.All.Zero);
    }

    [Test]
    public void The_first_loss_of_softmax_regression_is_the_logarithm_of_ten()
    {
        using var session = Workload.MnistSoftmax.Open(new SessionOptions(Batch: 7));
        Assert.That(session.Agree(1)[0], Is.EqualTo(Math.Log(10)).Within(1e-6));
    }

    [Test]
    public void The_convolutional_network_starts_with_every_bias_at_a_tenth()
    {
        using var model = new MnistCnn();
        var biases = model.named_parameters().Where(entry => entry.name.EndsWith(".bias", StringComparison.Ordinal));
        Assert.That(biases.SelectMany(entry => Floats(entry.parameter)), Is.All.EqualTo(0.1f));
    }

    /// <summary>
    /// erf(w / (σ√2)) gives the uniform number back that a weight was made of; the numbers drawn by hand, after the
    /// layers' own, in the order of the parameters, must be those.
    /// </summary>
    [Test]
    public void Weights_are_a_truncated_normal_drawn_in_the_order_of_the_layers()
    {
        manual_seed(11);
        using var model = new MnistCnn();
        var weights = model.named_parameters().Where(entry => entry.name.EndsWith(".weight", StringComparison.Ordinal));

        manual_seed(11);
        Module[] layers = [Conv2d(1, 32, 3, padding: 1), Conv2d(32, 32, 3, padding: 1), Linear(1568, 128), Linear(128, 10)];
        foreach (var (name, weight) in weights)
        {
            using var uniform = zeros(weight.shape);
            uniform.uniform_(-0.9544997361036416, 0.9544997361036416);
            var drawn = Floats(uniform);
            var inverted = Floats(weight).Select(value => SpecialFunctions.Erf(value / (0.1 * Math.Sqrt(2)))).ToArray();
            Assert.That(inverted, Is.EqualTo(drawn).AsCollection.Within(1e-6), name);
            Assert.That(Floats(weight), Is.All.InRange(-0.2f, 0.2f), name);
        }
        foreach (var layer in layers)
            layer.Dispose();
    }

    [Test]
    public void Dropout_works_in_training_and_rests_in_evaluation()
    {
        manual_seed(0);
        using var model = new MnistCnn();
        using var input = rand(2L, 1L, 28L, 28L);
        float[] Output()
        {
            using var output = model.call(input);
            return Floats(output);
        }
        var trained = Output();
        Assert.That(Output(), Is.Not.EqualTo(trained));
        model.eval();
        var evaluated = Output();
        Assert.That(Output(), Is.EqualTo(evaluated));
    }

    private static float[] Floats(Tensor tensor) =>
        MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray();
}
