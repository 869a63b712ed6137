using System.Globalization;
using System.Text;

namespace PerfSuite.Learning.Data;

/// <summary>
/// A stand-in for the prepared Leeds Sports Pose set: lists <c>train</c> and <c>test</c>, and JPEG files of 256×256 in <c>images</c>. The same seed
/// gives the same lists and pixels on every machine; the bytes of the pictures are those of the machine's libjpeg. Image i of a part depends
/// on (seed, part, i) only.
/// </summary>
/// <param name="Seed">Decides everything.</param>
/// <param name="TrainCount">Figures to train on, 1 to <see cref="MostImages"/>.</param>
/// <param name="TestCount">Figures to test on, 1 to <see cref="MostImages"/>.</param>
public sealed record DrawnLsp(long Seed = 0, int TrainCount = 2_000, int TestCount = 400)
{
    /// <summary>The most images of one part.</summary>
    public const int MostImages = 99_999;

    /// <summary>JPEG's quality, as OpenCV writes it.</summary>
    internal const int Quality = 95;

    /// <summary>Draws both parts; they appear together at the end, the lists last, or not at all.</summary>
    /// <param name="folder">Made if missing. Anything in it makes this refuse, unless told to overwrite.</param>
    /// <param name="overwrite">Replace both lists and the pictures in <c>images</c> that are named as these are; other files stay.</param>
    /// <param name="progress">Told (drawn, of how many) a hundred times; from any thread, one at a time.</param>
    /// <param name="cancellation">Ends it with nothing left behind.</param>
    /// <returns>The paths of the two lists.</returns>
    /// <exception cref="DataException">The folder holds something already or cannot be written to; libturbojpeg is missing.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<string> Make(string folder, bool overwrite = false, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        DrawnSet.RequireCount(TrainCount, "train", 1, MostImages);
        DrawnSet.RequireCount(TestCount, "test", 1, MostImages);
        WholeFiles.RequireRoom(folder, overwrite);
        var tally = new Tally(TrainCount + TestCount, progress);
        var lists = new Dictionary<DataPart, string[]> { [DataPart.Train] = new string[TrainCount], [DataPart.Test] = new string[TestCount] };
        using var files = new ManyFiles(folder);
        foreach (var (part, lines) in lists)
        {
            DrawnSet.Each(lines.Length, () => new Easel<StickFigure>(new StickFigure(), StickFigure.Side, StickFigure.Side), (easel, i) =>
            {
                Paint(part, i, easel);
                files.Add(NameOf(part, i), easel.Jpeg(Quality));
                lines[i] = Line(NameOf(part, i), easel.Painter);
                tally.Count();
            }, cancellation);
        }
        foreach (var (part, lines) in lists)
            files.Add(ListOf(part), Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));
        cancellation.ThrowIfCancellationRequested();
        var pictures = lists.SelectMany(list => Enumerable.Range(0, list.Value.Length).Select(i => NameOf(list.Key, i)));
        files.Complete(pictures.Concat(lists.Keys.Select(ListOf)), () => Old(folder));
        return [.. lists.Keys.Select(part => Path.Combine(folder, ListOf(part)))];
    }

    /// <summary>One figure, before it is a JPEG.</summary>
    internal void Paint(DataPart part, int index, Easel<StickFigure> easel)
    {
        var random = SplitMix64.Stream(unchecked((ulong)Seed), (ulong)part, (ulong)index);
        easel.Painter.Paint(ref random, easel.Pixels);
    }

    /// <summary>path,x0,y0,v0,…,x13,y13,v13.</summary>
    internal static string Line(string path, StickFigure figure)
    {
        var line = new StringBuilder(path);
        for (var i = 0; i < StickFigure.Joints; i++)
            line.Append(CultureInfo.InvariantCulture, $",{figure.Where[i].X:0.##},{figure.Where[i].Y:0.##},{(figure.Visible[i] ? 1 : 0)}");
        return line.ToString();
    }

    private static string ListOf(DataPart part) => part == DataPart.Train ? "train" : "test";

    private static string NameOf(DataPart part, int index) => string.Create(CultureInfo.InvariantCulture, $"images/{ListOf(part)}{index + 1:00000}.jpg");

    // The lists first: a set that is cut off while it is replaced must not look like one.
    private static IEnumerable<string> Old(string folder)
    {
        var images = Path.Combine(folder, "images");
        string[] lists = [Path.Combine(folder, "train"), Path.Combine(folder, "test")];
        return Directory.Exists(images)
            ? lists.Concat(Directory.EnumerateFiles(images, "train?????.jpg")).Concat(Directory.EnumerateFiles(images, "test?????.jpg"))
            : lists;
    }
}
