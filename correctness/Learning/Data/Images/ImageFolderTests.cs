using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;
using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Correctness.Learning;

public sealed class ImageFolderTests
{
    private Folder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new Folder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    // Recorded with Python 3.11 (random.seed(0); random.shuffle), Pillow 9.4 and NumPy 1.24.
    [TestCase(0, Resizing.Antialias, "de4821d37ebe4ee554a8323a8821d868e037fc9690b18ee7e3a7b8a84d00c3bb")]
    [TestCase(5, Resizing.Plain, "d35c394646d1ca9578553bf7060c0b25865e642ce6bddee9ca2d0a59e77bb53b")]
    public void The_split_and_its_samples_are_the_recorded_ones_to_the_bit(int index, Resizing resizing, string sha256)
    {
        for (var i = 1; i <= 12; i++)
            folder.With($"c{i}.png", Sampled.Png(178, 218, i));
        using var source = new ImageFolderSource(folder.Path, DataPart.Train, resizing);
        Assert.That(Enumerable.Range(0, source.Count).Select(source.NameOf).Select(Path.GetFileName),
            Is.EqualTo("c10.png c9.png c6.png c11.png c3.png c4.png c8.png c5.png c1.png c12.png c7.png".Split(' ')));
        Assert.That(ImageFolder.Names(folder.Path, DataPart.Test), Is.EqualTo(new[] { "c2.png" }));
        Assert.That(Sampled.Of(source, index).InputSha256, Is.EqualTo(sha256));
        Assert.That((source.Layout.Input, source.Layout.Target), Is.EqualTo((new long[] { 3, 64, 64 }, TargetKind.Input)));
    }

    // As above: one picture resized, ((byte / 255) − 0.5) / 0.5 in float32.
    [TestCase(178, 218, 1, Resizing.Antialias, "af3d8e5eab21d43fa2fe33e99c67aca1b0393fb935b29596c76153b156deda8f")]
    [TestCase(178, 218, 1, Resizing.Plain, "7eb84759df9284183fd14008b74ec44483e7358632dc4bfd40c082dbc24366d1")]
    [TestCase(33, 500, 2, Resizing.Antialias, "84ce350f0fb790d01f40d03a656fd3b2465819c29ccec6fdcb9240b2981deddc")]
    [TestCase(33, 500, 2, Resizing.Plain, "e337031ad5b2047180468740d8237b4b847042acad2db16822a2a9a666342450")]
    [TestCase(64, 64, 3, Resizing.Antialias, "bbf546b950e0b42b25e8fc23855053a5c23dacfedf3636c845ac24e389e9191e")]
    [TestCase(1, 1, 4, Resizing.Plain, "54e460d88bd5b716270d1945bf00f379720b07b92cc0cc723e6e65fe0bc47a42")]
    [TestCase(1000, 40, 5, Resizing.Antialias, "0c3e62d8b94db2c7e8609f1e377dbfe22bf2ea791ca32916f9ec0014a89befd5")]
    [TestCase(1000, 40, 5, Resizing.Plain, "3212382d1a7c52a0d4867048054e72949bbb0ae910107a8faa1136def25895ae")]
    public void A_sample_is_the_recorded_one_to_the_bit(int width, int height, int seed, Resizing resizing, string sha256)
    {
        for (var i = 0; i < 10; i++)
            folder.With($"{i}.png", Sampled.Png(width, height, seed));
        using var source = new ImageFolderSource(folder.Path, DataPart.Test, resizing);
        Assert.That((source.Count, Sampled.Of(source, 0).InputSha256), Is.EqualTo((1, sha256)));
    }

    [Test]
    public void The_split_of_the_whole_of_CelebA_is_the_published_one()
    {
        var names = Enumerable.Range(0, 202_599).ToArray();
        new MersenneTwister(0).Shuffle(names.AsSpan());
        Assert.That(names[..10], Is.EqualTo(new[] { 6756, 155404, 98907, 42450, 29837, 83687, 38247, 187882, 96422, 154978 }));
        Assert.That(names[^5..], Is.EqualTo(new[] { 67873, 10612, 110250, 198693, 100989 }));
    }

    [Test]
    public void Names_of_images_count_in_any_case_and_hidden_ones_folders_and_lost_links_do_not()
    {
        folder.With("b10.PNG", [1]).With("b9.jpeg", [1]).With("a.JPG", [1]).With(".hidden.jpg", [1]).With("notes.txt", [1]).With("jpg", [1]).With("ü 画.jpg", [1]);
        Directory.CreateDirectory(folder["folder.jpg"]);
        File.CreateSymbolicLink(folder["lost.jpg"], folder["nothing.jpg"]);
        File.CreateSymbolicLink(folder["link.jpg"], folder["a.JPG"]);
        File.CreateSymbolicLink(folder["round.jpg"], folder["round.jpg"]);
        Assert.That(ImageFolder.Names(folder.Path), Is.EqualTo(new[] { "a.JPG", "b9.jpeg", "b10.PNG", "link.jpg", "ü 画.jpg" }));
        Assert.That(() => ImageFolder.Names(folder.Path, DataPart.Test), Throws.TypeOf<DataException>().With.Message.Contains("5 images; expected at least 10"));
        Assert.That(() => ImageFolder.Names(folder["none"]), Throws.TypeOf<DataException>().With.Message.Contains("there is no such folder"));
        Assert.That(() => ImageFolder.Names(folder["a.JPG"]), Throws.TypeOf<DataException>().With.Message.Contains("this is a file"));
    }

    [Test]
    public void A_broken_image_is_named_and_the_reader_goes_on()
    {
        for (var i = 0; i < 20; i++)
            folder.With($"{i}.jpg", i == 3 ? RecordedImages.Jpeg.File[..700] : RecordedImages.Jpeg.File);
        using var source = new ImageFolderSource(folder.Path, DataPart.Train, scaledDecoding: true);
        using var reader = source.OpenReader();
        var faults = new List<string>();
        for (var i = 0; i < source.Count; i++)
        {
            try
            {
                Assert.That(Sampled.Of(source, reader, i, default).Input, Has.All.InRange(-1f, 1f));
            }
            catch (DataException fault)
            {
                faults.Add(fault.File);
            }
        }
        Assert.That(faults, Is.EqualTo(new[] { folder["3.jpg"] }));
    }
}
