using NUnit.Framework;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Gradients;
using PerfSuite.Learning.Losses;
using PerfSuite.Learning.Workloads;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>Losses in all reductions, and both forms of the pose loss.</summary>
public sealed class LossGradientTests
{
    private static readonly Reduction[] reductions = [Reduction.None, Reduction.Mean, Reduction.Sum];

    /// <summary>Every case.</summary>
    public static IEnumerable<GradientCase> Cases => [.. reductions.SelectMany(Distances), .. reductions.SelectMany(Classes)];

    [TestCaseSource(nameof(Cases))]
    public void Backward_is_the_derivative_of_a_loss(GradientCase one) => one.AssertRight();

    private static IEnumerable<GradientCase> Distances(Reduction reduction)
    {
        foreach (var (name, function) in new (string, Func<Tensor, Tensor, Tensor>)[]
        {
            ("functional.l1_loss", (x, y) => functional.l1_loss(x, y, reduction)),
            ("functional.mse_loss", (x, y) => functional.mse_loss(x, y, reduction)),
            ("functional.smooth_l1_loss", (x, y) => functional.smooth_l1_loss(x, y, reduction, beta: 0.5)),
            ("nn.L1Loss", (x, y) => { using var loss = L1Loss(reduction); return loss.call(x, y); }),
            ("nn.MSELoss", (x, y) => { using var loss = MSELoss(reduction); return loss.call(x, y); }),
        })
        {
            yield return GradientCase.Of(name, $"{reduction}", x => function(x[0], x[1]), Numbers.Of(2, 3), Numbers.Of(2, 3));
            yield return GradientCase.Of(name, $"{reduction}, batch 1", x => function(x[0], x[1]), Numbers.Of(1, 5, 1), Numbers.Of(1, 5, 1));
        }
    }

    private static IEnumerable<GradientCase> Classes(Reduction reduction)
    {
        const string name = "functional.cross_entropy";
        yield return Of(name, "a batch", x => functional.cross_entropy(x, from_array(new long[] { 3, 0, 3, 1 }), reduction: reduction), 4, 5);
        yield return Of(name, "batch 1", x => functional.cross_entropy(x, from_array(new long[] { 2 }), reduction: reduction), 1, 3);
        yield return Of(name, "weights and an ignored sample", x => functional.cross_entropy(
            x, from_array(new long[] { 1, 2, 0 }), from_array(new[] { 0.5, 2, 3 }), ignore_index: 2, reduction: reduction), 3, 3);
        yield return Of(name, "smoothed labels", x => functional.cross_entropy(x, from_array(new long[] { 1, 2 }), reduction: reduction, label_smoothing: 0.2), 2, 3);
        yield return Of(name, "pixels", x => functional.cross_entropy(x, from_array(new long[,] { { 1, 2 }, { 0, 0 } }), reduction: reduction), 2, 3, 2);
        yield return GradientCase.Of(name, $"{reduction}, probabilities", x => functional.cross_entropy(x[0], x[1], reduction: reduction), Numbers.Of(2, 3), Numbers.Positive(2, 3));
        yield return Of("nn.CrossEntropyLoss", "with all arguments", x =>
        {
            using var loss = CrossEntropyLoss(from_array(new[] { 0.5, 2, 3 }), 2, reduction);
            return loss.call(x, from_array(new long[] { 1, 2, 0 }));
        }, 3, 3);

        GradientCase Of(string operation, string about, Func<Tensor, Tensor> function, params long[] shape) =>
            GradientCase.Of(operation, $"{reduction}, {about}", x => function(x[0]), Numbers.Of(shape));
    }

    [Test]
    public void Both_forms_of_the_pose_loss_have_the_gradient_of_their_difference_quotients(
        [Values] Visibility visibility, [Values(0.0, 0.5, 1.0)] double share, [Values(1, 3)] long people)
    {
        using var output = Numbers.Of(people, 14, 2).Leaf();
        using var batch = Poses(people, share);
        var check = new GradientCheck { RequireSlope = share > 0 || visibility == Visibility.Off };
        foreach (var form in new[] { PoseLoss.Automatic, PoseLoss.Explicit })
        {
            Tensor Loss() => form(output, batch, visibility);
            Assert.That(check.Run(Loss, [("output", output)]), Is.Empty);
            Assert.That(check.Project(Loss, [("output", output)]), Is.Empty);
        }
    }

    /// <summary>Behind a layer, and with a factor, so that the gradient that comes to the loss is not 1.</summary>
    [Test]
    public void Both_forms_of_the_pose_loss_give_a_network_the_same_bits(
        [Values] Visibility visibility, [Values(0.0, 0.5, 1.0)] double share, [Values(1, 3)] long people)
    {
        manual_seed(4);
        using var layer = Linear(5, 28);
        using var batch = Poses(people, share, ScalarType.Float32);
        var (value, gradients) = Backward(PoseLoss.Automatic);
        Assert.That(Backward(PoseLoss.Explicit), Is.EqualTo((value, gradients)));
        Assert.That(value == 0, Is.EqualTo(visibility != Visibility.Off && share == 0), "nobody is visible");

        (float Value, string Gradients) Backward(Func<Tensor, Batch, Visibility, Tensor> form)
        {
            using var scope = NewDisposeScope();
            layer.zero_grad();
            manual_seed(5);
            var output = layer.call(rand(people, 5L)).view(-1, 14, 2);
            var loss = form(output, batch, visibility).mul(-1.7f);
            loss.backward();
            return (loss.item<float>(), string.Join(' ', layer.parameters().Select(parameter => Convert.ToHexString(parameter.grad!.bytes))));
        }
    }

    [Test, Category("Slow"), Explicit("A minute: dotnet test correctness --filter Name~the_pose_network_the_same")]
    public void Both_forms_of_the_pose_loss_give_the_pose_network_the_same_bits([Values] Visibility visibility)
    {
        Assert.That(Trained("explicit"), Is.EqualTo(Trained("automatic")));

        (string Losses, string Digest) Trained(string form)
        {
            using var session = Workload.DeepPose.Open(new SessionOptions(
                Batch: 2, Settings: new Dictionary<string, string> { ["loss"] = form, ["visibility"] = visibility.ToString().ToLowerInvariant() }));
            return (string.Join(' ', session.Agree(2)), session.Digest());
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

    private static Batch Poses(long people, double share, ScalarType type = ScalarType.Float64)
    {
        manual_seed(3);
        using var draws = rand(people, 14L, 1L);
        using var seen = draws.lt(share);
        return new Batch(zeros(people), rand(new[] { people, 14, 2 }, type), seen.to_type(type));
    }
}
