using System.Globalization;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Data.Poses;

namespace PerfSuite.Correctness.Learning;

public sealed class PoseTests
{
    private const string Joints = "1,2,1,3.5,4e1,0,5,6,1,7,8,1,9,10,1,11,12,1,13,14,1,15,16,1,17,18,1,19,20,1,21,22,1,23,24,1,25,26,1,-27,28,1";

    private static readonly string[] Recorded =
    [
        "p0.png,0.000,0.000,0,37.250,53.500,1,74.500,107.000,1,111.750,159.000,0,148.000,212.500,1,185.250,39.000,1,222.500,91.000,0,259.750,144.500,1,296.000,198.000,1,33.250,23.000,0,70.500,76.500,1,107.750,130.000,1,144.000,182.000,0,181.250,8.500,1",
        "p1.png,11.000,7.000,1,48.250,60.500,1,-53.266,0.000,0,122.750,166.000,1,159.000,219.500,1,-53.266,0.000,0,233.500,15.000,1,19.750,68.500,1,-53.266,0.000,0,93.250,174.000,1,130.500,227.500,1,-53.266,0.000,0,204.000,23.000,1,241.250,76.500,1",
        "p2.png,22.000,14.000,0,59.250,67.500,0,96.500,121.000,0,133.750,173.000,0,170.000,226.500,0,207.250,53.000,0,17.500,105.000,0,54.750,158.500,0,91.000,212.000,0,128.250,37.000,0,165.500,90.500,0,202.750,144.000,0,12.000,196.000,0,49.250,22.500,0",
        "p3.png,33.000,21.000,0,70.250,74.500,1,107.500,128.000,1,144.750,180.000,0,181.000,233.500,1,218.250,287.000,1,255.500,339.000,0,292.750,392.500,1,329.000,446.000,1,366.250,18.000,0,403.500,71.500,1,440.750,125.000,1,477.000,177.000,0,514.250,230.500,1",
    ];

    private static readonly Lazy<Folder> RecordedFolder = new(() =>
    {
        var folder = new Folder();
        folder.With("p0.png", Sampled.Png(300, 227, 6)).With("p1.png", Sampled.Png(251, 310, 7)).With("p2.png", Sampled.Png(227, 227, 8)).With("p3.png", Sampled.Png(640, 480, 9));
        File.WriteAllText(folder["train"], string.Join('\n', Recorded));
        return folder;
    });

    private Folder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new Folder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [OneTimeTearDown]
    public void RemoveRecorded()
    {
        if (RecordedFolder.IsValueCreated)
            RecordedFolder.Value.Dispose();
    }

