using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>How a row stood to C++ when somebody accepted it.</summary>
/// <param name="Case">What was timed.</param>
/// <param name="Footing">What C# computed with.</param>
/// <param name="Ratio">Its time to C++'s.</param>
/// <param name="Low">Lower end of the ratio's interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Level">Of the interval.</param>
/// <param name="Count">Rounds behind it.</param>
/// <param name="Spread">How far the estimate of a screen's rounds wandered while it was recorded: standard deviation, of logarithms.</param>
/// <param name="Accepted">By whom and why.</param>
public sealed record RatioEntry(Case Case, RatioFooting Footing, double Ratio, double Low, double High, double Level, int Count, double Spread, Acceptance Accepted)
{
    /// <summary>
    /// The effect a row is judged by: 3 %, or three standard deviations of the difference between the estimate of a screen and the accepted ratio,
    /// which is an estimate itself and wanders the less, the more rounds it is of.
    /// </summary>
    public double Effect => GateRules.EffectOf(Spread * Math.Sqrt(1 + ((double)GateRules.Standard.ScreenRounds / Count)));
}

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

    private const double MostSpread = 10;

    /// <summary>The accepted ratio; null where nobody accepted one.</summary>
    public RatioEntry? Of(Case row, RatioFooting footing) => Entries.FirstOrDefault(entry => Key(entry) == (row, footing));

    /// <summary>With entries in place of what they replace.</summary>
    public RatioLedger With(IReadOnlyList<RatioEntry> taken)
    {
        var keys = taken.Select(Key).ToHashSet();
        return new([.. Entries.Where(entry => !keys.Contains(Key(entry))).Concat(taken)
            .OrderBy(entry => $"{entry.Footing}", StringComparer.Ordinal).ThenBy(entry => entry.Case.ToString(), StringComparer.Ordinal)]);
    }

    /// <summary>Reads one, believing nothing; empty where there is no such file.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static RatioLedger Read(string path) => new(JsonText.Ledger(path, Schema, "perf accept FILE --ratios", Entry, entry => Key(entry)));

    /// <summary>Writes it whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path) => JsonText.Write(path, new Document(Schema, Entries), RatioJson.Default.Document);

    internal static RatioEntry Entry(Field field)
    {
        var stood = RatioTake.Stand(field);
        return new RatioEntry(
            stood.Case, RatioFooting.Read(field["footing"]), stood.Ratio, stood.Low, stood.High, stood.Level, stood.Count, field["spread"].Number(0, MostSpread), CounterLedger.Accepted(field["accepted"]));
    }

    private static (Case, RatioFooting) Key(RatioEntry entry) => (entry.Case, entry.Footing);

    internal sealed record Document(string Schema, IReadOnlyList<RatioEntry> Entries);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RatioLedger.Document))]
internal sealed partial class RatioJson : JsonSerializerContext;
