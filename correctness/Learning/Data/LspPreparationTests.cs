using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;
using PerfSuite.Learning.Data.Poses;
using static PerfSuite.Correctness.Learning.MatBytes;

namespace PerfSuite.Correctness.Learning;

public sealed class LspPreparationTests
{
    private Folder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new Folder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void Arrays_are_read_compressed_and_plain_with_long_names_and_short()
    {
        var other = Array("abc", [1, 2], [7, 8], shortName: true);
        foreach (var file in new[] { File(other, Compressed(Array("joints", [2, 3], [1, 2, 3, 4, 5, 6]))), File(Compressed(other), Array("joints", [2, 3], [1, 2, 3, 4, 5, 6]), other) })
        {
            Assert.That(MatFile.Read(file, "file", "joints").Values, Is.EqualTo(new double[] { 1, 2, 3, 4, 5, 6 }));
            Assert.That(MatFile.Read(file, "file", "abc").Sizes, Is.EqualTo(new[] { 1, 2 }));
        }
        var bytes = Element(14, [.. Element(6, 9, 0, 0, 0, 0, 0, 0, 0), .. Element(5, [.. Word(2), .. Word(1)]), .. Element(1, [.. "joints"u8]), 2, 0, 2, 0, 200, 3, 0, 0]);
        Assert.That(MatFile.Read(File(bytes), "file", "joints").Values, Is.EqualTo(new double[] { 200, 3 }), "numbers are stored as small as they fit");
    }

    [Test]
    public void Files_of_other_kinds_and_damaged_ones_are_refused_with_what_is_wrong()
    {
        Faulty([.. "MATLAB 7.3 MAT-file"u8, .. new byte[200]], "version 7.3 (HDF5)");
        Faulty(new byte[500], "does not begin like");
        Faulty(File(), "there is no array 'joints'");
        Faulty(File([1, 2, 3]), "3 bytes at the end");
        Faulty(File([.. Word(14), .. Word(uint.MaxValue)]), "an element of 4294967295 bytes, and 0 follow");
        Faulty(File(Array("joints", [2, 2], [1, 2, 3])), "holds 24 bytes; expected 32");
        Faulty(File(Array("joints", [int.MaxValue, int.MaxValue], [1])), "a dimension of 2147483647");
        Faulty(File(Array("joints", [-1, 4], [1])), "a dimension of -1");
        Faulty(File(Array("joints", [1, 1], [1], kind: 1)), "of class 1");
        Faulty(File(Element(15, PngBytes.Zlib([.. Word(14), .. Word(1 << 27)]))), "that should unpack to 134217728");
        Faulty(File(Element(15, PngBytes.Zlib([.. Word(14), .. Word(1000), 1, 2]))), "a compressed element that ends early");
        Faulty(File(Element(15, PngBytes.Zlib([1]))), "ends in its header");
        Faulty(File(Element(15, 1, 2, 3, 4)), "does not unpack");
        Faulty(File(Element(14, 1, 2, 3)), "an array that ends early");
        folder.With("joints.mat", File(Array("joints", [3, 13, 1], new double[39])));
        Assert.That(() => LspJoints.Read(folder["joints.mat"]), Throws.TypeOf<DataException>().With.Message.Contains("joints of 3×13×1; expected 3×14×n (LSP) or 14×3×n"));

        void Faulty(byte[] file, string naming) =>
            Assert.That(() => MatFile.Read(file, "file", "joints"), Throws.TypeOf<DataException>().With.Message.Contains(naming).And.Message.Not.Contain("\n"));
    }

    [Test]
    public void Damage_is_refused_or_gives_an_array([Values] bool compressed)
    {
        var array = Array("joints", [3, 14, 2], [.. Enumerable.Range(0, 84).Select(i => i * 1.5)]);
        var refused = Mutants.Refused(File(compressed ? Compressed(array) : array), seed: 9, rounds: 400, file =>
        {
            var found = MatFile.Read(file, "file", "joints");
            Assert.That(found.Values, Has.Length.EqualTo(found.Sizes.Aggregate(1, (product, size) => product * size)));
        });
        Assert.That(refused, Is.InRange(60, 399));
    }

