using System.Text.Json;

namespace PerfSuite.Measurement;

/// <summary>Everything one run found out, as it is written to a file; reports are made from it alone.</summary>
public sealed record Results
{
    /// <summary>The <c>schema</c> of the files this version writes and reads.</summary>
    public const string Schema = "perfsuite-results/1";

    private const long LargestFile = 1L << 28;

    /// <summary>Of the source, <c>-dirty</c> when modified; null where there is none.</summary>
    public string? Commit { get; init; }

    /// <summary>When the run began.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Of parameters, data order and order of rounds.</summary>
    public long Seed { get; init; }

    /// <summary>Where.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Who.</summary>
    public IReadOnlyList<ContenderEntry> Contenders { get; init; } = [];

    /// <summary>What was measured.</summary>
    public IReadOnlyList<Row> Rows { get; init; } = [];

    /// <summary>Contenders against each other.</summary>
    public IReadOnlyList<Ratio> Ratios { get; init; } = [];

    /// <summary>Who agreed with whom.</summary>
    public IReadOnlyList<AgreementRow> Agreements { get; init; } = [];

    /// <summary>Numbers without noise.</summary>
    public IReadOnlyList<CounterRow> Counters { get; init; } = [];

    /// <summary>Trainings, for how far they came.</summary>
    public IReadOnlyList<TrainingCurve> Curves { get; init; } = [];

    /// <summary>Writes the file in one piece: beside, flushed, renamed; on failure nothing is left behind. Makes the folder.</summary>
    /// <exception cref="ArgumentException">These results hold something that <see cref="Read"/> would refuse.</exception>
    /// <exception cref="IOException">Names the file and why it cannot be written.</exception>
    public void Write(string path)
    {
        var json = ResultsDocument.Write(this);
        try
        {
            ResultsDocument.Read(json);
        }
        catch (FieldException fault)
        {
            throw new ArgumentException($"These results cannot be written to {path}: {fault.Message}.", fault);
        }
        AtomicFile.Write(path, json);
    }

    /// <summary>Reads a file, believing nothing in it.</summary>
    /// <exception cref="InvalidDataException">Names the file, the place in the document, what was expected and what is there.</exception>
    public static Results Read(string path)
    {
        InvalidDataException Fault(string what, Exception? inner = null) =>
            new($"{path}: {what}; results are written by `dotnet run -c Release --project perf`.", inner);

        try
        {
            // What has no size is not opened: a pipe would be waited for, a device would never end.
            if ((File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)) is FileInfo { Exists: true, Length: 0 })
                throw Fault("there is nothing in it (or it is a pipe or a device)");
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (file.Length > LargestFile)
                throw Fault($"expected results of at most {LargestFile} bytes, found {file.Length}");
            var json = new byte[file.Length];
            file.ReadExactly(json);
            return ResultsDocument.Read(json);
        }
        catch (FieldException fault)
        {
            throw Fault(fault.Message, fault);
        }
        catch (JsonException fault)
        {
            throw Fault($"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}: expected JSON with each member once, at most 16 deep: {OneLine.Of(fault.Message, 200)}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Fault(fault is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : $"cannot be read: {OneLine.Of(fault.Message, 300)}", fault);
        }
    }
}
