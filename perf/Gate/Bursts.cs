namespace PerfSuite.Gate;

/// <summary>How a row is timed in one round: bursts of both sides in turn, so short that whoever disturbs the machine disturbs both.</summary>
/// <param name="Iterations">In each burst of either side.</param>
/// <param name="Count">Of either side, that count.</param>
/// <param name="WarmUp">Of either side, before them.</param>
internal readonly record struct Bursts(int Iterations, int Count, int WarmUp)
{
    private const int Fewest = 7;
    private const int Most = 51;
    private const int MostOfWarmUp = 60;

    /// <summary>What one burst lasts, unless one iteration lasts longer. Neighbours on a shared processor come and go within tens of milliseconds.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromMilliseconds(3);

    /// <summary>What those of one side last together, unless they would be too few or too many.</summary>
    private static readonly TimeSpan together = TimeSpan.FromMilliseconds(250);

    /// <summary>As long as .NET takes to compile anew what is called often.</summary>
    private static readonly TimeSpan warmUp = TimeSpan.FromMilliseconds(180);

    /// <summary>For a row of so many nanoseconds an iteration.</summary>
    public static Bursts Of(int iterations, double nanoseconds)
    {
        var burst = Math.Max(1, iterations * nanoseconds);
        return new Bursts(iterations, Fit(together, Fewest, Most), Fit(warmUp, 1, MostOfWarmUp));

        int Fit(TimeSpan time, int fewest, int most) => (int)Math.Clamp(Math.Round(time.TotalNanoseconds / burst), fewest, most);
    }
}
