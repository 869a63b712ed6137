using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>Everything one gate found out; screen, Markdown and JSON are made from it alone.</summary>
internal sealed record GateReport
{
    private static readonly JsonSerializerOptions written = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public required DateTimeOffset Taken { get; init; }

    public required Machine Machine { get; init; }

    public required GateSide Base { get; init; }

    public required GateSide Head { get; init; }

    public required GateVerdict Verdict { get; init; }

    /// <summary>Tier 1, a finding for every row.</summary>
    public required IReadOnlyList<GateFinding> Times { get; init; }

    /// <summary>Tier 0, a finding for every row.</summary>
    public required IReadOnlyList<CounterFinding> Counters { get; init; }

    /// <summary>Tier 2, a finding for every row that was held against C++.</summary>
    public IReadOnlyList<RatioFinding> Ratios { get; init; } = [];

    /// <summary>How the head stands to C++, for whoever accepts it; null where nothing was measured.</summary>
    public RatioTake? Stood { get; init; }

    /// <summary>What the head counts, for whoever accepts it; null where it did not get so far.</summary>
    public CounterTake? Counted { get; init; }

    /// <summary>What a reader must know before believing it, most important first.</summary>
    public required IReadOnlyList<string> Cautions { get; init; }

    /// <summary>What took how long, in order.</summary>
    public required IReadOnlyList<(string What, TimeSpan Took)> Stages { get; init; }

    public required TimeSpan Budget { get; init; }

    /// <summary>The line that asked for it, for whoever wants to do it again; null where it is not known.</summary>
    public string? Command { get; init; }

    /// <summary>Of a gate that did not get as far as its rows.</summary>
    public static GateReport Unmeasured(GateSide before, GateSide after, string reason, IReadOnlyList<(string What, TimeSpan Took)> stages, TimeSpan budget) => new()
    {
        Taken = TimeProvider.System.GetUtcNow(),
        Machine = Machine.Read(),
        Base = before,
        Head = after,
        Verdict = GateVerdict.CouldNotMeasure,
        Times = [],
        Counters = [],
        Cautions = [reason],
        Stages = stages,
        Budget = budget,
    };

    public TimeSpan Took => TimeSpan.FromTicks(Stages.Sum(stage => stage.Took.Ticks));

    public int ExitCode => PerfSuite.ExitCode.Of(Verdict);

    /// <summary>The verdict in words: what a person reads first.</summary>
    public string Headline() => HeadlineOf(Word(Verdict), Times, Counters, Ratios);

    /// <summary>The same of what a file says.</summary>
    public static string HeadlineOf(string answer, IReadOnlyList<GateFinding> times, IReadOnlyList<CounterFinding> counters, IReadOnlyList<RatioFinding> ratios)
    {
        var counts = new List<string>();
        Count(Measurement.Verdict.Slower, "slower");
        var worse = counters.Count(finding => finding is { Verdict: Measurement.Verdict.Slower, Accepted: null });
        if (worse > 0)
            counts.Add($"{worse} {(worse == 1 ? "row counts" : "rows count")} more");
        if (ratios.Count(ratio => ratio.Finding.Verdict == Measurement.Verdict.Slower) is > 0 and var behind)
            counts.Add($"{behind} further behind C++");
        Count(Measurement.Verdict.Failed, "failed");
        Count(Measurement.Verdict.Missing, "missing");
        Count(Measurement.Verdict.New, "new");
        Count(Measurement.Verdict.Inconclusive, "unclear");
        Count(Measurement.Verdict.Faster, "faster");
        Count(Measurement.Verdict.Same, "same");
        return times.Count == 0 ? $"{answer}: no row was timed" : $"{answer}: of {times.Count} {(times.Count == 1 ? "row" : "rows")} {string.Join(", ", counts)}";

        void Count(Verdict verdict, string word)
        {
            if (times.Count(finding => finding.Verdict == verdict) is > 0 and var count)
                counts.Add($"{count} {word}");
        }
    }

    public static string Word(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Pass => "pass",
        GateVerdict.Regression => "regression",
        GateVerdict.Inconclusive => "inconclusive",
        _ => "could not measure",
    };

    /// <summary>What its file holds: page and Markdown are made from that.</summary>
    public GateFile File() => new()
    {
        Verdict = Word(Verdict),
        ExitCode = ExitCode,
        Taken = Taken,
        Machine = Machine,
        Base = Base,
        Head = Head,
        Times = Times,
        Ratios = Ratios,
        Counters = Counters,
        Cautions = Cautions,
        Stages = [.. Stages.Select(stage => (stage.What, Seconds(stage.Took)))],
        Budget = Budget.TotalSeconds,
        Command = Command,
    };

    public JsonObject Json() => new()
    {
        ["schema"] = CounterTake.Schema,
        ["verdict"] = Word(Verdict),
        ["exitCode"] = ExitCode,
        ["taken"] = Taken,
        ["machine"] = JsonSerializer.SerializeToNode(Machine, written),
        ["fingerprint"] = Machine.Fingerprint,
        ["base"] = JsonSerializer.SerializeToNode(Base, written),
        ["head"] = JsonSerializer.SerializeToNode(Head, written),
        ["cautions"] = JsonSerializer.SerializeToNode(Cautions, written),
        ["times"] = JsonSerializer.SerializeToNode(Times, written),
        ["counters"] = JsonSerializer.SerializeToNode(Counters, written),
        ["counted"] = Counted?.Json(),
        ["ratios"] = Stood?.Json(),
        ["ratioFindings"] = JsonSerializer.SerializeToNode(Ratios, written),
        ["seconds"] = new JsonObject(Stages.Select(stage => KeyValuePair.Create<string, JsonNode?>(stage.What, Seconds(stage.Took)))),
        ["budgetSeconds"] = Budget.TotalSeconds,
        ["command"] = Command,
    };

    private static double Seconds(TimeSpan took) => Math.Round(took.TotalSeconds, 1);
}