    [Test]
    public void Both_published_layouts_mean_the_same()
    {
        // Person 1, joint j at (10j + 1, 10j + 2), visible where j is even.
        var lsp = new double[3 * 14 * 2];
        var lspet = new double[14 * 3 * 2];
        for (var j = 0; j < 14; j++)
        {
            (lsp[42 + 3 * j], lsp[42 + 3 * j + 1], lsp[42 + 3 * j + 2]) = (10 * j + 1, 10 * j + 2, j % 2);
            (lspet[42 + j], lspet[42 + j + 14], lspet[42 + j + 28]) = (10 * j + 1, 10 * j + 2, 1 - j % 2);
        }
        folder.With("lsp.mat", File(Array("joints", [3, 14, 2], lsp))).With("lspet.mat", File(Array("joints", [14, 3, 2], lspet)));
        var (a, b) = (LspJoints.Read(folder["lsp.mat"]), LspJoints.Read(folder["lspet.mat"]));
        Assert.That((a.Count, a.Name, a.ImageOf(0), b.Count, b.Name, b.ImageOf(1999)), Is.EqualTo((2, "lsp", "im0001.jpg", 2, "lspet", "im02000.jpg")));
        var (one, other) = (a.Person(1, "x"), b.Person(1, "x"));
        Assert.That(one.Joints, Is.EqualTo(other.Joints).And.EqualTo(Enumerable.Range(0, 28).Select(i => i / 2 * 10 + i % 2 + 1)));
        Assert.That(one.Visible, Is.EqualTo(other.Visible).And.EqualTo(Enumerable.Range(0, 14).Select(j => j % 2 == 0)));
        lspet[42 + 28] = 0.5;
        folder.With("lspet.mat", File(Array("joints", [14, 3, 2], lspet)));
        Assert.That(() => LspJoints.Read(folder["lspet.mat"]).Person(1, "x"), Throws.TypeOf<DataException>().With.Message.Contains("0.5 for person 2; expected 0 or 1"));
    }

    // By hand, from the published code: pad by (256 − side) / 2 on the left in whole numbers, centre, clip.
    [TestCase(400, 320, 100, 30, 160, 50, 2, 0)]
    [TestCase(320, 256, 20, 30, 40, 50, 0, 0)]
    [TestCase(320, 256, 200, 30, 400, 50, 64, 0)]
    [TestCase(101, 300, 10, 100, 31, 281, -77, 44)]
    public void The_crop_is_the_published_one(int width, int height, int x0, int y0, int x1, int y1, int left, int top)
    {
        var person = Person((x0, y0), (x1, y1));
        var placed = LspCrop.Place(person, width, height)!.Value;
        Assert.That((placed.Left, placed.Top), Is.EqualTo((left, top)));
        Assert.That(placed.Person.Joints[..4], Is.EqualTo(new double[] { x0 - left, y0 - top, x1 - left, y1 - top }));
    }

    [TestCase(20, 30, 40, 50, true)]
    [TestCase(0, 30, 40, 50, false)]
    [TestCase(20, 30, 40, 256, false)]
    [TestCase(10, 30, 236.5, 40, true)]
    [TestCase(10, 30, 237, 40, false)]
    public void People_outside_the_crop_or_too_large_are_not_kept(double x0, double y0, double x1, double y1, bool kept) =>
        Assert.That(LspCrop.IsKept(Person((x0, y0), (x1, y1))), Is.EqualTo(kept));

    [Test]
    public void A_small_picture_is_framed_in_black_and_people_nobody_can_see_are_passed_over()
    {
        var (picture, crop) = (new Picture(100, 300), new Picture());
        picture.Bytes.Fill(9);
        LspCrop.Copy(picture, -78, 20, crop);
        Assert.That((crop.Row(0)[3 * 77], crop.Row(0)[3 * 78], crop.Row(255)[3 * 177 + 2], crop.Row(255)[3 * 178]), Is.EqualTo((0, 9, 9, 0)));
        Assert.That(LspCrop.Place(new("x", new double[28], new bool[14]), 300, 300), Is.Null);
    }

