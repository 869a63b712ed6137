using System.Globalization;
using System.Security.Cryptography;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Correctness.Learning;

/// <summary>`data make` of CIFAR-10, CelebA and LSP.</summary>
public sealed class DrawnPicturesTests
{
    private static readonly DrawnCifar10 Cifar = new(Seed: 7, TrainCount: 30, TestCount: 20);
    private static readonly DrawnCeleba Faces = new(Seed: 7, Count: 12);
    private static readonly DrawnLsp Figures = new(Seed: 7, TrainCount: 6, TestCount: 3);

    private Folder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new Folder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    // Changes only with the drawing itself, and with it everybody's made data.
    [Test]
    public void The_same_seed_gives_the_same_pixels_on_every_machine()
    {
        Cifar.Make(folder.Path);
        using var faces = new Easel<FaceSketch>(new FaceSketch(), FaceSketch.Width, FaceSketch.Height);
        using var figures = new Easel<StickFigure>(new StickFigure(), StickFigure.Side, StickFigure.Side);
        Faces.Paint(3, faces);
        Figures.Paint(DataPart.Train, 3, figures);
        Assert.That(new[]
        {
            Hash(File.ReadAllBytes(folder["data_batch_1.bin"])), Hash(File.ReadAllBytes(folder["test_batch.bin"])),
            Hash(faces.Pixels.Span), Hash(figures.Pixels.Span),
        }, Is.EqualTo(new[]
        {
            "28454ae6453ab9e31cad2529c79f1881", "ec16855467d8fd3e8ecbfc6ca1df2b8c",
            "164583f0321a9366e57da0a6e58672dc", "09db8491e35cf6f835bfb5fe07d9ce76",
        }));
        Assert.That(DrawnLsp.Line("images/a.jpg", figures.Painter), Is.EqualTo(
            "images/a.jpg,110.84,235.77,1,129.84,187.97,1,129.97,136.53,1,162.59,127.77,1,195.74,167.1,1,242.58,188.36,1,62.99,108.9,1,"
            + "94.43,114.25,1,111.8,83.89,1,151.94,73.11,1,175.07,46.88,0,168.05,15.77,1,130.27,72.54,1,120.74,36.75,1"));

        static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];
    }

    [Test]
    public void Cifar_files_hold_balanced_records_so_many_a_file()
    {
        Assert.That(Cifar.PerFile, Is.EqualTo(10_000));
        (Cifar with { TrainCount = 43, PerFile = 40 }).Make(folder.Path);
        Assert.That(folder.Names, Is.EqualTo(new[] { "data_batch_1.bin", "data_batch_2.bin", "test_batch.bin" }));
        Assert.That(folder.Names.Select(name => new FileInfo(folder[name]).Length), Is.EqualTo(new[] { 40 * 3073, 3 * 3073, 20 * 3073 }));
        var labels = File.ReadAllBytes(folder["test_batch.bin"]).Chunk(3073).Select(record => (int)record[0]).ToArray();
        Assert.That(labels.Order(), Is.EqualTo(Enumerable.Range(0, 20).Select(i => i / 2)));
        Assert.That(labels, Is.Not.Ordered);
    }

    [Test]
    public void One_image_does_not_depend_on_how_many_there_are()
    {
        using var other = new Folder();
        Faces.Make(folder.Path);
        (Faces with { Count = 14 }).Make(other.Path);
        Assert.That(folder.Names, Is.EqualTo(Enumerable.Range(1, 12).Select(i => i.ToString("000000", CultureInfo.InvariantCulture) + ".jpg")));
        foreach (var name in folder.Names)
            Assert.That(File.ReadAllBytes(folder[name]), Is.EqualTo(File.ReadAllBytes(other[name])));
        Assert.That(File.ReadAllBytes(folder["000001.jpg"]), Is.Not.EqualTo(File.ReadAllBytes(folder["000002.jpg"])));
    }

    [Test]
    public void The_joints_obey_the_published_rule_and_the_lists_name_pictures_that_are_there()
    {
        (Figures with { TrainCount = 40 }).Make(folder.Path);
        var hidden = 0;
        foreach (var (list, count) in new[] { ("train", 40), ("test", 3) })
        {
            var lines = File.ReadAllLines(folder[list]);
            Assert.That(lines, Has.Length.EqualTo(count));
            foreach (var fields in lines.Select(line => line.Split(',')))
            {
                Assert.That(fields, Has.Length.EqualTo(1 + 3 * 14));
                Assert.That(File.Exists(folder[fields[0]]));
                var joints = fields[1..].Select(field => double.Parse(field, CultureInfo.InvariantCulture)).Chunk(3).ToArray();
                Assert.That(joints.Select(joint => joint[2]), Is.All.AnyOf(0.0, 1.0));
                var visible = joints.Where(joint => joint[2] > 0).ToArray();
                hidden += 14 - visible.Length;
                Assert.That(visible, Has.Length.GreaterThan(7));
                foreach (var axis in new[] { 0, 1 })
                {
                    Assert.That(visible.Select(joint => joint[axis]), Is.All.InRange(0.01, 255.99));
                    Assert.That(visible.Max(joint => joint[axis]) - visible.Min(joint => joint[axis]), Is.LessThan(227));
                }
            }
        }
        Assert.That(hidden, Is.GreaterThan(5));
    }

    [Test]
    public void The_pictures_are_jpegs_that_look_like_what_was_painted()
    {
        Faces.Make(folder.Path);
        using var easel = new Easel<FaceSketch>(new FaceSketch(), FaceSketch.Width, FaceSketch.Height);
        Faces.Paint(0, easel);
        using var decoder = new ImageDecoder();
        var picture = new Picture();
        decoder.Decode(File.ReadAllBytes(folder["000001.jpg"]), "000001.jpg", picture);
        Assert.That((picture.Width, picture.Height), Is.EqualTo((178, 218)));
        var (read, painted) = (picture.Bytes.ToArray(), easel.Pixels.ToArray());
        Assert.That(read.Zip(painted, (a, b) => Math.Abs(a - b)).Average(), Is.LessThan(6));
    }

    /// <summary>The mean image of a class finds it better than by chance, and far worse than a network that looks for figures.</summary>
    [Test]
    public void The_figures_are_no_matter_of_mean_images()
    {
        var set = Cifar with { TrainCount = 600, TestCount = 200 };
        var (train, test) = (Records(DataPart.Train, 600), Records(DataPart.Test, 200));
        var means = new double[10][];
        foreach (var group in train.GroupBy(record => record[0]))
            means[group.Key] = [.. Enumerable.Range(1, 3072).Select(p => group.Average(record => (double)record[p]))];
        var right = test.Count(record => Enumerable.Range(0, 10).MinBy(label => means[label].Select((mean, p) => (mean - record[p + 1]) * (mean - record[p + 1])).Sum()) == record[0]);
        Assert.That(right / 200.0, Is.InRange(0.13, 0.4));

        byte[][] Records(DataPart part, int count) => [.. set.Draw(part, 0, count, new Tally(count, null), default).Chunk(3073)];
    }

    [Test]
    public void What_is_there_is_refused_and_left_as_it_is()
    {
        folder.With("notes.txt", [1]);
        foreach (var make in Makers(folder.Path, overwrite: false))
            Assert.That(() => make(null, default), Throws.TypeOf<DataException>().With.Message.Contains("the folder holds notes.txt already"));
        Assert.That(folder.Names, Is.EqualTo(new[] { "notes.txt" }));
    }

    [Test]
    public void Overwriting_replaces_the_whole_set_and_nothing_else()
    {
        folder.With("notes.txt", [1]).With("data_batch_3.bin", [2]).With("face.png", [3]).With("train", [4]);
        Cifar.Make(folder.Path, overwrite: true);
        Assert.That(folder.Names, Is.EqualTo(new[] { "data_batch_1.bin", "face.png", "notes.txt", "test_batch.bin", "train" }));
        Figures.Make(folder.Path, overwrite: true);
        (Figures with { TrainCount = 2 }).Make(folder.Path, overwrite: true);
        Assert.That(Directory.GetFiles(folder["images"]), Has.Length.EqualTo(5));
        Faces.Make(folder.Path, overwrite: true);
        Assert.That(folder.Names, Has.Length.EqualTo(12 + 6).And.Contain("notes.txt").And.Not.Contain("face.png"));
    }

    [Test]
    public void Cancelling_leaves_nothing_behind_in_a_new_folder_or_an_old_one()
    {
        foreach (var place in new[] { folder["new"], folder.Path })
        {
            foreach (var make in Makers(place, overwrite: false))
            {
                using var cancel = new CancellationTokenSource();
                Assert.That(() => make((_, _) => cancel.Cancel(), cancel.Token), Throws.InstanceOf<OperationCanceledException>());
                Assert.That(folder.Names, Is.Empty);
            }
        }
    }

    [Test]
    public void What_an_interrupted_run_left_beside_is_no_hindrance()
    {
        Directory.CreateDirectory(folder[".faces.partial"]);
        folder.With(".faces.partial/999999.jpg", [1]);
        Faces.Make(folder["faces"]);
        Assert.That(folder.Names, Is.EqualTo(new[] { "faces" }));
        Assert.That(Directory.GetFiles(folder["faces"]), Has.Length.EqualTo(12));
    }

    [Test]
    public void Counts_out_of_range_are_refused_before_anything_is_done()
    {
        Assert.That(() => new DrawnCifar10(0, 0, 1).Make(folder["new"]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DrawnCeleba(0, 9).Make(folder["new"]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new DrawnLsp(0, 1, 100_000).Make(folder["new"]), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(folder.Names, Is.Empty);
    }

    private static Action<Action<int, int>?, CancellationToken>[] Makers(string place, bool overwrite, int many = 12) =>
    [
        (progress, cancellation) => (Cifar with { TrainCount = many }).Make(place, overwrite, progress, cancellation),
        (progress, cancellation) => (Faces with { Count = many }).Make(place, overwrite, progress, cancellation),
        (progress, cancellation) => (Figures with { TrainCount = many }).Make(place, overwrite, progress, cancellation),
    ];
}
