namespace PerfSuite.Learning.Data;

/// <summary>
/// One part of a CIFAR-10 set in its binary version: records of 3073 bytes, the label (0–9), then 32×32 red bytes row by row,
/// as many green and as many blue ones.
/// </summary>
public sealed class CifarSet
{
    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 32;

    /// <summary>Bytes of an image: three planes.</summary>
    public const int ImageLength = 3 * Side * Side;

    /// <summary>Bytes of a record: a label and an image.</summary>
    public const int RecordLength = 1 + ImageLength;

    /// <summary>Labels are 0 to 9.</summary>
    public const int Classes = 10;

    /// <summary>The most that is read of one part, in bytes: 1 GiB, which is 349,418 images (the original has 50,000).</summary>
    public const long Largest = 1L << 30;

    private readonly byte[] records;
    private readonly IReadOnlyList<(string Path, int First)> files;

    private CifarSet(byte[] records, IReadOnlyList<(string Path, int First)> files) => (this.records, this.files) = (records, files);

    /// <summary>How many images.</summary>
    public int Count => records.Length / RecordLength;

    /// <summary>The paths of the files it was read from, in their order.</summary>
    public IEnumerable<string> Files => files.Select(file => file.Path);

    /// <summary>The 3072 bytes of one image: planes red, green, blue, each row by row.</summary>
    public ReadOnlySpan<byte> Image(int index) => Record(index)[1..];

    /// <summary>0 to 9.</summary>
    public byte Label(int index) => Record(index)[0];

    /// <summary>How many images of each class.</summary>
    public int[] Histogram()
    {
        var histogram = new int[Classes];
        for (var i = 0; i < Count; i++)
            histogram[Label(i)]++;
        return histogram;
    }

    /// <summary>The file and the number of the record in it, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public string NameOf(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var (path, first) = files.Last(file => file.First <= index);
        return $"{path}, record {index - first}";
    }

    /// <summary>Finds and reads one part of a folder: every data_batch_*.bin there is in natural order, or test_batch.bin.</summary>
    /// <exception cref="DataException">A file is missing, unreadable, empty, not of whole records, or has a label above 9.</exception>
    public static CifarSet Read(string folder, DataPart part) => Read(CifarFiles.Find(folder, part));

    /// <summary>Reads some files one after the other.</summary>
    internal static CifarSet Read(IReadOnlyList<string> paths)
    {
        var files = new List<(string Path, int First)>();
        var records = Array.Empty<byte>();
        foreach (var path in paths)
        {
            using var file = RegularFile.Open(path, "a file of CIFAR-10 records", CifarFiles.Cure, Largest - records.Length, out var length);
            if (length % RecordLength != 0)
                throw new DataException(path, length - length % RecordLength, $"{length % RecordLength} bytes behind the last whole record", $"records of {RecordLength} bytes", "it was cut short or is another file: fetch or make it again");
            var start = records.Length;
            Array.Resize(ref records, start + (int)length);
            RegularFile.Fill(file, path, records.AsSpan(start), 0);
            for (var at = start; at < records.Length; at += RecordLength)
            {
                if (records[at] >= Classes)
                    throw new DataException(path, at - start, $"label {records[at]}", $"0 to {Classes - 1}", "it is damaged or holds other classes: fetch or make it again");
            }
            files.Add((path, start / RecordLength));
        }
        return new(records, files);
    }

    private ReadOnlySpan<byte> Record(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return records.AsSpan(index * RecordLength, RecordLength);
    }
}
