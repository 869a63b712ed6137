using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfSuite.Measurement;

/// <summary>Raw rounds of a gate, kept so that every change of its rules can be played on them again.</summary>
public sealed record GateRecording
{
    /// <summary>The <c>schema</c> of its files.</summary>
    public const string Schema = "perfsuite-gate-rounds/1";

    private const int MostRows = 1000;
    private const int MostRounds = 100_000;
    private const long LargestFile = 1L << 26;

    /// <summary>When it began.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Where.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The side compared with.</summary>
    public required GateSide Base { get; init; }

    /// <summary>The changed side.</summary>
    public required GateSide Head { get; init; }

    /// <summary>What C# computed with, where the base is C++: such rounds are what a ratio is accepted from. Null where both sides are builds.</summary>
    public RatioFooting? Footing { get; init; }

    /// <summary>What was timed.</summary>
    public required IReadOnlyList<Case> Rows { get; init; }

    /// <summary>Round by round, a pair for each row.</summary>
    public required IReadOnlyList<IReadOnlyList<GatePair>> Rounds { get; init; }

    /// <summary>The differences of one row, ln(head / base) a round each, in the order they were taken.</summary>
    /// <exception cref="ArgumentException">The recording has no such row.</exception>
    public IReadOnlyList<double> Differences(Case row)
    {
        var place = Rows.ToList().IndexOf(row);
        return place < 0 ? throw new ArgumentException($"The recording has no {row}.", nameof(row)) : [.. Rounds.Select(round => round[place].Difference)];
    }

    /// <summary>Every round with its sides exchanged: what was slower must come out faster.</summary>
    public GateRecording Swapped() => this with
    {
        Base = Head,
        Head = Base,
        Rounds = [.. Rounds.Select(round => (IReadOnlyList<GatePair>)[.. round.Select(pair => new GatePair(pair.Head, pair.Base))])],
    };

    /// <summary>Every base's value multiplied: rounds beside C++ as tier 2 judges them.</summary>
    /// <param name="ratios">By row, all of them.</param>
    public GateRecording Scaled(IReadOnlyDictionary<Case, double> ratios)
    {
        double[] factors = [.. Rows.Select(row => ratios[row])];
        return this with { Rounds = [.. Rounds.Select(round => (IReadOnlyList<GatePair>)[.. round.Select((pair, i) => pair with { Base = pair.Base * factors[i] })])] };
    }

    /// <summary>Each round's labels exchanged or not by a coin: whatever differed between the sides is gone.</summary>
    public GateRecording Permuted(long seed)
    {
        var coin = new SplitMix64(unchecked((ulong)seed));
        return this with
        {
            Rounds = [.. Rounds.Select(round => coin.Next() % 2 == 0 ? round : [.. round.Select(pair => new GatePair(pair.Head, pair.Base))])],
        };
    }

    /// <summary>Writes it whole or not at all: a line for every round.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        var head = JsonSerializer.Serialize(new Document(Schema, Taken, Fingerprint, Base, Head, Footing, Rows), GateJson.Default.Document);
        var rounds = Rounds.Select(round => $"    [{string.Join(", ", round.Select(pair => FormattableString.Invariant($"{pair.Base:0.##}, {pair.Head:0.##}")))}]");
        AtomicFile.Write(path, Encoding.UTF8.GetBytes($"{head[..head.LastIndexOf('\n')]},\n  \"rounds\": [\n{string.Join(",\n", rounds)}\n  ]\n}}\n"));
    }

    /// <summary>Reads one, believing nothing.</summary>
    /// <exception cref="InvalidDataException">Names the file, the place, what was expected and what is there.</exception>
    public static GateRecording Read(string path) => JsonText.Read(path, LargestFile, "rounds of a gate are written by `perf prove record`", Understand);

    private static GateRecording Understand(Field root)
    {
        JsonText.HasSchema(root, Schema);
        var rows = root["rows"].List(MostRows, ResultsReader.Case);
        if (rows.Distinct().Count() != rows.Length)
            throw root["rows"].Wrong("each row once");
        return new GateRecording
        {
            Taken = ResultsReader.Moment(root["taken"]),
            Fingerprint = root["fingerprint"].Text(),
            Base = Side(root["base"]),
            Head = Side(root["head"]),
            Footing = root.Maybe("footing") is { } footing ? RatioFooting.Read(footing) : null,
            Rows = rows,
            Rounds = root["rounds"].List(MostRounds, round =>
            {
                var values = round.List(2 * MostRows, ResultsReader.Positive);
                return values.Length == 2 * rows.Length
                    ? (IReadOnlyList<GatePair>)[.. rows.Select((_, i) => new GatePair(values[2 * i], values[2 * i + 1]))]
                    : throw round.Wrong($"{2 * rows.Length} numbers, two for each row");
            }),
        };
    }

    private static GateSide Side(Field field) => new(
        field["name"].Text(), field.Maybe("commit")?.Text(), field.Maybe("source")?.Text(), field["build"].Text(), field.Maybe("torch")?.Text());

    internal sealed record Document(
        string Schema, DateTimeOffset Taken, string Fingerprint, GateSide Base, GateSide Head, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RatioFooting? Footing, IReadOnlyList<Case> Rows);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(GateRecording.Document))]
internal sealed partial class GateJson : JsonSerializerContext;
