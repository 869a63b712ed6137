using System.Diagnostics;

namespace PerfSuite.Learning.Training;

/// <summary>How fast it goes and how long it will take, from what this process has seen so far.</summary>
internal sealed class Pace(TrainingState state, int samplesPerEpoch, int epochs)
{
    private readonly Stopwatch whole = Stopwatch.StartNew();
    private readonly Stopwatch steps = new();
    private readonly int firstEpoch = state.Epoch;
    private long samples;

    /// <summary>Steps are being taken.</summary>
    public void Go() => steps.Start();

    /// <summary>Something else is being done: validation, writing.</summary>
    public void Pause() => steps.Stop();

    /// <summary>After a step of <paramref name="count"/> samples.</summary>
    public TrainingProgress After(int count)
    {
        samples += count;
        var rate = samples / steps.Elapsed.TotalSeconds;
        var epochLeft = samplesPerEpoch - state.Sums.Samples;
        var left = epochLeft + ((epochs - state.Epoch - 1L) * samplesPerEpoch);
        // Before the first epoch has ended nobody knows what validation costs.
        var ended = state.Epoch - firstEpoch;
        var between = ended == 0 ? 0 : (whole.Elapsed - steps.Elapsed).TotalSeconds / ended * (epochs - state.Epoch);
        return new(state.Epoch + 1, epochs, state.Sums.Samples, samplesPerEpoch, rate,
            TimeSpan.FromSeconds(epochLeft / rate), TimeSpan.FromSeconds((left / rate) + between), state.Sums.MeanLoss);
    }
}
