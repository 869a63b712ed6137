namespace PerfSuite.Learning.Data.Archives;

/// <summary>How a data set is had from those who publish it.</summary>
/// <param name="Set">Which.</param>
/// <param name="Licence">Its terms as published, in a sentence or two, and where they stand.</param>
public abstract record OfficialSet(DataSet Set, string Licence)
{
    private const string MnistMirror = "https://ossci-datasets.s3.amazonaws.com/mnist/";
    private const string MnistSecond = "https://storage.googleapis.com/cvdf-datasets/mnist/";

    /// <summary>Every data set, in the order of <see cref="DataSet.All"/>.</summary>
    public static IReadOnlyList<OfficialSet> All { get; } =
    [
        new Fetchable(DataSet.Mnist,
            "MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges, passed on under CC BY-SA 3.0 (creativecommons.org/licenses/by-sa/3.0). Its own site no longer serves the files; these are the copies that PyTorch and TensorFlow use.",
            [
                Mnist("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                Mnist("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                Mnist("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                Mnist("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
            ],
            Members: null,
            Replaced: [.. MnistFiles.Names, .. MnistFiles.Names.Select(name => name + ".gz")]),
        new Fetchable(DataSet.Cifar10,
            "CIFAR-10 is by Alex Krizhevsky, Vinod Nair and Geoffrey Hinton. Its page (www.cs.toronto.edu/~kriz/cifar.html) names no licence; it asks to cite Krizhevsky, Learning multiple layers of features from tiny images, 2009.",
            [
                new("cifar-10-binary.tar.gz", 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                    new Uri("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), new Uri("https://cave.cs.toronto.edu/kriz/cifar-10-binary.tar.gz")),
            ],
            Members: [.. Cifar.Select(name => new Member("cifar-10-batches-bin/" + name, 30_730_000))],
            Replaced: Cifar),
        new ByHand(DataSet.Celeba,
            "CelebA is for non-commercial research only, under the agreement on its page.",
            "it is offered through Google Drive and Baidu, which serve no program and publish no checksum",
            "Read the agreement at https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html, download \"Align&Cropped Images\", img_align_celeba.zip (1.4 GB; the copy that others checked has MD5 00d2c5bc6d35e252742224ab0c1e8fcb), and unpack it.",
            "Its folder img_align_celeba, with 202,599 images 000001.jpg …, is the set: `data check img_align_celeba`."),
        new ByHand(DataSet.Lsp,
            "Leeds Sports Pose is photographs from Flickr, each its author's; its page names no licence and asks to cite Johnson and Everingham, BMVC 2010 (extended set: CVPR 2011).",
            "its site offers it without encryption and without a checksum",
            "Download lsp_dataset.zip from http://sam.johnson.io/research/lsp.html, or lspet_dataset.zip (the extended set) from http://sam.johnson.io/research/lspet.html, and unpack it into a folder, SOURCE: joints.mat and images.",
            "Then `data prepare lsp SOURCE --out DIR` and `data check DIR`."),
    ];

    private static string[] Cifar => [.. Enumerable.Range(1, 5).Select(batch => $"data_batch_{batch}.bin"), "test_batch.bin"];

    private static OfficialFile Mnist(string name, long bytes, string sha256) => new(name, bytes, sha256, new Uri(MnistMirror + name), new Uri(MnistSecond + name));
}

/// <summary>A set that a program can download and check.</summary>
/// <param name="Set">Which.</param>
/// <param name="Licence">Its terms.</param>
/// <param name="Files">What is downloaded.</param>
/// <param name="Members">What is taken out of the one downloaded archive, a .tar.gz; null where the files themselves are the set.</param>
/// <param name="Replaced">Names of the files of an older set that go when overwriting.</param>
public sealed record Fetchable(DataSet Set, string Licence, IReadOnlyList<OfficialFile> Files, IReadOnlyList<Member>? Members, IReadOnlyList<string> Replaced)
    : OfficialSet(Set, Licence)
{
    /// <summary>How much is downloaded.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Downloads, checks and unpacks; the files appear together at the end, or not at all.</summary>
    /// <param name="folder">Made if missing. Anything in it makes this refuse, unless told to overwrite.</param>
    /// <param name="download">How.</param>
    /// <param name="overwrite">Replace files of these names; others stay.</param>
    /// <param name="progress">Told (downloaded bytes, of how many).</param>
    /// <param name="cancellation">Ends it with nothing left behind.</param>
    /// <returns>The paths.</returns>
    /// <exception cref="DataException">No network, a source that is gone or has changed, a full disk, a folder that is not empty.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<string> Get(string folder, Download download, bool overwrite = false, Action<long, long>? progress = null, CancellationToken cancellation = default)
    {
        WholeFiles.RequireRoom(folder, overwrite);
        using var files = new WholeFiles(folder);
        var before = 0L;
        foreach (var file in Files)
        {
            if (Members is null)
                files.Add(file.Name, stream => Fetch(file, stream));
            else
                files.Borrow(file.Name, stream => Fetch(file, stream), archive => TarGz.Unpack(
                    archive, file.Name, Members, (member, content) => files.Add(member.Name, content.CopyTo), cancellation));
            before += file.Bytes;
        }
        cancellation.ThrowIfCancellationRequested();
        files.Complete(Replaced);
        return [.. (Members?.Select(member => member.Name) ?? Files.Select(file => file.Name)).Select(name => Path.Combine(folder, name))];

        void Fetch(OfficialFile file, Stream stream) => download.Fetch(file, stream, got => progress?.Invoke(before + got, Bytes), cancellation);
    }
}

/// <summary>A set that only a person can fetch.</summary>
/// <param name="Set">Which.</param>
/// <param name="Licence">Its terms.</param>
/// <param name="Reason">Why no program can, to follow "because".</param>
/// <param name="Fetch">What to fetch, and from where.</param>
/// <param name="Then">Where it goes and how it is checked.</param>
public sealed record ByHand(DataSet Set, string Licence, string Reason, string Fetch, string Then) : OfficialSet(Set, Licence);
