using PerfSuite.Learning.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>A tensor that is easily got wrong, and what it holds.</summary>
/// <param name="Name">Shape, layout and type.</param>
/// <param name="Values">What it holds.</param>
/// <param name="Tensor">Made anew, the caller's.</param>
/// <param name="Around">The elements beside it in its memory, which nothing may change; null where there are none.</param>
internal sealed record Awkward(string Name, Dense Values, Tensor Tensor, Tensor? Around)
{
    private const double Elsewhere = -77;

    public static readonly long[][] Shapes = [[], [1], [0], [7], [0, 3], [3, 0], [1, 5], [3, 4], [2, 1, 3], [2, 3, 4], [1, 1, 1, 1]];

    private enum Layout
    {
        /// <summary>One element behind the other.</summary>
        Plain,

        /// <summary>Dimensions lie in the opposite order.</summary>
        Turned,

        /// <summary>Every other element of a larger tensor, in its middle.</summary>
        Part,

        /// <summary>One element stands for a whole dimension: not to be written to.</summary>
        Spread,
    }

    /// <summary>Every shape in every layout that it can have, in float64 and float32.</summary>
    /// <param name="seed">Draws the numbers, quarters from −4 to 4, which both types hold exactly.</param>
    /// <param name="writable">Leaves out those where elements share memory.</param>
    public static IEnumerable<Awkward> All(ulong seed, bool writable = false) =>
        from shape in Shapes
        from layout in Enum.GetValues<Layout>()
        where shape.Length >= (layout == Layout.Turned ? 2 : layout == Layout.Plain ? 0 : 1)
        where !writable || layout != Layout.Spread
        from type in new[] { ScalarType.Float64, ScalarType.Float32 }
        select Make(shape, layout, type, seed);

    /// <summary>The same of one shape.</summary>
    public static IEnumerable<Awkward> Of(long[] shape, ulong seed) =>
        from layout in Enum.GetValues<Layout>()
        where shape.Length >= (layout == Layout.Turned ? 2 : layout == Layout.Plain ? 0 : 1)
        select Make(shape, layout, ScalarType.Float64, seed);

    /// <summary>One tensor of these numbers, one element behind the other.</summary>
    public static Tensor Plain(Dense values, ScalarType type = ScalarType.Float64)
    {
        using var flat = from_array(values.Values, type);
        return flat.reshape(values.Shape);
    }

    private static Awkward Make(long[] shape, Layout layout, ScalarType type, ulong seed)
    {
        var random = SplitMix64.Stream(seed, (ulong)shape.Length, (ulong)layout);
        var drawn = Dense.Of(shape, _ => (random.Below(33) - 16) / 4.0);
        var name = $"{layout} {string.Join('×', shape)} {type}";
        switch (layout)
        {
            case Layout.Turned:
                {
                    var turned = Dense.Of([.. shape.Reverse()], index => drawn[[.. index.Reverse()]]);
                    using var whole = Plain(turned, type);
                    return new(name, drawn, whole.permute([.. Enumerable.Range(0, shape.Length).Reverse().Select(dim => (long)dim)]), null);
                }
            case Layout.Part:
                {
                    // In the last dimension every second of a pair, in the first a border around.
                    long[] larger = [shape[0] + 2, .. shape[1..], 2];
                    var around = Dense.Of(larger, index => index[0] >= 1 && index[0] <= shape[0] && index[^1] == 1 ? drawn[[index[0] - 1, .. index[1..^1]]] : Elsewhere);
                    using var whole = Plain(around, type);
                    using var pairs = whole.narrow(0, 1, shape[0]);
                    return new(name, drawn, pairs.select(-1, 1), whole.alias());
                }
            case Layout.Spread:
                {
                    long[] one = [1, .. shape[1..]];
                    var first = Dense.Of(one, _ => (random.Below(33) - 16) / 4.0);
                    using var whole = Plain(first, type);
                    return new(name, first.SpreadTo(shape), whole.expand(shape), null);
                }
            default:
                return new(name, drawn, Plain(drawn, type), null);
        }
    }

    /// <summary>How many of the elements around it are not what they were.</summary>
    public int Spoilt()
    {
        if (Around is null)
            return 0;
        var (shape, spoilt) = (Around.shape, 0);
        using var wide = Around.to_type(ScalarType.Float64);
        var numbers = wide.data<double>();
        foreach (var index in Dense.Indices(shape))
            if ((index[0] == 0 || index[0] == shape[0] - 1 || index[^1] == 0) && numbers[index] != Elsewhere)
                spoilt++;
        return spoilt;
    }
}
