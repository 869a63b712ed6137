using NUnit.Framework;
using PerfSuite.Correctness.Program;
using PerfSuite.Learning.Data;

namespace PerfSuite.Correctness.Learning;

public sealed class DataSetCheckTests
{
    private const string Joints = "100,100,1,150,150,0" + ",1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0,1,2,0";

    private Folder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new Folder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void MNIST_is_recognised_and_counted()
    {
        foreach (var part in new[] { "train", "t10k" })
            folder.With($"{part}-images-idx3-ubyte", IdxBytes.Images(12)).With($"{part}-labels-idx1-ubyte", IdxBytes.Labels(12));
        Passes("train: 12 images of 28×28, of each class 2 2 1 1 1 1 1 1 1 1", "test: 12 images of 28×28");
        System.IO.File.Delete(folder["t10k-labels-idx1-ubyte"]);
        Fails("no t10k-labels-idx1-ubyte");
    }

    [Test]
    public void CIFAR_is_recognised_and_every_file_looked_at()
    {
        folder.With("data_batch_1.bin", new byte[3073 * 2]).With("data_batch_2.bin", new byte[3073]).With("test_batch.bin", new byte[3073]);
        Passes("train: 3 images of 32×32 in 2 files, of each class 3 0 0", "test: 1 images of 32×32 in 1 file");
        folder.With("data_batch_1.bin", new byte[3072]).With("data_batch_3.bin", [10, .. new byte[3072]]);
        Fails("data_batch_1.bin, byte 0: 3072 bytes behind", "data_batch_3.bin, byte 0: label 10", "2 faults.");
    }

    [Test]
    public void Every_picture_of_a_folder_is_decoded_and_faults_are_capped()
    {
        for (var i = 0; i < 30; i++)
            folder.With($"{i}.jpg", RecordedImages.Jpeg.File);
        folder.With("x.PNG", RecordedImages.PngAlpha.File);
        Passes("31 images, 2 sizes from 19×13 to 45×35", "train: 28 images, test: 3");
        for (var i = 0; i < 25; i++)
            folder.With($"{i}.jpg", i == 0 ? [] : RecordedImages.Jpeg.File[..600]);
        Fails("0.jpg, byte 0: there is nothing in it", "19.jpg", "and 5 faults more", "25 faults.");
        Assert.That(Check(folder.Path).Output, Does.Not.Contain("20.jpg"));
    }

    [Test]
    public void Every_line_of_the_lists_and_every_picture_in_them_is_looked_at()
    {
        folder.With("a.png", Sampled.Png(230, 240, 1)).With("b.png", Sampled.Png(100, 240, 1)).With("c.png", [1, 2, 3]);
        System.IO.File.WriteAllText(folder["test"], $"a.png,{Joints}\n");
        System.IO.File.WriteAllText(folder["train"], $"a.png,{Joints}\na.png,{Joints}\n");
        Passes("train: 2 people of 14 joints, 2 of 28 visible, all of 230×240", "test: 1 people");
        System.IO.File.WriteAllText(folder["train"], $"a.png,{Joints}\n../a.png,{Joints}\na.png,1\nb.png,{Joints}\nc.png,{Joints}");
        Fails("line 2: '../a.png' leads out of the folder", "line 3 has 2 fields", "b.png, byte 0: a picture of 100×240; expected at least 227×227", "c.png, byte 0: it begins neither", "4 faults.");
    }

    [Test]
    public void What_it_should_be_can_be_said_and_what_it_is_not_is_named()
    {
        folder.With("notes.txt", [1]);
        Assert.That(Check(folder.Path).Error, Does.Contain("this looks like none of mnist, cifar10, celeba, lsp"));
        Assert.That(Check(folder["none"]).Error, Does.Contain("there is no such folder"));
        Assert.That(Check(folder.Path, "--as", "cifar10").Output, Does.Contain("no data_batch_*.bin"));
        Assert.That(Check(folder.Path, "--as", "faces") is { ExitCode: 64 } run && run.Error.Contains("--as takes mnist, cifar10, celeba, lsp, not 'faces'"));
        Assert.That(ProgramRun.Here("data", "prepare", "lsp", folder.Path, "--out", folder["out"]) is { ExitCode: 1 } prepared && prepared.Error.Contains("no joints.mat"));
        Assert.That(ProgramRun.Here("data", "prepare", "lsp", folder.Path) is { ExitCode: 64 } bare && bare.Error.Contains("--out"));
    }

    private void Passes(params string[] saying)
    {
        var run = Check(folder.Path);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "")), run.Output);
        foreach (var words in saying.Append("Nothing is wrong with it."))
            Assert.That(run.Output, Does.Contain(words));
    }

    private void Fails(params string[] saying)
    {
        var run = Check(folder.Path);
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((1, "")), run.Output);
        foreach (var words in saying)
            Assert.That(run.Output, Does.Contain(words));
    }

    private static ProgramRun Check(string folder, params string[] more) => ProgramRun.Here(["data", "check", folder, .. more]);
}
