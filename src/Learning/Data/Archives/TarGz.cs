using System.IO.Compression;
using System.Text;

namespace PerfSuite.Learning.Data.Archives;

/// <summary>
/// Takes expected files out of a .tar.gz and trusts nothing in it: no name inside ever becomes a path. Links, devices and names that
/// lead elsewhere end it, as does a content larger than what is expected of it; other plain files and folders are passed over.
/// </summary>
internal static class TarGz
{
    private const int Block = 512;

    /// <summary>What the entries that nobody expects may take together: readmes and the like.</summary>
    private const long MostOfTheRest = 1L << 20;

    private const string Cure = "do not use this archive: fetch it again from its publisher";

    /// <param name="packed">From its start.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="members">What must be in it, each once and of exactly this length.</param>
    /// <param name="take">Given each member and its content, as it comes; must read it to its end.</param>
    /// <param name="cancellation">Looked at between entries.</param>
    /// <exception cref="DataException">It is no such archive, holds something hostile, or lacks a member.</exception>
    public static void Unpack(Stream packed, string name, IReadOnlyList<Member> members, Action<Member, Stream> take, CancellationToken cancellation = default)
    {
        var missing = members.ToDictionary(member => member.Path);
        var most = members.Sum(member => member.Bytes + 2 * Block) + MostOfTheRest;
        using var gzip = new GZipStream(packed, CompressionMode.Decompress, leaveOpen: true);
        var content = new Counted(gzip, name, most);
        var header = new byte[Block];
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var at = content.Read;
            content.Fill(header);
            if (!header.AsSpan().ContainsAnyExcept((byte)0))
                break;
            var (path, size, kind) = Parse(header, name, at);
            if (kind == '0' && missing.Remove(path, out var member))
            {
                if (size != member.Bytes)
                    throw Hostile(name, at, $"{path} of {size} bytes", $"{member.Bytes}");
                var part = new Part(content, size);
                take(member, part);
                part.Rest();
            }
            else if (kind is '0' or '5' or 'x' or 'g')
                content.Pass(size);
            else
                throw Hostile(name, at, $"{path} is {(kind is '1' or '2' ? "a link" : kind is '3' or '4' or '6' ? "a device" : $"an entry of kind '{kind}'")}", "plain files and folders");
            content.Pass((Block - size % Block) % Block);
        }
        if (missing.Count > 0)
            throw Hostile(name, content.Read, $"no {string.Join(", no ", missing.Keys.Order(StringComparer.Ordinal))}", $"{members.Count} files");
    }

    /// <summary>POSIX 1003.1, ustar: name 0, size 124, checksum 148, kind 156, prefix 345.</summary>
    private static (string Path, long Size, char Kind) Parse(ReadOnlySpan<byte> header, string name, long at)
    {
        long sum = 0;
        for (var i = 0; i < Block; i++)
            sum += i is >= 148 and < 156 ? ' ' : header[i];
        if (Octal(header.Slice(148, 8)) != sum)
            throw Hostile(name, at, "no header of a tar entry", "one whose checksum is right");
        var path = Text(header[..100]);
        if (header.Slice(257, 5).SequenceEqual("ustar"u8) && Text(header.Slice(345, 155)) is { Length: > 0 } prefix && header[263] == '0')
            path = prefix + "/" + path;
        if (path.Length == 0 || path[0] == '/' || path.Contains('\\') || path.Contains(':') || path.Split('/').Contains(".."))
            throw Hostile(name, at, $"the path '{path}'", "one that stays inside");
        if (Octal(header.Slice(124, 12)) is not (>= 0 and var size))
            throw Hostile(name, at, $"the size of {path} is no octal number", "one");
        return (path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path, size, header[156] is 0 or (byte)'7' ? '0' : (char)header[156]);
    }

    private static string Text(ReadOnlySpan<byte> field) => Encoding.UTF8.GetString(field[..(field.IndexOf((byte)0) is >= 0 and var end ? end : field.Length)]);

    /// <summary>−1 for what is none. (Twelve digits are at most 2³⁶.)</summary>
    private static long Octal(ReadOnlySpan<byte> field)
    {
        field = field.Trim(" \0"u8);
        long value = field.Length > 0 ? 0 : -1;
        foreach (var digit in field)
            value = value >= 0 && digit is >= (byte)'0' and <= (byte)'7' ? value * 8 + digit - '0' : -1;
        return value;
    }

    private static DataException Hostile(string name, long offset, string fault, string expected, Exception? cause = null) => new(name, offset, fault, expected, Cure, cause);

    /// <summary>The unpacked content, never more of it than expected.</summary>
    private sealed class Counted(Stream gzip, string name, long most)
    {
        private readonly byte[] waste = new byte[1 << 14];

        public long Read { get; private set; }

        public int Some(Span<byte> into)
        {
            try
            {
                var count = gzip.Read(into);
                if ((Read += count) > most)
                    throw Hostile(name, Read, "more and more content", $"at most {most} bytes unpacked");
                return count;
            }
            catch (InvalidDataException cause)
            {
                throw Hostile(name, Read, $"damaged gzip ({cause.Message})", "a .tar.gz", cause);
            }
        }

        public void Fill(Span<byte> into)
        {
            while (into.Length > 0)
            {
                var count = Some(into);
                if (count == 0)
                    throw Hostile(name, Read, "it ends in the middle", "two empty blocks at the end");
                into = into[count..];
            }
        }

        public void Pass(long count)
        {
            if (count > most - Read)
                throw Hostile(name, Read, $"an entry of {count} bytes", $"at most {most} bytes unpacked");
            for (; count > 0; count -= Math.Min(count, waste.Length))
                Fill(waste.AsSpan(0, (int)Math.Min(count, waste.Length)));
        }
    }

    /// <summary>One entry as a stream; the archive's end inside it is an error, not its end.</summary>
    private sealed class Part(Counted content, long size) : Stream
    {
        private long left = size;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length { get; } = size;

        public override long Position { get => Length - left; set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            var wanted = (int)Math.Min(left, buffer.Length);
            content.Fill(buffer[..wanted]);
            left -= wanted;
            return wanted;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        /// <summary>Passes over what was not read.</summary>
        public void Rest() => content.Pass(left);

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