    [Test]
    public void A_whole_set_is_made_and_read_and_missing_images_are_counted()
    {
        var file = MakeSource("lspet", extended: true, people: 24, missing: 2);
        var preparation = new LspPreparation(folder["lspet"]);
        var summary = preparation.Make(folder["out"]).Single();
        Assert.That(summary, Is.EqualTo(new LspSummary("lspet", 24, 20, 2, 1, 1)));
        Assert.That((preparation.Train, preparation.Test, preparation.IsHeldOut), Is.EqualTo((18, 2, true)));
        Assert.That(PoseList.Read(folder["out"], DataPart.Train), Has.Count.EqualTo(18));
        var test = PoseList.Read(folder["out"], DataPart.Test);
        Assert.That(test.Select(pose => Path.GetRelativePath(folder["out"], pose.Image)), Is.EqualTo(new[] { "images/lspet/im00014.jpg", "images/lspet/im00024.jpg" }));
        Assert.That((test[0].Joints[..4], test[0].Visible[0]), Is.EqualTo((new double[] { 68, 78, 188.5, 178 }, true)));
        Assert.That(DataSetCheck.Run(folder["out"], DataSet.Lsp, fault => throw fault),
            Is.EqualTo(new[] { "train: 18 people of 14 joints, 36 of 252 visible, all of 256×256", "test: 2 people of 14 joints, 4 of 28 visible, all of 256×256" }));
        Assert.That(() => preparation.Make(folder["out"]), Throws.TypeOf<DataException>().With.Message.Contains("the folder holds images already"));
        Assert.That(folder.Names, Is.EqualTo(new[] { "lspet", "out" }), "nothing hidden is left");
        System.IO.File.WriteAllBytes(file, [0xFF, 0xD8, 0xFF, 0]);
        Assert.That(() => preparation.Make(folder["again"]), Throws.TypeOf<DataException>().With.Message.Contains("im00006.jpg"));
        Assert.That(folder.Names, Is.EqualTo(new[] { "lspet", "out" }), "after a fault neither");
    }

    [Test]
    public void Of_both_sets_together_the_published_split_is_kept()
    {
        MakeSource("a", extended: false, people: 1004, missing: 1000);
        MakeSource("b", extended: true, people: 9, missing: 0);
        var preparation = new LspPreparation(folder.Path);
        var summaries = preparation.Make(folder["out"]);
        Assert.That(summaries.Select(set => (set.Name, set.Kept)), Is.EqualTo(new[] { ("lsp", 4), ("lspet", 7) }));
        Assert.That((preparation.Train, preparation.Test, preparation.IsHeldOut), Is.EqualTo((8, 3, false)));
        Assert.That(PoseList.Read(folder["out"], DataPart.Test).Select(pose => Path.GetFileName(pose.Image)), Is.EqualTo(new[] { "im1002.jpg", "im1003.jpg", "im1004.jpg" }));
        System.IO.File.Copy(folder["a/joints.mat"], folder["joints.mat"]);
        Assert.That(() => new LspPreparation(folder.Path).Make(folder["none"]), Throws.TypeOf<DataException>().With.Message.Contains("0 people could be kept"));
        Assert.That(folder.Names, Does.Not.Contain("none"));
    }

    [Test]
    public void A_set_takes_the_place_of_another_only_when_told_to_and_leaves_none_of_it()
    {
        MakeSource("a", extended: false, people: 1004, missing: 1000);
        MakeSource("b", extended: true, people: 24, missing: 2);
        new LspPreparation(folder["a"]).Make(folder["out"]);
        new LspPreparation(folder["b"]).Make(folder["fresh"]);
        var another = new LspPreparation(folder["b"]);
        Assert.That(() => another.Make(folder["out"]), Throws.TypeOf<DataException>().With.Message.Contains("--overwrite"));
        another.Make(folder["out"], overwrite: true);
        Assert.That(Everything(folder["out"]), Is.EqualTo(Everything(folder["fresh"])));
    }

