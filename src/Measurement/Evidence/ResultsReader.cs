using System.Globalization;

namespace PerfSuite.Measurement;

/// <summary>From a document nobody vouches for to <see cref="Results"/>; everything that is not as it must be throws <see cref="FieldException"/>.</summary>
internal static class ResultsReader
{
    private const int MostRows = 100_000;
    private const int MostRounds = 100_000;
    private const int MostNames = 4096;
    private const int MostBatch = 65_536;
    private const int MostThreads = 1024;
    private const int MostIterations = 1_000_000_000;
    private const int MostSteps = 1000;
    private const int LongestName = 256;
    private const int MostTold = 10_000;
    private const int MostMegahertz = 100_000;
    private const int MostReasons = 64;

    public static Results Read(Field root)
    {
        JsonText.HasSchema(root, Results.Schema);
        return new Results
        {
            Commit = root.Maybe("commit") is { } commit ? Name(commit) : null,
            Taken = Moment(root["taken"]),
            Seed = root["seed"].Integer(0, Field.LargestInteger),
            Machine = Machine(root["machine"]),
            Contenders = Unique(root["contenders"].List(MostNames, Contender), contender => contender.Contender, root["contenders"], "each contender once"),
            Rows = Unique(root["rows"].List(MostRows, Row), row => (row.Case, row.Contender), root["rows"], "each contender once in a case"),
            Ratios = Unique(root["ratios"].List(MostRows, Ratio), ratio => (ratio.Case, ratio.Contender, ratio.To), root["ratios"], "each pair once in a case"),
            Agreements = root["agreements"].List(MostRows, Agreement),
            Counters = Unique(root["counters"].List(MostRows, Counter), row => (row.Case, row.Contender), root["counters"], "each contender once in a case"),
            // Files from before trainings were kept lack the member.
            Curves = root.Maybe("curves") is { } curves ? Unique(curves.List(MostRows, Curve), curve => (curve.Case, curve.Contender), curves, "each contender once in a case") : [],
            // And files from before reports were made of them lack these two.
            Command = root.Maybe("command")?.Text(),
            Told = root.Maybe("told")?.List(MostTold, Passage) ?? [],
        };
    }

    internal static Machine Machine(Field field) => new(
        Optional(field, "cpu"),
        field["cores"].Int(1, 1 << 20),
        Name(field["os"]),
        Name(field["kernel"]),
        Name(field["architecture"]),
        Name(field["runtime"]),
        field.Maybe("memoryBytes")?.Integer(1, long.MaxValue),
        field.Maybe("load")?.Number(0),
        field.Maybe("hypervisor")?.Flag())
    {
        Gpu = Optional(field, "gpu"),
    };

    private static ContenderEntry Contender(Field field) => new(
        Name(field["contender"]),
        Name(field["title"]),
        Name(field["language"]),
        field["versions"].Map(MostNames, version => version.Text(LongestName)),
        Optional(field, "libtorch"),
        field.Maybe("blas")?.Text(),
        Optional(field, "cpuCapability"));

    private static Row Row(Field field)
    {
        var row = new Row
        {
            Case = Case(field),
            Contender = Name(field["contender"]),
            Unit = Unit(field["unit"]),
            Iterations = field["iterations"].Int(0, MostIterations),
            WarmUp = field["warmUp"].List(MostRounds, Positive),
            Rounds = field["rounds"].List(MostRounds, Positive),
            Median = field.Maybe("median") is { } median ? Positive(median) : null,
            Status = Word<RowStatus>(field["status"]),
            Reason = field.Maybe("reason")?.Text(),
            // Of more than one only.
            Processes = field.Maybe("processes")?.Int(2, MostRounds) ?? 1,
            // Of a GPU only.
            Gpu = field.Maybe("gpu")?.List(MostRounds, State) ?? [],
        };
        if (row.Gpu.Count > 0 && row.Gpu.Count != row.Rounds.Count)
            throw field["gpu"].Wrong("as many as there are rounds");
        if (row.Rounds.Count % row.Processes != 0)
            throw field["processes"].Wrong("as many rounds of each process");
        if (row.Status == RowStatus.Measured && (row.Median is null || row.Rounds.Count == 0))
            throw field["status"].Wrong("a median and rounds beside \"Measured\"");
        if (row.Status != RowStatus.Measured && (row.Median is not null || string.IsNullOrEmpty(row.Reason)))
            throw field["status"].Wrong("\"Measured\", or a reason and no median");
        var (low, high, level) = Interval(field, row.Median);
        return row with { Low = low, High = high, Level = level };
    }

    private static GpuState State(Field field) => new(
        field.Maybe("megahertz")?.Int(0, MostMegahertz),
        field.Maybe("memoryMegahertz")?.Int(0, MostMegahertz),
        field.Maybe("celsius")?.Int(-273, MostMegahertz),
        field["throttled"].List(MostReasons, reason => reason.Text(LongestName)));

