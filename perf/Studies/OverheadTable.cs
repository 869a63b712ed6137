using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>The overhead study's own table: C# with its target beside it, Python as third column, the counters below.</summary>
internal sealed class OverheadTable(Display display) : IFindings
{
    private readonly Table identities = new(display);

    public void Begin(Plan plan, IReadOnlyList<Entrant> entrants)
    {
        identities.Introduce(entrants);
        display.Line();
        display.Heading($"{"operation",-14}{"C++",8}{"C#",12}{"× C++",10}{"target",14}{"Python",13}{"× C++",6}");
    }

    public void Case(Section section, Item item, IReadOnlyList<Row> rows, IReadOnlyList<Ratio> ratios)
    {
        var line = item.Label.PadRight(14) + Value(Of(rows, Contender.Cpp), spread: true);
        var row = Of(rows, Contender.CSharp);
        var ratio = ratios.FirstOrDefault(one => one.Contender == Contender.CSharp);
        line += Value(row, spread: true) + Against(ratio, interval: true).PadRight(15) + " " + Judge(item.Phase, section.Batch, row, ratio).PadRight(12);
        line += Value(Of(rows, Contender.Python), spread: false) + Against(ratios.FirstOrDefault(one => one.Contender == Contender.Python), interval: false);
        display.Line(line.TrimEnd());
    }

    /// <summary>What one operation makes: managed bytes, tensors, calls from C# into libtorch, operations inside it.</summary>
    public void Counters(Run run)
    {
        if (run.Counters.Count == 0)
            return;
        display.Line();
        var sheet = new Sheet("counters of C#", 14, ("bytes", 7), ("  target", -13), ("tensors, left", 14), ("calls", 8), ("operations C++, C#, Py", 24));
        foreach (var rows in run.Counters.GroupBy(row => row.Case))
        {
            var own = rows.FirstOrDefault(row => row.Contender == Contender.CSharp)?.Values;
            var label = rows.Key.Phase == "step" ? $"step     {rows.Key.Batch,5}" : rows.Key.Phase;
            var bytes = own?.ManagedBytes is { } count ? Figures.Bytes(count) : "–";
            var target = rows.Key.Batch == 1 && Overhead.ByteTargets.TryGetValue(rows.Key.Phase, out var most) && own?.ManagedBytes is { } got
                ? $"≤{most:0} {(got <= most ? "met" : "missed")}" : "";
            var tensors = own is null ? "–" : $"{(own.TensorsMade is { } made ? Figures.Bytes(made) : "–")}, {own.TensorsAlive?.ToString(CultureInfo.InvariantCulture) ?? "–"}";
            var calls = own?.NativeCalls is { } called ? Figures.Bytes(called) : "–";
            var operations = string.Join(", ", new[] { Contender.Cpp, Contender.CSharp, Contender.Python }.Select(contender =>
                rows.FirstOrDefault(row => row.Contender == contender)?.Values.NativeOperations is { } counted ? Figures.Bytes(counted.Values.Sum()) : "–"));
            sheet.Add(label, bytes, "  " + target, tensors, calls, operations);
        }
        display.Tell(sheet);
    }

    private static Row? Of(IReadOnlyList<Row> rows, string contender) => rows.FirstOrDefault(row => row.Contender == contender);

    private static string Value(Row? row, bool spread)
    {
        if (row is not { Median: { } median })
            return " " + (row is null ? "" : Table.Word(row.Status)).PadRight(spread ? 11 : 6);
        return " " + Figures.Time(median).PadLeft(6) + (spread ? " " + Figures.Spread(median, row.Low, row.High).PadRight(4) : "");
    }

    private static string Against(Ratio? ratio, bool interval) => ratio is null ? ""
        : " " + (interval ? Figures.Ratio(ratio.Median, ratio.Low, ratio.High, ratio.ContainsOne) : Figures.Ratio(ratio.Median, ratio.ContainsOne));

    /// <summary>By the median as it is shown, to the two decimals that the targets have; the interval beside it tells how sure that is.</summary>
    private static string Judge(string phase, int batch, Row? row, Ratio? ratio)
    {
        if (Overhead.Targets.FirstOrDefault(one => one.Phase == phase && one.Batch == batch) is not { } target)
            return "";
        var (limit, met) = target.Ratio is { } most
            ? (most.ToString("≤0.00", CultureInfo.InvariantCulture), ratio is null ? (bool?)null : Math.Round(ratio.Median, 2) <= most)
            : ($"≤{Figures.Time(target.Nanoseconds!.Value).Replace(".0ns", "ns", StringComparison.Ordinal)}", row?.Median is { } median ? median <= target.Nanoseconds : null);
        return met switch { true => $"{limit} met", false => $"{limit} missed", null => limit };
    }
}
