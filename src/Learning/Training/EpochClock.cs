using System.Diagnostics;
using System.Text.Json.Serialization;

namespace PerfSuite.Learning.Training;

/// <summary>Where the time of an epoch goes.</summary>
public enum Stage
{
    /// <summary>Waiting for the next batch: with workers, only what they could not do ahead.</summary>
    Data,

    /// <summary>Batches to the device and results back; nothing where both are the processor's memory.</summary>
    Transfer,

    /// <summary>Network and loss, the loss's value read, so that the device has finished.</summary>
    Forward,

    /// <summary>Gradients to zero and backward.</summary>
    Backward,

    /// <summary>The optimizer's step.</summary>
    Update,

    /// <summary>Loss and metric on the test part.</summary>
    Validation,

    /// <summary>Checkpoints written since the epoch's beginning, the one that closed the epoch before it included.</summary>
    Checkpoint,

    /// <summary>Everything else: the metric of each step, sums, the log, the screen.</summary>
    Other,
}

/// <summary>
/// The stages of an epoch, one at a time, beside the wall clock: whenever no stage is named it is <see cref="Stage.Other"/>, which
/// is measured like the rest and no remainder. Can be put down and taken up again, where an epoch goes on in another process.
/// </summary>
internal sealed class EpochClock
{
    private static readonly Stage[] stages = Enum.GetValues<Stage>();
    private readonly long[] ticks = new long[stages.Length];
    private Stage current = Stage.Other;
    private long since = Stopwatch.GetTimestamp();
    private long begun = Stopwatch.GetTimestamp();
    private TimeSpan before;

    /// <summary>From zero.</summary>
    public void Restart() => Resume(EpochTimes.None);

    /// <summary>From what another clock had come to.</summary>
    public void Resume(EpochTimes times)
    {
        foreach (var stage in stages)
            ticks[(int)stage] = (long)(times[stage] * Stopwatch.Frequency);
        before = TimeSpan.FromSeconds(times.Wall);
        since = begun = Stopwatch.GetTimestamp();
    }

    /// <summary>It is <paramref name="stage"/> until the span is disposed, and then other again. Spans follow one another, never one within another.</summary>
    public Span Measure(Stage stage)
    {
        Switch(stage);
        return new(this);
    }

    public EpochTimes Read()
    {
        Switch(current);
        return new(
            Seconds(Stage.Data), Seconds(Stage.Transfer), Seconds(Stage.Forward), Seconds(Stage.Backward), Seconds(Stage.Update),
            Seconds(Stage.Validation), Seconds(Stage.Checkpoint), Seconds(Stage.Other), (before + Stopwatch.GetElapsedTime(begun)).TotalSeconds);
    }

    private void Switch(Stage stage)
    {
        var now = Stopwatch.GetTimestamp();
        ticks[(int)current] += now - since;
        (current, since) = (stage, now);
    }

    private double Seconds(Stage stage) => (double)ticks[(int)stage] / Stopwatch.Frequency;

    /// <summary>A stretch of time that belongs to one stage.</summary>
    public readonly ref struct Span(EpochClock clock) : IDisposable
    {
        public void Dispose() => clock.Switch(Stage.Other);
    }
}

/// <summary>Seconds of an epoch by stage, and by the wall clock.</summary>
public sealed record EpochTimes(
    double Data, double Transfer, double Forward, double Backward, double Update, double Validation, double Checkpoint, double Other, double Wall)
{
    internal static EpochTimes None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>One stage's seconds.</summary>
    public double this[Stage stage] => stage switch
    {
        Stage.Data => Data,
        Stage.Transfer => Transfer,
        Stage.Forward => Forward,
        Stage.Backward => Backward,
        Stage.Update => Update,
        Stage.Validation => Validation,
        Stage.Checkpoint => Checkpoint,
        _ => Other,
    };

    /// <summary>All stages together; within 2 % of <see cref="Wall"/>.</summary>
    [JsonIgnore]
    public double Sum => Data + Transfer + Forward + Backward + Update + Validation + Checkpoint + Other;
}
