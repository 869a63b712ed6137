using PerfSuite.Learning.Data;
using static TorchSharp.torch;

namespace PerfSuite.Learning.Gradients;

/// <summary>
/// Compares what backward computes with central differences, element by element (<see cref="Run"/>):
/// |backward − (f(x+ε) − f(x−ε)) / 2ε| ≤ absolute + relative · |difference quotient|; or, where that takes too long, along
/// random directions (<see cref="Project"/>, <see cref="ProjectTogether"/>). Before either, backward runs twice and must
/// give the same bits.
/// </summary>
/// <remarks>
/// <para>
/// The central difference errs by f‴·ε²/6 from truncation and by about u·|f|/ε from rounding (Nocedal and Wright,
/// Numerical Optimization, 2nd edition, section 8.1); with float64's u ≈ 1.1e-16 and ε = 1e-6 both stay below 1e-9
/// for values near one. float32's u ≈ 6e-8 would leave errors of several percent, so float32 is refused. Where the
/// function has a kink within ε of the point (ReLU at 0, two equal maxima in a pool) the quotient is no derivative:
/// choose inputs away from kinks. ε and both tolerances are those of PyTorch's gradcheck, also meant for float64
/// (docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html).
/// </para>
/// <para>
/// A projection compares (f(x+hv) − f(x−hv)) / 2h with ⟨gradient, v⟩ for a random v: two evaluations for a tensor of any
/// size instead of two for every element. Chainer's check_backward works so (docs.chainer.org/en/stable/reference/generated/
/// chainer.gradient_check.check_backward.html), and the fast mode of gradcheck is the same for a function with one value
/// (docs.pytorch.org/docs/stable/notes/gradcheck.html). What it can miss: an error e of the gradient, as a
/// vector, shows as |⟨e, v⟩| only, and is missed where that is within the allowed error τ. The numbers of v are uniform in
/// [−1, 1); the density of ⟨e, v⟩ then is nowhere above 1/(√2·‖e‖) (Ball, Cube slicing in ℝⁿ, Proceedings of the AMS 97,
/// 1986: no section of the unit cube exceeds √2), so one direction misses e with a probability of at most √2·τ/‖e‖, and k
/// directions with at most the k-th power. An error in few elements of a large tensor is thus found where it is large
/// against τ, which has a share of the whole projection in it; which elements are wrong it cannot say, <see cref="Run"/>
/// can. All tensors together have the largest projection, hence the largest τ: a small tensor's error drowns first there.
/// The step h is shorter the more elements are moved, since a step of the length ε·√n through millions of weights crosses
/// many kinks; rounding then errs by u·|f|/h. A deep network may still have kinks on the way: with a tenth of ε an error
/// that is a kink's goes away, and one that is backward's stays.
/// </para>
/// </remarks>
public sealed record GradientCheck
{
    /// <summary>
    /// How far an element is moved to either side. In a projection h = ε·min(1, √(3/n)) takes its place, n being the elements
    /// that are moved: none of them moves farther than ε, and the whole of them, as a vector, no farther than about ε either.
    /// </summary>
    public double Epsilon { get; init; } = 1e-6;

    /// <summary>Allowed error where the derivative is near zero.</summary>
    public double AbsoluteTolerance { get; init; } = 1e-5;

    /// <summary>Allowed error as a share of the difference quotient.</summary>
    public double RelativeTolerance { get; init; } = 1e-3;

    /// <summary>
    /// The most elements that <see cref="Run"/> checks of one tensor, every element costing two evaluations: one drawn from
    /// each of so many equal stretches of it. All of them where nothing is said.
    /// </summary>
    public int ElementsPerTensor { get; init; } = int.MaxValue;

    /// <summary>Directions of a projection, each drawn by itself.</summary>
    public int Directions { get; init; } = 3;

    /// <summary>What directions, and elements where not all are checked, are drawn from.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Whether a tensor is a fault (<see cref="NoSlope"/>) none of whose quotients exceeds the allowed error: a gradient of
    /// zero would pass there, or one twice as large. Off where the function is meant to be flat.
    /// </summary>
    public bool RequireSlope { get; init; } = true;

    /// <summary>Checks every tensor element by element.</summary>
    /// <param name="function">
    /// Gives a new scalar float64 tensor, the same for the same tensors: dropout off or seeded within. Called 2 times with
    /// gradients and 2 · (elements checked) times without.
    /// </param>
    /// <param name="tensors">
    /// Leaf tensors the function reads, by name: float64, on the CPU, contiguous, apart in memory, requiring gradients.
    /// They are left as they were, to the bit, and so are their gradients.
    /// </param>
    /// <returns>All that is wrong, see the kinds of <see cref="GradientFault"/>; empty when the gradients are right.</returns>
    /// <exception cref="ArgumentException">
    /// A tensor is not fit for the method, and the message says which and why; or no element or direction would be checked.
    /// </exception>
    public IReadOnlyList<GradientFault> Run(Func<Tensor> function, IReadOnlyCollection<(string Name, Tensor Tensor)> tensors) =>
        Check(function, tensors, (all, gradients) => all.Zip(gradients).SelectMany(pair => Elements(function, pair.First, pair.Second)));

    /// <summary>Checks every tensor along <see cref="Directions"/> random directions of its own.</summary>
    /// <param name="function">As of <see cref="Run"/>; called 2 · tensors · directions times without gradients.</param>
    /// <inheritdoc cref="Run" path="/param[@name='tensors']|/returns|/exception"/>
    public IReadOnlyList<GradientFault> Project(Func<Tensor> function, IReadOnlyCollection<(string Name, Tensor Tensor)> tensors) =>
        Check(function, tensors, (all, gradients) => Enumerable.Range(0, all.Count).SelectMany(i =>
            Projections(function, [(all[i], gradients[i], i)], all[i].Name)));

