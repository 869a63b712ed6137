using NUnit.Framework;
using PerfSuite.Learning.Data;
using static PerfSuite.Correctness.Learning.IdxBytes;

namespace PerfSuite.Correctness.Learning;

/// <summary>Whatever is done to a valid file, reading it gives valid data or a <see cref="DataException"/> of one line.</summary>
public sealed class IdxFuzzTests
{
    private const int Rounds = 1_500;

    [Test]
    public void Damaged_images_are_refused_or_still_valid([Values] bool gzip)
    {
        var refused = Mutants.Refused(gzip ? Gzip(Images(2)) : Images(2), seed: 1, Rounds, file =>
        {
            var images = IdxFile.ReadImages(new MemoryStream(file), "images");
            Assert.That(images.Bytes, Has.Length.EqualTo(images.Sizes.Aggregate(1, (product, size) => product * size)));
            // Unless only the padding around the content was hit, gzip's checksum vouches for it.
            if (gzip)
                Assert.That(images.Bytes, Is.EqualTo(Images(2)[16..]));
        });
        Assert.That(refused, Is.InRange(Rounds / 4, Rounds - 1), "most damage must show, and some must not");
    }

    [Test]
    public void Damaged_labels_are_refused_or_still_valid([Values] bool gzip)
    {
        var images = IdxFile.ReadImages(new MemoryStream(Images(40)), "images");
        var refused = Mutants.Refused(gzip ? Gzip(Labels(40)) : Labels(40), seed: 2, Rounds, file =>
        {
            var set = MnistSet.Of(images, IdxFile.ReadLabels(new MemoryStream(file), "labels"));
            Assert.That(set.Labels, Has.Length.EqualTo(40).And.All.LessThan(10));
        });
        Assert.That(refused, Is.InRange(Rounds / 4, Rounds - 1));
    }

    [Test]
    public void Every_truncation_is_refused([Values] bool gzip)
    {
        var whole = gzip ? Gzip(Images(1, 6, 6)) : Images(1, 6, 6);
        for (var length = 0; length < whole.Length; length++)
            Assert.Throws<DataException>(() => IdxFile.ReadImages(new MemoryStream(whole[..length]), "images"), $"cut to {length} of {whole.Length}");
        Assert.DoesNotThrow(() => IdxFile.ReadImages(new MemoryStream(whole), "images"));
    }
}
