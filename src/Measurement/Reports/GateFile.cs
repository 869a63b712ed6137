namespace PerfSuite.Measurement;

/// <summary>A gate's report as its file has it; a page is made from that file alone.</summary>
public sealed record GateFile
{
    private const long LargestFile = 1L << 26;
    private const int MostRows = 10_000;
    private const int MostRounds = 10_000;

    /// <summary>In a word or three: <c>pass</c>, <c>could not measure</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>What its exit code says.</summary>
    public required int ExitCode { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Taken { get; init; }

    /// <summary>Where.</summary>
    public required Machine Machine { get; init; }

    /// <summary>Compared with.</summary>
    public required GateSide Base { get; init; }

    /// <summary>Judged.</summary>
    public required GateSide Head { get; init; }

    /// <summary>A finding for every row's time.</summary>
    public required IReadOnlyList<GateFinding> Times { get; init; }

    /// <summary>A finding for every row that was held against C++.</summary>
    public IReadOnlyList<RatioFinding> Ratios { get; init; } = [];

    /// <summary>A finding for every row's counters.</summary>
    public required IReadOnlyList<CounterFinding> Counters { get; init; }

    /// <summary>What a reader must know before believing it.</summary>
    public required IReadOnlyList<string> Cautions { get; init; }

    /// <summary>What took how many seconds.</summary>
    public required IReadOnlyList<(string What, double Seconds)> Stages { get; init; }

    /// <summary>Seconds that it was given.</summary>
    public required double Budget { get; init; }

    /// <summary>The line that asked for it; null where it is not known.</summary>
    public string? Command { get; init; }

    /// <summary>Reads one, believing nothing in it.</summary>
    /// <exception cref="InvalidDataException">Names the file, the place in the document, what was expected and what is there.</exception>
    public static GateFile Read(string path) => JsonText.Read(path, LargestFile, "a gate's report is written by `perf gate --json FILE`", root =>
    {
        JsonText.HasSchema(root, CounterTake.Schema);
        return new GateFile
        {
            Verdict = root["verdict"].Text(),
            ExitCode = root["exitCode"].Int(0, 255),
            Taken = ResultsReader.Moment(root["taken"]),
            Machine = ResultsReader.Machine(root["machine"]),
            Base = Side(root["base"]),
            Head = Side(root["head"]),
            Times = root["times"].List(MostRows, Time),
            Ratios = root.Maybe("ratioFindings")?.List(MostRows, Ratio) ?? [],
            Counters = root["counters"].List(MostRows, Counter),
            Cautions = root["cautions"].List(MostRows, caution => caution.Text()),
            Stages = [.. root["seconds"].Map(MostRows, seconds => seconds.Number(0)).Select(stage => (stage.Key, stage.Value))],
            Budget = root["budgetSeconds"].Number(0),
            Command = root.Maybe("command")?.Text(),
        };
    });

    private static GateSide Side(Field field) => new(
        field["name"].Text(), field.Maybe("commit")?.Text(), field.Maybe("source")?.Text(), field["build"].Text(), field.Maybe("torch")?.Text());

    private static GateFinding Time(Field field) => new()
    {
        Row = new GateRow(ResultsReader.Case(field["row"]["case"]), field["row"]["effect"].Number(0)),
        Verdict = ResultsReader.Word<Verdict>(field["verdict"]),
        Screened = field.Maybe("screened") is { } screened ? Estimate(screened) : null,
        Confirmed = field.Maybe("confirmed") is { } confirmed ? Estimate(confirmed) : null,
        Reason = field.Maybe("reason")?.Text(),
        Accepted = field.Maybe("accepted") is { } accepted ? CounterLedger.Accepted(accepted) : null,
        Rounds = field["rounds"].List(MostRounds, round => new GatePair(ResultsReader.Positive(round["base"]), ResultsReader.Positive(round["head"]))),
    };

    private static RatioFinding Ratio(Field field) => new(Time(field["finding"]), field.Maybe("accepted") is { } accepted ? RatioLedger.Entry(accepted) : null);

    private static GateEstimate Estimate(Field field)
    {
        var ratio = field["ratio"];
        var median = ResultsReader.Positive(ratio["median"]);
        var (low, high, level) = ratio.Maybe("interval") is { } interval ? ResultsReader.Interval(interval, median) : default;
        return new GateEstimate(
            new Estimate(median, low is null ? null : new Interval(low.Value, high!.Value, level!.Value), ratio["count"].Int(1, MostRounds)),
            field["slower"].Number(0, 1),
            field["faster"].Number(0, 1));
    }

    private static CounterFinding Counter(Field field) => new(
        ResultsReader.Case(field["case"]), ResultsReader.Word<Verdict>(field["verdict"]), field["changes"].List(MostRows, change => change.Text()), field.Maybe("reason")?.Text())
    {
        Accepted = field.Maybe("accepted") is { } accepted ? CounterLedger.Accepted(accepted) : null,
    };
}