    /// <summary>
    /// Checks all tensors at once along <see cref="Directions"/> random directions of all their elements: the cheapest, and the
    /// one that sees least.
    /// </summary>
    /// <param name="function">As of <see cref="Run"/>; called 2 · directions times without gradients.</param>
    /// <inheritdoc cref="Run" path="/param[@name='tensors']|/returns|/exception"/>
    public IReadOnlyList<GradientFault> ProjectTogether(Func<Tensor> function, IReadOnlyCollection<(string Name, Tensor Tensor)> tensors) =>
        Check(function, tensors, (all, gradients) => Projections(
            function,
            [.. all.Select((tensor, i) => (tensor, gradients[i], i))],
            all.Count == 1 ? all[0].Name : $"{all[0].Name} and {all.Count - 1} more"));

    private List<GradientFault> Check(
        Func<Tensor> function,
        IReadOnlyCollection<(string Name, Tensor Tensor)> tensors,
        Func<IReadOnlyList<CheckedTensor>, double[]?[], IEnumerable<GradientFault>> compare)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ElementsPerTensor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Directions, 1);
        var all = CheckedTensor.All(tensors);
        var before = all.Select(tensor => tensor.Tensor.grad).ToArray();
        try
        {
            var first = BackwardPass.Of(function, all);
            List<GradientFault> faults = [.. first.ComparedWith(BackwardPass.Of(function, all), all)];
            if (faults is [UnstableFunction])
                return faults;
            using var _ = no_grad();
            faults.AddRange(compare(all, first.Gradients));
            return faults;
        }
        finally
        {
            for (var i = 0; i < all.Count; i++)
            {
                all[i].Tensor.grad = before[i];
                before[i]?.Dispose();
            }
        }
    }

    private IEnumerable<GradientFault> Elements(Func<Tensor> function, CheckedTensor tensor, double[]? gradient)
    {
        var slope = new Slope(this);
        var random = SplitMix64.Stream(Seed);
        long elements = tensor.Elements.Length;
        var count = Math.Min(elements, ElementsPerTensor);
        for (var i = 0L; i < count; i++)
        {
            // A fixed place in each stretch would be the same column of every row where the row's length divides the stretch.
            var from = i * elements / count;
            var index = (int)(from + random.Below((int)((i + 1) * elements / count - from)));
            var quotient = Quotient(function, tensor, index);
            if (slope.Disagrees(gradient?[index], quotient))
                yield return new WrongElement(tensor.Name, tensor.IndexOf(index), gradient?[index], quotient);
        }
        if (slope.Fault(tensor.Name) is { } fault)
            yield return fault;
    }

    private IEnumerable<GradientFault> Projections(
        Func<Tensor> function, IReadOnlyList<(CheckedTensor Tensor, double[]? Gradient, int Number)> moved, string name)
    {
        var slope = new Slope(this);
        var kept = moved.Select(one => one.Tensor.Elements.ToArray()).ToArray();
        var step = Epsilon * Math.Min(1, Math.Sqrt(3.0 / kept.Sum(one => (long)one.Length)));
        for (var direction = 0; direction < Directions; direction++)
        {
            double high, low;
            try
            {
                high = ValueAt(step);
                low = ValueAt(-step);
            }
            finally
            {
                for (var i = 0; i < moved.Count; i++)
                    kept[i].CopyTo(moved[i].Tensor.Elements);
            }
            var quotient = (high - low) / (2 * step);
            double? along = null;
            for (var i = 0; i < moved.Count; i++)
            {
                if (moved[i].Gradient is { } gradient)
                    along = (along ?? 0) + new Direction(Seed, direction, moved[i].Number).Along(gradient, kept[i], step);
            }
            if (slope.Disagrees(along, quotient))
                yield return new WrongProjection(name, direction, along, quotient);

            double ValueAt(double distance)
            {
                for (var i = 0; i < moved.Count; i++)
                    new Direction(Seed, direction, moved[i].Number).Move(kept[i], moved[i].Tensor.Elements, distance);
                using var value = function();
                return value.item<double>();
            }
        }
        if (slope.Fault(name) is { } fault)
            yield return fault;
    }

    // Writes through the tensor's memory: nothing of it is recorded, and the element is restored to the bit.
    private double Quotient(Func<Tensor> function, CheckedTensor tensor, int index)
    {
        var elements = tensor.Elements;
        var kept = elements[index];
        try
        {
            var above = kept + Epsilon;
            var below = kept - Epsilon;
            elements[index] = above;
            using var high = function();
            elements[index] = below;
            using var low = function();

            // The distance as it was rounded, not 2ε.
            return (high.item<double>() - low.item<double>()) / (above - below);
        }
        finally
        {
            elements[index] = kept;
        }
    }

    /// <summary>Judges the quotients of one tensor, and whether any of them could have shown a fault.</summary>
    private sealed class Slope(GradientCheck check)
    {
        private double largest;
        private bool seen;

        public bool Disagrees(double? backward, double quotient)
        {
            var allowed = Allowed(quotient);
            largest = Math.Max(largest, Math.Abs(quotient));
            seen |= !(Math.Abs(quotient) <= allowed);

            // Written so that a NaN on either side is a fault.
            return !(Math.Abs((backward ?? 0) - quotient) <= allowed);
        }

        public NoSlope? Fault(string name) => seen || !check.RequireSlope ? null : new NoSlope(name, largest, Allowed(largest));

        private double Allowed(double quotient) => check.AbsoluteTolerance + check.RelativeTolerance * Math.Abs(quotient);
    }
}
