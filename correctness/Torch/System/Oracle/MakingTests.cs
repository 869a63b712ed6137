using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Every way to make a tensor gives the sizes, type and numbers asked for.</summary>
public sealed class MakingTests
{
    private static readonly long[][] shapes = [[4], [2, 3], [2, 1, 3], [2, 3, 1, 2]];

    private static IEnumerable<TestCaseData> Constants()
    {
        yield return Of("zeros", 0, type =>
            [zeros(4, type), zeros(2, 3, type), zeros(2, 1, 3, type), zeros(2, 3, 1, 2, type), zeros(4L, type), zeros(2L, 3L, type), zeros(2L, 1L, 3L, type), zeros(2L, 3L, 1L, 2L, type)]);
        yield return Of("ones", 1, type =>
            [ones(4, type), ones(2, 3, type), ones(2, 1, 3, type), ones(2, 3, 1, 2, type), ones(4L, type), ones(2L, 3L, type), ones(2L, 1L, 3L, type), ones(2L, 3L, 1L, 2L, type)]);
        yield return Of("full", 3, type =>
            [full(4, 3, type), full(2, 3, 3, type), full(2, 1, 3, 3, type), full(2, 3, 1, 2, 3, type), full(4L, 3, type), full(2L, 3L, 3, type), full(2L, 1L, 3L, 3, type), full(2L, 3L, 1L, 2L, 3, type)]);
        yield return Of("empty", null, type =>
            [empty(4, type), empty(2, 3, type), empty(2, 1, 3, type), empty(2, 3, 1, 2, type), empty(4L, type), empty(2L, 3L, type), empty(2L, 1L, 3L, type), empty(2L, 3L, 1L, 2L, type)]);
    }

    [TestCaseSource(nameof(Constants))]
    public void A_tensor_of_one_number_has_the_sizes_and_type_asked_for(double? value, Func<ScalarType?, Tensor[]> make)
    {
        using var scope = NewDisposeScope();
        foreach (var type in new ScalarType?[] { null, ScalarType.Float64, ScalarType.Int64, ScalarType.Byte })
        {
            var made = make(type);
            for (var i = 0; i < made.Length; i++)
            {
                // Like TorchSharp, full takes its number's type where none is named.
                Assert.That(made[i].dtype, Is.EqualTo(type ?? (value == 3 ? ScalarType.Int64 : ScalarType.Float32)));
                Assert.That(made[i].shape, Is.EqualTo(shapes[i % 4]), $"{i}");
                if (value is { } one)
                    Dense.Of(shapes[i % 4], _ => one).Matches(made[i], $"{i} of {type}");
            }
        }
    }

    [Test]
    public void A_list_of_sizes_serves_as_well_and_may_be_empty()
    {
        using var scope = NewDisposeScope();
        foreach (var shape in Awkward.Shapes)
        {
            Dense.Of(shape, _ => 0).Matches(zeros(shape, int64), "zeros");
            Dense.Of(shape, _ => 0).Matches(zeros((ReadOnlySpan<long>)shape), "zeros of a span");
            Dense.Of(shape, _ => 1).Matches(ones(shape, float64), "ones");
            Dense.Of(shape, _ => 1).Matches(ones((ReadOnlySpan<long>)shape), "ones of a span");
            Dense.Of(shape, _ => 2.5).Matches(full(shape, 2.5), "full");
            Dense.Of(shape, _ => 2.5).Matches(full((ReadOnlySpan<long>)shape, 2.5, float64), "full of a span");
            Assert.That((empty(shape).shape, empty((ReadOnlySpan<long>)shape).shape), Is.EqualTo((shape, shape)));
        }
        Assert.That((zeros(3, requires_grad: true).requires_grad, ones([2L], requires_grad: true).is_leaf), Is.EqualTo((true, true)));
    }

