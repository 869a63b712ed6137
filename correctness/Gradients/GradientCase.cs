using PerfSuite.Learning.Gradients;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>A member of the binding, called in one way.</summary>
/// <param name="Operation">Its name: <c>Tensor.add</c>, <c>torch.cat</c>, <c>functional.relu</c>, <c>nn.Conv2d</c>.</param>
/// <param name="About">What is special about the call.</param>
/// <param name="Make">What is differentiated.</param>
public sealed record GradientCase(string Operation, string About, Func<GradientSubject> Make)
{
    /// <summary>Whether its derivative is zero wherever it has one.</summary>
    public bool IsFlat { get; init; }

    /// <summary>A function of leaves with these numbers.</summary>
    public static GradientCase Of(string operation, string about, Func<Tensor[], Tensor> function, params Numbers[] numbers) =>
        new(operation, about, () => GradientSubject.Of(function, numbers));

    /// <summary>A function of each element, of a round and of an awkward shape.</summary>
    public static IEnumerable<GradientCase> Each(string operation, Func<Tensor, Tensor> function, double from = -1, double to = 1, bool flat = false)
    {
        foreach (var shape in new long[][] { [4, 2], [3, 1, 5], [1] })
            yield return Of(operation, string.Join('×', shape), x => function(x[0]), new Numbers(shape, from, to)) with { IsFlat = flat };
    }

    /// <summary>A module of its input and its parameters.</summary>
    public static GradientCase Of(string operation, string about, Func<Module<Tensor, Tensor>> make, Numbers input) =>
        new(operation, about, () => GradientSubject.Of(make, input));

    /// <summary>Asserts that backward gives its derivative.</summary>
    public void AssertRight()
    {
        using var subject = Make();
        subject.AssertRight(new GradientCheck { RequireSlope = !IsFlat });
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Operation}, {About}";
}
