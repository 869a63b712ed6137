namespace PerfSuite.Learning.Data;

/// <summary>
/// Python's <c>random</c> as far as a published split needs it: seed, shuffle. Matsumoto, Nishimura: Mersenne Twister,
/// ACM TOMACS 8 (1998), doi:10.1145/272991.272995, seeded by an array as in the authors' mt19937ar of 2002.
/// </summary>
public sealed class MersenneTwister
{
    private const int Length = 624;
    private const int Shift = 397;

    private readonly uint[] state = new uint[Length];
    private int position = Length;

    /// <summary><c>random.seed(seed)</c> of a whole number.</summary>
    public MersenneTwister(ulong seed)
    {
        uint[] key = seed > uint.MaxValue ? [(uint)seed, (uint)(seed >> 32)] : [(uint)seed];
        state[0] = 19650218;
        for (var i = 1; i < Length; i++)
            state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >> 30)) + (uint)i;
        var (at, j) = (1, 0);
        for (var k = Length; k > 0; k--)
        {
            state[at] = (state[at] ^ ((state[at - 1] ^ (state[at - 1] >> 30)) * 1664525)) + key[j] + (uint)j;
            Advance();
            j = (j + 1) % key.Length;
        }
        for (var k = Length - 1; k > 0; k--)
        {
            state[at] = (state[at] ^ ((state[at - 1] ^ (state[at - 1] >> 30)) * 1566083941)) - (uint)at;
            Advance();
        }
        state[0] = 0x80000000;

        void Advance()
        {
            if (++at == Length)
                (state[0], at) = (state[Length - 1], 1);
        }
    }

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        if (position == Length)
            Turn();
        var y = state[position++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    /// <summary>A whole number in [0, bound): as many bits as the bound has, until they are below it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var unused = int.LeadingZeroCount(bound);
        uint drawn;
        do
        {
            drawn = Next() >> unused;
        }
        while (drawn >= bound);
        return (int)drawn;
    }

    /// <summary><c>random.shuffle</c>: from the last element down.</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private void Turn()
    {
        for (var i = 0; i < Length; i++)
        {
            var y = (state[i] & 0x80000000) | (state[(i + 1) % Length] & 0x7FFFFFFF);
            state[i] = state[(i + Shift) % Length] ^ (y >> 1) ^ (0x9908B0DF & (0U - (y & 1)));
        }
        position = 0;
    }
}
