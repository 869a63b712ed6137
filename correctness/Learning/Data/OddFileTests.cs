using System.Diagnostics;
using NUnit.Framework;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Images;
using PerfSuite.Learning.Data.Poses;
using PerfSuite.Learning.Training;
using PerfSuite.Learning.Weights;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Learning;

/// <summary>What may lie where a file should be: every reader names it at once, and waits for nothing.</summary>
[Platform("Unix", Reason = "Windows has no such files.")]
public sealed class OddFileTests
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    private static readonly (string Name, Action<string> Read)[] readers =
    [
        ("IDX images", path => IdxFile.ReadImages(path)),
        ("IDX labels", path => IdxFile.ReadLabels(path)),
        ("CIFAR-10", path => CifarSet.Read([path])),
        ("picture", path =>
        {
            using var decoder = new ImageDecoder();
            decoder.Read(path, new Picture());
        }),
        ("list of poses", path => PoseList.Read(Path.GetDirectoryName(path)!, DataPart.Train)),
        ("joints.mat", path => MatFile.Read(path, "joints")),
        ("safetensors", path => SafeTensors.Read(path)),
        ("safetensors' texts", path => SafeTensors.ReadMetadata(path)),
        ("checkpoint", path => Checkpoint.Read(path, "begin anew")),
        ("results", path => Results.Read(path)),
    ];

    private static readonly (string Name, Action<string> Make)[] oddities =
    [
        ("nothing", _ => { }),
        ("an empty file", path => File.WriteAllBytes(path, [])),
        ("a folder", path => Directory.CreateDirectory(path)),
        ("a pipe", Pipe),
        ("a link to a pipe", path =>
        {
            Pipe(path + ".pipe");
            File.CreateSymbolicLink(path, path + ".pipe");
        }),
        ("an endless device", path => File.CreateSymbolicLink(path, "/dev/zero")),
        ("a device that is full", path => File.CreateSymbolicLink(path, "/dev/full")),
        ("an empty device", path => File.CreateSymbolicLink(path, "/dev/null")),
        ("a link to nowhere", path => File.CreateSymbolicLink(path, path + ".gone")),
        ("a link to itself", path => File.CreateSymbolicLink(path, path)),
        ("a file of /proc", path => File.CreateSymbolicLink(path, "/proc/self/maps")),
        ("an endless file with a hole", path =>
        {
            using var file = File.Create(path);
            file.SetLength(1L << 40);
        }),
    ];

    private static IEnumerable<TestCaseData> Cases() =>
        from reader in readers
        from oddity in oddities
        select new TestCaseData(reader.Read, oddity.Make).SetArgDisplayNames(reader.Name, oddity.Name);

    [TestCaseSource(nameof(Cases))]
    public void Whatever_lies_there_is_named(Action<string> read, Action<string> make)
    {
        using var folder = new Folder();
        var path = folder["train"];
        make(path);
        var before = folder.Names;
        Exception? fault = null;
        var reading = new Thread(() =>
        {
            try
            {
                read(path);
            }
            catch (Exception cause)
            {
                fault = cause;
            }
        })
        { IsBackground = true };
        reading.Start();
        Assert.That(reading.Join(patience), "the reader waits");
        Assert.That(fault, Is.InstanceOf<DataException>().Or.InstanceOf<InvalidDataException>(), fault?.ToString());
        Assert.That(fault!.Message, Does.Contain(path).And.Not.Contain("\n"));
        Assert.That(folder.Names, Is.EqualTo(before));
    }

    private static void Pipe(string path)
    {
        using var made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.That(made.ExitCode, Is.Zero);
    }
}
