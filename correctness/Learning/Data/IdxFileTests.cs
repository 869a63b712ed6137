using System.IO.Compression;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using static PerfSuite.Correctness.Learning.IdxBytes;

namespace PerfSuite.Correctness.Learning;

public sealed class IdxFileTests
{
    [Test]
    public void Images_and_labels_are_read_as_they_stand([Values] bool gzip)
    {
        var images = IdxFile.ReadImages(Stream(Images(3, 5, 4), gzip), "images");
        var labels = IdxFile.ReadLabels(Stream(Labels(12), gzip), "labels");
        Assert.That(images.Sizes, Is.EqualTo(new[] { 3, 5, 4 }));
        Assert.That(images.Bytes, Is.EqualTo(Body(60)));
        Assert.That(labels.Count, Is.EqualTo(12));
        Assert.That(labels.Bytes, Is.EqualTo(new byte[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1 }));
    }

    [Test]
    public void What_is_written_is_read_back_and_is_the_format_to_the_byte([Values] bool gzip)
    {
        using var file = new MemoryStream();
        IdxFile.Images(Body(2 * 784), 28, 28).Write(file, gzip);
        var content = file.ToArray();
        Assert.That(content[..2], gzip ? Is.EqualTo(new byte[] { 0x1F, 0x8B }) : Is.EqualTo(new byte[] { 0, 0 }));
        Assert.That(gzip ? Unpacked(content) : content, Is.EqualTo(Images(2)));
        Assert.That(IdxFile.ReadImages(new MemoryStream(content), "images").Bytes, Is.EqualTo(Body(2 * 784)));
    }

    [Test]
    public void A_body_larger_than_the_first_stretch_unpacks_whole()
    {
        var content = Images(3_000);
        Assert.That(IdxFile.ReadImages(new MemoryStream(Gzip(content)), "images").Bytes, Is.EqualTo(content[16..]));
    }

    [Test]
    public void An_empty_file_is_named_with_its_offset() =>
        Faulty([], 0, "images, byte 0: the file ends inside its header; expected a header of 16 bytes; it was cut short: fetch or make it again");

    [Test]
    public void A_truncated_header_is_named_with_its_offset([Values] bool gzip) =>
        Faulty(Gzipped(Images(1)[..13], gzip), 13, "images, byte 13: the file ends inside its header; expected a header of 16 bytes; it was cut short: fetch or make it again");

    [Test]
    public void A_truncated_body_is_named_with_its_offset([Values] bool gzip) =>
        Faulty(Gzipped(Images(2)[..^100], gzip), 16 + 1468, "images, byte 1484: the content ends here; expected 100 bytes more, as the header says; it was cut short: fetch or make it again");

    [Test]
    public void Trailing_bytes_are_named_with_their_offset([Values] bool gzip) =>
        Faulty(Gzipped([.. Images(1), 7, 7], gzip), 800, "images, byte 800: more bytes follow; expected the end of the content after 800 bytes, as the header says; the header or the file is damaged: fetch or make it again");

    [Test]
    public void Labels_under_the_name_of_images_are_recognised([Values] bool gzip) =>
        Faulty(Gzipped(Labels(20), gzip), 0, "images, byte 0: magic number 2049 (IDX labels); expected 2051 (IDX images); check that it is not another file under this name");

    [Test]
    public void A_wrong_magic_number_is_told_even_of_the_shortest_file() =>
        Faulty([1, 2, 3, 4], 0, "images, byte 0: magic number 16909060; expected 2051 (IDX images); check that it is not another file under this name");

    [TestCase(0u, 28u, 28u, 4, "0 images")]
    [TestCase(1u, 0u, 28u, 8, "0 rows")]
    [TestCase(1u, 28u, 0u, 12, "0 columns")]
    public void Nothing_at_all_is_a_fault(uint count, uint rows, uint columns, int offset, string fault) =>
        Faulty(Header(2051, count, rows, columns), offset, $"images, byte {offset}: {fault}; expected at least 1; it is empty: fetch or make it again");

