using System.Security.Cryptography;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using static PerfSuite.Correctness.Learning.IdxBytes;

namespace PerfSuite.Correctness.Learning;

public sealed class DrawnMnistTests
{
    private static readonly string[] Names = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "train-images-idx3-ubyte", "train-labels-idx1-ubyte"];

    private static readonly DrawnMnist Small = new(Seed: 7, TrainCount: 60, TestCount: 23);

    private Folder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new Folder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    // Confirmed by a second program in another language. Changes only with the drawing itself, and with it everybody's made data.
    [Test]
    public void The_same_seed_gives_the_same_bytes_on_every_machine()
    {
        Small.Make(folder.Path);
        Assert.That(Names.Select(name => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder[name])))), Is.EqualTo(new[]
        {
            "dd31d626251785e5d79474a8e52132d6dd8cb1e93f8fd23d8e2d0a72f4a92a80",
            "b57e33b04752e8e9f2d8308d0b1255804a3d2864d40a8225e2de2a7ce2fa06d0",
            "98da6f4d16fbc3d3f288cbbed08e5df31aaf30ed049c505964029fed3885ee4c",
            "d5e37cd7b34a3a7ad4bbcb43436db010e22dae2991e09e7427919833001c13bc",
        }));
    }

    [Test]
    public void Another_seed_and_another_part_give_other_images()
    {
        var train = Small.Draw(MnistPart.Train).Images;
        Assert.That((Small with { Seed = 8 }).Draw(MnistPart.Train).Images, Is.Not.EqualTo(train));
        Assert.That((Small with { TestCount = 60 }).Draw(MnistPart.Test).Images, Is.Not.EqualTo(train));
        Assert.That((Small with { TestCount = 60 }).Draw(MnistPart.Train).Images, Is.EqualTo(train), "one part must not depend on the other");
    }

    [Test]
    public void What_is_made_is_read_back_and_the_compressed_form_holds_the_same()
    {
        using var other = new Folder();
        var paths = Small.Make(folder.Path);
        Small.Make(other.Path, gzip: true);
        Assert.That(folder.Names, Is.EqualTo(Names));
        Assert.That(other.Names, Is.EqualTo(Names.Select(name => name + ".gz")));
        Assert.That(paths, Is.EquivalentTo(Names.Select(name => folder[name])));
        Assert.That(MnistFiles.AreIn(folder.Path) && MnistFiles.AreIn(other.Path));
        foreach (var part in Enum.GetValues<MnistPart>())
        {
            var (plain, packed, drawn) = (MnistSet.Read(folder.Path, part), MnistSet.Read(other.Path, part), Small.Draw(part));
            Assert.That(plain.Images, Is.EqualTo(drawn.Images).And.EqualTo(packed.Images));
            Assert.That(plain.Labels, Is.EqualTo(drawn.Labels).And.EqualTo(packed.Labels));
        }
    }

    [Test]
    public void Labels_are_balanced_and_shuffled()
    {
        var set = Small.Draw(MnistPart.Test);
        Assert.That(set.Histogram(), Is.EqualTo(new[] { 3, 3, 3, 2, 2, 2, 2, 2, 2, 2 }));
        Assert.That(set.Labels, Is.Not.EqualTo(Labels(23)[8..]));
    }

    /// <summary>A digit of ten can be told from nine others by the mean images alone far better than by chance (10 %), yet not always.</summary>
    [Test]
    public void The_digits_are_learnable_and_not_trivial()
    {
        var (train, test) = ((Small with { TrainCount = 1_000 }).Draw(MnistPart.Train), (Small with { TestCount = 300 }).Draw(MnistPart.Test));
        var means = new double[10, 784];
        for (var i = 0; i < train.Count; i++)
        {
            for (var p = 0; p < 784; p++)
                means[train.Labels[i], p] += train.Image(i)[p] / 100.0;
        }
        var right = Enumerable.Range(0, test.Count).Count(i => Nearest(i) == test.Labels[i]);
        Assert.That(right / (double)test.Count, Is.InRange(0.5, 0.95));

        int Nearest(int image) => Enumerable.Range(0, 10).MinBy(digit =>
            Enumerable.Range(0, 784).Sum(p => Math.Pow(test.Image(image)[p] - means[digit, p], 2)));
    }

    [Test]
    public void Every_image_has_ink_and_paper_and_touches_the_edge_at_most()
    {
        var set = (Small with { TrainCount = 500 }).Draw(MnistPart.Train);
        for (var i = 0; i < set.Count; i++)
        {
            var image = set.Image(i).ToArray();
            Assert.That(image.Count(pixel => pixel > 128), Is.InRange(12, 300), $"dark pixels of image {i}, a {set.Labels[i]}");
            Assert.That(image.Where((_, p) => p < 28 || p >= 756 || p % 28 is 0 or 27).Count(pixel => pixel > 128), Is.LessThan(15), $"image {i}, a {set.Labels[i]}, leaves the paper");
        }
    }

    [Test]
    public void Progress_ends_at_the_whole()
    {
        var told = new List<(int Drawn, int Of)>();
        (Small with { TrainCount = 250 }).Make(folder.Path, progress: (drawn, of) => told.Add((drawn, of)));
        Assert.That(told, Is.EqualTo(new[] { (100, 273), (200, 273), (250, 273), (273, 273) }));
    }

    [Test]
    public void A_folder_that_holds_something_is_refused_and_left_as_it_is()
    {
        folder.With("notes.txt", [1]);
        Assert.That(() => Small.Make(folder.Path), Throws.TypeOf<DataException>().With.Message.EqualTo(
            $"{folder.Path}, byte 0: the folder holds notes.txt already; expected an empty folder, or none; name another, or say that it may be overwritten (--overwrite)"));
        Assert.That(folder.Names, Is.EqualTo(new[] { "notes.txt" }));
        Assert.That(() => Small.Make(folder["notes.txt"]), Throws.TypeOf<DataException>().With.Message.Contains("this is a file"));
    }

    [Test]
    public void Overwriting_replaces_the_whole_set_and_nothing_else()
    {
        folder.With("notes.txt", [1]).With("train-images-idx3-ubyte.gz", [2]).With("t10k-labels-idx1-ubyte", [3]);
        Small.Make(folder.Path, overwrite: true);
        Assert.That(folder.Names, Is.EqualTo(Names.Prepend("notes.txt")));
        Assert.That(MnistSet.Read(folder.Path, MnistPart.Train).Notes, Is.Empty);
    }

    [Test]
    public void Cancelling_while_drawing_leaves_nothing_behind()
    {
        using var cancel = new CancellationTokenSource();
        var place = folder["new"];
        Assert.That(() => Small.Make(place, progress: (_, _) => cancel.Cancel(), cancellation: cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(folder.Names, Is.Empty);
    }

    [Test]
    public void A_fault_while_writing_takes_back_what_was_written()
    {
        // A folder where a file should go, met only when the set is put in its place.
        Directory.CreateDirectory(folder["t10k-labels-idx1-ubyte"]);
        Assert.That(() => Small.Make(folder.Path, overwrite: true), Throws.TypeOf<DataException>().With.Message.Contains("t10k-labels-idx1-ubyte, byte 0: cannot be written"));
        Assert.That(folder.Names, Is.EqualTo(new[] { "t10k-labels-idx1-ubyte" }));
    }

    [Test]
    public void What_an_interrupted_run_left_beside_is_no_data_and_no_hindrance()
    {
        folder.With(".train-images-idx3-ubyte.partial", Images(1)[..100]);
        Assert.That(MnistFiles.AreIn(folder.Path), Is.False);
        Small.Make(folder.Path);
        Assert.That(folder.Names, Is.EqualTo(Names));
    }

    [TestCase(0, 10)]
    [TestCase(10, 0)]
    [TestCase(1_000_001, 10)]
    public void Counts_out_of_range_are_refused_before_anything_is_done(int train, int test)
    {
        Assert.That(() => new DrawnMnist(0, train, test).Make(folder["new"]), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("must be 1 to 1000000"));
        Assert.That(folder.Names, Is.Empty);
    }
}
