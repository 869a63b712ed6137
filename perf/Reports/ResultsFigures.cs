using System.Globalization;
using PerfSuite.Measurement;
using PerfSuite.Screen;
using PerfSuite.Studies;

namespace PerfSuite.Reports;

/// <summary>The charts that a file of results allows.</summary>
internal sealed class ResultsFigures(Results results, CaseNames names, IReadOnlyDictionary<string, Series> series)
{
    /// <summary>Cases in one chart of ratios.</summary>
    private const int MostCases = 16;

    private const int MostOperations = 7;
    private const int LeastOperations = 3;

    private readonly Dictionary<(Case Case, string Contender), Row> measured =
        results.Rows.Where(row => row.Status == RowStatus.Measured).ToDictionary(row => (row.Case, row.Contender));

    private readonly int processes = results.Rows.Select(row => row.Processes).DefaultIfEmpty(1).Max();

    private IEnumerable<Row> Times => measured.Values.Where(row => row.Unit == Row.Nanoseconds && CaseNames.IsTimed(row.Case));

    /// <summary>Two for each group of cases: who stands where with what certainty, and the rounds behind it.</summary>
    public IReadOnlyList<Figure> Ratios()
    {
        var figures = new List<Figure>();
        foreach (var (title, ratios) in Groups())
        {
            var rows = ratios.GroupBy(ratio => ratio.Case).Select(group => new RatioRow(names.Of(group.Key), [.. group.Select(Mark)])).ToList();
            var to = ratios.Select(ratio => names.Title(ratio.To)).Distinct().ToList() is [var one] ? $"{one}'s time" : "the time of whom each is held against";
            figures.Add(RatioPlot.Forest($"How much of {to} each takes: {title}", CountOf(ratios.Select(ratio => ratio.Count)), rows));
            if (rows.Any(row => row.Marks.Any(mark => mark.Rounds.Count > 0)))
                figures.Add(RatioPlot.Rounds($"The same, round by round: {title}", CountOf(ratios.Select(ratio => ratio.Count)), rows));
        }
        return figures;
    }

    /// <summary>Wherever something was measured at several batch sizes.</summary>
    public IReadOnlyList<Figure> Batches() =>
    [
        .. from alike in Times.GroupBy(row => row.Case with { Batch = 1 })
           where alike.Select(row => row.Case.Batch).Distinct().Count() > 1
           select LinePlot.Of(
               $"Time of {alike.Key.Phase} against batch size: {names.Setting(alike.Key)}",
               $"medians with intervals of at least 95 %, {CountOf(alike.Select(row => row.Rounds.Count))}",
               new Axis("samples in a batch", batch => batch.ToString("0", CultureInfo.InvariantCulture), Logarithmic: true),
               new Axis("time per call", Figures.Time, Logarithmic: true),
               [.. alike.GroupBy(row => row.Contender).Select(own => new Line(series[own.Key],
                   [.. own.OrderBy(row => row.Case.Batch).Select(row => new LinePoint(row.Case.Batch, row.Median!.Value, row.Low, row.High, row.Rounds.Count))]))]),
    ];

    /// <summary>The parts of a training step of the largest batch, and what its native operations take.</summary>
    public IReadOnlyList<Figure> Breakdowns() => [.. Steps(), .. Operations()];

    /// <summary>How far trainings came.</summary>
    public IReadOnlyList<Figure> Curves()
    {
        var figures = new List<Figure>();
        foreach (var group in results.Curves.Where(curve => curve.Epochs.Count > 0).GroupBy(curve => (curve.Case.Workload, curve.Metric)))
        {
            string Label(TrainingCurve curve) => string.Join(' ', new[] { curve.Case.Variant, CurvePlan.WithoutEpochs(curve.Case.Settings) }.Where(part => part.Length > 0));
            var own = Series.Of(group.Select(Label), [], label => label);
            var count = $"one training each, of {string.Join(" or ", group.Select(curve => Figures.Count(curve.Samples)).Distinct())} samples an epoch, tested on {string.Join(" or ", group.Select(curve => Figures.Count(curve.TestSamples)).Distinct())}";
            Figure Of(string what, Func<CurveEpoch, double> value) => LinePlot.Of(
                $"{what} of {group.Key.Workload}, epoch by epoch", count,
                new Axis("epoch", epoch => epoch.ToString("0.#", CultureInfo.InvariantCulture)), new Axis(what.ToLowerInvariant(), Number),
                [.. group.Select(curve => new Line(own[Label(curve)], [.. curve.Epochs.Select((epoch, place) => new LinePoint(place + 1, value(epoch)))])).DistinctBy(line => line.Series)]);
            figures.Add(Of("Training loss", epoch => epoch.Loss));
            figures.Add(Of("Test loss", epoch => epoch.TestLoss));
            figures.Add(Of($"Test {group.Key.Metric}", epoch => epoch.TestScore));
        }
        return figures;
    }

