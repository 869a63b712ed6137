namespace PerfSuite.Measurement;

/// <summary>Seeded order, the same on every runtime (Steele, Lea and Flood, OOPSLA 2014).</summary>
internal sealed class SplitMix64(ulong state)
{
    public ulong Next()
    {
        var z = state += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }

    /// <summary>Every order equally likely, but for less than one in 2^60.</summary>
    public void Shuffle<T>(T[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = (int)(Next() % (ulong)(i + 1));
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