    // Recorded with Python 3.11 and NumPy 1.24: the definition of PoseSource and ColourNoise written once more, from the contract alone.
    [TestCase(false, 0UL, 0UL, 0, NoiseOver.BeforeCrop, "ccd55b52db1560a54bd4b53d7b8e3321d44ccc6720dfd3fea100c0c57ed5a32d", "e7eb1e69dd7e794cf7f4fc13fbd9c3712af410c459cb2c1ed7bb19547440bed7")]
    [TestCase(false, 0UL, 0UL, 1, NoiseOver.BeforeCrop, "2568d65f170ca249097341eea0d006178f53839bbbf790d1410a9ed258e8c322", "a5451cf3e5c5a992d6dd4fcad68c15ab06fb24dcbde13c5eeb8eb3abf28684ce")]
    [TestCase(false, 0UL, 0UL, 2, NoiseOver.BeforeCrop, "fd4e756378fcb66ce192579c2c0f69e087b2792dcb4a6bbdbcbedcb3a42a646f", "36c379321a803de4f92765dc5bb00faa64b85d86136d3f685cccf7bf0abc8836")]
    [TestCase(false, 0UL, 0UL, 3, NoiseOver.BeforeCrop, "5e1f2935599b2d7f44a521d33f11554648242fd490402cbc6d7f184c53d3bd59", "45e81ba702844294a5d5a228b6c869764e6c435816a49a870479164099be939b")]
    [TestCase(true, 0UL, 0UL, 0, NoiseOver.BeforeCrop, "9ce0ed6a7bc15e44dbeb0dae3618edcab3cc6ff5d815f64953a8d8bab758e585", "199989bb787aa57150dcfc15b2556432ce4ae0f598b45673eb09d475ff5d17e1")]
    [TestCase(true, 0UL, 0UL, 0, NoiseOver.AfterCrop, "5352391b9ba33bbb8466c22e800c1b0bd751b58135318ad1e10f3943bb67b044", "199989bb787aa57150dcfc15b2556432ce4ae0f598b45673eb09d475ff5d17e1")]
    [TestCase(true, 0UL, 0UL, 1, NoiseOver.BeforeCrop, "8c9f9de2ca48edc7398d00919f95bd56886a5e7142389eb3bda35e65fbfa983d", "f8ae6eea557977d9720b93436754762c15195bbd5f67532ce9ff7e93d59dad43")]
    [TestCase(true, 0UL, 0UL, 1, NoiseOver.AfterCrop, "d83d7000de8c91a7b21686bda23374d3fe21e8a1ae7d0443e6bf6e124003c448", "f8ae6eea557977d9720b93436754762c15195bbd5f67532ce9ff7e93d59dad43")]
    [TestCase(true, 42UL, 3UL, 2, NoiseOver.BeforeCrop, "6a1d77d6e33f81ce871cf953b639d50c68c3505c794b53923ead2296c080a5c4", "36c379321a803de4f92765dc5bb00faa64b85d86136d3f685cccf7bf0abc8836")]
    [TestCase(true, 42UL, 3UL, 3, NoiseOver.BeforeCrop, "93982403361f6bb425a51d60b6e9b94668ffbca1f736b9df02eb3840932c9806", "38d21fd65467496dcaa06dd4a3c8868ecb19dc707d788ea7c1d58365d9f52d8d")]
    [TestCase(true, 42UL, 3UL, 3, NoiseOver.AfterCrop, "c2d664ae896cc40d92e64541a8f22a75ba9df46b7885a9590e95515ebffe8406", "38d21fd65467496dcaa06dd4a3c8868ecb19dc707d788ea7c1d58365d9f52d8d")]
    public void Samples_are_the_recorded_ones_to_the_bit(bool augment, ulong seed, ulong epoch, int index, NoiseOver noise, string inputs, string poses)
    {
        using var source = new PoseSource(RecordedFolder.Value.Path, DataPart.Train, augment, noise);
        var sampled = Sampled.Of(source, index, seed, epoch);
        Assert.That((sampled.InputSha256, sampled.PoseSha256), Is.EqualTo((inputs, poses)));
        Assert.That(sampled.Visible, Is.EqualTo(Recorded[index].Split(',').Skip(1).Where((_, field) => field % 3 == 2).Select(float.Parse)));
        Assert.That((source.Layout.Input, source.Layout.Target, source.Layout.Joints, source.NameOf(0)), Is.EqualTo((new long[] { 3, 227, 227 }, TargetKind.Pose, 14, RecordedFolder.Value["p0.png"])));
    }

    [Test]
    public void Rotations_find_eigenvalues_and_vectors()
    {
        double[,] a = { { 4, 1, 0.5 }, { 1, 3, -1 }, { 0.5, -1, 2 } }, left = (double[,])a.Clone();
        var e = ColourNoise.Diagonalise(left);
        for (var (i, vector) = (0, 0); i < 9; i++)
        {
            vector = i % 3;
            var image = Enumerable.Range(0, 3).Sum(k => a[i / 3, k] * e[k, vector]);
            Assert.That(image, Is.EqualTo(left[vector, vector] * e[i / 3, vector]).Within(1e-14));
        }
        Assert.That(left[0, 1] + left[0, 2] + left[1, 2], Is.EqualTo(0).Within(1e-14));
    }

