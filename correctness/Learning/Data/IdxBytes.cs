using System.Buffers.Binary;
using System.IO.Compression;

namespace PerfSuite.Correctness.Learning;

/// <summary>IDX files put together by hand, not by the writer under test.</summary>
internal static class IdxBytes
{
    public static byte[] Images(int count, int rows = 28, int columns = 28) =>
        [.. Header(2051, (uint)count, (uint)rows, (uint)columns), .. Body(count * rows * columns)];

    public static byte[] Labels(int count) => [.. Header(2049, (uint)count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];

    public static byte[] Header(params uint[] words)
    {
        var header = new byte[4 * words.Length];
        for (var i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4 * i), words[i]);
        return header;
    }

    public static byte[] Body(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 >> 3))];

    public static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(content);
        return packed.ToArray();
    }

    public static string Text(this Exception? exception) => exception?.Message ?? "";
}