    [Test]
    public void Where_nothing_can_be_read_or_written_it_is_said()
    {
        MakeSource("a", extended: true, people: 12, missing: 0);
        Directory.CreateDirectory(folder["empty"]);
        folder.With("file", [1]);
        Assert.That(() => new LspPreparation(folder["empty"]), Throws.TypeOf<DataException>().With.Message.Contains("no joints.mat"));
        Assert.That(() => new LspPreparation(folder["none"]), Throws.TypeOf<DataException>().With.Message.Contains("there is no such folder"));
        Assert.That(() => new LspPreparation(folder["a"], folder["none"]), Throws.TypeOf<DataException>().With.Message.Contains("there is no such file"));
        Assert.That(() => new LspPreparation(folder["a"]).Make(folder["file"]), Throws.TypeOf<DataException>().With.Message.Contains("this is a file"));
        Assert.That(() => new LspPreparation(folder["a"]).Make(Path.Combine(folder["file"], "x")), Throws.TypeOf<DataException>().With.Message.Contains("cannot be written"));
        Assert.That(() => new LspPreparation(folder["a"]).Make(folder["empty"], cancellation: new(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.EnumerateFileSystemEntries(folder["empty"]), Is.Empty);
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            return;
        System.IO.File.SetUnixFileMode(folder["empty"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.That(() => new LspPreparation(folder["a"]).Make(Path.Combine(folder["empty"], "x")), Throws.TypeOf<DataException>().With.Message.Contains("cannot be written"));
        System.IO.File.SetUnixFileMode(folder["empty"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static IEnumerable<string> Everything(string root) => Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => $"{Path.GetRelativePath(root, path)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(path)))}");

    private static Pose Person((double X, double Y) first, (double X, double Y) second)
    {
        var (joints, visible) = (new double[28], new bool[14]);
        (joints[0], joints[1], joints[2], joints[3]) = (first.X, first.Y, second.X, second.Y);
        (joints[4], joints[5]) = (-500, 900);
        (visible[0], visible[1]) = (true, true);
        return new("x", joints, visible);
    }

    /// <summary>
    /// People of two visible joints in pictures of 260×300; the first few pictures are missing, then one person is invisible and
    /// one too large. Returns the path of a picture.
    /// </summary>
    private string MakeSource(string name, bool extended, int people, int missing)
    {
        var images = Directory.CreateDirectory(folder[$"{name}/images"]).FullName;
        using var encoder = new JpegEncoder();
        var jpeg = encoder.Encode(RecordedImages.Pattern(260, 300)).ToArray();
        var values = new double[people * 42];
        for (var i = 0; i < people; i++)
        {
            for (var joint = 0; joint < 14; joint++)
            {
                var odd = extended && (i == missing || i == missing + 1);
                var visible = i == missing && extended ? 0 : joint < 2 ? 1 : 0;
                var (x, y) = joint == 0 ? (70.0, 100.0) : joint == 1 ? (odd ? 70 + 227.0 : 190.5, 200.0) : (-1.0, -2.0);
                Put(i, joint, 0, x);
                Put(i, joint, 1, y);
                Put(i, joint, 2, extended ? visible : 1 - visible);
            }
            if (i >= missing)
                System.IO.File.WriteAllBytes(Path.Combine(images, extended ? $"im{i + 1:00000}.jpg" : $"im{i + 1:0000}.jpg"), jpeg);
        }
        folder.With($"{name}/joints.mat", File(Compressed(Array("joints", extended ? [14, 3, people] : [3, 14, people], values))));
        return Path.Combine(images, "im00006.jpg");

        void Put(int person, int joint, int which, double value) => values[42 * person + (extended ? joint + 14 * which : which + 3 * joint)] = value;
    }
}
