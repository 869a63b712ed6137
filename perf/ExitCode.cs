using PerfSuite.Measurement;

namespace PerfSuite;

/// <summary>What the program's exit code means. The help text prints this list.</summary>
internal static class ExitCode
{
    /// <summary>All that was asked for was done, and every contender that ran agreed.</summary>
    public const int Success = 0;

    /// <summary>Something failed: a contender crashed, hung or disagreed, a file was bad, a benchmark was not measured, a check warned.</summary>
    public const int Failure = 1;

    /// <summary>Measured, and not told apart from noise; only the gate ends so.</summary>
    public const int Inconclusive = 2;

    /// <summary>Nothing could be measured; of a gate: something was not.</summary>
    public const int CouldNotMeasure = 3;

    /// <summary>The command line was not understood (EX_USAGE of sysexits.h).</summary>
    public const int Usage = 64;

    /// <summary>Stopped by Ctrl-C or SIGTERM; what was finished is saved (128 + SIGINT).</summary>
    public const int Interrupted = 130;

    /// <summary>How a gate ends.</summary>
    public static int Of(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Pass => Success,
        GateVerdict.Regression => Failure,
        GateVerdict.Inconclusive => Inconclusive,
        _ => CouldNotMeasure,
    };
}
