using System.Buffers.Binary;
using System.IO.Compression;
using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Correctness.Learning;

/// <summary>PNG files put together by hand, whole or with one thing wrong.</summary>
internal static class PngBytes
{
    public static byte[] File(params byte[][] chunks) => [0x89, .. "PNG\r\n\u001a\n"u8, .. chunks.SelectMany(chunk => chunk)];

    public static byte[] Chunk(string kind, params byte[] content)
    {
        byte[] covered = [.. kind.Select(letter => (byte)letter), .. content];
        return [.. Big((uint)content.Length), .. covered, .. Big(Crc(covered))];
    }

    public static byte[] Header(uint width, uint height, byte colour = 2, byte depth = 8, byte interlaced = 0) =>
        Chunk("IHDR", [.. Big(width), .. Big(height), depth, colour, 0, 0, interlaced]);

    public static byte[] End { get; } = Chunk("IEND");

    public static byte[] Zlib(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
            zlib.Write(content);
        return packed.ToArray();
    }

    /// <summary>Rows of 3 samples, filtered 0, 1, 2, 3, 4, 0, … from the top.</summary>
    public static byte[] Filtered(Picture picture)
    {
        var stride = 3 * picture.Width;
        var rows = new List<byte>();
        for (var y = 0; y < picture.Height; y++)
        {
            rows.Add((byte)(y % 5));
            for (var i = 0; i < stride; i++)
            {
                int left = i < 3 ? 0 : picture.Row(y)[i - 3], above = y == 0 ? 0 : picture.Row(y - 1)[i], corner = i < 3 || y == 0 ? 0 : picture.Row(y - 1)[i - 3];
                var guess = (y % 5) switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, _ => Nearest(left + above - corner, left, above, corner) };
                rows.Add((byte)(picture.Row(y)[i] - guess));
            }
        }
        return [.. rows];
    }

    private static int Nearest(int wanted, params int[] candidates) => candidates.MinBy(candidate => Math.Abs(candidate - wanted));

    private static byte[] Big(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
