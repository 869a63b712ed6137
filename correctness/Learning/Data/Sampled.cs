using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Correctness.Learning;

/// <summary>One sample in arrays, and the pictures that the recorded ones were made of.</summary>
internal sealed record Sampled(float[] Input, long[] Label, float[] Pose, float[] Visible)
{
    public static Sampled Of(SampleSource source, int index, ulong seed = 0, ulong epoch = 0)
    {
        using var reader = source.OpenReader();
        return Of(source, reader, index, SplitMix64.Stream(seed, epoch, (ulong)index));
    }

    public static Sampled Of(SampleSource source, SampleReader reader, int index, SplitMix64 draws)
    {
        var (layout, joints) = (source.Layout, source.Layout.Joints);
        var sampled = new Sampled(new float[layout.Input.Aggregate(1L, (a, b) => a * b)], new long[layout.Target == TargetKind.Label ? 1 : 0], new float[2 * joints], new float[joints]);
        sampled.Input.AsSpan().Fill(float.NaN);
        reader.Read(index, draws, new(sampled.Input, sampled.Label, sampled.Pose, sampled.Visible));
        return sampled;
    }

    public string InputSha256 => Sha256(Input);

    public string PoseSha256 => Sha256(Pose);

    public static string Sha256(float[] numbers) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(numbers.AsSpan())));

    /// <summary>x(7 + 2c) + y(13 − 3c) + ⌊xy/8⌋(c + 1) + 29·seed + 5((x xor y) mod 32), modulo 256, for colour c.</summary>
    public static byte Byte(int x, int y, int c, int seed) => (byte)(x * (7 + 2 * c) + y * (13 - 3 * c) + (x * y >> 3) * (c + 1) + seed * 29 + ((x ^ y) & 31) * 5);

    public static byte[] Png(int width, int height, int seed)
    {
        var rows = new byte[height * (1 + 3 * width)];
        for (var y = 0; y < height; y++)
        {
            for (var i = 0; i < 3 * width; i++)
                rows[y * (1 + 3 * width) + 1 + i] = Byte(i / 3, y, i % 3, seed);
        }
        return PngBytes.File(PngBytes.Header((uint)width, (uint)height), PngBytes.Chunk("IDAT", PngBytes.Zlib(rows)), PngBytes.End);
    }
}
