namespace PerfSuite.Measurement;

/// <summary>What a comparison of two sides comes to. None is ever dropped from a report.</summary>
public enum Verdict
{
    /// <summary>Shown to differ by less than what matters. Not merely: no difference was shown.</summary>
    Same,

    /// <summary>Shown to take less time, by what matters or more.</summary>
    Faster,

    /// <summary>Shown to take more time, by what matters or more: a regression.</summary>
    Slower,

    /// <summary>Measured, but too few or too noisy to say which.</summary>
    Inconclusive,

    /// <summary>Only the changed side has it, so nothing to compare it with: it is shown, not judged.</summary>
    New,

    /// <summary>Only the side compared with has it: it vanished or was not measured, which is no pass.</summary>
    Missing,

    /// <summary>A side refused, died, hung, answered nonsense or disagreed.</summary>
    Failed,
}
