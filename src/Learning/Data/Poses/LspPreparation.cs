using System.Globalization;
using System.Text;
using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Learning.Data.Poses;

/// <summary>What became of one of the published sets.</summary>
/// <param name="Name">lsp or lspet.</param>
/// <param name="People">In joints.mat.</param>
/// <param name="Kept">Written.</param>
/// <param name="Missing">Their picture is not there.</param>
/// <param name="Invisible">No joint is visible.</param>
/// <param name="TooLarge">A visible joint lies outside the crop, or the box around them is 227 pixels or more.</param>
public sealed record LspSummary(string Name, int People, int Kept, int Missing, int Invisible, int TooLarge);

/// <summary>
/// Makes the lists <c>train</c> and <c>test</c> and their pictures out of LSP, LSP extended or both, as DeepPoseComparison does:
/// 256×256 around each person, JPEG of quality 95. The first 1,001 people of LSP are trained on, the others tested on;
/// all of the extended set are trained on. Without anybody to test on, every tenth of those kept is held out.
/// </summary>
public sealed class LspPreparation
{
    /// <summary>One person of so many is held out where the published split leaves nobody.</summary>
    public const int HeldOut = 10;

    /// <summary>So many of LSP's people are trained on.</summary>
    public const int LspTraining = 1001;

    private readonly List<(LspJoints Joints, string Folder)> sets = [];

    /// <param name="source">A folder with joints.mat and the pictures beside it or in <c>images</c>, or a folder of such folders.</param>
    /// <param name="joints">joints.mat, if it is elsewhere.</param>
    /// <exception cref="DataException">There is nothing to prepare, or joints.mat is faulty.</exception>
    public LspPreparation(string source, string? joints = null)
    {
        const string name = "joints.mat";
        try
        {
            if (!Directory.Exists(source))
                throw new DataException(source, 0, File.Exists(source) ? "this is a file" : "there is no such folder", "a folder with joints.mat and images", "name the folder that LSP was unpacked into");
            if (joints is not null || File.Exists(Path.Combine(source, name)))
                sets.Add((LspJoints.Read(joints ?? Path.Combine(source, name)), source));
            else
                foreach (var folder in Directory.EnumerateDirectories(source).Order(StringComparer.Ordinal).Where(folder => File.Exists(Path.Combine(folder, name))))
                    sets.Add((LspJoints.Read(Path.Combine(folder, name)), folder));
        }
        catch (Exception cause) when (DataException.IsFromTheSystem(cause))
        {
            throw DataException.Unreadable(source, 0, cause);
        }
        if (sets.Count == 0)
            throw new DataException(source, 0, "no joints.mat", "joints.mat in it or in its folders", "name the folder that LSP was unpacked into, or the file in --joints");
        if (sets.GroupBy(set => set.Joints.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DataException(source, 0, $"{twice.Key} is there {twice.Count()} times", "each set once", "name one folder");
    }

    /// <summary>People of the training list, once made.</summary>
    public int Train { get; private set; }

    /// <summary>People of the test list, once made.</summary>
    public int Test { get; private set; }

    /// <summary>Whether the test list is every tenth person, for want of a published one.</summary>
    public bool IsHeldOut { get; private set; }

    /// <summary>Writes the set; its folder appears when all of it is there, or not at all.</summary>
    /// <param name="folder">Must not exist, or be empty, unless what is there may be overwritten.</param>
    /// <param name="overwrite">Take the place of a set that was made there before.</param>
    /// <param name="progress">Told (done, of how many) after every hundredth person.</param>
    /// <param name="cancellation">Ends it with nothing left behind.</param>
    /// <exception cref="DataException">A picture is damaged, nobody could be kept, or the folder is there already or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<LspSummary> Make(string folder, bool overwrite = false, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        WholeFiles.RequireRoom(folder, overwrite);
        using var files = new ManyFiles(folder);
        var (lists, summaries) = ((Train: new List<string>(), Test: new List<string>()), new List<LspSummary>());
        var (done, total) = (0, sets.Sum(set => set.Joints.Count));
        using var pictures = new Pictures();
        foreach (var (joints, source) in sets)
        {
            summaries.Add(Make(joints, source, files, pictures, lists.Train, lists.Test, () =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (++done % 100 == 0 || done == total)
                    progress?.Invoke(done, total);
            }));
        }
        IsHeldOut = lists.Test.Count == 0;
        if (IsHeldOut)
            HoldOut(lists.Train, lists.Test, sets[0].Folder);
        files.Add("train", Encoding.UTF8.GetBytes(string.Concat(lists.Train)));
        files.Add("test", Encoding.UTF8.GetBytes(string.Concat(lists.Test)));
        cancellation.ThrowIfCancellationRequested();
        var images = lists.Train.Concat(lists.Test).Select(line => line[..line.IndexOf(',')]);
        files.Complete(images.Concat(["train", "test"]), () => Old(folder));
        (Train, Test) = (lists.Train.Count, lists.Test.Count);
        return summaries;
    }

