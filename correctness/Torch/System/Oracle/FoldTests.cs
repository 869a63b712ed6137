using NUnit.Framework;
using TorchSharp;
using static TorchSharp.torch;

namespace PerfSuite.Correctness.Computing.Torch;

/// <summary>Sums, means, extremes, shares and products of matrices against loops in C#.</summary>
public sealed class FoldTests
{
    private static IEnumerable<TestCaseData> Whole()
    {
        yield return Of("sum", values => values.Sum(), x => x.sum());
        yield return Of("sum as float64", values => values.Sum(), x => x.sum(float64));
        yield return Of("mean", values => values.Sum() / values.Length, x => x.mean());
        yield return Of("max", values => values.Max(), x => x.max(), fromNothing: false);
        yield return Of("min", values => values.Min(), x => x.min(), fromNothing: false);
        yield return Of("argmax", Largest, x => x.argmax(), fromNothing: false);
        yield return Of("any", values => values.Any(value => value != 0) ? 1 : 0, x => x.ne(0).any());
        yield return Of("all", values => values.All(value => value != 0) ? 1 : 0, x => x.ne(0).all());
    }

    [TestCaseSource(nameof(Whole))]
    public void A_fold_of_all_elements(Func<double[], double> oracle, Func<Tensor, Tensor> fold, bool fromNothing)
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 41))
        {
            if (input.Values.Values.Length > 0 || fromNothing)
                new Dense([], [oracle(input.Values.Values)]).Matches(fold(input.Tensor), input.Name);
            else
                Assert.That(() => fold(input.Tensor), Throws.Exception, $"{input.Name}: of nothing there is none");
        }
    }

    private static IEnumerable<TestCaseData> Along()
    {
        yield return Of("sum", values => values.Sum(), (x, dim, keep) => x.sum(dim, keep));
        yield return Of("sum of a list", values => values.Sum(), (x, dim, keep) => x.sum([dim], keep, float64));
        yield return Of("mean", values => values.Sum() / values.Length, (x, dim, keep) => x.mean([dim], keep));
        yield return Of("max", values => values.Max(), (x, dim, keep) => x.max(dim, keep).values, fromNothing: false);
        yield return Of("where the max is", Largest, (x, dim, keep) => x.max(dim, keep).indexes, fromNothing: false);
        yield return Of("min", values => values.Min(), (x, dim, keep) => x.min(dim, keep).values, fromNothing: false);
        yield return Of("where the min is", values => Largest([.. values.Select(value => -value)]), (x, dim, keep) => x.min(dim, keep).indexes, fromNothing: false);
        yield return Of("argmax", Largest, (x, dim, keep) => x.argmax(dim, keep), fromNothing: false);
        yield return Of("any", values => values.Any(value => value > 3) ? 1 : 0, (x, dim, keep) => x.gt(3).any(dim, keep));
        yield return Of("all", values => values.All(value => value > -3) ? 1 : 0, (x, dim, keep) => x.gt(-3).all(dim, keep));
    }

    [TestCaseSource(nameof(Along))]
    public void A_fold_along_a_dimension(Func<double[], double> oracle, Func<Tensor, long, bool, Tensor> fold, bool fromNothing)
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 42))
        {
            var shape = input.Values.Shape;
            for (var dim = -shape.Length; dim < shape.Length; dim++)
            {
                var place = dim < 0 ? dim + shape.Length : dim;
                // Of equal elements libtorch names any: where they are is compared only where all differ.
                if (fold(ones(1L), 0, false).dtype == ScalarType.Int64 && HasTwins(input.Values, place))
                    continue;
                foreach (var keep in new[] { false, true })
                {
                    if (shape[place] > 0 || fromNothing)
                        input.Values.Fold([place], keep, oracle).Matches(fold(input.Tensor, dim, keep), $"{input.Name} along {dim}, kept {keep}");
                    else
                        Assert.That(() => fold(input.Tensor, dim, keep), Throws.Exception, $"{input.Name} along {dim}");
                }
            }
        }
    }

    [Test]
    public void A_sum_over_several_dimensions_however_they_are_named()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 43).Where(input => input.Values.Shape.Length >= 3))
        {
            input.Values.Fold([0, 2], true, values => values.Sum()).Matches(input.Tensor.sum(0, 2, keepdim: true), input.Name);
            input.Values.Fold([0, 1, 2], false, values => values.Sum()).Matches(input.Tensor.sum(0, 1, 2), input.Name);
            input.Values.Fold([1, 2], false, values => values.Sum()).Matches(input.Tensor.sum((ReadOnlySpan<long>)[1, 2]), input.Name);
            input.Values.Fold([0, 1], false, values => values.Sum()).Matches(input.Tensor.sum(new long[] { 0, 1 }), input.Name);
            input.Values.Fold([0, 1], true, values => values.Average()).Matches(input.Tensor.mean([0, 1], keepdim: true), input.Name);
        }

    }

    [Test]
    public void Shares_add_up_along_a_dimension_and_their_logarithms_are_theirs()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 44).Where(input => input.Values.Shape.Length > 0))
        {
            var shape = input.Values.Shape;
            for (var dim = 0; dim < shape.Length; dim++)
            {
                var sums = input.Values.Fold([dim], true, values => values.Sum(Math.Exp));
                var shares = input.Values.With(sums, (value, sum) => Math.Exp(value) / sum);
                shares.Matches(input.Tensor.softmax(dim), $"{input.Name} along {dim}");
                shares.Matches(nn.functional.softmax(input.Tensor, dim, float64), $"{input.Name} along {dim}, functional");
                shares.Map(Math.Log).Matches(input.Tensor.log_softmax(dim), $"{input.Name} along {dim}, logarithms");
                shares.Map(Math.Log).Matches(nn.functional.log_softmax(input.Tensor, dim), $"{input.Name} along {dim}, functional logarithms");
            }
        }
    }

    [TestCase(3, 4, 2)]
    [TestCase(1, 1, 1)]
    [TestCase(0, 4, 2)]
    [TestCase(3, 0, 2)]
    [TestCase(5, 3, 0)]
    [TestCase(1, 7, 5)]
    public void Products_of_matrices_are_sums_of_products(int rows, int inner, int columns)
    {
        using var scope = NewDisposeScope();
        foreach (var left in Awkward.Of([rows, inner], seed: 45))
        {
            foreach (var right in Awkward.Of([inner, columns], seed: 46))
            {
                var expected = Dense.Of([rows, columns], at => Enumerable.Range(0, inner).Sum(k => left.Values[at[0], k] * right.Values[k, at[1]]));
                expected.Matches(left.Tensor.mm(right.Tensor), $"{left.Name} mm {right.Name}");
                expected.Matches(left.Tensor.matmul(right.Tensor), $"{left.Name} matmul {right.Name}");
                expected.Matches(matmul(left.Tensor, right.Tensor), $"matmul of {left.Name} and {right.Name}");
                expected.Matches(nn.functional.linear(left.Tensor, right.Tensor.transpose(0, 1)), $"linear of {left.Name} and {right.Name}");
                var bias = Dense.Of([columns], at => at[0] / 2.0);
                expected.With(bias, (x, y) => x + y).Matches(nn.functional.linear(left.Tensor, right.Tensor.transpose(0, 1), Awkward.Plain(bias)), $"linear with a bias of {left.Name} and {right.Name}");
            }
        }
    }

    [Test]
    public void Products_of_stacks_of_matrices_spread_over_what_is_before_them()
    {
        using var scope = NewDisposeScope();
        foreach (var left in Awkward.Of([2, 1, 3, 4], seed: 47))
        {
            foreach (var right in Awkward.Of([5, 4, 2], seed: 48))
            {
                var expected = Dense.Of([2, 5, 3, 2], at => Enumerable.Range(0, 4).Sum(k => left.Values[at[0], 0, at[2], k] * right.Values[at[1], k, at[3]]));
                expected.Matches(left.Tensor.matmul(right.Tensor), $"{left.Name} and {right.Name}");
            }
            foreach (var vector in Awkward.Of([4], seed: 49))
                Dense.Of([2, 1, 3], at => Enumerable.Range(0, 4).Sum(k => left.Values[at[0], 0, at[2], k] * vector.Values[k])).Matches(left.Tensor.matmul(vector.Tensor), $"{left.Name} and {vector.Name}");
        }
    }

    [Test]
    public void Likeness_is_that_of_the_least_like_elements()
    {
        using var scope = NewDisposeScope();
        foreach (var input in Awkward.All(seed: 50))
        {
            var other = Awkward.Plain(input.Values, input.Tensor.dtype);
            Assert.That((input.Tensor.allclose(other), input.Tensor.Equals(other), input.Tensor.Equals((object)other)), Is.EqualTo((true, true, true)), input.Name);
            if (input.Values.Values.Length == 0)
                continue;
            other.flatten().narrow(0, input.Values.Values.Length - 1, 1).add_(0.5);
            Assert.That((input.Tensor.allclose(other), input.Tensor.allclose(other, rtol: 0, atol: 0.51), input.Tensor.Equals(other)), Is.EqualTo((false, true, false)), input.Name);
        }
        var none = from_array(new[] { 1, double.NaN });
        Assert.That((none.allclose(none), none.allclose(none, equal_nan: true)), Is.EqualTo((false, true)));
    }

    private static double Largest(double[] values) => Array.IndexOf(values, values.Max());

    private static bool HasTwins(Dense values, int dim) =>
        values.Fold([dim], false, line => line.Distinct().Count() < line.Length ? 1 : 0).Values.Contains(1);

    private static TestCaseData Of(string name, Func<double[], double> oracle, Func<Tensor, Tensor> fold, bool fromNothing = true) =>
        new TestCaseData(oracle, fold, fromNothing).SetArgDisplayNames(name);

    private static TestCaseData Of(string name, Func<double[], double> oracle, Func<Tensor, long, bool, Tensor> fold, bool fromNothing = true) =>
        new TestCaseData(oracle, fold, fromNothing).SetArgDisplayNames(name);
}
