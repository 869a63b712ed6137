using NUnit.Framework;
using PerfSuite.Learning.Gradients;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>Backwards that are wrong as backwards are in practice; each must be found, element by element and projected.</summary>
public sealed class WrongBackwardTests
{
    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Of("the wrong sign", x => x[0].tanh(), (x, g) => [-g * (1 - x[0].tanh().square())], [3, 4]);
        yield return Of("a factor 2 forgotten", x => x[0].square(), (x, g) => [g * x[0]], [3, 4]);
        yield return Of("one term of the product rule", x => x[0] * x[0].exp(), (x, g) => [g * x[0].exp()], [5]);
        yield return Of("a matrix not transposed", x => x[0].mm(x[1]), (x, g) => [g.mm(x[1]), x[0].transpose(0, 1).mm(g)], [3, 3], [3, 3]);
        yield return Of("a gradient transposed", x => x[0].exp(), (x, g) => [(g * x[0].exp()).transpose(0, 1).contiguous()], [3, 3]);
        yield return Of("a detached branch", x => x[0] + x[0].tanh(), (_, g) => [g.clone()], [2, 3]);
        yield return Of("the mean of rows divided by their number", x => x[0].mean([1L]), (x, g) => [(g / 2).unsqueeze(1).expand_as(x[0])], [2, 5]);
        yield return Of("a mean as if it were a sum", x => x[0].square().mean(), (x, g) => [2 * g * x[0]], [4]);
        yield return Of("a broadcast row averaged, not summed", x => x[0] + x[1], (_, g) => [g.clone(), g.mean([0L])], [4, 3], [3]);
        yield return Of("batch normalisation as in evaluation", BatchNormalised, EvaluationBackward, [4, 2, 3, 1]);
        yield return Of("batch normalisation without the variance", BatchNormalised, WithoutVariance, [4, 2, 3, 1]);
        yield return Of("chosen rows put back at wrong indices", x => x[0].index_select(0, from_array(new long[] { 2, 0 })), (_, g) => [cat([g, g.narrow(0, 0, 1).zeros_like()])], [3, 2]);
        yield return Of("a row chosen twice counted once", x => x[0].index_select(0, from_array(new long[] { 1, 0, 1 })), (_, g) => [cat([g.narrow(0, 1, 1), g.narrow(0, 2, 1)])], [2, 3]);
        yield return Of("shifted by one", x => x[0].exp(), (x, g) => [Shifted(g * x[0].exp())], [6]);
        yield return Of("a scale forgotten", x => x[0].mm(x[1]) / Math.Sqrt(5), (x, g) => [g.mm(x[1].transpose(0, 1)), x[0].transpose(0, 1).mm(g)], [2, 5], [5, 3]);
        yield return Of("each the gradient of the other", x => x[0] * x[1].exp(), (x, g) => [g * x[0] * x[1].exp(), g * x[1].exp()], [2, 3], [2, 3]);
        yield return Of("ReLU that lets everything through", x => x[0].relu(), (_, g) => [g.clone()], [3, 5]);
        yield return Of("a maximum brought to the first of its window", x => x[0].max(1).values, (_, g) => [cat([g.unsqueeze(1), zeros([3, 3], ScalarType.Float64)], 1)], [3, 4]);
        yield return Of("softmax without what couples it", x => x[0].softmax(1), (x, g) => [g * x[0].softmax(1)], [2, 4]);
        yield return Of("cross entropy without the target", x => functional.cross_entropy(x[0], Labels), (x, g) => [g * x[0].softmax(1) / 3], [3, 4]);
        yield return Of("cross entropy not divided by the batch", x => functional.cross_entropy(x[0], Labels), (x, g) => [g * (x[0].softmax(1) - OneHot)], [3, 4]);
        yield return Of("a kept element not scaled by 1/(1−p)", x => x[0] * Mask / 0.6, (_, g) => [g * Mask], [2, 3]);
        yield return Of("a dropped element not dropped", x => x[0] * Mask / 0.6, (_, g) => [g / 0.6], [2, 3]);
        yield return Of("the incoming gradient ignored", x => x[0].exp(), (x, _) => [x[0].exp()], [4]);
        yield return Of("no gradient at all for the second", x => x[0] + x[1].exp(), (_, g) => [g.clone(), null], [4], [4]);
        yield return Of("one element of many half as large", x => x[0].exp(), (x, g) => [g * x[0].exp() * cat([ones(49L, ScalarType.Float64), from_array(new[] { 0.5 })])], [50]);
    }

    [TestCaseSource(nameof(Wrong))]
    public void It_is_found_element_by_element_and_projected(GradientSubject subject)
    {
        using (subject)
        {
            Assert.Multiple(() =>
            {
                Assert.That(new GradientCheck().Run(subject.Loss, subject.Tensors), Has.Some.InstanceOf<WrongElement>());
                Assert.That(new GradientCheck().Project(subject.Loss, subject.Tensors), Has.Some.InstanceOf<WrongProjection>());
                Assert.That(new GradientCheck().ProjectTogether(subject.Loss, subject.Tensors), Has.Some.InstanceOf<WrongProjection>());
            });
        }
    }

    /// <summary>The same shape of function with a right backward passes: what is found above is the fault.</summary>
    [Test]
    public void The_right_backward_passes_where_the_wrong_ones_fail()
    {
        using var scaled = Subject(x => x[0].mm(x[1]) / Math.Sqrt(5), (x, g) => [(g / Math.Sqrt(5)).mm(x[1].transpose(0, 1)), x[0].transpose(0, 1).mm(g / Math.Sqrt(5))], [2, 5], [5, 3]);
        scaled.AssertRight();
        using var entropy = Subject(x => functional.cross_entropy(x[0], Labels), (x, g) => [g * (x[0].softmax(1) - OneHot) / 3], [3, 4]);
        entropy.AssertRight();
        using var twice = Subject(x => x[0].index_select(0, from_array(new long[] { 1, 0, 1 })), (_, g) => [cat([g.narrow(0, 1, 1), g.narrow(0, 2, 1) + g.narrow(0, 0, 1)])], [2, 3]);
        twice.AssertRight();
        using var normalised = Subject(BatchNormalised, (x, g) =>
        {
            var y = BatchNormalised(x);
            return [(g - g.mean([0L, 2L, 3L], keepdim: true) - y * (g * y).mean([0L, 2L, 3L], keepdim: true)) / Deviation(x)];
        }, [4, 2, 3, 1]);
        normalised.AssertRight();
    }

    /// <summary>By too little for any tolerance; only the second backward tells.</summary>
    [TestCase(1e-12)]
    [TestCase(0.5)]
    public void A_backward_that_changes_when_it_runs_again_is_found_and_called_so(double change)
    {
        var runs = 0;
        using var subject = Subject(x => x[0].square(), (x, g) => [2 * g * x[0] * (1 + change * runs++)], [3]);
        foreach (var faults in new[]
        {
            new GradientCheck().Run(subject.Loss, subject.Tensors),
            new GradientCheck().Project(subject.Loss, subject.Tensors),
            new GradientCheck().ProjectTogether(subject.Loss, subject.Tensors),
        })
            Assert.That(faults[0].ToString(), Does.Match(@"^x0\[0\]: backward gave \S+, and \S+ when it ran again: it is not deterministic$"));
    }

    private static TestCaseData Of(string name, Func<Tensor[], Tensor> forward, Func<Tensor[], Tensor, Tensor?[]> backward, params long[][] shapes) =>
        new TestCaseData(Subject(forward, backward, shapes)).SetArgDisplayNames(name);

    private static GradientSubject Subject(Func<Tensor[], Tensor> forward, Func<Tensor[], Tensor, Tensor?[]> backward, params long[][] shapes) =>
        GradientSubject.Of(x => Sabotage.Of(forward, backward, x), [.. shapes.Select(shape => new Numbers(shape))]);

    private static Tensor Labels => from_array(new long[] { 1, 3, 0 });

    private static Tensor OneHot => from_array(new double[,] { { 0, 1, 0, 0 }, { 0, 0, 0, 1 }, { 1, 0, 0, 0 } });

    private static Tensor Mask => from_array(new double[,] { { 1, 0, 1 }, { 1, 1, 0 } });

    private static Tensor BatchNormalised(Tensor[] x) => (x[0] - x[0].mean([0L, 2L, 3L], keepdim: true)) / Deviation(x);

    private static Tensor Deviation(Tensor[] x) =>
        ((x[0] - x[0].mean([0L, 2L, 3L], keepdim: true)).square().mean([0L, 2L, 3L], keepdim: true) + 1e-5).sqrt();

    private static Tensor?[] EvaluationBackward(Tensor[] x, Tensor g) => [g / Deviation(x)];

    private static Tensor?[] WithoutVariance(Tensor[] x, Tensor g) => [(g - g.mean([0L, 2L, 3L], keepdim: true)) / Deviation(x)];

    private static Tensor Shifted(Tensor g) => cat([g.narrow(0, g.shape[0] - 1, 1), g.narrow(0, 0, g.shape[0] - 1)]);
}
