using System.Buffers.Binary;
using System.IO.Compression;

namespace PerfSuite.Learning.Data;

/// <summary>
/// A file of unsigned bytes in MNIST's IDX format: a big-endian magic number, one big-endian 32-bit size per dimension,
/// then the bytes, the last dimension fastest. Compressed or not is told by the content (gzip starts with 1F 8B), never by the name.
/// </summary>
public sealed class IdxFile
{
    /// <summary>Magic number of images: bytes in three dimensions (count, rows, columns).</summary>
    public const int ImagesMagic = 2051;

    /// <summary>Magic number of labels: bytes in one dimension (count).</summary>
    public const int LabelsMagic = 2049;

    /// <summary>The largest body that is read, in bytes: 1 GiB, which is 1.3 million images of 28×28.</summary>
    public const long Largest = 1L << 30;

    private IdxFile(string name, int[] sizes, byte[] bytes) => (Name, Sizes, Bytes) = (name, sizes, bytes);

    /// <summary>Images to be written: the count follows from the bytes.</summary>
    /// <exception cref="ArgumentException">The bytes are not a whole number of images, or none.</exception>
    public static IdxFile Images(byte[] bytes, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var (count, rest) = long.DivRem(bytes.Length, (long)rows * columns);
        if (count == 0 || rest != 0)
            throw new ArgumentException($"{bytes.Length} bytes are not one or more images of {rows}×{columns}", nameof(bytes));
        return new("images", [(int)count, rows, columns], bytes);
    }

    /// <summary>Labels to be written, one byte each.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static IdxFile Labels(byte[] bytes) =>
        bytes.Length > 0 ? new("labels", [bytes.Length], bytes) : throw new ArgumentException("no labels", nameof(bytes));

    /// <summary>The path it was read from, or what it is.</summary>
    public string Name { get; }

    /// <summary>(count, rows, columns) of images, (count) of labels.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>How many images or labels.</summary>
    public int Count => Sizes[0];

    /// <summary>The body: as many bytes as the product of <see cref="Sizes"/>.</summary>
    public byte[] Bytes { get; }

    /// <summary>Where the body starts in the (unpacked) content: 16 for images, 8 for labels.</summary>
    public long BodyOffset => HeaderLength(Sizes.Count);

    /// <summary>Reads the images at a path.</summary>
    /// <exception cref="DataException">Missing, unreadable, a folder, truncated, too long, not images, none, too many, or broken gzip.</exception>
    public static IdxFile ReadImages(string path) => Read(path, ImagesMagic, 3);

    /// <summary>Reads the labels at a path. Their range is not looked at: see <see cref="MnistSet"/>.</summary>
    /// <exception cref="DataException">Missing, unreadable, a folder, truncated, too long, not labels, none, too many, or broken gzip.</exception>
    public static IdxFile ReadLabels(string path) => Read(path, LabelsMagic, 1);

    /// <summary>Reads images from a seekable stream that ends where they end; the name is for messages.</summary>
    /// <param name="stream">From its present position.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="largest">The largest body accepted, in bytes, at most <see cref="Largest"/>.</param>
    /// <exception cref="DataException">As for a path.</exception>
    public static IdxFile ReadImages(Stream stream, string name, long largest = Largest) => Read(stream, name, ImagesMagic, 3, largest);

    /// <summary>Reads labels from a seekable stream that ends where they end; see <see cref="ReadImages(Stream, string, long)"/>.</summary>
    /// <exception cref="DataException">As for a path.</exception>
    public static IdxFile ReadLabels(Stream stream, string name, long largest = Largest) => Read(stream, name, LabelsMagic, 1, largest);

    /// <summary>Writes header and body; with gzip the stream stays open behind the compressed content.</summary>
    public void Write(Stream stream, bool gzip = false)
    {
        if (gzip)
        {
            using var packed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            Write(packed);
            return;
        }
        Span<byte> header = stackalloc byte[HeaderLength(Sizes.Count)];
        BinaryPrimitives.WriteInt32BigEndian(header, Sizes.Count == 3 ? ImagesMagic : LabelsMagic);
        for (var i = 0; i < Sizes.Count; i++)
            BinaryPrimitives.WriteInt32BigEndian(header[(4 + 4 * i)..], Sizes[i]);
        stream.Write(header);
        stream.Write(Bytes);
    }

    private static int HeaderLength(int dimensions) => 4 + 4 * dimensions;

    private static IdxFile Read(string path, int magic, int dimensions)
    {
        FileStream stream;
        try
        {
            if (Directory.Exists(path))
                throw new DataException(path, 0, "this is a folder", "an IDX file", "name the folder above it, or put the file in its place");
            stream = new FileStream(RegularFile.Open(path, "an IDX file", MnistFiles.Cure, long.MaxValue, out _), FileAccess.Read, bufferSize: 1 << 16);
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(path, 0, cause);
        }
        using (stream)
            return Read(stream, path, magic, dimensions, Largest);
    }

    private static IdxFile Read(Stream stream, string name, int magic, int dimensions, long largest)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(largest, Largest);
        using var content = new IdxContent(stream, name);
        Span<byte> header = stackalloc byte[HeaderLength(dimensions)];
        var got = content.Fill(header[..4]);
        if (got == 4 && BinaryPrimitives.ReadInt32BigEndian(header) is var found && found != magic)
            throw new DataException(name, 0, $"magic number {found}{Kind(found)}", $"{magic}{Kind(magic)}", "check that it is not another file under this name");
        got += got < 4 ? 0 : content.Fill(header[4..]);
        if (got < header.Length)
            throw new DataException(name, got, "the file ends inside its header", $"a header of {header.Length} bytes", "it was cut short: fetch or make it again");

        var sizes = new int[dimensions];
        UInt128 product = 1;
        for (var i = 0; i < dimensions; i++)
        {
            var offset = 4 + 4 * i;
            var size = BinaryPrimitives.ReadUInt32BigEndian(header[offset..]);
            var noun = i switch { 0 when dimensions == 1 => "labels", 0 => "images", 1 => "rows", _ => "columns" };
            if (size == 0)
                throw new DataException(name, offset, $"0 {noun}", "at least 1", "it is empty: fetch or make it again");
            product *= size;
            if (product > (UInt128)largest)
                throw new DataException(name, offset, $"{size} {noun} make {product} bytes or more", $"at most {largest} bytes of content", "the header is damaged, or the file too large: split it");
            sizes[i] = (int)size;
        }
        return new(name, sizes, content.Body((int)product));
    }

    private static string Kind(int magic) => magic switch
    {
        ImagesMagic => " (IDX images)",
        LabelsMagic => " (IDX labels)",
        _ => "",
    };
}
