using NUnit.Framework;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Gradients;
using PerfSuite.Learning.Models;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>
/// Whole networks with their losses as they train, dropout and batch normalisation at work, in float64. Where a network has
/// many ReLUs and pools, the seeds are such that no kink lies within ε of the point where one would matter.
/// </summary>
public sealed class NetworkGradientTests
{
    /// <summary>Settings of data and of first weights: with others a network's loss is the same function.</summary>
    private static readonly string[] elsewhere = ["resize", "collate", "noise", "augment", "shuffle", "init"];

    public static IEnumerable<object[]> Networks =>
        Workload.All.OfType<NetworkWorkload>().SelectMany(workload => workload.Variants.Select(variant => new object[] { workload.Name, variant.Name }));

    /// <summary>Of variants with the same network and loss the first.</summary>
    public static IEnumerable<object[]> Functions => Networks.DistinctBy(network =>
        $"{network[0]}: {string.Join(' ', Function(Workload.FindNetwork((string)network[0]), (string)network[1]))}");

    /// <summary>
    /// All at once, but those of more than a million elements, which stay as they are: what they pass on is checked, what they
    /// get themselves is left to the slow test, and so are variants that differ in data and first weights only.
    /// </summary>
    [TestCaseSource(nameof(Functions))]
    public void Every_workload_has_the_gradient_of_its_loss(string workload, string variant)
    {
        using var subject = Training(workload, variant, largest: 1_000_000);
        var check = new GradientCheck { Directions = 1, Epsilon = 1e-7 };
        Assert.That(check.ProjectTogether(subject.Loss, subject.Tensors), Is.Empty);
    }

    [Explicit("Eight minutes: dotnet test correctness --filter Name~Every_tensor_of_every_workload"), Category("Slow")]
    [TestCaseSource(nameof(Networks))]
    public void Every_tensor_of_every_workload_has_its_gradient(string workload, string variant)
    {
        using var subject = Training(workload, variant);
        var check = new GradientCheck { Directions = 1, ElementsPerTensor = 1, Epsilon = 1e-7, RequireSlope = false };
        Assert.That(check.Project(subject.Loss, subject.Tensors), Is.Empty);
        Assert.That(check.Run(subject.Loss, subject.Tensors), Is.Empty);
    }

    [Test]
    public void Every_element_of_softmax_regression_has_its_gradient()
    {
        using var subject = Training("mnist-softmax", "matched");
        subject.AssertRight();
    }

    [Test]
    public void Every_tensor_of_the_convolutional_network_has_its_gradient()
    {
        using var subject = Training("mnist-cnn", "matched");
        Assert.That(new GradientCheck().Project(subject.Loss, subject.Tensors), Is.Empty);
        Assert.That(new GradientCheck { ElementsPerTensor = 10, RequireSlope = false }.Run(subject.Loss, subject.Tensors), Is.Empty);
    }

    [Test, Category("Slow"), Explicit("Six minutes: dotnet test correctness --filter Name~Every_element_of_the_convolutional")]
    public void Every_element_of_the_convolutional_network_has_its_gradient()
    {
        using var subject = Training("mnist-cnn", "matched");
        Assert.That(new GradientCheck().Run(subject.Loss, subject.Tensors), Is.Empty);
    }

    [Test]
    public void Every_element_of_a_residual_block_has_its_gradient([Values(1, 2)] int stride, [Values] bool training)
    {
        using var subject = GradientSubject.Of(() =>
        {
            var block = new BasicBlock(3, 3 * stride, stride);
            block.train(training);
            return block;
        }, Numbers.Of(2, 3, 5, 5));
        subject.AssertRight();
    }

    /// <summary>A factor that a layer's backward forgot, of a tenth or of the sign, reaches all that lies before it.</summary>
    [TestCase("conv1", 1.1)]
    [TestCase("conv2", -1)]
    [TestCase("fc1", 0.9)]
    [TestCase("fc2", 0)]
    public void A_fault_in_any_layer_of_a_network_shows(string layer, double factor)
    {
        using var subject = Training("mnist-cnn", "matched", change: model =>
            ((Module<Tensor, Tensor>)model.named_modules().Single(entry => entry.name == layer).module).register_forward_hook((_, _, output) =>
                Sabotage.Of(x => x[0].clone(), (_, g) => [g * factor], output)));
        var check = new GradientCheck { Directions = 1 };
        Assert.That(check.ProjectTogether(subject.Loss, subject.Tensors), Has.Some.InstanceOf<WrongProjection>());
        var before = subject.Tensors.TakeWhile(entry => entry.Name != $"{layer}.bias").Select(entry => entry.Name).Append($"{layer}.bias");
        Assert.That(check.Project(subject.Loss, subject.Tensors).Cast<WrongProjection>().Select(fault => fault.Tensor), Is.EqualTo(before));
    }

    /// <summary>A workload's loss of a small random batch, by the batch's input and by every parameter.</summary>
    private static GradientSubject Training(
        string workload, string variant, long largest = long.MaxValue, Action<Module<Tensor, Tensor>>? change = null)
    {
        var recipe = Workload.FindNetwork(workload).Configure(variant);
        manual_seed(3);
        var model = recipe.CreateModel();
        model.@double();

        // At zero weights the gradient of the input is zero, whatever backward does.
        if (model is MnistSoftmax)
            using (no_grad())
                foreach (var parameter in model.parameters())
                    parameter.uniform_(-0.1, 0.1);
        using var drawn = recipe.RandomBatch(Batch(workload, variant));
        var input = drawn.Input.to_type(ScalarType.Float64).requires_grad_();
        var target = ReferenceEquals(drawn.Target, drawn.Input) ? input
            : drawn.Target.dtype == ScalarType.Float32 ? drawn.Target.to_type(ScalarType.Float64)
            : drawn.Target.clone();
        var batch = new Batch(input, target, drawn.Visible?.to_type(ScalarType.Float64));
        foreach (var parameter in model.parameters().Where(parameter => parameter.numel() > largest))
            parameter.requires_grad = false;
        change?.Invoke(model);
        return new GradientSubject(
            () =>
            {
                // The same dropout at every call.
                manual_seed(5);
                return recipe.Loss(model.call(input), batch);
            },
            [("input", input), .. model.named_parameters().Where(entry => entry.parameter.requires_grad).Select(entry => (entry.name, (Tensor)entry.parameter))],
            model);
    }

    /// <summary>
    /// As few as batch normalisation has enough values per channel of: ImageNet's stem leaves a single pixel. Of three values the loss of
    /// resnet34 is so steep and bent (−59,632 along conv1.weight's direction, −1,714 of four) that a difference over ε = 1e-7 errs by
    /// 1.3 %; over a tenth of that by 1e-6, and of four by 2e-8.
    /// </summary>
    private static int Batch(string workload, string variant) => (workload, variant) switch
    {
        ("resnet18" or "resnet34", "published-cpp") => 4,
        ("mnist-softmax" or "mnist-cnn", _) => 2,
        _ when Workload.IsOwn(workload) => 4,
        _ => 1,
    };

    private static IEnumerable<string> Function(NetworkWorkload workload, string variant)
    {
        var settings = workload.Configure(variant).Settings;
        return workload.Settings.Where(setting => !elsewhere.Contains(setting.Name)).Select(setting => $"{setting.Name}={settings[setting.Name]}");
    }
}
