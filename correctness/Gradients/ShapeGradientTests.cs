using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>Views, joins, choices, reductions and products: where a gradient can come to the wrong place.</summary>
public sealed class ShapeGradientTests
{
    /// <summary>Every case.</summary>
    public static IEnumerable<GradientCase> Cases => [.. Views(), .. Choices(), .. Reductions(), .. Products()];

    [TestCaseSource(nameof(Cases))]
    public void Backward_brings_every_gradient_to_its_element(GradientCase one) => one.AssertRight();

    private static IEnumerable<GradientCase> Views()
    {
        yield return Of("Tensor.view", "(2,3,4) as (6,4)", x => x.view(6, -1), 2, 3, 4);
        yield return Of("Tensor.view_as", "(2,3) as (3,2)", x => x.view_as(zeros(3L, 2L)), 2, 3);
        yield return Of("Tensor.reshape", "with a copy", x => x.transpose(0, 1).reshape(2, 6), 4, 3);
        yield return Of("torch.reshape", "to one dimension", x => reshape(x, -1), 1, 5);
        yield return Of("Tensor.flatten", "from dimension 1", x => x.flatten(1), 2, 3, 1, 2);
        yield return Of("Tensor.flatten", "in the middle", x => x.flatten(1, 2), 2, 3, 2, 1);
        yield return Of("torch.flatten", "all", x => flatten(x), 2, 3);
        yield return Of("Tensor.transpose", "the ends of three", x => x.transpose(0, 2), 2, 3, 4);
        yield return Of("Tensor.permute", "a cycle", x => x.permute(2, 0, 1), 2, 3, 4);
        yield return Of("Tensor.permute", "from an enumeration", x => x.permute(new long[] { 1, 0 }.AsEnumerable()), 2, 3);
        yield return Of("Tensor.squeeze", "all", x => x.squeeze(), 1, 3, 1);
        yield return Of("Tensor.squeeze", "one", x => x.squeeze(2), 1, 3, 1);
        yield return Of("Tensor.squeeze_", "one", x => x.mul(2).squeeze_(0), 1, 3);
        yield return Of("Tensor.unsqueeze", "in the middle", x => x.unsqueeze(1), 2, 3);
        yield return Of("Tensor.expand", "a new and an old dimension", x => x.expand(4, 3, 2), 3, 1);
        yield return Of("Tensor.expand", "by array, span and size", x =>
            x.expand([4L, 2L], false).add(x.expand(new ReadOnlySpan<long>([4, 2]), false)).mul(x.expand(new Size((4L, 2L)))), 1, 2);
        yield return Of("Tensor.expand_as", "three rows", x => x.expand_as(zeros(3L, 5L)), 5);
        yield return Of("Tensor.repeat", "both ways", x => x.repeat(2, 3), 2, 3);
        yield return Of("Tensor.flip", "two of three", x => x.flip(0, 2), 2, 1, 3);
        yield return Of("torch.cat", "of different sizes", x => cat([x, x.square(), x.narrow(1, 0, 1)], 1), 2, 3);
        yield return GradientCase.Of("torch.cat", "two tensors", x => cat([x[0], x[1]]), Numbers.Of(1, 3), Numbers.Of(2, 3));
        yield return GradientCase.Of("torch.stack", "two tensors in the middle", x => stack([x[0], x[1], x[0]], 1), Numbers.Of(2, 3), Numbers.Of(2, 3));
    }

    private static IEnumerable<GradientCase> Choices()
    {
        yield return Of("Tensor.narrow", "inside", x => x.narrow(1, 1, 2), 2, 4);
        yield return Of("Tensor.select", "the last row", x => x.select(0, -1), 3, 2);
        yield return Of("Tensor.index_select", "with one twice and one never", x => x.index_select(1, from_array(new long[] { 2, 0, 2 })), 2, 4);
        yield return Of("Tensor.max", "of all", x => x.max(), 3, 5);
        yield return Of("Tensor.min", "of all", x => x.min(), 3, 5);
        yield return Of("Tensor.max", "of rows", x => x.max(1).values, 3, 5);
        yield return Of("Tensor.min", "of columns, kept", x => x.min(0, keepdim: true).values, 3, 5);
    }

    private static IEnumerable<GradientCase> Reductions()
    {
        yield return Of("Tensor.sum", "of all", x => x.square().sum(), 3, 1, 5);
        yield return Of("Tensor.sum", "of the middle", x => x.sum(1), 2, 3, 4);
        yield return Of("Tensor.sum", "of two, kept", x => x.sum(0, 2, keepdim: true), 2, 3, 4);
        yield return Of("Tensor.sum", "of three", x => x.sum(0, 1, 2), 2, 3, 4);
        yield return Of("Tensor.sum", "of an array and a span of dimensions", x => x.sum([0L, 1L]).mul(x.sum(new ReadOnlySpan<long>([2]))), 2, 1, 4);
        yield return Of("Tensor.mean", "of all", x => x.square().mean(), 3, 1, 5);
        yield return Of("Tensor.mean", "of two", x => x.mean([0L, 2L]), 2, 3, 4);
        yield return Of("Tensor.mean", "of one, kept", x => x.mean([1L], keepdim: true), 3, 1);
        foreach (var dimension in new[] { 0, 1, -1 })
        {
            yield return Of("Tensor.softmax", $"along {dimension}", x => x.softmax(dimension), 3, 4, 2);
            yield return Of("Tensor.log_softmax", $"along {dimension}", x => x.log_softmax(dimension), 3, 4, 2);
        }
        yield return Of("functional.softmax", "of one row", x => nn.functional.softmax(x, 1), 1, 5);
        yield return Of("functional.log_softmax", "of one column", x => nn.functional.log_softmax(x, 0), 5, 1);
    }

    private static IEnumerable<GradientCase> Products()
    {
        foreach (var (name, function) in new (string, Func<Tensor, Tensor, Tensor>)[] { ("Tensor.matmul", (x, y) => x.matmul(y)), ("torch.matmul", matmul) })
        {
            yield return Pair(name, "matrices", function, [2, 3], [3, 4]);
            yield return Pair(name, "vectors", function, [5], [5]);
            yield return Pair(name, "matrix and vector", function, [1, 3], [3]);
            yield return Pair(name, "vector and matrix", function, [3], [3, 2]);
            yield return Pair(name, "batches, one broadcast", function, [2, 1, 3, 2], [5, 2, 1]);
        }
        yield return Pair("Tensor.mm", "matrices", (x, y) => x.mm(y), [4, 1], [1, 3]);
        yield return Of("Tensor.matmul", "a matrix and itself, transposed", x => x.matmul(x.transpose(0, 1)), 3, 2);

        static GradientCase Pair(string name, string about, Func<Tensor, Tensor, Tensor> function, long[] left, long[] right) =>
            GradientCase.Of(name, about, x => function(x[0], x[1]), Numbers.Of(left), Numbers.Of(right));
    }

    private static GradientCase Of(string operation, string about, Func<Tensor, Tensor> function, params long[] shape) =>
        GradientCase.Of(operation, about, x => function(x[0]), Numbers.Of(shape));
}
