using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Numbers in row-major order and their sizes: what a tensor should hold, computed by loops in C#.</summary>
internal sealed record Dense(long[] Shape, double[] Values)
{
    /// <summary>Every index of a shape in row-major order; one empty index where there are no dimensions.</summary>
    public static IEnumerable<long[]> Indices(long[] shape)
    {
        var count = shape.Aggregate(1L, (product, size) => product * size);
        for (var at = 0L; at < count; at++)
        {
            var index = new long[shape.Length];
            for (var (rest, dim) = (at, shape.Length - 1); dim >= 0; dim--)
                (rest, index[dim]) = Math.DivRem(rest, shape[dim]);
            yield return index;
        }
    }

    public static Dense Of(long[] shape, Func<long[], double> value) => new(shape, [.. Indices(shape).Select(value)]);

    /// <summary>The shape that both are spread to.</summary>
    public static long[] Broadcast(long[] one, long[] other)
    {
        var shape = new long[Math.Max(one.Length, other.Length)];
        for (var i = 1; i <= shape.Length; i++)
        {
            var (a, b) = (i <= one.Length ? one[^i] : 1, i <= other.Length ? other[^i] : 1);
            shape[^i] = a == 1 ? b : a;
        }
        return shape;
    }

    public double this[params long[] index]
    {
        get
        {
            var at = 0L;
            for (var dim = 0; dim < Shape.Length; dim++)
                at = at * Shape[dim] + index[dim];
            return Values[at];
        }
    }

    public Dense Map(Func<double, double> function) => new(Shape, [.. Values.Select(function)]);

    public Dense SpreadTo(long[] shape) => Of(shape, index => this[[.. Shape.Select((size, dim) => size == 1 ? 0 : index[shape.Length - Shape.Length + dim])]]);

    public Dense With(Dense other, Func<double, double, double> function)
    {
        var shape = Broadcast(Shape, other.Shape);
        return new(shape, [.. SpreadTo(shape).Values.Zip(other.SpreadTo(shape).Values, function)]);
    }

    /// <summary>Folds dimensions, each from 0.</summary>
    /// <param name="fold">Gets the elements of a fold in row-major order.</param>
    public Dense Fold(long[] dims, bool keep, Func<double[], double> fold)
    {
        var kept = Shape.Select((size, dim) => dims.Contains(dim) ? 1 : size).ToArray();
        var folded = Of(kept, at => fold([.. Indices([.. Shape.Select((size, dim) => dims.Contains(dim) ? size : 1)]).Select(inside => this[[.. at.Zip(inside, (a, b) => a + b)]])]));
        return keep ? folded : new([.. kept.Where((_, dim) => !dims.Contains(dim))], folded.Values);
    }

    /// <summary>Compares sizes and elements; NaN is NaN, and the message says whose result it is.</summary>
    public void Matches(Tensor tensor, string whose)
    {
        Assert.That(tensor.shape, Is.EqualTo(Shape), $"{whose}: sizes");
        var tolerance = tensor.dtype == ScalarType.Float32 ? 2e-5 : 1e-11;
        var found = Read(tensor);
        for (var i = 0; i < found.Length; i++)
        {
            var (expected, actual) = (Values[i], found[i]);
            if (!expected.Equals(actual) && !(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected))))
                Assert.Fail($"{whose}: element {i} of {found.Length} ({string.Join('×', Shape)}): expected {expected:R}, got {actual:R}");
        }
    }

    /// <summary>Elements one by one, through strides and pointer as the tensor itself tells them.</summary>
    private static double[] Read(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float64 => [.. tensor.data<double>().ToArray()],
        ScalarType.Float32 => [.. tensor.data<float>().ToArray().Select(value => (double)value)],
        ScalarType.Int64 => [.. tensor.data<long>().ToArray().Select(value => (double)value)],
        ScalarType.Int32 => [.. tensor.data<int>().ToArray().Select(value => (double)value)],
        ScalarType.Byte => [.. tensor.data<byte>().ToArray().Select(value => (double)value)],
        ScalarType.Bool => [.. tensor.data<bool>().ToArray().Select(value => value ? 1.0 : 0)],
        _ => throw new NotSupportedException($"{tensor.dtype}"),
    };
}
