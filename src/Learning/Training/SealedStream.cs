using System.Security.Cryptography;
using System.Text;
using PerfSuite.Learning.Data;

namespace PerfSuite.Learning.Training;

/// <summary>
/// Writes a file that carries the SHA-256 of all its bytes in itself: where the header says <c>"sha256":"000…"</c>, 64 zeros
/// while it is hashed, the digits are put in at the end. So the file stays one file, in a format others read.
/// </summary>
internal sealed class SealedStream(Stream inner) : Stream
{
    /// <summary>What stands for the digits until they are known.</summary>
    public static string Blank { get; } = new('0', 64);

    // Where the digits go must be near the beginning: what a header may take, and no more than fits into memory.
    private const int HeaderLimit = 100 << 20;
    private static readonly byte[] mark = Encoding.ASCII.GetBytes("\"sha256\":\"" + Blank + "\"");
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly MemoryStream beginning = new();
    private readonly long origin = inner.Position;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => inner.Length - origin;

    public override long Position
    {
        get => inner.Position - origin;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        hash.AppendData(buffer);
        inner.Write(buffer);
        while (!buffer.IsEmpty && Missing() is > 0 and var missing)
        {
            var kept = (int)Math.Min(buffer.Length, missing);
            beginning.Write(buffer[..kept]);
            buffer = buffer[kept..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Puts the digits in; nothing may be written after it.</summary>
    /// <exception cref="InvalidOperationException">The header has no place for them.</exception>
    public void Seal()
    {
        var place = PlaceOfDigits(beginning.GetBuffer().AsSpan(0, (int)beginning.Length), mark);
        if (place < 0)
            throw new InvalidOperationException("The header names no sha256.");
        var end = inner.Position;
        inner.Position = origin + place;
        inner.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset())));
        inner.Position = end;
    }

    /// <summary>Whether a file's digits are those of its bytes; false for any file that has none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cure">What to do where there is none.</param>
    /// <exception cref="DataException">There is none, or it is a folder, a pipe or a device.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool Holds(string path, string cure)
    {
        using var file = new FileStream(RegularFile.Open(path, "a checkpoint", cure, long.MaxValue, out _), FileAccess.Read, bufferSize: 0);
        Span<byte> prefix = stackalloc byte[8];
        if (file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            return false;
        var header = BitConverter.ToUInt64(prefix);
        if (header > HeaderLimit || (long)header > file.Length - 8)
            return false;
        var bytes = new byte[8 + (int)header];
        prefix.CopyTo(bytes);
        file.ReadExactly(bytes, 8, (int)header);
        var place = PlaceOfDigits(bytes, mark.AsSpan(0, mark.Length - 65));
        if (place < 0 || place + 64 > bytes.Length)
            return false;
        var digits = Encoding.ASCII.GetString(bytes, place, 64);
        bytes.AsSpan(place, 64).Fill((byte)'0');
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(bytes);
        var buffer = new byte[1 << 20];
        while (file.Read(buffer) is var read && read > 0)
            hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == digits;
    }

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            hash.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Bytes of the header that have not come by yet.</summary>
    private long Missing()
    {
        if (beginning.Length < 8)
            return 8 - beginning.Length;
        var header = BitConverter.ToUInt64(beginning.GetBuffer());
        return header > HeaderLimit ? 0 : 8 + (long)header - beginning.Length;
    }

    private static int PlaceOfDigits(ReadOnlySpan<byte> header, ReadOnlySpan<byte> mark)
    {
        var at = header.IndexOf(mark);
        return at < 0 ? -1 : at + "\"sha256\":\"".Length;
    }
}
