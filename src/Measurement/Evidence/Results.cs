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

    /// <summary>The line that makes such results again, as a shell takes it; null where it is not known.</summary>
    public string? Command { get; init; }

    /// <summary>What was concluded when they were measured, in the order of the screen.</summary>
    public IReadOnlyList<Passage> Told { get; init; } = [];

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
    public static Results Read(string path) =>
        JsonText.Read(path, LargestFile, "results are written by `dotnet run -c Release --project perf`", ResultsReader.Read);
}