    private static Ratio Ratio(Field field)
    {
        var median = Positive(field["median"]);
        var (low, high, level) = Interval(field, median);
        return new Ratio
        {
            Case = Case(field),
            Contender = Name(field["contender"]),
            To = Name(field["to"]),
            Count = field["count"].Int(1, MostRounds),
            Processes = field.Maybe("processes")?.Int(2, MostRounds) ?? 1,
            Median = median,
            Low = low,
            High = high,
            Level = level,
        };
    }

    private static AgreementRow Agreement(Field field) => new(
        Name(field["study"]),
        Name(field["workload"]),
        Name(field["variant"]),
        field["batch"].Int(1, MostBatch),
        Name(field["device"]),
        field["threads"].Int(1, MostThreads),
        field["seed"].Integer(0, Field.LargestInteger),
        field["steps"].Int(1, MostSteps),
        new Agreement(
            Name(field["contender"]),
            Optional(field, "to"),
            Word<AgreementStatus>(field["status"]),
            field["digest"].Text(),
            field["sameDigest"].Flag(),
            field["losses"].List(MostSteps, loss => loss.Text(LongestName)),
            field.Maybe("largestDifference")?.Number(0),
            field["tolerance"].Number(0),
            field.Maybe("reason")?.Text()),
        Settings(field));

    private static CounterRow Counter(Field field) => new(
        Case(field),
        Name(field["contender"]),
        field["iterations"].Int(1, MostIterations),
        Worker.Counts(field));

    private static TrainingCurve Curve(Field field) => new(
        Case(field),
        Name(field["contender"]),
        field["samples"].Int(1, int.MaxValue),
        field["testSamples"].Int(1, int.MaxValue),
        Name(field["metric"]),
        field["epochs"].List(MostRounds, epoch => new CurveEpoch(
            epoch["loss"].Number(), epoch["score"].Number(0), epoch["testLoss"].Number(), epoch["testScore"].Number(0), epoch["seconds"].Number(0))),
        Optional(field, "digest"),
        field.Maybe("reason")?.Text());

    private static Passage Passage(Field field)
    {
        var told = new Passage(Word<PassageKind>(field["kind"]), field["text"].Text())
        {
            Columns = field["columns"].List(MostNames, column => column.Text()),
            Rows = field["rows"].List(MostTold, row => (IReadOnlyList<string>)row.List(MostNames, cell => cell.Text())),
        };
        return told.Rows.All(row => row.Count == 1 || row.Count == told.Columns.Count + 1)
            ? told
            : throw field["rows"].Wrong("in each row a label and a cell for every column, or a label alone");
    }

    internal static Case Case(Field field) => new(
        Name(field["study"]),
        Name(field["workload"]),
        Name(field["variant"]),
        Name(field["phase"]),
        field["batch"].Int(1, MostBatch),
        Name(field["device"]),
        field["threads"].Int(1, MostThreads),
        Settings(field));

    // Files from before workloads had settings lack the member.
    private static string Settings(Field field) => field.Maybe("settings")?.Text() ?? "";

    internal static (double? Low, double? High, double? Level) Interval(Field field, double? median)
    {
        if (field.Maybe("low") is not { } low || field.Maybe("high") is not { } high)
        {
            if ((field.Maybe("low") ?? field.Maybe("high") ?? field.Maybe("level")) is { } lonely)
                throw lonely.Wrong("low, high and level, or none of them");
            return default;
        }
        var (least, most, level) = (Positive(low), Positive(high), field["level"].Number(0, 1));
        if (!(least <= median))
            throw low.Wrong("no more than the median");
        if (!(median <= most))
            throw high.Wrong("no less than the median");
        return (least, most, level);
    }

    private static T[] Unique<T, TKey>(T[] items, Func<T, TKey> key, Field list, string expected)
    {
        var seen = new HashSet<TKey>();
        for (var i = 0; i < items.Length; i++)
            if (!seen.Add(key(items[i])))
                throw new FieldException($"{list.Path}[{i}]", expected, $"{key(items[i])} again");
        return items;
    }

    internal static T Word<T>(Field field) where T : struct, Enum
    {
        var name = Name(field);
        return Enum.GetNames<T>().Contains(name) ? Enum.Parse<T>(name) : throw field.Wrong("one of " + string.Join(", ", Enum.GetNames<T>()));
    }

    internal static DateTimeOffset Moment(Field field) =>
        DateTimeOffset.TryParseExact(field.Text(), ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : throw field.Wrong("a time such as 2026-01-31T12:00:00+00:00");

    internal static double Positive(Field field) => field.Number(double.Epsilon);

    private static string Name(Field field) => field.Text(LongestName) is { Length: > 0 } name ? name : throw field.Wrong("a name");

    private static string Unit(Field field) => Name(field) is Measurement.Row.Nanoseconds or Measurement.Row.Bytes ? Name(field) : throw field.Wrong($"\"{Measurement.Row.Nanoseconds}\" or \"{Measurement.Row.Bytes}\"");

    private static string? Optional(Field field, string member) => field.Maybe(member) is { } value ? Name(value) : null;
}
