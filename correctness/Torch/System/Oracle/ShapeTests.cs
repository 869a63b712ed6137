using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Operations that put elements elsewhere, against the index each came from.</summary>
public sealed class ShapeTests
{
    [Test]
    public void Sizes_strides_and_kind_are_told()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 51))
        {
            var (tensor, shape) = (input.Tensor, input.Values.Shape);
            Assert.That((tensor.dim(), tensor.ndim, tensor.Dimensions, tensor.numel(), tensor.NumberOfElements),
                Is.EqualTo((shape.Length, shape.Length, shape.Length, input.Values.Values.Length, input.Values.Values.Length)), input.Name);
            Assert.That(tensor.size(), Is.EqualTo(shape), input.Name);
            for (var dim = 0; dim < shape.Length; dim++)
                Assert.That((tensor.size(dim), tensor.size(dim - shape.Length), tensor.stride(dim)), Is.EqualTo((shape[dim], shape[dim], tensor.stride()[dim])), input.Name);
            // The definition: the last dimension's elements lie side by side, those of another as far apart as all within it.
            var (next, contiguous) = (1L, true);
            for (var dim = shape.Length - 1; dim >= 0; dim--)
            {
                contiguous &= shape[dim] == 1 || tensor.stride(dim) == next;
                next *= shape[dim];
            }
            Assert.That(tensor.is_contiguous(), Is.EqualTo(contiguous || shape.Contains(0)), input.Name);
            Assert.That((tensor.ElementSize, tensor.device_type, tensor.device.type, tensor.is_leaf, tensor.requires_grad),
                Is.EqualTo((tensor.dtype == ScalarType.Float64 ? 8 : 4, DeviceType.CPU, DeviceType.CPU, true, false)), input.Name);
        }
    }

    [Test]
    public void Elements_keep_their_order_in_another_shape()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 52))
        {
            var (values, tensor) = (input.Values, input.Tensor);
            var count = values.Values.Length;
            new Dense([count], values.Values).Matches(tensor.flatten(), input.Name);
            new Dense([count], values.Values).Matches(flatten(tensor), input.Name);
            new Dense([1, count, 1], values.Values).Matches(tensor.reshape(1, count, 1), input.Name);
            new Dense([count, 1], values.Values).Matches(reshape(tensor, count, 1), input.Name);
            if (count > 0)
                new Dense([1, count], values.Values).Matches(tensor.reshape(1, -1), input.Name);
            if (values.Shape.Length == 3)
            {
                new Dense([values.Shape[0] * values.Shape[1], values.Shape[2]], values.Values).Matches(tensor.flatten(0, 1), input.Name);
                new Dense([values.Shape[0], values.Shape[1] * values.Shape[2]], values.Values).Matches(tensor.flatten(-2), input.Name);
            }
            if (tensor.is_contiguous())
            {
                using var other = zeros(count, 1);
                new Dense([1, count], values.Values).Matches(tensor.view(1, count), input.Name);
                new Dense([count, 1], values.Values).Matches(tensor.view_as(other), input.Name);
            }
            new Dense([.. values.Shape.Where(size => size != 1)], values.Values).Matches(tensor.squeeze(), input.Name);
            new Dense([.. values.Shape.Where(size => size != 1)], values.Values).Matches(tensor.alias().squeeze_(), input.Name);
            for (var dim = 0; dim <= values.Shape.Length; dim++)
            {
                new Dense([.. values.Shape[..dim], 1, .. values.Shape[dim..]], values.Values).Matches(tensor.unsqueeze(dim), input.Name);
                if (dim == values.Shape.Length)
                    continue;
                long[] without = values.Shape[dim] == 1 ? [.. values.Shape[..dim], .. values.Shape[(dim + 1)..]] : values.Shape;
                new Dense(without, values.Values).Matches(tensor.squeeze(dim), input.Name);
                new Dense(without, values.Values).Matches(tensor.alias().squeeze_(dim), input.Name);
            }
        }
    }

    [Test]
    public void Dimensions_change_places()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 53).Where(input => input.Values.Shape.Length >= 2))
        {
            var (values, tensor, last) = (input.Values, input.Tensor, input.Values.Shape.Length - 1);
            var order = Enumerable.Range(0, last + 1).Select(dim => (long)((dim + 1) % (last + 1))).ToArray();
            var turned = Dense.Of([.. order.Select(dim => values.Shape[dim])], at => values[[.. Enumerable.Range(0, last + 1).Select(dim => at[Array.IndexOf(order, dim)])]]);
            turned.Matches(tensor.permute(order), input.Name);
            turned.Matches(tensor.permute(order.AsEnumerable()), input.Name);
            long[] swapped = [values.Shape[last], .. values.Shape[1..last], values.Shape[0]];
            Dense.Of(swapped, at => values[[at[last], .. at[1..last], at[0]]]).Matches(tensor.transpose(0, -1), input.Name);
        }
    }

    [Test]
    public void Parts_are_cut_out()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 54))
        {
            var (values, tensor) = (input.Values, input.Tensor);
            for (var dim = 0; dim < values.Shape.Length; dim++)
            {
                var (place, length) = (dim, values.Shape[dim]);
                long[] Moved(long[] at, long by) => [.. at[..place], at[place] + by, .. at[(place + 1)..]];
                long[] Of(long size) => [.. values.Shape[..place], size, .. values.Shape[(place + 1)..]];

                Dense.Of(Of(0), _ => 0).Matches(tensor.narrow(dim, length, 0), input.Name);
                if (length == 0)
                    continue;
                Dense.Of(Of(length - 1), at => values[Moved(at, 1)]).Matches(tensor.narrow(dim, 1, length - 1), input.Name);
                Dense.Of([.. values.Shape[..dim], .. values.Shape[(dim + 1)..]], at => values[[.. at[..place], length - 1, .. at[place..]]]).Matches(tensor.select(dim, -1), input.Name);
                using var places = from_array(new[] { length - 1, 0, 0 });
                Dense.Of(Of(3), at => values[[.. at[..place], at[place] == 0 ? length - 1 : 0, .. at[(place + 1)..]]]).Matches(tensor.index_select(dim, places), input.Name);
                Dense.Of(values.Shape, at => values[[.. at[..place], length - 1 - at[place], .. at[(place + 1)..]]]).Matches(tensor.flip(dim), input.Name);
                using var nothing = from_array(Array.Empty<long>());
                Dense.Of(Of(0), _ => 0).Matches(tensor.index_select(dim, nothing), input.Name);
            }
        }
    }

    [Test]
    public void Elements_are_spread_and_repeated()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 55))
        {
            var (values, tensor) = (input.Values, input.Tensor);
            long[] larger = [2, .. values.Shape.Select(size => size == 1 ? 3L : size)];
            var spread = values.SpreadTo(larger);
            using var pattern = zeros(larger);
            spread.Matches(tensor.expand(larger), input.Name);
            spread.Matches(tensor.expand(larger, false), input.Name);
            spread.Matches(tensor.expand((ReadOnlySpan<long>)larger, false), input.Name);
            spread.Matches(tensor.expand(new Size(larger)), input.Name);
            spread.Matches(tensor.expand_as(pattern), input.Name);
            long[] times = [2, .. values.Shape.Select((_, dim) => dim % 2 == 0 ? 1L : 3)];
            Dense.Of([2, .. values.Shape.Select((size, dim) => size * times[dim + 1])], at => values[[.. at[1..].Select((place, dim) => place % values.Shape[dim])]])
                .Matches(tensor.repeat(times), input.Name);
        }
    }

    [Test]
    public void Tensors_are_joined_along_a_dimension_or_a_new_one()
    {
        using var scope = NewDisposeScope();
        foreach (var one in Awkward.All(seed: 56))
        {
            var other = Awkward.Of(one.Values.Shape, seed: 57).Last();
            for (var dim = 0; dim <= one.Values.Shape.Length; dim++)
            {
                var (place, shape) = (dim, one.Values.Shape);
                Dense.Of([.. shape[..dim], 2, .. shape[dim..]], at => (at[place] == 0 ? one : other).Values[[.. at[..place], .. at[(place + 1)..]]])
                    .Matches(stack([one.Tensor, other.Tensor], dim), $"{one.Name} stacked at {dim}");
                if (dim == shape.Length)
                    continue;
                Dense.Of([.. shape[..dim], 2 * shape[dim], .. shape[(dim + 1)..]], at => at[place] < shape[place] ? one.Values[at] : other.Values[[.. at[..place], at[place] - shape[place], .. at[(place + 1)..]]])
                    .Matches(cat([one.Tensor, other.Tensor], dim), $"{one.Name} joined at {dim}");
            }
        }
    }

    [Test]
    public void Elements_are_reached_from_CSharp_wherever_they_lie()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 58, writable: true).Where(input => input.Tensor.dtype == ScalarType.Float64))
        {
            var (values, elements) = (input.Values, input.Tensor.data<double>());
            Assert.That((elements.Count, elements.IsReadOnly), Is.EqualTo(((long)values.Values.Length, false)), input.Name);
            Assert.That(elements.ToArray(), Is.EqualTo(values.Values), input.Name);
            Assert.That(elements.AsEnumerable(), Is.EqualTo(values.Values), input.Name);
            foreach (var index in Dense.Indices(values.Shape))
            {
                if (index.Length > 0)
                {
                    Assert.That(elements[index], Is.EqualTo(values[index]), input.Name);
                    elements[index] = values[index] + 1;
                }
            }
            if (values.Shape.Length > 0)
                values.Map(value => value + 1).Matches(input.Tensor, input.Name);
            elements.CopyFrom([.. values.Values.Select(value => 2 * value)]);
            values.Map(value => 2 * value).Matches(input.Tensor, input.Name);
            Assert.That(input.Spoilt(), Is.Zero, input.Name);
            if (values.Values.Length == 1)
                Assert.That(input.Tensor.item<double>(), Is.EqualTo(2 * values.Values[0]), input.Name);
        }
    }
}
