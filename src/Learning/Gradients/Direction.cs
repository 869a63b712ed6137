using PerfSuite.Learning.Data;

namespace PerfSuite.Learning.Gradients;

/// <summary>
/// A random direction of one tensor, its numbers independent and uniform in [−1, 1): made anew whenever they are needed, as a
/// network's worth of them takes as much memory as the network.
/// </summary>
/// <param name="seed">Of the check.</param>
/// <param name="number">Which direction, from 0.</param>
/// <param name="tensor">Which tensor, from 0.</param>
internal readonly struct Direction(ulong seed, int number, int tensor)
{
    private readonly SplitMix64 numbers = SplitMix64.Stream(seed, (ulong)number, (ulong)tensor);

    /// <summary>Writes the kept elements moved by <paramref name="step"/> times the direction.</summary>
    public void Move(ReadOnlySpan<double> kept, Span<double> elements, double step)
    {
        var random = numbers;
        for (var i = 0; i < kept.Length; i++)
            elements[i] = kept[i] + step * random.Between(-1, 1);
    }

    /// <summary>⟨gradient, direction⟩, of the direction as it was rounded on the way to the two points.</summary>
    public double Along(ReadOnlySpan<double> gradient, ReadOnlySpan<double> kept, double step)
    {
        var random = numbers;
        var sum = 0.0;
        for (var i = 0; i < kept.Length; i++)
        {
            var moved = step * random.Between(-1, 1);
            sum += gradient[i] * (kept[i] + moved - (kept[i] - moved));
        }
        return sum / (2 * step);
    }
}
