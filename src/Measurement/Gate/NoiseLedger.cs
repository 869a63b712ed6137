using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>How far the estimate of one row scattered where both sides were one source.</summary>
/// <param name="Case">The row.</param>
/// <param name="Fingerprint">Of the machine.</param>
/// <param name="Spread">Standard deviation of the Hodges–Lehmann estimate over a screen's rounds, of logarithms.</param>
/// <param name="Rounds">Raw rounds behind it.</param>
/// <param name="Taken">When.</param>
public sealed record NoiseEntry(Case Case, string Fingerprint, double Spread, int Rounds, DateTimeOffset Taken);

/// <summary>The noise of every row on every machine where it was measured; it only grows.</summary>
/// <param name="Entries">In the order they came.</param>
public sealed record NoiseLedger(IReadOnlyList<NoiseEntry> Entries)
{
    /// <summary>Where it lies below the root of a source.</summary>
    public const string File = "baselines/noise.json";

    /// <summary>The <c>schema</c> of its file.</summary>
    public const string Schema = "perfsuite-noise/1";

    private const double MostSpread = 10;

    /// <summary>The effect a row is judged by: from the largest spread seen on this machine, or where there is none on any, or the least there is.</summary>
    public double EffectOf(Case row, string fingerprint)
    {
        var own = Entries.Where(entry => entry.Case == row).ToList();
        var here = own.Where(entry => entry.Fingerprint == fingerprint).ToList();
        return GateRules.EffectOf((here.Count > 0 ? here : own).Select(entry => (double?)entry.Spread).Max());
    }

    /// <summary>Whether the row was ever measured on this machine.</summary>
    public bool Knows(Case row, string fingerprint) => Entries.Any(entry => entry.Case == row && entry.Fingerprint == fingerprint);

    /// <summary>Reads one, believing nothing; empty where there is no such file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static NoiseLedger Read(string path) => new(JsonText.Ledger(path, Schema, "perf prove", entry => new NoiseEntry(
        ResultsReader.Case(entry["case"]),
        entry["fingerprint"].Text(),
        entry["spread"].Number(0, MostSpread),
        entry["rounds"].Int(1, int.MaxValue),
        ResultsReader.Moment(entry["taken"]))));

    /// <summary>Writes it whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => JsonText.Write(path, new Document(Schema, Entries), NoiseJson.Default.Document);

    internal sealed record Document(string Schema, IReadOnlyList<NoiseEntry> Entries);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(NoiseLedger.Document))]
internal sealed partial class NoiseJson : JsonSerializerContext;