    [Test]
    public void Tensors_like_another_have_its_sizes_wherever_it_lies()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 61))
        {
            var (shape, tensor) = (input.Values.Shape, input.Tensor);
            Dense.Of(shape, _ => 0).Matches(tensor.zeros_like(), input.Name);
            Dense.Of(shape, _ => 1).Matches(tensor.ones_like(int64), input.Name);
            Dense.Of(shape, _ => -2).Matches(tensor.full_like(-2), input.Name);
            Assert.That((tensor.empty_like().shape, tensor.rand_like().shape, tensor.randn_like(float64).shape), Is.EqualTo((shape, shape, shape)), input.Name);
            input.Values.Matches(tensor, $"{input.Name} itself");
        }
    }

    private static IEnumerable<TestCaseData> Draws()
    {
        yield return Of("rand", 0.5, type =>
            [rand(4, type), rand(2, 3, type), rand(2, 1, 3, type), rand(2, 3, 1, 2, type), rand(4L, type), rand(2L, 3L, type), rand(2L, 1L, 3L, type), rand(2L, 3L, 1L, 2L, type), rand([4L], type), rand((ReadOnlySpan<long>)[2, 3], type)]);
        yield return Of("randn", 0, type =>
            [randn(4, type), randn(2, 3, type), randn(2, 1, 3, type), randn(2, 3, 1, 2, type), randn(4L, type), randn(2L, 3L, type), randn(2L, 1L, 3L, type), randn(2L, 3L, 1L, 2L, type), randn([4L], type), randn((ReadOnlySpan<long>)[2, 3], type)]);
    }

    [TestCaseSource(nameof(Draws))]
    public void Drawn_numbers_depend_on_the_seed_and_not_on_the_way_they_are_asked_for(double? middle, Func<ScalarType?, Tensor[]> make)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var first = make(ScalarType.Float64);
        manual_seed(3);
        var again = make(ScalarType.Float64);
        for (var i = 0; i < first.Length; i++)
        {
            Assert.That(first[i].shape, Is.EqualTo(shapes[i % 4]), $"{i}");
            Assert.That(again[i].data<double>().ToArray(), Is.EqualTo(first[i].data<double>().ToArray()), $"{i}");
        }
        var all = first.SelectMany(tensor => tensor.data<double>().ToArray()).ToArray();
        Assert.That(all.Distinct().Count(), Is.EqualTo(all.Length));
        Assert.That(all.Average(), Is.EqualTo(middle).Within(0.4));
    }

    [Test]
    public void Whole_numbers_are_drawn_below_a_limit_and_orders_hold_each_once()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var draws = new[]
        {
            randint(-2L, 3L, new Size((50, 2))), randint(-2L, 3L, [50L, 2L]), randint(-2, 3, [50, 2]),
            randint(3L, new Size((50, 2))), randint(3L, [50L, 2L]), randint(3, [50, 2]),
        };
        for (var i = 0; i < draws.Length; i++)
        {
            Assert.That(draws[i].shape, Is.EqualTo(new long[] { 50, 2 }));
            var numbers = draws[i].to_type(int64).data<long>().ToArray();
            Assert.That(numbers.Distinct().Order(), Is.EqualTo(i < 3 ? new long[] { -2, -1, 0, 1, 2 } : [0, 1, 2]), $"{i}");
        }
        var into = zeros(7L, int64);
        Assert.That(randperm(7).data<long>().ToArray().Order(), Is.EqualTo(Enumerable.Range(0, 7)));
        randperm(7, into);
        Assert.That(into.data<long>().ToArray().Order(), Is.EqualTo(Enumerable.Range(0, 7)));
        Assert.That(randperm(0).numel(), Is.Zero);
    }

    [Test]
    public void A_range_counts_up_to_its_end()
    {
        using var scope = NewDisposeScope();
        Dense.Of([5], at => at[0]).Matches(arange(5), "to 5");
        Dense.Of([3], at => 2 + at[0]).Matches(arange(2, 5), "2 to 5");
        Dense.Of([4], at => 1 + 0.5 * at[0]).Matches(arange(1, 3, 0.5), "by halves");
        Dense.Of([3], at => 5 - 2 * at[0]).Matches(arange(5, -1, -2), "down");
        Dense.Of([0], _ => 0).Matches(arange(3, 3), "nothing");
        Assert.That((arange(3).dtype, arange(3.0).dtype, arange(3, float64).dtype), Is.EqualTo((ScalarType.Int64, ScalarType.Float32, ScalarType.Float64)));
    }

    [Test]
    public void Arrays_of_every_rank_and_type_become_tensors()
    {
        using var scope = NewDisposeScope();
        var cube = new int[2, 3, 4];
        foreach (var at in Dense.Indices([2, 3, 4]))
            cube[at[0], at[1], at[2]] = (int)(100 * at[0] + 10 * at[1] + at[2]);
        Dense.Of([2, 3, 4], at => 100 * at[0] + 10 * at[1] + at[2]).Matches(from_array(cube), "a cube");
        Dense.Of([2, 3, 4], at => 100 * at[0] + 10 * at[1] + at[2]).Matches(from_array(cube, float64), "a cube of float64");
        Dense.Of([0], _ => 0).Matches(from_array(Array.Empty<float>()), "nothing");
        Dense.Of([3, 0], _ => 0).Matches(from_array(new double[3, 0], CPU), "three times nothing");
        Dense.Of([2], at => at[0]).Matches(from_array(new[] { false, true }), "truths");
        Tensor[] ofArrays = [new byte[] { 1, 2 }, new sbyte[] { 1, 2 }, new short[] { 1, 2 }, new[] { 1, 2 }, new[] { 1L, 2 }, new[] { 1f, 2 }, new[] { 1.0, 2 }];
        Tensor[] ofNumbers = [(byte)1, (sbyte)1, (short)1, 1, 1L, 1f, 1.0];
        ScalarType[] types = [ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64, ScalarType.Float32, ScalarType.Float64];
        Assert.That(ofArrays.Select(tensor => tensor.dtype), Is.EqualTo(types));
        Assert.That(ofNumbers.Select(tensor => tensor.dtype), Is.EqualTo(types));
        for (var i = 0; i < types.Length; i++)
        {
            new Dense([2], [1, 2]).Matches(ofArrays[i].to_type(float64), $"{types[i]}");
            new Dense([], [1]).Matches(ofNumbers[i].to_type(float64), $"{types[i]}");
        }
    }

    private static TestCaseData Of(string name, double? value, Func<ScalarType?, Tensor[]> make) => new TestCaseData(value, make).SetArgDisplayNames(name);
}
