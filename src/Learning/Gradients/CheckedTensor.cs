using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Gradients;

/// <summary>A tensor whose elements can be moved one by one, each without another.</summary>
/// <param name="Name">What faults call it.</param>
/// <param name="Tensor">The caller's.</param>
/// <param name="Shape">Its sizes, asked for once.</param>
internal sealed record CheckedTensor(string Name, Tensor Tensor, long[] Shape)
{
    /// <summary>Its memory: written here, nothing is recorded.</summary>
    public Span<double> Elements => MemoryMarshal.Cast<byte, double>(Tensor.bytes);

    /// <summary>The tensors, all of them fit for difference quotients.</summary>
    /// <exception cref="ArgumentException">One is not, or two share memory; the message says which and why.</exception>
    public static IReadOnlyList<CheckedTensor> All(IReadOnlyCollection<(string Name, Tensor Tensor)> tensors)
    {
        if (tensors.Count == 0)
            throw new ArgumentException("No tensor was given, so nothing would be checked.", nameof(tensors));
        var all = new List<CheckedTensor>(tensors.Count);
        foreach (var (name, tensor) in tensors)
        {
            RequireFit(name, tensor);
            all.Add(new CheckedTensor(name, tensor, tensor.shape));
        }
        RequireDisjoint(all);
        return all;
    }

    /// <summary>The place of an element, dimensions joined by commas.</summary>
    public string IndexOf(int flat)
    {
        var index = new string[Shape.Length];
        var rest = (long)flat;
        for (var dimension = Shape.Length - 1; dimension >= 0; dimension--)
        {
            index[dimension] = (rest % Shape[dimension]).ToString(CultureInfo.InvariantCulture);
            rest /= Shape[dimension];
        }
        return string.Join(',', index);
    }

    private static void RequireFit(string name, Tensor tensor)
    {
        if (tensor.dtype != ScalarType.Float64)
            throw new ArgumentException($"'{name}' is {tensor.dtype}: rounding alone would make difference quotients err by "
                + "percents; convert network and input to float64.");
        if (tensor.device_type != DeviceType.CPU)
            throw new ArgumentException($"'{name}' is on {tensor.device}: its elements are moved in memory, which must be the CPU's; copy it there.");
        if (!tensor.requires_grad)
            throw new ArgumentException($"'{name}' does not require a gradient: backward would leave nothing to compare.");
        if (!tensor.is_leaf)
            throw new ArgumentException($"'{name}' is computed from other tensors, and backward keeps no gradient of such: "
                + "give those, or detach() it and let the copy require a gradient.");
        if (tensor.is_contiguous())
            return;
        throw new ArgumentException(SharesElements(tensor)
            ? $"Elements of '{name}' share memory, as those of expand() do: moving one moves others, and the quotient is the sum of their "
                + "derivatives; give a clone()."
            : $"'{name}' is not contiguous, so its memory is in another order than its elements; give contiguous().");
    }

    /// <summary>Whether there are more elements than places they can lie at.</summary>
    private static bool SharesElements(Tensor tensor)
    {
        var places = 1L;
        var elements = 1L;
        foreach (var (size, stride) in tensor.shape.Zip(tensor.stride()))
        {
            places += (size - 1) * stride;
            elements *= size;
        }
        return places < elements;
    }

    private static void RequireDisjoint(IReadOnlyList<CheckedTensor> tensors)
    {
        ref var origin = ref MemoryMarshal.GetReference(tensors[0].Elements);
        var places = new List<(long From, long To, string Name)>();
        foreach (var tensor in tensors)
        {
            var elements = tensor.Elements;
            long from = Unsafe.ByteOffset(ref origin, ref MemoryMarshal.GetReference(elements));
            if (elements.Length > 0)
                places.Add((from, from + elements.Length * sizeof(double), tensor.Name));
        }
        places.Sort();
        for (var i = 1; i < places.Count; i++)
        {
            if (places[i].From < places[i - 1].To)
                throw new ArgumentException($"'{places[i - 1].Name}' and '{places[i].Name}' share memory: moving an element of one moves "
                    + "the other, and the quotient is the sum of both derivatives; give a tensor once, or a clone() of it.");
        }
    }
}
