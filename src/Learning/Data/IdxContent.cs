using System.Buffers.Binary;
using System.IO.Compression;

namespace PerfSuite.Learning.Data;

/// <summary>
/// The content of a plain or gzip-compressed stream, read front to back with every fault as a <see cref="DataException"/>.
/// GZipStream takes a cut stream for a finished one and overlooks what follows it, so the length in gzip's last four bytes
/// (RFC 1952, ISIZE) is compared with what was unpacked.
/// </summary>
internal sealed class IdxContent : IDisposable
{
    /// <summary>How much is allocated before any of it has been seen.</summary>
    private const int FirstStretch = 1 << 20;

    private readonly Stream file;
    private readonly string name;
    private readonly GZipStream? unpacked;
    private readonly long length;
    private long position;

    public IdxContent(Stream file, string name)
    {
        (this.file, this.name) = (file, name);
        if (!file.CanSeek)
            throw new DataException(name, 0, "this is a pipe or a device", "a file", "save its content as a file");
        try
        {
            var start = file.Position;
            length = file.Length - start;
            Span<byte> mark = stackalloc byte[2];
            var packed = file.ReadAtLeast(mark, 2, throwOnEndOfStream: false) == 2 && mark[0] == 0x1F && mark[1] == 0x8B;
            file.Position = start;
            if (packed)
                unpacked = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(name, 0, cause);
        }
    }

    public void Dispose() => unpacked?.Dispose();

    /// <summary>Reads until the span is full or the content ends; returns how much.</summary>
    public int Fill(Span<byte> span)
    {
        var filled = 0;
        try
        {
            while (filled < span.Length)
            {
                // Short reads keep the offset in the message of a broken gzip close to the damage.
                var want = unpacked is null ? span.Length - filled : Math.Min(span.Length - filled, 1 << 16);
                var got = (unpacked ?? file).Read(span.Slice(filled, want));
                if (got == 0)
                    break;
                filled += got;
                position += got;
            }
            return filled;
        }
        catch (InvalidDataException cause)
        {
            throw BrokenGzip("the gzip content does not unpack any further", cause);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(name, position, cause);
        }
    }

    /// <summary>The rest, exactly so many bytes and no more. Allocates as they come where their number is only a claim.</summary>
    public byte[] Body(int size)
    {
        if (unpacked is null && length - position < size)
            throw Truncated(size, length);
        var body = new byte[unpacked is null ? size : Math.Min(size, FirstStretch)];
        for (var filled = 0; filled < size;)
        {
            if (filled == body.Length)
                Array.Resize(ref body, (int)Math.Min(size, 2L * body.Length));
            var got = Fill(body.AsSpan(filled));
            if (got == 0)
                throw Truncated(size - filled, position);
            filled += got;
        }
        RequireEnd();
        return body;
    }

    private void RequireEnd()
    {
        var end = position;
        if (Fill(stackalloc byte[1]) > 0)
            throw new DataException(name, end, "more bytes follow", $"the end of the content after {end} bytes, as the header says", "the header or the file is damaged: fetch or make it again");
        if (unpacked is null)
            return;
        try
        {
            Span<byte> trailer = stackalloc byte[4];
            file.Seek(-4, SeekOrigin.End);
            file.ReadExactly(trailer);
            if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != (uint)end)
                throw BrokenGzip($"the gzip trailer is not that of {end} unpacked bytes (cut off, or something follows it)", null);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(name, end, cause);
        }
    }

    private DataException Truncated(long missing, long end) =>
        new(name, end, "the content ends here", $"{missing - (end - position)} bytes more, as the header says", "it was cut short: fetch or make it again");

    private DataException BrokenGzip(string fault, Exception? cause) =>
        new(name, position, fault, "one complete gzip member", "it is damaged: fetch or make it again (`gzip -t` tells)", cause);
}
