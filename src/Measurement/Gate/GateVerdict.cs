namespace PerfSuite.Measurement;

/// <summary>What a whole gate comes to; the one place where findings become an answer.</summary>
public enum GateVerdict
{
    /// <summary>Everything was measured, and nothing got worse.</summary>
    Pass,

    /// <summary>Something got worse.</summary>
    Regression,

    /// <summary>Something could not be told apart from noise.</summary>
    Inconclusive,

    /// <summary>Something was not measured: missing, failed, or new and not accepted.</summary>
    CouldNotMeasure,
}

/// <summary>From findings to the answer. A regression that was found stands, whatever else could not be measured; after it, what could not be measured outranks doubt.</summary>
public static class GateAnswer
{
    /// <summary>The answer of all findings; of none it is <see cref="GateVerdict.CouldNotMeasure"/>. A ratio that nobody accepted yet says nothing.</summary>
    public static GateVerdict Of(IReadOnlyList<GateFinding> times, IReadOnlyList<CounterFinding> counters, IReadOnlyList<RatioFinding>? ratios = null) => Of(
    [
        .. times.Select(finding => finding.Accepted is null && !OnlyInforms(finding) ? finding.Verdict : Verdict.Same),
        .. counters.Select(finding => finding.Accepted is null ? finding.Verdict : Verdict.Same),
        .. (ratios ?? []).Where(ratio => ratio.Accepted is not null && !OnlyInforms(ratio.Finding)).Select(ratio => ratio.Finding.Verdict),
    ]);

    /// <summary>The answer of bare verdicts, by the same order of precedence.</summary>
    public static GateVerdict Of(IReadOnlyList<Verdict> verdicts) =>
        verdicts.Contains(Verdict.Slower) ? GateVerdict.Regression
        : verdicts.Count == 0 || verdicts.Any(verdict => verdict is Verdict.Missing or Verdict.Failed or Verdict.New) ? GateVerdict.CouldNotMeasure
        : verdicts.Contains(Verdict.Inconclusive) ? GateVerdict.Inconclusive
        : GateVerdict.Pass;

    private static bool OnlyInforms(GateFinding finding) => finding is { Row.OnlyInforms: true, Verdict: Verdict.Inconclusive };
}
