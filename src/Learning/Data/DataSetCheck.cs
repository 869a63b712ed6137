using PerfSuite.Learning.Data.Images;
using PerfSuite.Learning.Data.Poses;

namespace PerfSuite.Learning.Data;

/// <summary>
/// Looks through a whole data set, every file and every picture in it: what it holds, and everything that is wrong with it.
/// </summary>
public sealed class DataSetCheck
{
    private readonly string folder;
    private readonly Action<DataException> fault;
    private readonly Action<int, int>? progress;
    private readonly CancellationToken cancellation;
    private readonly List<string> findings = [];

    private DataSetCheck(string folder, Action<DataException> fault, Action<int, int>? progress, CancellationToken cancellation) =>
        (this.folder, this.fault, this.progress, this.cancellation) = (folder, fault, progress, cancellation);

    /// <summary>Which set a folder looks like, by the names in it; null if like none.</summary>
    /// <exception cref="DataException">The folder is missing or cannot be read.</exception>
    public static DataSet? Recognise(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DataException(folder, 0, File.Exists(folder) ? "this is a file" : "there is no such folder", "a folder with a data set", "name another");
        try
        {
            return MnistFiles.Names.Any(name => Has(name) || Has(name + ".gz")) ? DataSet.Mnist
                : Has(CifarFiles.Test) || CifarFiles.HasTraining(folder) ? DataSet.Cifar10
                : Has(PoseList.NameOf(DataPart.Train)) || Has(PoseList.NameOf(DataPart.Test)) ? DataSet.Lsp
                : ImageFolder.IsOne(folder) ? DataSet.Celeba
                : null;
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(folder, 0, cause);
        }

        bool Has(string name) => File.Exists(Path.Combine(folder, name));
    }

    /// <summary>Checks a folder as a data set of that kind.</summary>
    /// <param name="folder">Where its files are.</param>
    /// <param name="set">What it should be.</param>
    /// <param name="fault">Told everything that is wrong, as it is found.</param>
    /// <param name="progress">Told (done, of how many) pictures.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What was found: lines of counts, sizes, classes.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<string> Run(string folder, DataSet set, Action<DataException> fault, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        var check = new DataSetCheck(folder, fault, progress, cancellation);
        Action run = set.Name switch
        {
            "mnist" => check.Mnist,
            "cifar10" => check.Cifar10,
            "celeba" => check.Images,
            "lsp" => check.Poses,
            _ => throw new ArgumentException($"there is no check of {set.Name}", nameof(set)),
        };
        check.Try(run);
        return check.findings;
    }

    private void Mnist()
    {
        foreach (var part in Enum.GetValues<MnistPart>())
        {
            Try(() =>
            {
                var set = MnistSet.Read(folder, part);
                findings.AddRange(set.Notes);
                Found(part.ToString(), $"{set.Count} images of {MnistSet.Side}×{MnistSet.Side}", set.Histogram());
            });
        }
    }

    private void Cifar10()
    {
        foreach (var part in Enum.GetValues<DataPart>())
        {
            Try(() =>
            {
                var (files, count, histogram) = (CifarFiles.Find(folder, part), 0, new int[CifarSet.Classes]);
                foreach (var file in files)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Try(() =>
                    {
                        var set = CifarSet.Read([file]);
                        count += set.Count;
                        histogram = [.. histogram.Zip(set.Histogram(), (sum, more) => sum + more)];
                    });
                }
                if (count > 0)
                    Found(part.ToString(), $"{count} images of {CifarSet.Side}×{CifarSet.Side} in {files.Count} {(files.Count == 1 ? "file" : "files")}", histogram);
            });
        }
    }

    private void Images()
    {
        var names = ImageFolder.Names(folder);
        using var sizes = new PictureSizes();
        for (var i = 0; i < names.Count; i++)
        {
            Step(i, names.Count);
            Try(() => sizes.Add(Path.Combine(folder, names[i])));
        }
        Step(names.Count, names.Count);
        findings.Add($"{names.Count} images, {sizes}");
        findings.Add($"train: {ImageFolder.Names(folder, DataPart.Train).Count} images, test: {ImageFolder.Names(folder, DataPart.Test).Count}, as the published split has it");
    }

    private void Poses()
    {
        foreach (var part in Enum.GetValues<DataPart>())
            Try(() => Poses(part));
    }

    private void Poses(DataPart part)
    {
        var poses = PoseList.Read(folder, part, fault);
        using var sizes = new PictureSizes();
        for (var i = 0; i < poses.Count; i++)
        {
            Step(i, poses.Count);
            Try(() =>
            {
                var (width, height) = sizes.Add(poses[i].Image);
                PoseSource.RequireRoom(poses[i].Image, width, height);
            });
        }
        Step(poses.Count, poses.Count);
        var visible = poses.Sum(pose => pose.Visible.Count(seen => seen));
        findings.Add($"{PoseList.NameOf(part)}: {poses.Count} people of {Pose.Count} joints, {visible} of {poses.Count * Pose.Count} visible, {sizes}");
    }

    private void Step(int done, int of)
    {
        cancellation.ThrowIfCancellationRequested();
        progress?.Invoke(done, of);
    }

    private void Found(string part, string what, int[] histogram) =>
        findings.Add($"{part.ToLowerInvariant()}: {what}, of each class {string.Join(' ', histogram)}");

    private void Try(Action look)
    {
        try
        {
            look();
        }
        catch (DataException found)
        {
            fault(found);
        }
    }

    /// <summary>Decodes pictures and keeps how large they were.</summary>
    private sealed class PictureSizes : IDisposable
    {
        private readonly ImageDecoder decoder = new();
        private readonly Picture picture = new();
        private readonly Dictionary<(int Width, int Height), int> counts = [];

        public (int Width, int Height) Add(string path)
        {
            decoder.Read(path, picture);
            var size = (picture.Width, picture.Height);
            counts[size] = counts.GetValueOrDefault(size) + 1;
            return size;
        }

        public override string ToString() => counts.Count switch
        {
            0 => "none of them whole",
            1 => $"all of {counts.Keys.First().Width}×{counts.Keys.First().Height}",
            _ => $"{counts.Count} sizes from {counts.Keys.Min(size => size.Width)}×{counts.Keys.Min(size => size.Height)} to {counts.Keys.Max(size => size.Width)}×{counts.Keys.Max(size => size.Height)}",
        };

        public void Dispose() => decoder.Dispose();
    }
}
