namespace PerfSuite.Learning.Data;

/// <summary>
/// The generator behind everything drawn or augmented: a 64-bit counter and a mixing function, so every language
/// gets the same integers from the same seed. Steele, Lea, Flood: Fast splittable pseudorandom number generators,
/// OOPSLA 2014, doi:10.1145/2660193.2660195; constants of Vigna's splitmix64.c (mix 13 of Stafford).
/// Mutable: pass it by <c>ref</c>, a copy repeats the same numbers.
/// </summary>
/// <param name="seed">Any value; each gives another of the 2⁶⁴ starting points of the same cycle.</param>
public struct SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>
    /// The stream of one item of one seed, e.g. (seed, part, index): independent of how many items are drawn and in
    /// which order. Each key in turn is added to the state, and the next output becomes the state.
    /// </summary>
    public static SplitMix64 Stream(ulong seed, params ReadOnlySpan<ulong> keys)
    {
        var state = new SplitMix64(seed).Next();
        foreach (var key in keys)
            state = new SplitMix64(unchecked(state + key)).Next();
        return new(state);
    }

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>
    /// A whole number in [0, bound), without bias. Lemire: Fast random integer generation in an interval, 2019,
    /// doi:10.1145/3230636, algorithm 5 on 64 bits.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (ulong)bound;
        var high = Math.BigMul(Next(), range, out var low);
        if (low < range)
        {
            var threshold = unchecked(0UL - range) % range;
            while (low < threshold)
                high = Math.BigMul(Next(), range, out low);
        }
        return (int)high;
    }

    /// <summary>A multiple of 2⁻⁵³ in [0, 1): the upper 53 bits of <see cref="Next"/>.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>low + (high − low) × <see cref="Fraction"/>.</summary>
    public double Between(double low, double high) => low + (high - low) * Fraction();

    /// <summary>Fisher and Yates, from the last element down.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