    /// <summary>Ratios of a study, by workload where they are many.</summary>
    private IEnumerable<(string Title, IReadOnlyList<Ratio> Ratios)> Groups()
    {
        foreach (var study in results.Ratios.Where(ratio => ratio.Contender != ratio.To && CaseNames.IsTimed(ratio.Case)).GroupBy(ratio => ratio.Case.Study))
        {
            var cases = study.Select(ratio => ratio.Case).Distinct().ToList();
            if (cases.Count <= MostCases)
            {
                yield return (study.Key, [.. study]);
                continue;
            }
            foreach (var workload in study.GroupBy(ratio => ratio.Case.Workload))
            {
                var chunks = workload.Select(ratio => ratio.Case).Distinct().Chunk(MostCases).ToList();
                foreach (var (place, chunk) in chunks.Index())
                    yield return (FormattableString.Invariant($"{study.Key}, {workload.Key}{(chunks.Count > 1 ? $", {place + 1} of {chunks.Count}" : "")}"), [.. workload.Where(ratio => chunk.Contains(ratio.Case))]);
            }
        }
    }

    private RatioMark Mark(Ratio ratio) => new(series[ratio.Contender], ratio.Median, ratio.Low, ratio.High, Within(ratio), names.Title(ratio.To));

    private double[] Within(Ratio ratio) => measured.TryGetValue((ratio.Case, ratio.Contender), out var row) && measured.TryGetValue((ratio.Case, ratio.To), out var to)
        && row.IsPairedWith(to) && row.Rounds.Zip(to.Rounds, (own, its) => own / its).ToArray() is var ratios && ratios.All(one => one > 0 && double.IsFinite(one))
        ? ratios : [];

    private IEnumerable<Figure> Steps()
    {
        var steps = Times.Where(row => row.Case.Phase == "step").GroupBy(row => row.Case with { Batch = 1 }).Select(group => group.MaxBy(row => row.Case.Batch)!.Case);
        foreach (var step in steps)
        {
            var bars = new List<StackedBar>();
            var counts = new List<int>();
            foreach (var row in Times.Where(row => row.Case == step))
            {
                double? Of(string phase) => measured.GetValueOrDefault((step with { Phase = phase }, row.Contender))?.Median;
                if (Of("forward") is not { } forward || (Of("gradient") ?? forward + Of("backward")) is not { } gradient)
                    continue;
                bars.Add(new StackedBar(series[row.Contender], [forward, gradient - forward, row.Median!.Value - gradient]));
                counts.Add(row.Rounds.Count);
            }
            if (bars.Count > 0)
                yield return StackedBars.Of(
                    $"Where the time of one training step goes: {names.Setting(step)}, batch {step.Batch.ToString(CultureInfo.InvariantCulture)}", "time per step, from medians of different rounds", CountOf(counts),
                    ["forward, with the loss", "backward: a gradient less forward", "update: a step less its gradient"], bars, Figures.Time) with
                {
                    Note = "A part that comes out below 0 is noise, drawn as nothing.",
                };
        }
    }

    private IEnumerable<Figure> Operations()
    {
        foreach (var group in results.Counters.Where(row => row.Values.OperationNanoseconds is { Count: >= LeastOperations }).GroupBy(row => row.Case))
        {
            var rows = group.ToList();
            double Of(CounterRow row, string operation) => row.Values.OperationNanoseconds!.GetValueOrDefault(operation);
            var all = rows.SelectMany(row => row.Values.OperationNanoseconds!.Keys).Distinct().OrderByDescending(name => rows.Max(row => Of(row, name))).ThenBy(name => name, StringComparer.Ordinal).ToList();
            var shown = all.Take(MostOperations).ToList();
            yield return StackedBars.Of(
                $"What its native operations take: {names.Of(group.Key)}", "time per iteration within each operation by itself, without those nested in it",
                $"the middle of nine passes of {CountOf(rows.Select(row => row.Iterations), "iteration")}",
                [.. shown, .. all.Count > shown.Count ? new[] { $"all {all.Count - shown.Count} others" } : []],
                [.. rows.Select(row => new StackedBar(series[row.Contender],
                    [.. shown.Select(name => (double?)Of(row, name)), .. all.Count > shown.Count ? new double?[] { all.Skip(shown.Count).Sum(name => Of(row, name)) } : []]))],
                Figures.Time) with
            {
                Note = "With a clock around each, so that small operations appear dearer than they are.",
            };
        }
    }

    private string CountOf(IEnumerable<int> counts, string what = "")
    {
        var distinct = counts.Distinct().Order().ToList();
        var n = distinct.Count switch { 0 => "0", <= 2 => string.Join(" or ", distinct.Select(count => count.ToString(CultureInfo.InvariantCulture))), _ => FormattableString.Invariant($"{distinct[0]} to {distinct[^1]}") };
        return what.Length > 0 ? $"{n} {what}{(n == "1" ? "" : "s")}" : $"n = {n} interleaved rounds{(processes > 1 ? FormattableString.Invariant($" in {processes} processes of each") : "")}";
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) is (>= 0.001 and < 10_000) or 0 ? "0.###" : "0.0e0", CultureInfo.InvariantCulture);
}