    [TestCase(0xFFFFFFFFu, 28u, 28u, 4)]
    [TestCase(65536u, 65536u, 1u, 8)]
    [TestCase(0x40000000u, 2u, 1u, 8)]
    [TestCase(65536u, 16384u, 4294967295u, 12)]
    [TestCase(65536u, 16384u, 2u, 12)]
    public void Sizes_that_overflow_or_are_too_large_are_refused_at_the_size_that_does(uint count, uint rows, uint columns, int offset)
    {
        var fault = Assert.Throws<DataException>(() => IdxFile.ReadImages(Stream(Header(2051, count, rows, columns)), "images"));
        Assert.That(fault!.Offset, Is.EqualTo(offset));
        Assert.That(fault.Message, Does.Contain("expected at most 1073741824 bytes of content; the header is damaged, or the file too large: split it"));
    }

    [Test]
    public void A_header_is_not_believed_before_its_bytes_are_there([Values] bool gzip)
    {
        var claim = Gzipped([.. Header(2051, 1 << 20, 32, 32), .. Body(100)], gzip);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<DataException>(() => IdxFile.ReadImages(new MemoryStream(claim), "images"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 << 20), "bytes allocated for a claim of 1 GiB");
    }

    [Test]
    public void A_gzip_bomb_is_unpacked_no_further_than_its_header_claims()
    {
        var bomb = Gzip([.. Header(2051, 1, 28, 28), .. new byte[64 << 20]]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Faulty(bomb, 800, "images, byte 800: more bytes follow; expected the end of the content after 800 bytes, as the header says; the header or the file is damaged: fetch or make it again");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 << 20));
        Assert.That(() => IdxFile.ReadImages(Stream(Images(2)), "images", largest: 1567), Throws.TypeOf<DataException>().With.Message.Contains("at most 1567 bytes"));
        Assert.That(IdxFile.ReadImages(Stream(Images(2)), "images", largest: 1568).Count, Is.EqualTo(2));
    }

    [Test]
    public void Damage_inside_gzip_is_found_by_its_checksum()
    {
        var packed = Gzip(Images(2));
        packed[^6] ^= 1; // the CRC
        Broken(packed, "the gzip content does not unpack any further");
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(8)]
    public void Gzip_that_lacks_its_end_is_found_though_the_content_is_whole(int missing) =>
        Broken(Gzip(Images(2))[..^missing], "the gzip trailer is not that of 1584 unpacked bytes (cut off, or something follows it)");

    [Test]
    public void Gzip_that_something_follows_is_found() =>
        Broken([.. Gzip(Images(2)), 1, 2, 3, 4, 5], "the gzip trailer is not that of 1584 unpacked bytes (cut off, or something follows it)");

    [Test]
    public void Images_to_write_must_be_whole_and_some()
    {
        Assert.That(() => IdxFile.Images(new byte[785], 28, 28), Throws.ArgumentException);
        Assert.That(() => IdxFile.Images([], 28, 28), Throws.ArgumentException);
        Assert.That(() => IdxFile.Labels([]), Throws.ArgumentException);
    }

    [Test]
    public void A_hostile_name_cannot_break_the_line() =>
        Assert.That(new DataException("a\nb\u2028c", 0, "x\r", "y", "z").Message, Is.EqualTo("a b c, byte 0: x ; expected y; z"));

    private static void Faulty(byte[] file, long offset, string message)
    {
        var fault = Assert.Throws<DataException>(() => IdxFile.ReadImages(new MemoryStream(file), "images"));
        Assert.That(fault!.Message, Is.EqualTo(message));
        Assert.That((fault.File, fault.Offset), Is.EqualTo(("images", offset)));
    }

    private static void Broken(byte[] file, string fault) => Assert.That(
        () => IdxFile.ReadImages(new MemoryStream(file), "images"),
        Throws.TypeOf<DataException>().With.Message.Contains(fault).And.Message.EndsWith("expected one complete gzip member; it is damaged: fetch or make it again (`gzip -t` tells)"));

    private static byte[] Gzipped(byte[] content, bool gzip) => gzip ? Gzip(content) : content;

    private static MemoryStream Stream(byte[] content, bool gzip = false) => new(Gzipped(content, gzip));

    private static byte[] Unpacked(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }
}
