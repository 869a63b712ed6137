using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>When a snapshot was accepted last.</summary>
/// <param name="Name">Its file without <c>.verified.txt</c>.</param>
/// <param name="Accepted">By whom and why.</param>
public sealed record SnapshotEntry(string Name, Acceptance Accepted);

/// <summary>Who accepted the texts that tests compare, by name; those accepted by hand are not in it.</summary>
/// <param name="Entries">A name once.</param>
public sealed record SnapshotLedger(IReadOnlyList<SnapshotEntry> Entries)
{
    /// <summary>Where the texts lie below the root of a source.</summary>
    public const string Folder = "baselines/snapshots";

    /// <summary>Where it lies itself.</summary>
    public const string File = "baselines/snapshots.json";

    /// <summary>The <c>schema</c> of its file.</summary>
    public const string Schema = "perfsuite-snapshots/1";

    /// <summary>With names accepted anew.</summary>
    public SnapshotLedger With(IEnumerable<string> names, Acceptance accepted)
    {
        var taken = names.Select(name => new SnapshotEntry(name, accepted)).ToList();
        return new([.. Entries.ExceptBy(taken.Select(entry => entry.Name), entry => entry.Name).Concat(taken).OrderBy(entry => entry.Name, StringComparer.Ordinal)]);
    }

    /// <summary>Reads one, believing nothing; empty where there is no such file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static SnapshotLedger Read(string path) => new(JsonText.Ledger(path, Schema, "perf accept --snapshots",
        entry => new SnapshotEntry(entry["name"].Text(), CounterLedger.Accepted(entry["accepted"])), entry => entry.Name));

    /// <summary>Writes it whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => JsonText.Write(path, new Document(Schema, Entries), SnapshotJson.Default.Document);

    internal sealed record Document(string Schema, IReadOnlyList<SnapshotEntry> Entries);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SnapshotLedger.Document))]
internal sealed partial class SnapshotJson : JsonSerializerContext;

/// <summary>A text that a test received instead of the accepted one, or where none is accepted.</summary>
/// <param name="Name">Of the snapshot.</param>
/// <param name="Path">Of the received text.</param>
public sealed record ReceivedSnapshot(string Name, string Path)
{
    private const string Suffix = ".received.txt";
    private const long Largest = 1 << 24;

    /// <summary>Those in a folder, by name; none where there is no such folder.</summary>
    public static IEnumerable<ReceivedSnapshot> In(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*" + Suffix).Order(StringComparer.Ordinal).Select(path => new ReceivedSnapshot(System.IO.Path.GetFileName(path)[..^Suffix.Length], path))
        : [];

    /// <summary>What differs from the accepted text, line by line.</summary>
    /// <exception cref="InvalidDataException">A text is too large to be one.</exception>
    public IEnumerable<string> Difference() => TextDifference.Between(File.Exists(Verified) ? Text(Verified) : "", Text(Path)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Puts it in place of the accepted text.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    public void Accept() => File.Move(Path, Verified, overwrite: true);

    private string Verified => Path[..^Suffix.Length] + ".verified.txt";

    private static string Text(string path) => new FileInfo(path).Length <= Largest
        ? File.ReadAllText(path).ReplaceLineEndings("\n").TrimEnd('\n')
        : throw new InvalidDataException($"{path}: expected at most {Largest} bytes.");
}