    [Test]
    public void Lists_are_read_in_every_culture_with_either_line_ending_and_names_of_any_letters()
    {
        Directory.CreateDirectory(folder["bilder"]);
        folder.With("bilder/ü 画.png", [1]).With("a.png", [1]);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            var poses = Read($"\r\nbilder/ü 画.png,{Joints}\r\n  \na.png,{Joints}");
            Assert.That(poses.Select(pose => pose.Image), Is.EqualTo(new[] { folder["bilder/ü 画.png"], folder["a.png"] }));
            Assert.That((poses[0].Joints[2], poses[0].Joints[3], poses[0].Joints[26], poses[0].Visible[0], poses[0].Visible[1]), Is.EqualTo((3.5, 40.0, -27.0, true, false)));
            Assert.That(poses[0].Span(0), Is.EqualTo((-27.0, 25.0)));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestCase("", "no line; expected a line for at least one person")]
    [TestCase("a.png", "line 1 has 1 fields; expected 43")]
    [TestCase("a.png," + Joints + ",1", "line 1 has 44 fields")]
    [TestCase("\na.png,x" + Joints, "byte 1: line 2, field 2: 'x1'; expected a number")]
    [TestCase("a.png,NaN" + Joints, "'NaN1'")]
    [TestCase("a.png,-0" + Joints, null)]
    [TestCase("a.png, 1" + Joints, "' 11'")]
    [TestCase("a.png,1e9" + Joints, "at most 1000000000 from 0")]
    [TestCase("a.png,∞,2,0" + "REST", "'∞'")]
    [TestCase("a.png,1,2,0.5" + "REST", "line 1, field 4: '0.5'; expected 0 or 1")]
    [TestCase("a.png,1,2,2" + "REST", "'2'; expected 0 or 1")]
    [TestCase("," + Joints, "'' is empty; expected the path of an image inside the folder")]
    [TestCase("/etc/passwd," + Joints, "'/etc/passwd' is absolute")]
    [TestCase("\\\\server\\a.png," + Joints, "is absolute")]
    [TestCase("C:\\a.png," + Joints, "is absolute")]
    [TestCase("c:a.png," + Joints, "is absolute")]
    [TestCase("../a.png," + Joints, "'../a.png' leads out of the folder")]
    [TestCase("x/../../a.png," + Joints, "leads out of the folder")]
    [TestCase("x\\..\\..\\a.png," + Joints, "leads out of the folder")]
    [TestCase("a\0.png," + Joints, "leads out of the folder")]
    [TestCase("b.png," + Joints, "'b.png' is missing")]
    [TestCase("folder," + Joints, "'folder' is a folder")]
    public void A_wrong_line_is_named(string list, string? naming)
    {
        folder.With("a.png", [1]);
        Directory.CreateDirectory(folder["folder"]);
        list = list.Replace("REST", "," + string.Join(',', Enumerable.Repeat("1,2,1", 13)));
        if (naming is null)
            Assert.That(Read(list), Has.Count.EqualTo(1));
        else
            Assert.That(() => Read(list), Throws.TypeOf<DataException>().With.Message.Contains(naming).And.Message.StartsWith(folder["train"]).And.Message.Not.Contain("\n"));
    }

    [Test]
    public void Links_may_lead_about_in_the_folder_and_not_out_of_it()
    {
        using var elsewhere = new Folder();
        elsewhere.With("b.png", [1]);
        Directory.CreateDirectory(folder["x"]);
        folder.With("x/a.png", [1]);
        File.CreateSymbolicLink(folder["inside.png"], "x/a.png");
        File.CreateSymbolicLink(folder["outside.png"], elsewhere["b.png"]);
        Directory.CreateSymbolicLink(folder["y"], elsewhere.Path);
        Directory.CreateSymbolicLink(folder["up"], "..");
        File.CreateSymbolicLink(folder["round"], folder["round"]);
        Assert.That(Read($"inside.png,{Joints}"), Has.Count.EqualTo(1));
        foreach (var name in new[] { "outside.png", "y/b.png", $"up/{Path.GetFileName(elsewhere.Path)}/b.png", "round", "round/a.png" })
            Assert.That(() => Read($"{name},{Joints}"), Throws.TypeOf<DataException>().With.Message.Contains(name), name);
        using var linked = new Folder();
        Directory.CreateSymbolicLink(linked["set"], folder.Path);
        File.WriteAllText(folder["train"], $"x/a.png,{Joints}");
        Assert.That(PoseList.Read(linked["set"], DataPart.Train), Has.Count.EqualTo(1), "the folder itself may be a link");
    }

    [Test]
    public void A_picture_smaller_than_the_crop_is_named()
    {
        folder.With("a.png", Sampled.Png(226, 300, 1));
        File.WriteAllText(folder["test"], $"a.png,{Joints}");
        using var source = new PoseSource(folder.Path, DataPart.Test, augment: false);
        Assert.That(() => Sampled.Of(source, 0), Throws.TypeOf<DataException>().With.Message.Contains("a.png, byte 0: a picture of 226×300; expected at least 227×227"));
        Assert.That(() => new PoseSource(folder.Path, DataPart.Train, augment: false), Throws.TypeOf<DataException>().With.Message.Contains("train, byte 0: there is no such file"));
    }

    [Test]
    public void Damage_is_refused_or_gives_valid_poses()
    {
        folder.With("a.png", [1]);
        var refused = Mutants.Refused([.. System.Text.Encoding.UTF8.GetBytes($"a.png,{Joints}\na.png,{Joints}\n")], seed: 6, rounds: 500, list =>
        {
            var poses = PoseList.Read(folder.With("train", list).Path, DataPart.Train);
            Assert.That(poses, Has.All.Matches<Pose>(pose => pose.Joints.All(number => Math.Abs(number) <= 1e9) && pose.Image.StartsWith(folder.Path, StringComparison.Ordinal)));
        });
        Assert.That(refused, Is.InRange(125, 499));
    }

    private IReadOnlyList<Pose> Read(string list)
    {
        File.WriteAllText(folder["train"], list.Length == 0 ? "\n" : list);
        return PoseList.Read(folder.Path, DataPart.Train);
    }
}