    private static LspSummary Make(LspJoints joints, string source, ManyFiles files, Pictures pictures, List<string> train, List<string> test, Action next)
    {
        var (kept, missing, invisible, tooLarge) = (0, 0, 0, 0);
        for (var i = 0; i < joints.Count; i++, next())
        {
            var image = joints.ImageOf(i);
            var path = new[] { Path.Combine(source, "images", image), Path.Combine(source, image) }.FirstOrDefault(Path.Exists);
            if (path is null)
            {
                missing++;
                continue;
            }
            pictures.Decoder.Read(path, pictures.Whole);
            if (LspCrop.Place(joints.Person(i, path), pictures.Whole.Width, pictures.Whole.Height) is not var (person, left, top))
            {
                invisible++;
            }
            else if (!LspCrop.IsKept(person))
            {
                tooLarge++;
            }
            else
            {
                kept++;
                LspCrop.Copy(pictures.Whole, left, top, pictures.Crop);
                var name = $"images/{joints.Name}/{image}";
                files.Add(name, pictures.Encoder.Encode(pictures.Crop, quality: 95));
                (joints.IsExtended || i < LspTraining ? train : test).Add(Line(name, person));
            }
        }
        return new(joints.Name, joints.Count, kept, missing, invisible, tooLarge);
    }

    // The lists first: a set that is cut off while it is replaced must not look like one.
    private static IEnumerable<string> Old(string folder) => new[] { "train", "test" }.Select(list => Path.Combine(folder, list))
        .Concat(new[] { "lsp", "lspet" }.Select(set => Path.Combine(folder, "images", set)).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles));

    private static void HoldOut(List<string> train, List<string> test, string source)
    {
        if (train.Count < HeldOut)
            throw new DataException(source, 0, $"{train.Count} people could be kept", $"at least {HeldOut}: one in {HeldOut} is held out", "check that the images are in this folder or in its folder images");
        test.AddRange(train.Where((_, i) => i % HeldOut == HeldOut - 1));
        var training = train.Where((_, i) => i % HeldOut != HeldOut - 1).ToList();
        train.Clear();
        train.AddRange(training);
    }

    private static string Line(string name, Pose person)
    {
        var line = new StringBuilder(name);
        for (var joint = 0; joint < Pose.Count; joint++)
            line.Append(CultureInfo.InvariantCulture, $",{person.Joints[2 * joint]:R},{person.Joints[2 * joint + 1]:R},{(person.Visible[joint] ? 1 : 0)}");
        return line.Append('\n').ToString();
    }

    private sealed class Pictures : IDisposable
    {
        public ImageDecoder Decoder { get; } = new();

        public JpegEncoder Encoder { get; } = new();

        public Picture Whole { get; } = new();

        public Picture Crop { get; } = new();

        public void Dispose()
        {
            Decoder.Dispose();
            Encoder.Dispose();
        }
    }
}
