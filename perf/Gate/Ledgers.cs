using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>What a side's source has under baselines/: by the base's the head is judged, never by its own.</summary>
/// <param name="Noise">How far rows scatter: what counts as a difference.</param>
/// <param name="Counters">What rows may count.</param>
/// <param name="Ratios">How far rows may be behind C++.</param>
internal sealed record Ledgers(NoiseLedger Noise, CounterLedger Counters, RatioLedger Ratios)
{
    /// <summary>Of a source; of a build without one, this repository's.</summary>
    /// <exception cref="Fault">One is damaged.</exception>
    public static Ledgers Of(string? source)
    {
        var root = source ?? Workplace.Root;
        try
        {
            return new Ledgers(NoiseLedger.Read(Path.Combine(root, NoiseLedger.File)), CounterLedger.Read(Path.Combine(root, CounterLedger.File)), RatioLedger.Read(Path.Combine(root, RatioLedger.File)));
        }
        catch (InvalidDataException fault)
        {
            throw new Fault(fault.Message, ExitCode.CouldNotMeasure, fault);
        }
    }
}
