namespace PerfSuite.Screen;

/// <summary>How long it will still take, if it goes on as it has gone since it left where it was when first asked: what was done before that, or prepared, says nothing of now.</summary>
internal sealed class TimeLeft(TimeProvider time)
{
    private const double Least = 0.02;
    private (long At, double Done)? first;

    /// <param name="done">Of the whole, 0 to 1.</param>
    /// <returns>Null as long as too little was done to tell.</returns>
    public TimeSpan? Of(double done)
    {
        if (first is not { } known || done <= known.Done)
            first = known = (time.GetTimestamp(), done);
        var (at, before) = known;
        return done - before > Least && done <= 1 ? time.GetElapsedTime(at) * ((1 - done) / (done - before)) : null;
    }
}
