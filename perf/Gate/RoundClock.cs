using PerfSuite.Measurement;

namespace PerfSuite.Gate;

/// <summary>What a tier has taken so far, and what more rounds of it would.</summary>
/// <param name="time">Of which elapsed time is asked.</param>
/// <param name="leastShare">Of a round's cost, what it costs however few rows it has: 0 where a row's processes are its own.</param>
internal sealed class RoundClock(TimeProvider time, double leastShare)
{
    private readonly long started = time.GetTimestamp();
    private long begun = time.GetTimestamp();
    private TimeSpan aRow;
    private int screened;
    private int rows;

    /// <summary>Since it was made, preparation and all.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(started);

    /// <summary>Rounds begin now, or others than those before: what was done until here is not done again in each.</summary>
    public void Begin() => (begun, screened) = (time.GetTimestamp(), 0);

    /// <summary>A round is over. What one takes is told from the screen.</summary>
    public void Played(GateProgress step)
    {
        if (step.Stage > 0)
            return;
        screened += step.Rows;
        rows = step.Rows;
        aRow = time.GetElapsedTime(begun) / screened;
    }

    /// <summary>What the tier has taken after so many more rounds of so many rows.</summary>
    public TimeSpan After(int rounds, int suspects) => Elapsed + (aRow * rounds * Math.Max(leastShare * rows, suspects));
}
