using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>How a row stood to C++ when somebody accepted it.</summary>
/// <param name="Case">What was timed.</param>
/// <param name="Contender">Which of the two suppliers stood to C++ so.</param>
/// <param name="Blas">The library's file name: another one shifts the share that is arithmetic.</param>
/// <param name="CpuCapability">Vector instructions that libtorch uses, for the same reason.</param>
/// <param name="Ratio">Its time to C++'s.</param>
/// <param name="Low">Lower end of the ratio's interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">Of the interval.</param>
/// <param name="Count">Rounds behind it.</param>
/// <param name="Accepted">By whom and why.</param>
public sealed record RatioEntry(Case Case, string Contender, string Blas, string CpuCapability, double Ratio, double Low, double High, double Level, int Count, Acceptance Accepted);

/// <summary>
/// The accepted ratios to C++, by BLAS and vector instructions. A ratio travels between machines where a time does not, and is held to what was
/// accepted last, as at a release, so that small losses cannot slip by one after the other.
/// </summary>
/// <param name="Entries">A row once of a contender, BLAS and vector instructions.</param>
public sealed record RatioLedger(IReadOnlyList<RatioEntry> Entries)
{
    /// <summary>Where it lies below the root of a source.</summary>
    public const string File = "baselines/ratios.json";

    /// <summary>The <c>schema</c> of its file.</summary>
    public const string Schema = "perfsuite-ratios/1";

    /// <summary>A BLAS as the ledger names it: the last two parts of its path, such as <c>openblas-openmp/libblas.so.3</c>.</summary>
    public static string Short(string? blas) => blas is { Length: > 0 } ? string.Join('/', blas.Split('/', '\\').TakeLast(2)) : "unknown";

    /// <summary>The accepted ratio; null where nobody accepted one.</summary>
    public RatioEntry? Of(Case row, string contender, string blas, string capability) =>
        Entries.FirstOrDefault(entry => (entry.Case, entry.Contender, entry.Blas, entry.CpuCapability) == (row, contender, blas, capability));

    /// <summary>With entries in place of what they replace.</summary>
    public RatioLedger With(IReadOnlyList<RatioEntry> taken)
    {
        var keys = taken.Select(Key).ToHashSet();
        return new([.. Entries.Where(entry => !keys.Contains(Key(entry))).Concat(taken)
            .OrderBy(entry => entry.Contender, StringComparer.Ordinal).ThenBy(entry => entry.Blas, StringComparer.Ordinal).ThenBy(entry => entry.CpuCapability, StringComparer.Ordinal).ThenBy(entry => entry.Case.ToString(), StringComparer.Ordinal)]);
    }

    /// <summary>Reads one, believing nothing; empty where there is no such file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static RatioLedger Read(string path) => new(JsonText.Ledger(path, Schema, "perf accept --ratios", Entry, entry => Key(entry)));

    /// <summary>Writes it whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(new Document(Schema, Entries), RatioJson.Default.Document), (byte)'\n']);

    internal static RatioEntry Entry(Field field)
    {
        var stood = RatioTake.Stand(field);
        return new RatioEntry(
            stood.Case, field["contender"].Text(), field["blas"].Text(), field["cpuCapability"].Text(), stood.Ratio, stood.Low, stood.High, stood.Level, stood.Count, CounterLedger.Accepted(field["accepted"]));
    }

    private static (Case, string, string, string) Key(RatioEntry entry) => (entry.Case, entry.Contender, entry.Blas, entry.CpuCapability);

    internal sealed record Document(string Schema, IReadOnlyList<RatioEntry> Entries);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(RatioLedger.Document))]
internal sealed partial class RatioJson : JsonSerializerContext;
