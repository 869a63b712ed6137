using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Correctness.Learning;

/// <summary>Whatever is done to a picture's file, decoding it gives a picture or a <see cref="DataException"/> of one line.</summary>
public sealed class ImageFuzzTests
{
    private static readonly TestCaseData[] Files =
    [
        new TestCaseData(RecordedImages.Jpeg.File).SetArgDisplayNames("JPEG"),
        new TestCaseData(RecordedImages.JpegProgressive.File).SetArgDisplayNames("progressive JPEG"),
        new TestCaseData(RecordedImages.PngAlpha.File).SetArgDisplayNames("PNG with alpha"),
        new TestCaseData(RecordedImages.PngPalette.File).SetArgDisplayNames("PNG with a palette"),
    ];

    [TestCaseSource(nameof(Files))]
    public void Damage_is_refused_or_decodes(byte[] whole)
    {
        using var decoder = new ImageDecoder();
        var picture = new Picture();
        var refused = Mutants.Refused(whole, seed: 3, rounds: 300, file =>
        {
            decoder.Decode(file, "picture", picture);
            Assert.That(picture.Bytes.Length, Is.EqualTo(3 * picture.Width * picture.Height));
        });
        Assert.That(refused, Is.GreaterThan(60));
        decoder.Decode(whole, "picture", picture);
    }

    // A bit of a PNG's pixels cannot change unseen; here the checksums are made to fit again.
    [Test]
    public void Damage_under_fitting_checksums_is_refused_or_decodes()
    {
        using var decoder = new ImageDecoder();
        var (drawn, picture) = (RecordedImages.Pattern(31, 23), new Picture());
        byte[] header = [0, 0, 0, 31, 0, 0, 0, 23, 8, 2, 0, 0, 0], pixels = PngBytes.Zlib(PngBytes.Filtered(drawn));
        var refused = Mutants.Refused([.. header, .. pixels], seed: 4, rounds: 300, mutant =>
        {
            var (ihdr, idat) = (mutant.Take(13).ToArray(), mutant.Skip(13).ToArray());
            decoder.Decode(PngBytes.File(PngBytes.Chunk("IHDR", ihdr), PngBytes.Chunk("IDAT", idat), PngBytes.End), "picture", picture);
        });
        Assert.That(refused, Is.GreaterThan(60));
    }

    [Test]
    public void Every_truncation_is_refused([Values] bool png)
    {
        using var decoder = new ImageDecoder();
        var (whole, picture) = (png ? RecordedImages.PngAlpha.File : RecordedImages.JpegGrey.File, new Picture());
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<DataException>(() => decoder.Decode(whole.AsSpan(0, length), "picture", picture), $"cut to {length} of {whole.Length}");
    }
}
