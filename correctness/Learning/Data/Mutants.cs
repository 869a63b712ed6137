using System.Buffers.Binary;
using System.Runtime.ExceptionServices;
using NUnit.Framework;
using PerfSuite.Learning.Data;

namespace PerfSuite.Correctness.Learning;

/// <summary>
/// Damages a valid file in seeded ways: bits flipped, bytes put in, taken out and replaced by extremes, numbers changed, the end
/// cut off, the beginning of another format, the file twice.
/// </summary>
internal static class Mutants
{
    /// <summary>What one small file may take to be read or refused: far more than any needs, far less than a hang.</summary>
    private static readonly TimeSpan longest = TimeSpan.FromSeconds(20);

    /// <summary>Bytes of managed memory that reading one small file may take: what it claims to hold must not be believed.</summary>
    private const long Most = 256L << 20;

    private static readonly byte[][] strangers =
    [
        [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28], [0, 0, 8, 1, 0, 0, 0, 2], [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3], [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, (byte)'J', (byte)'F'],
        [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], [.. "MATLAB 7.3 MAT-file"u8], [.. "PK\x3\x4"u8], [8, 0, 0, 0, 0, 0, 0, 0, .. "{}      "u8], [.. "{\"schema\":"u8], [0xEF, 0xBB, 0xBF],
    ];

    /// <summary>Reads every mutant; returns how many were refused. Anything thrown but <see cref="DataException"/>, or more than a line, fails.</summary>
    public static int Refused(byte[] whole, ulong seed, int rounds, Action<byte[]> read) => Refused<DataException>(whole, seed, rounds, read);

    /// <summary>The same for a reader with another exception; its message must name the file where <paramref name="name"/> is given.</summary>
    public static int Refused<T>(byte[] whole, ulong seed, int rounds, Action<byte[]> read, string? name = null) where T : Exception
    {
        var (refused, round, fault) = (0, 0, default(ExceptionDispatchInfo));
        var reading = new Thread(() =>
        {
            try
            {
                for (; round < rounds; Interlocked.Increment(ref round))
                    refused += IsRefused<T>(whole, seed, round, read, name) ? 1 : 0;
            }
            catch (Exception cause)
            {
                fault = ExceptionDispatchInfo.Capture(cause);
            }
        })
        { IsBackground = true };
        reading.Start();
        for (var seen = -1; !reading.Join(longest);)
        {
            var now = Volatile.Read(ref round);
            Assert.That(now, Is.Not.EqualTo(seen), $"mutant {now} of seed {seed} is read without end");
            seen = now;
        }
        fault?.Throw();
        return refused;
    }

    /// <summary>One damaged file.</summary>
    public static byte[] One(byte[] whole, ulong seed, int round)
    {
        var random = SplitMix64.Stream(seed, (ulong)round);
        return One(whole, ref random);
    }

    private static bool IsRefused<T>(byte[] whole, ulong seed, int round, Action<byte[]> read, string? name) where T : Exception
    {
        var mutant = One(whole, seed, round);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read(mutant);
            return false;
        }
        catch (T refusal)
        {
            Assert.That(refusal.Message, Does.Not.Contain('\n'), $"mutant {round} of seed {seed}");
            Assert.That(refusal.Message, Does.Contain(name ?? (refusal as DataException)?.File ?? ""));
            return true;
        }
        catch (Exception other) when (other is not ResultStateException)
        {
            throw new InvalidOperationException($"Mutant {round} of seed {seed} was met with {other.GetType().Name}: {other.Message}", other);
        }
        finally
        {
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Most), $"bytes allocated for mutant {round} of seed {seed}");
        }
    }

    private static byte[] One(byte[] whole, ref SplitMix64 random)
    {
        var file = whole.ToList();
        for (var changes = 1 + random.Below(3); changes > 0 && file.Count > 1; changes--)
        {
            var at = random.Below(file.Count);
            switch (random.Below(12))
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
                case 4:
                    // Headers lie at the beginning: numbers there are lengths more often than not.
                    ChangeNumber(file, random.Below(2) == 0 ? at : random.Below(Math.Min(file.Count, 64)), ref random);
                    break;
                case 5 when random.Below(2) == 0:
                    file.InsertRange(at, file.GetRange(random.Below(at + 1), Math.Min(file.Count - at, random.Below(100))));
                    break;
                case 6 when random.Below(4) == 0:
                    file.AddRange(whole);
                    break;
                case 7 when random.Below(4) == 0:
                    var stranger = strangers[random.Below(strangers.Length)];
                    file.RemoveRange(0, Math.Min(file.Count, stranger.Length));
                    file.InsertRange(0, stranger);
                    break;
                default:
                    file[at] ^= (byte)(1 << random.Below(8));
                    break;
            }
        }
        return [.. file];
    }

    /// <summary>Of 16, 32 or 64 bits, with either end first.</summary>
    private static void ChangeNumber(List<byte> file, int at, ref SplitMix64 random)
    {
        var length = 2 << random.Below(3);
        if (at + length > file.Count)
            return;
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        for (var i = 0; i < length; i++)
            bytes[i] = file[at + i];
        var bigEnd = random.Below(2) == 0;
        if (bigEnd)
            bytes[..length].Reverse();
        var number = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, random.Below(7) switch
        {
            0 => 0,
            1 => ulong.MaxValue,
            2 => ulong.MaxValue >> (65 - 8 * length),
            3 => number + 1,
            4 => number - 1,
            5 => number * 2,
            _ => number << random.Below(8 * length),
        });
        if (bigEnd)
            bytes[..length].Reverse();
        for (var i = 0; i < length; i++)
            file[at + i] = bytes[i];
    }
}
