using NUnit.Framework;
using PerfSuite.Learning.Data;

namespace PerfSuite.Correctness.Learning;

/// <summary>Damages a valid file in seeded ways: bits flipped, bytes put in, taken out and replaced by extremes, the end cut off.</summary>
internal static class Mutants
{
    /// <summary>Reads every mutant; returns how many were refused. Anything thrown but <see cref="DataException"/>, or more than a line, fails.</summary>
    public static int Refused(byte[] whole, ulong seed, int rounds, Action<byte[]> read)
    {
        var refused = 0;
        for (var round = 0; round < rounds; round++)
        {
            var random = SplitMix64.Stream(seed, (ulong)round);
            try
            {
                read(One(whole, ref random));
            }
            catch (DataException fault)
            {
                refused++;
                Assert.That(fault.Message, Does.Not.Contain('\n'));
            }
        }
        return refused;
    }

    private static byte[] One(byte[] whole, ref SplitMix64 random)
    {
        var file = whole.ToList();
        for (var changes = 1 + random.Below(3); changes > 0 && file.Count > 1; changes--)
        {
            var at = random.Below(file.Count);
            switch (random.Below(8))
            {
                case 0:
                    file.Insert(at, (byte)random.Below(256));
                    break;
                case 1:
                    file.RemoveAt(at);
                    break;
                case 2:
                    file[at] = (byte)(random.Below(2) * 255);
                    break;
                case 3 when random.Below(2) == 0:
                    file.RemoveRange(at, file.Count - at);
                    break;
                default:
                    file[at] ^= (byte)(1 << random.Below(8));
                    break;
            }
        }
        return [.. file];
    }
}
