using FsCheck;
using FsCheck.Fluent;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>A convolution's or a pool's sizes; its windows fit into the padded image.</summary>
public sealed record AnyWindow(int Batch, int Groups, int In, int Out, int Height, int Width, int Kernel, int Stride, int Padding, int Dilation);

/// <summary>Two shapes that can be broadcast to each other.</summary>
public sealed record AnyPair(long[] Left, long[] Right);

/// <summary>A tensor's shape, some of its dimensions and a place along the first of them.</summary>
public sealed record AnyChoice(long[] Shape, long[] Dimensions, long[] Places);

/// <summary>Where FsCheck gets shapes from.</summary>
public static class AnyShape
{
    public static Arbitrary<AnyWindow> Windows() => Arb.From(
        from batch in Gen.Choose(1, 2)
        from groups in Gen.Choose(1, 2)
        from channelsIn in Gen.Choose(1, 2)
        from channelsOut in Gen.Choose(1, 2)
        from kernel in Gen.Choose(1, 3)
        from stride in Gen.Choose(1, 3)
        from padding in Gen.Choose(0, kernel / 2)
        from dilation in Gen.Choose(1, 2)
        from moreHeight in Gen.Choose(0, 3)
        from moreWidth in Gen.Choose(0, 3)
        let least = Math.Max(1, dilation * (kernel - 1) + 1 - 2 * padding)
        select new AnyWindow(
            batch, groups, groups * channelsIn, groups * channelsOut, least + moreHeight, least + moreWidth, kernel, stride, padding, dilation));

    public static Arbitrary<AnyPair> Pairs() => Arb.From(
        from shape in Shapes(0, 4)
        from left in Gen.ArrayOf(Gen.Elements(true, false), shape.Length)
        from right in Gen.ArrayOf(Gen.Elements(true, false), shape.Length)
        from dropped in Gen.Choose(0, shape.Length)
        select new AnyPair(
            [.. shape.Select((size, i) => left[i] ? 1 : size)],
            [.. shape.Select((size, i) => right[i] ? 1 : size).Skip(dropped)]));

    public static Arbitrary<AnyChoice> Choices() => Arb.From(
        from shape in Shapes(1, 4)
        from taken in Gen.ArrayOf(Gen.Elements(true, false), shape.Length)
        from always in Gen.Choose(0, shape.Length - 1)
        let dimensions = Enumerable.Range(0, shape.Length).Where(i => i == always || taken[i]).Select(i => (long)i).ToArray()
        from count in Gen.Choose(1, 4)
        from places in Gen.ArrayOf(Gen.Choose(0, (int)shape[dimensions[0]] - 1), count)
        select new AnyChoice(shape, dimensions, [.. places.Select(place => (long)place)]));

    private static Gen<long[]> Shapes(int least, int most) =>
        from rank in Gen.Choose(least, most)
        from sizes in Gen.ArrayOf(Gen.Choose(1, 3), rank)
        select sizes.Select(size => (long)size).ToArray();
}
