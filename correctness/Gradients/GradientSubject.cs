using NUnit.Framework;
using PerfSuite.Learning.Gradients;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace PerfSuite.Correctness.Computing.Gradients;

/// <summary>A function of tensors, and the tensors it is differentiated by.</summary>
/// <param name="function">Its value, a new tensor of any shape; what else it makes may be left to the scope it is called in.</param>
/// <param name="tensors">By name; disposed with this.</param>
/// <param name="module">Disposed with this too.</param>
public sealed class GradientSubject(Func<Tensor> function, IReadOnlyList<(string Name, Tensor Tensor)> tensors, Module? module = null) : IDisposable
{
    /// <summary>The tensors, by name.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Tensors => tensors;

    /// <summary>A function of leaves with these numbers.</summary>
    public static GradientSubject Of(Func<Tensor[], Tensor> function, params Numbers[] numbers)
    {
        Tensor[] leaves = [.. numbers.Select((one, place) => one.Leaf(place))];
        return new GradientSubject(() => function(leaves), [.. leaves.Select((leaf, place) => ($"x{place}", leaf))]);
    }

    /// <summary>
    /// A module's function of its input and of its own parameters, all of them drawn anew: a batch normalisation's weights of
    /// 1 would hide that a factor was forgotten.
    /// </summary>
    public static GradientSubject Of(Func<Module<Tensor, Tensor>> make, Numbers input)
    {
        manual_seed(1);
        var module = make();
        module.@double();
        using (no_grad())
            foreach (var parameter in module.parameters())
                parameter.uniform_(-0.6, 0.6);
        var leaf = input.Leaf();
        return new GradientSubject(
            () => module.call(leaf),
            [("input", leaf), .. module.named_parameters().Select(entry => (entry.name, (Tensor)entry.parameter))],
            module);
    }

    /// <summary>
    /// Σ wᵢ·outputᵢ with weights that are all different: a plain sum would not see elements that changed places, and is
    /// constant for a softmax or a normalised batch.
    /// </summary>
    public Tensor Loss()
    {
        using var scope = NewDisposeScope();
        var output = function();
        double[] numbers = [.. Enumerable.Range(0, (int)output.numel()).Select(i => Math.Cos(0.5 + 1.3 * i))];
        return output.mul(from_array(numbers).reshape(output.shape)).sum().MoveToOuterDisposeScope();
    }

    /// <summary>Asserts that every element, and projections of each tensor and of all, are right.</summary>
    public void AssertRight(GradientCheck? check = null)
    {
        check ??= new GradientCheck();
        Assert.Multiple(() =>
        {
            Assert.That(check.Run(Loss, tensors), Is.Empty, "element by element");
            Assert.That(check.Project(Loss, tensors), Is.Empty, "each tensor projected");
            Assert.That(check.ProjectTogether(Loss, tensors), Is.Empty, "all projected together");
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, tensor) in tensors)
            tensor.Dispose();
        module?.Dispose();
    }
}
