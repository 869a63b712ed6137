namespace PerfSuite.Learning.Data;

/// <summary>
/// A learnable stand-in for CIFAR-10 in its binary files, drawn from a seed: the same seed gives the same bytes on every machine.
/// Labels are balanced to within one and shuffled; image i of a part depends on (seed, part, i) and its label only.
/// </summary>
/// <param name="Seed">Decides everything.</param>
/// <param name="TrainCount">Images to train on, 1 to <see cref="MostImages"/>: 10,000 a file, as many files as that takes.</param>
/// <param name="TestCount">Images to test on, 1 to <see cref="MostImages"/>, in one file.</param>
public sealed record DrawnCifar10(long Seed = 0, int TrainCount = 50_000, int TestCount = 10_000)
{
    /// <summary>The most images of one part.</summary>
    public const int MostImages = 500_000;

    /// <summary>Bytes of a record: a label and three planes.</summary>
    private const int RecordLength = 1 + 3 * CifarFigure.Side * CifarFigure.Side;

    /// <summary>Training images of one file; fewer in tests.</summary>
    internal int PerFile { get; init; } = 10_000;

    /// <summary>Draws both parts and writes data_batch_1.bin … and test_batch.bin; they appear together at the end, or not at all.</summary>
    /// <param name="folder">Made if missing. Anything in it makes this refuse, unless told to overwrite.</param>
    /// <param name="overwrite">Replace data_batch_*.bin and test_batch.bin that are there; other files stay.</param>
    /// <param name="progress">Told (drawn, of how many) a hundred times; from any thread, one at a time.</param>
    /// <param name="cancellation">Ends it with nothing left behind.</param>
    /// <returns>The paths.</returns>
    /// <exception cref="DataException">The folder holds something already, or cannot be written to.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<string> Make(string folder, bool overwrite = false, Action<int, int>? progress = null, CancellationToken cancellation = default)
    {
        DrawnSet.RequireCount(TrainCount, "train", 1, MostImages);
        DrawnSet.RequireCount(TestCount, "test", 1, MostImages);
        WholeFiles.RequireRoom(folder, overwrite);
        var tally = new Tally(TrainCount + TestCount, progress);
        var names = new List<string>();
        using var files = new WholeFiles(folder);
        for (var first = 0; first < TrainCount; first += PerFile)
            Add($"data_batch_{first / PerFile + 1}.bin", DataPart.Train, first, Math.Min(PerFile, TrainCount - first));
        Add("test_batch.bin", DataPart.Test, 0, TestCount);
        cancellation.ThrowIfCancellationRequested();
        files.Complete(Old(folder));
        return names.ConvertAll(name => Path.Combine(folder, name));

        void Add(string name, DataPart part, int first, int count)
        {
            var records = Draw(part, first, count, tally, cancellation);
            files.Add(name, stream => stream.Write(records));
            names.Add(name);
        }
    }

    /// <summary>Some records of a part as one file holds them.</summary>
    internal byte[] Draw(DataPart part, int first, int count, Tally tally, CancellationToken cancellation)
    {
        var (seed, key) = (unchecked((ulong)Seed), (ulong)part);
        var labels = new byte[part == DataPart.Train ? TrainCount : TestCount];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = (byte)(i % CifarFigure.Classes);
        SplitMix64.Stream(seed, key).Shuffle(labels.AsSpan());
        var records = new byte[count * RecordLength];
        DrawnSet.Each(count, () => new CifarFigure(), (figure, i) =>
        {
            var random = SplitMix64.Stream(seed, key, (ulong)(first + i));
            var record = records.AsMemory(i * RecordLength, RecordLength);
            record.Span[0] = labels[first + i];
            figure.Paint(labels[first + i], ref random, record[1..]);
            tally.Count();
        }, cancellation);
        return records;
    }

    private static IEnumerable<string> Old(string folder) =>
        Directory.EnumerateFiles(folder, "data_batch_*.bin").Select(path => Path.GetFileName(path)).Append("test_batch.bin").ToArray();
}
