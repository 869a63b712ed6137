using System.Security.Cryptography;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;
using static PerfSuite.Correctness.Learning.PngBytes;

namespace PerfSuite.Correctness.Learning;

public sealed class ImageDecodingTests
{
    private static readonly TestCaseData[] Recorded =
    [
        new TestCaseData(RecordedImages.Jpeg).SetArgDisplayNames("JPEG"),
        new TestCaseData(RecordedImages.JpegInFull).SetArgDisplayNames("JPEG 4:4:4"),
        new TestCaseData(RecordedImages.JpegProgressive).SetArgDisplayNames("progressive JPEG"),
        new TestCaseData(RecordedImages.JpegGrey).SetArgDisplayNames("grey JPEG"),
        new TestCaseData(RecordedImages.PngPalette).SetArgDisplayNames("PNG with a palette"),
        new TestCaseData(RecordedImages.PngGreyAlpha).SetArgDisplayNames("grey PNG with alpha"),
        new TestCaseData(RecordedImages.PngAlpha).SetArgDisplayNames("PNG with alpha"),
    ];

    private Folder folder = null!;
    private ImageDecoder decoder = null!;

    [SetUp]
    public void MakeFolder() => (folder, decoder) = (new(), new());

    [TearDown]
    public void RemoveFolder()
    {
        folder.Dispose();
        decoder.Dispose();
    }

