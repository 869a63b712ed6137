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
    /// <summary>The answer of all findings; of none it is <see cref="GateVerdict.CouldNotMeasure"/>.</summary>
    public static GateVerdict Of(IReadOnlyList<GateFinding> times, IReadOnlyList<CounterFinding> counters)
    {
        Verdict[] verdicts =
        [
            .. times.Where(finding => finding.Accepted is null && !(finding.Row.OnlyInforms && finding.Verdict == Verdict.Inconclusive)).Select(finding => finding.Verdict),
            .. counters.Where(finding => finding.Accepted is null).Select(finding => finding.Verdict),
        ];
        return verdicts.Contains(Verdict.Slower) ? GateVerdict.Regression
            : times.Count + counters.Count == 0 || verdicts.Any(verdict => verdict is Verdict.Missing or Verdict.Failed or Verdict.New) ? GateVerdict.CouldNotMeasure
            : verdicts.Contains(Verdict.Inconclusive) ? GateVerdict.Inconclusive
            : GateVerdict.Pass;
    }
}
