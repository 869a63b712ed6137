using NUnit.Framework;
using PerfSuite.Learning.Data;
using static PerfSuite.Correctness.Learning.IdxBytes;

namespace PerfSuite.Correctness.Learning;

public sealed class MnistSetTests
{
    private const string Images = "train-images-idx3-ubyte";
    private const string Labels = "train-labels-idx1-ubyte";

    private Folder folder = null!;

    [SetUp]
    public void MakeFolder() => folder = new Folder();

    [TearDown]
    public void RemoveFolder() => folder.Dispose();

    [Test]
    public void The_content_decides_about_gzip_and_not_the_name()
    {
        folder.With(Images + ".gz", IdxBytes.Images(12)).With(Labels, Gzip(IdxBytes.Labels(12)));
        var set = MnistSet.Read(folder.Path, MnistPart.Train);
        Assert.That(set.Count, Is.EqualTo(12));
        Assert.That(set.Images, Is.EqualTo(Body(12 * 784)));
        Assert.That(set.Image(11).ToArray(), Is.EqualTo(Body(12 * 784)[(11 * 784)..]));
        Assert.That(set.Histogram(), Is.EqualTo(new[] { 2, 2, 1, 1, 1, 1, 1, 1, 1, 1 }));
        Assert.That(set.Notes, Is.Empty);
        Assert.That(() => set.Image(12).Length, Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Of_a_file_that_is_there_twice_the_plain_one_is_taken_aloud()
    {
        folder.With(Images, IdxBytes.Images(12)).With(Images + ".gz", [1, 2, 3]).With(Labels, IdxBytes.Labels(12));
        Assert.That(MnistSet.Read(folder.Path, MnistPart.Train).Notes, Is.EqualTo(new[] { $"{folder[Images]}: taken, though {Images}.gz is there too" }));
    }

    [Test]
    public void The_test_part_has_its_own_files()
    {
        folder.With("t10k-images-idx3-ubyte", IdxBytes.Images(3)).With("t10k-labels-idx1-ubyte.gz", Gzip(IdxBytes.Labels(3)));
        Assert.That(MnistSet.Read(folder.Path, MnistPart.Test).Count, Is.EqualTo(3));
        Assert.That(MnistFiles.AreIn(folder.Path), Is.False, "the train part is missing");
        folder.With(Images, []).With(Labels + ".gz", []);
        Assert.That(MnistFiles.AreIn(folder.Path), Is.True);
    }

    [Test]
    public void Everything_that_is_missing_is_named_together() =>
        Faulty($"{folder.Path}, byte 0: no {Images} and no {Labels}, with or without .gz; expected {Images} and {Labels}; name a folder with MNIST in it, or draw a set with `data make mnist`");

    [Test]
    public void A_missing_file_is_named()
    {
        folder.With(Images, IdxBytes.Images(1));
        Faulty($"{folder.Path}, byte 0: no {Labels}, with or without .gz; expected {Images} and {Labels}; name a folder with MNIST in it, or draw a set with `data make mnist`");
    }

    [Test]
    public void A_missing_folder_and_a_file_in_its_place_are_told_apart()
    {
        folder.With("file", []);
        Assert.That(() => MnistSet.Read(folder["none"], MnistPart.Train), Throws.TypeOf<DataException>().With.Message.Contains("none, byte 0: there is no such folder"));
        Assert.That(() => MnistSet.Read(folder["file"], MnistPart.Train), Throws.TypeOf<DataException>().With.Message.Contains("file, byte 0: this is a file"));
        Assert.That(() => IdxFile.ReadImages(folder["none"]), Throws.TypeOf<DataException>().With.Message.Contains("none, byte 0: there is no such file; expected an IDX file"));
        Assert.That(() => IdxFile.ReadImages(folder["no\0ne"]), Throws.TypeOf<DataException>());
    }

    [Test]
    public void A_folder_in_place_of_a_file_is_named()
    {
        Directory.CreateDirectory(folder[Images]);
        folder.With(Labels, IdxBytes.Labels(1));
        Faulty($"{folder[Images]}, byte 0: this is a folder; expected an IDX file; name the folder above it, or put the file in its place");
    }

    [Test]
    public void Different_counts_are_named_with_both_files()
    {
        folder.With(Images, IdxBytes.Images(3)).With(Labels, IdxBytes.Labels(2));
        Faulty($"{folder[Labels]}, byte 4: 2 labels; expected 3, one for each image of {folder[Images]}; the two files are not of one set: fetch or make both again");
    }

    [Test]
    public void A_label_out_of_range_is_named_with_its_offset()
    {
        var labels = IdxBytes.Labels(3);
        labels[8 + 2] = 10;
        folder.With(Images, IdxBytes.Images(3)).With(Labels, labels);
        Faulty($"{folder[Labels]}, byte 10: label 10; expected 0 to 9; it is damaged or holds other classes: fetch or make it again");
    }

    [Test]
    public void Images_of_another_size_are_refused()
    {
        folder.With(Images, IdxBytes.Images(3, 28, 27)).With(Labels, IdxBytes.Labels(3));
        Faulty($"{folder[Images]}, byte 8: images of 28×27; expected 28×28; the networks take MNIST's size only: scale the images to it");
    }

    [Test]
    public void A_file_that_may_not_be_read_is_named()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("needs a Unix user whom permissions bind");
            return;
        }
        folder.With(Images, IdxBytes.Images(3)).With(Labels, IdxBytes.Labels(3));
        File.SetUnixFileMode(folder[Images], UnixFileMode.None);
        Assert.That(() => MnistSet.Read(folder.Path, MnistPart.Train), Throws.TypeOf<DataException>().With.Message.Contains("cannot be read"));
    }

    [Test]
    public void A_device_is_not_waited_for()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Ignore("needs /dev/zero");
        Assert.That(() => IdxFile.ReadImages("/dev/zero"), Throws.TypeOf<DataException>());
    }

    private void Faulty(string message) =>
        Assert.That(Assert.Throws<DataException>(() => MnistSet.Read(folder.Path, MnistPart.Train)).Text(), Is.EqualTo(message));
}