    [TestCaseSource(nameof(Recorded))]
    public void Pictures_decode_to_the_bytes_that_Pillow_gives(object recorded)
    {
        var (file, sha256) = (RecordedImages.Recorded)recorded;
        var picture = new Picture();
        decoder.Decode(file, "picture", picture);
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(picture.Bytes)), Is.EqualTo(sha256));
    }

    [Test]
    public void The_content_decides_about_the_format_and_not_the_name()
    {
        var picture = new Picture();
        folder.With("bild ä 画.jpg", RecordedImages.PngAlpha.File).With("x.png", RecordedImages.Jpeg.File);
        decoder.Read(folder["bild ä 画.jpg"], picture);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((19, 13)));
        decoder.Read(folder["x.png"], picture);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((45, 35)));
    }

    [Test]
    public void Every_filter_of_PNG_is_undone_and_pixels_may_come_in_many_chunks()
    {
        var (drawn, read) = (RecordedImages.Pattern(31, 23), new Picture());
        var packed = Zlib(Filtered(drawn));
        decoder.Decode(File([Header(31, 23), Chunk("tEXt", 1, 2), .. packed.Chunk(100).Select(part => Chunk("IDAT", part)), End]), "picture", read);
        Assert.That(read.Bytes.SequenceEqual(drawn.Bytes));
    }

    [TestCase(178, 218, 64, 67, 82)]
    [TestCase(512, 512, 64, 64, 64)]
    [TestCase(511, 900, 64, 64, 113)]
    [TestCase(40, 2000, 64, 40, 2000)]
    [TestCase(7, 7, 1, 1, 1)]
    [TestCase(100, 100, 227, 100, 100)]
    public void Scaled_decoding_takes_the_smallest_size_of_eighths_that_is_large_enough(int width, int height, int atLeast, int scaledWidth, int scaledHeight) =>
        Assert.That(JpegDecoder.Scaled(width, height, atLeast), Is.EqualTo((scaledWidth, scaledHeight)));

    [Test]
    public void Scaled_decoding_gives_a_smaller_picture_of_the_same()
    {
        using var encoder = new JpegEncoder();
        var (drawn, small) = (new Picture(512, 400), new Picture());
        for (var i = 0; i < drawn.Bytes.Length; i++)
            drawn.Bytes[i] = (byte)(i / 3 % 512 / 2);
        decoder.Decode(encoder.Encode(drawn), "picture", small, atLeast: 50);
        Assert.That((small.Width, small.Height), Is.EqualTo((64, 50)));
        Assert.That(small.Row(20)[3 * 32], Is.InRange(124, 134));
    }

    [Test]
    public void What_is_encoded_decodes_to_nearly_the_same()
    {
        using var encoder = new JpegEncoder();
        var (drawn, read) = (new Picture(40, 30), new Picture());
        for (var i = 0; i < drawn.Bytes.Length; i++)
            drawn.Bytes[i] = (byte)(i / 6);
        var file = encoder.Encode(drawn).ToArray();
        Assert.That(encoder.Encode(drawn).SequenceEqual(file), "the same picture gives the same bytes");
        decoder.Decode(file, "picture", read);
        for (var i = 0; i < drawn.Bytes.Length; i++)
            Assert.That(read.Bytes[i], Is.EqualTo(drawn.Bytes[i]).Within(30));
    }

    [Test]
    public void Sizes_that_no_picture_has_are_refused_before_anything_is_allocated()
    {
        var jpeg = RecordedImages.Jpeg.File.ToArray();
        var size = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]) + 5;
        var before = GC.GetAllocatedBytesForCurrentThread();
        jpeg.AsSpan(size, 4).Fill(0xFF);
        Faulty(jpeg, "the JPEG does not decode (Maximum supported image dimension is 65500 pixels)");
        jpeg.AsSpan(size, 4).Fill(0xF0);
        Faulty(jpeg, "a picture of 61680×61680; expected 1 to 64000000 pixels");
        Faulty(File(Header(0x7FFF_FFFF, 0x7FFF_FFFF), Chunk("IDAT", 0), End), "a picture of 2147483647×2147483647");
        Faulty(File(Header(uint.MaxValue, 1), Chunk("IDAT", 0), End), "a picture of 4294967295×1");
        Faulty(File(Header(0, 5), Chunk("IDAT", 0), End), "a picture of 0×5");
        Faulty(File(Header(8000, 8000), Chunk("IDAT", Zlib(new byte[100])), End), "cannot be packed that small");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [Test]
    public void Damaged_and_foreign_PNG_is_refused_with_what_is_wrong()
    {
        var packed = Zlib(Filtered(RecordedImages.Pattern(5, 4)));
        Faulty(File(Header(5, 4, depth: 16), Chunk("IDAT", packed), End), "byte 24: 16 bits per sample; expected 8; convert it to 8 bits");
        Faulty(File(Header(5, 4, interlaced: 1), Chunk("IDAT", packed), End), "an interlaced picture");
        Faulty(File(Header(5, 4, colour: 5), Chunk("IDAT", packed), End), "colour type 5");
        Faulty(File(Header(5, 4, colour: 3), Chunk("IDAT", packed), End), "there is no palette");
        Faulty(File(Header(5, 4, colour: 3), Chunk("PLTE", 1, 2), Chunk("IDAT", packed), End), "a palette of 2 bytes");
        Faulty(File(Header(1, 1, colour: 3), Chunk("PLTE", 1, 2, 3), Chunk("IDAT", Zlib([0, 1])), End), "colour 1 in row 0; expected one of the palette's 1");
        Faulty(File(Header(5, 4), Chunk("IDAT", packed)), "the file ends here; expected chunks up to IEND");
        Faulty(File(Header(5, 4), End), "there are no pixels");
        Faulty(File(Chunk("IDAT", packed), End), "the first chunk is IDAT");
        Faulty(File(Header(5, 4), Chunk("IDAT", packed), Chunk("tEXt"), Chunk("IDAT", packed), End), "chunk IDAT in this place");
        Faulty(File(Header(5, 4), Chunk("ABCD", packed), Chunk("IDAT", packed), End), "chunk ABCD, which may not be passed over");
        Faulty(File(Header(5, 5), Chunk("IDAT", packed), End), "the pixels end in row 4");
        Faulty(File(Header(5, 3), Chunk("IDAT", packed), End), "more pixels than the header says");
        Faulty(File(Header(1, 1), Chunk("IDAT", Zlib([5, 0, 0, 0])), End), "filter 5 in row 0");
        Faulty(File(Header(5, 4), Chunk("IDAT", new byte[40]), End), "the pixels do not unpack");
        Faulty(File(Header(5, 4), Chunk("IDAT", Zlib(new byte[100_000_000])), End), "more pixels than the header says");
        var file = File(Header(5, 4), Chunk("IDAT", packed), End);
        file[50] ^= 1;
        Faulty(file, "byte 33: the checksum of chunk IDAT is wrong");
    }

    [Test]
    public void Damaged_and_foreign_JPEG_is_refused_with_what_is_wrong()
    {
        Faulty(RecordedImages.JpegCmyk.File, "the colours of print (CMYK)");
        Faulty(RecordedImages.Jpeg.File[..500], "the JPEG does not decode");
        Faulty(RecordedImages.Jpeg.File[..^2], "the JPEG does not decode (Premature end of JPEG file)");
        Faulty("GIF89a"u8.ToArray(), "neither like a JPEG nor like a PNG");
        Faulty([], "neither like a JPEG nor like a PNG");
    }

    [Test]
    public void What_is_no_file_is_named_and_not_waited_for()
    {
        folder.With("empty.jpg", []);
        Directory.CreateDirectory(folder["folder.jpg"]);
        Unreadable("empty.jpg", "there is nothing in it");
        Unreadable("folder.jpg", "this is a folder");
        Unreadable("none.jpg", "there is no such file");
        Unreadable("no\0ne.jpg", "cannot be read");
        if (!OperatingSystem.IsLinux())
            return;
        System.IO.File.CreateSymbolicLink(folder["link.jpg"], "/dev/zero");
        System.IO.File.CreateSymbolicLink(folder["circle.jpg"], folder["circle.jpg"]);
        using (var made = System.Diagnostics.Process.Start("mkfifo", folder["pipe.jpg"]))
            made.WaitForExit();
        Unreadable("link.jpg", "a pipe or a device");
        Unreadable("pipe.jpg", "a pipe or a device");
        Unreadable("circle.jpg", "");
    }

    private void Faulty(byte[] file, string naming) =>
        Assert.That(() => decoder.Decode(file, "picture", new Picture()), Throws.TypeOf<DataException>().With.Message.Contains(naming).And.Message.Not.Contain("\n"));

    private void Unreadable(string name, string naming) =>
        Assert.That(() => decoder.Read(folder[name], new Picture()), Throws.TypeOf<DataException>().With.Message.Contains(naming));
}
