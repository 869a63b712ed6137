using System.Globalization;
using MathNet.Numerics.Statistics;
using PerfSuite.Contenders;
using PerfSuite.Gate;
using PerfSuite.Measurement;

namespace PerfSuite.Screen;

/// <summary>What <c>prove replay</c> shows: by row its noise and the verdicts, then of whole gates how many were red, and what the usual design would have said.</summary>
internal sealed class ReplayScreen(Display display)
{
    private const int Width = 80;

    /// <param name="recording">As it was recorded.</param>
    /// <param name="played">As it was judged: sides exchanged, C++'s times multiplied by what C# is held to.</param>
    /// <param name="rows">With their effects.</param>
    /// <param name="spreads">Of the rows.</param>
    /// <param name="replay">What became of the gates.</param>
    public void Show(GateRecording recording, GateRecording played, IReadOnlyList<GateRow> rows, IReadOnlyList<double> spreads, GateReplay replay)
    {
        display.Say($"prove: {recording.Rounds.Count} rounds of {Named(recording.Base)} against {Named(recording.Head)}, {replay.Gates.ToString("N0", CultureInfo.InvariantCulture)} gates played on them", PassageKind.Heading, 2);
        display.Line();
        var name = Math.Max(22, rows.Max(row => GateRows.Name(row.Case).Length + 1));
        display.Muted($"{"row".PadRight(name)}{"ratio",6}{"pair",7}{"spread",7}{"δ",6}{"same",7}{"slower",7}{"faster",7}{"unclear",8}");
        foreach (var (row, spread) in rows.Zip(spreads))
        {
            var differences = (recording.Footing is null ? played : recording).Differences(row.Case);
            var verdicts = replay.Rows[row.Case];
            display.Line(Invariant(
                $"{GateRows.Name(row.Case).PadRight(name)}{Math.Exp(HodgesLehmann.Of(differences).Median),6:0.000}{100 * differences.StandardDeviation(),6:0.0}%{100 * spread,6:0.0}%{100 * row.Effect,5:0.0}%{Share(verdicts, Verdict.Same, replay.Gates),7}{Share(verdicts, Verdict.Slower, replay.Gates),7}{Share(verdicts, Verdict.Faster, replay.Gates),7}{Share(verdicts, Verdict.Inconclusive, replay.Gates),8}"));
        }
        display.Line();
        Say($"Gates with a row slower: {Bound(replay.Red, replay.Gates)}; with a row anything but the same: {Bound(replay.NotSame, replay.Gates)}.");
        var shots = rows.Select(row => OneShot.Of(played, row.Case)).ToList();
        if (shots.Sum(shot => shot.Windows) is > 0 and var windows)
            Say($"The usual design, ten processes of the one and then ten of the other, on the same rounds (rank-sum, p ≤ 0.05): different in {Bound(shots.Sum(shot => shot.Different), windows)} windows of a row.");
        Say($"Ratio: {(recording.Footing is null ? "head ÷ base" : "C# ÷ C++")}, the estimate over all rounds. Pair: standard deviation of ln(head ÷ base) of single rounds. Spread: that of the estimate over {GateRules.Standard.ScreenRounds} rounds. Intervals: Clopper–Pearson, 95 %, as if gates were independent; {(recording.Footing is null ? "those played on one recording" : "those that begin at neighbouring rounds")} share its rounds, so the recording's length limits what they prove.");
    }

    private static string Named(GateSide side) => side.Name == Contender.Cpp ? "C++" : side.Name;

    private static string Share(IReadOnlyDictionary<Verdict, int> verdicts, Verdict verdict, int gates) =>
        verdicts.GetValueOrDefault(verdict) is > 0 and var count ? Invariant($"{100.0 * count / gates:0.0#}%") : "–";

    /// <summary>So many of so many, in per cent, with the interval of Clopper and Pearson.</summary>
    public static string Bound(int hits, int trials) => ClopperPearson.Of(hits, trials) is var bound
        ? Invariant($"{hits:N0} of {trials:N0} ({100.0 * hits / trials:0.0#} %, {100 * bound.Low:0.0#}–{100 * bound.High:0.0#} %)")
        : "";

    private void Say(string text)
    {
        foreach (var line in Wrapping.Lines(text, Width, 0))
            display.Line(line);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
