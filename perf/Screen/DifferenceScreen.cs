using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Measurement;

namespace PerfSuite.Screen;

/// <summary>What <c>why</c> shows: the surroundings, a line for every case and contender with its reasons below, and what it comes to.</summary>
internal sealed class DifferenceScreen(Display display)
{
    private const int Width = 80;

    /// <summary>The most operations shown of one case and contender.</summary>
    private const int MostOperations = 12;

    public void Show(string fileBefore, Results before, string fileAfter, Results after, Difference difference)
    {
        display.Heading($"A  {Side(fileBefore, before)}");
        display.Heading($"B  {Side(fileAfter, after)}");
        display.Line();
        Surroundings(before, after, difference.Surroundings);
        foreach (var group in difference.Pairs.GroupBy(pair => WhyVerb.Setting(pair.Case)))
        {
            display.Line();
            display.Heading(group.Key);
            display.Muted($"  {"",-33}{"A",7}   {"B",7}  {"B ÷ A",-15} {"time"}");
            foreach (var pair in group)
                Pair(pair);
        }
        display.Line();
        Conclude(difference);
    }

    /// <summary>What <c>compare</c> shows: the answer, then the pairs that differ.</summary>
    /// <param name="all">Whether those that do not are shown, too.</param>
    public void Compare(string fileBefore, Results before, string fileAfter, Results after, Difference difference, bool all)
    {
        Answer(difference);
        display.Line($"  A  {Side(fileBefore, before)}");
        display.Line($"  B  {Side(fileAfter, after)}");
        if (before.Machine.Fingerprint != after.Machine.Fingerprint)
            display.Warning("These are two machines, or one that changed: times then tell little of the code.");
        var shown = difference.Pairs.Where(pair => all || pair.Worsened.Count > 0 || pair.Verdict is not (Verdict.Same or Verdict.Inconclusive)).ToList();
        foreach (var group in shown.GroupBy(pair => WhyVerb.Setting(pair.Case)))
        {
            display.Line();
            display.Heading(group.Key);
            foreach (var pair in group)
                Pair(pair);
        }
        display.Line();
        var folded = difference.Pairs.Except(shown).GroupBy(pair => pair.Verdict).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Word(group.Key)}").ToList();
        if (folded.Count > 0)
            Say($"Not shown: {string.Join(", ", folded)}; --all shows them.");
        Say(Legend);
    }

    /// <summary>What the verdicts mean, for somebody who sees them for the first time.</summary>
    public static string Legend => Invariant(
        $"Two runs, not the same rounds: slower and faster are intervals that do not meet and medians that differ by {100 * Difference.Effect:0} % or more; same, any two values of both intervals differ by less; unclear, the rest. `gate` plays the same rounds on both sides and can tell more.");

    private static string Side(string file, Results results) => Invariant(
        $"{Workplace.Show(file)} · {results.Taken.UtcDateTime:yyyy-MM-dd HH:mm} UTC · commit {Short(results.Commit)}");

    private static string Short(string? commit) => commit is null ? "unknown" : commit.Length <= 8 ? commit
        : commit[..8] + (commit.EndsWith("-dirty", StringComparison.Ordinal) ? "-dirty" : "");

    private void Surroundings(Results before, Results after, IReadOnlyList<Surrounding> differing)
    {
        if (differing.Count == 0)
            Say("Around them nothing differs: machine, commit, threads, seed, libtorch, BLAS, CPU capability.");
        else
            display.Line("Around them this differs:");
        foreach (var thing in differing)
        {
            var commit = thing.What == "commit";
            var (old, now) = commit ? (Short(thing.Before), Short(thing.After)) : (thing.Before, thing.After);
            Say($"  {thing.What,-17} {old} → {now}{(thing.Contenders.Count > 0 ? $" ({string.Join(", ", thing.Contenders)})" : "")}", indent: 20);
        }
        if (before.Commit is { } one && one == after.Commit && one.EndsWith("-dirty", StringComparison.Ordinal))
            Say("Both are of a modified source (-dirty): the commit does not tell them apart.");
        if (before.Machine.Fingerprint != after.Machine.Fingerprint)
            display.Warning("These are two machines, or one that changed: times then tell little of the code.");
    }

    private void Pair(PairDifference pair)
    {
        var line = $"  {WhyVerb.Step(pair.Case),-18} {pair.Contender,-14}";
        line += pair.Unit == "ns"
            ? $"{Time(pair.Median.Before),7} → {Time(pair.Median.After),7}  "
            : Invariant($"{pair.Median.Before,7:G3} → {pair.Median.After,7:G3} {pair.Unit}  ");
        line += (pair.Ratio is { } ratio ? Figures.Ratio(ratio, pair.Low, pair.High, pair.Low is not { } low || pair.High is not { } high || (low <= 1 && 1 <= high)) : "").PadRight(15);
        display.Line($"{line} {Word(pair.Verdict)}".TrimEnd());
        if (pair.Reason is { } reason)
            Say($"    {reason}", indent: 4);
        Operations(pair);
        if (pair.Verdict is Verdict.Slower or Verdict.Faster)
        {
            if (pair.OperationNanoseconds is { Before: > 0, After: > 0 } within)
                Detail("in all operations", "", $"{Time(within.Before)} → {Time(within.After)}");
            if (pair.Against is { } against)
                Detail($"÷ {against.To}, within rounds", against.Apart ? "" : "intervals meet", $"{Figures.Ratio(against.Median.Before ?? 0, false)}→ {Figures.Ratio(against.Median.After ?? 0, false)}");
        }
        if (PairDifference.Differs(pair.OperationCount))
            Detail("operations", Counts(pair.OperationCount), "");
        Count("native calls", pair.NativeCalls, PairDifference.Differs(pair.NativeCalls));
        Count("managed bytes", pair.ManagedBytes, PairDifference.BytesDiffer(pair.ManagedBytes));
        Count("peak of tensors", pair.PeakBytes, PairDifference.BytesDiffer(pair.PeakBytes));
        Count("tensors made", pair.TensorsMade, PairDifference.Differs(pair.TensorsMade));
        Count("tensors left", pair.TensorsAlive, PairDifference.Differs(pair.TensorsAlive));
    }

    /// <summary>Operations that slowed or quickened only beside a time that did: without an interval of their own they are no finding.</summary>
    private void Operations(PairDifference pair)
    {
        var telling = pair.Operations.Where(operation => operation.Fate is not (OperationFate.Slowed or OperationFate.Quickened)
            || (operation.Fate == OperationFate.Slowed ? pair.Verdict == Verdict.Slower : pair.Verdict == Verdict.Faster)).ToList();
        foreach (var operation in telling.Take(MostOperations))
        {
            var times = operation.Nanoseconds;
            Detail($"{operation.Fate.ToString().ToLowerInvariant(),-10}{operation.Name}",
                operation.Fate switch
                {
                    OperationFate.Added => $"{Figures.Bytes(operation.Count.After ?? 0)} ×",
                    OperationFate.Lost => $"{Figures.Bytes(operation.Count.Before ?? 0)} ×",
                    OperationFate.Slowed or OperationFate.Quickened => $"{Figures.Bytes(operation.Count.After ?? 0)} ×",
                    _ => Counts(operation.Count) + " ×",
                },
                operation.Fate switch
                {
                    OperationFate.Added when times.After is { } now => "+" + Time(now),
                    OperationFate.Lost when times.Before is { } old => "−" + Time(old),
                    OperationFate.More or OperationFate.Fewer or OperationFate.Slowed or OperationFate.Quickened when times.By is not null => $"{Time(times.Before)} → {Time(times.After)}",
                    _ => "",
                });
        }
        if (telling.Count > MostOperations)
            display.Line($"    and {telling.Count - MostOperations} more; --json FILE has all of them");
    }

    private void Count(string what, Change change, bool differs)
    {
        if (differs)
            Detail(what, Counts(change), "");
    }

    private void Detail(string what, string counts, string times) => display.Line($"    {what,-43} {counts,-14} {times}".TrimEnd());

    private void Conclude(Difference difference)
    {
        var counts = string.Join(", ", difference.Pairs.GroupBy(pair => pair.Verdict).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Word(group.Key)}"));
        Say($"Times: {(counts.Length > 0 ? counts : "none")}. They are of two runs, not of the same rounds: the range beside a ratio is all that the ends of both intervals allow, ≈ stands where it contains 1. "
            + Invariant($"Slower and faster: the intervals do not meet and the medians differ by {100 * Difference.Effect:0} % or more; same: any two of their values differ by less; unclear: the rest."));
        var uncounted = difference.Pairs.Count(pair => !pair.Counted);
        if (uncounted > 0)
            Say($"Of {uncounted} of {difference.Pairs.Count} lines one file or both have no counts: nothing is said of their operations.");
        if (uncounted < difference.Pairs.Count)
            Say("Operations are counted per iteration; nested ones count too, and times are without them. "
                + Invariant($"Slowed and quickened are told beside a time that did so too, from {100 * OperationChange.OfItself:0} % of an operation and {100 * OperationChange.OfAll:0} % of all: a clock around each makes small ones dearer, and they have no interval."));
        display.Line();
        Answer(difference);
    }

    private void Answer(Difference difference)
    {
        var worse = difference.Pairs.SelectMany(pair => pair.Worsened).GroupBy(what => what).Select(group => $"{group.Key} ({group.Count()})").ToList();
        if (!difference.Comparable)
            display.Warning("Nothing to compare: no case was measured in both files by the same contender.");
        else if (worse.Count > 0)
            foreach (var part in Wrapping.Lines($"Got worse: {string.Join(", ", worse)}.", Width, 0))
                display.Warning(part);
        else
            display.Heading("Nothing got worse.");
    }

    /// <summary>A verdict in one word.</summary>
    public static string Word(Verdict verdict) => verdict == Verdict.Inconclusive ? "unclear" : verdict.ToString().ToLowerInvariant();

    private static string Counts(Change change) => $"{Figures.Bytes(change.Before ?? 0)} → {Figures.Bytes(change.After ?? 0)}";

    private static string Time(double? nanoseconds) => Figures.Time(nanoseconds ?? double.NaN);

    private void Say(string text, int indent = 0)
    {
        foreach (var line in Wrapping.Lines(text, Width, indent))
            display.Line(line);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
