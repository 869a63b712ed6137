using System.Text.Json.Serialization;

namespace PerfSuite.Learning.Training;

/// <summary>Where training is, after every step.</summary>
/// <param name="Epoch">The epoch in progress, from 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Samples">Samples of this epoch that are done.</param>
/// <param name="SamplesPerEpoch">Samples in an epoch.</param>
/// <param name="SamplesPerSecond">Of the steps since this process began to train, validation and writing left out.</param>
/// <param name="EpochLeft">What is left of this epoch's steps at that rate.</param>
/// <param name="TimeLeft">What is left of all epochs, validation and writing included as they were so far.</param>
/// <param name="Loss">Mean loss of this epoch's samples so far.</param>
public readonly record struct TrainingProgress(
    int Epoch,
    int Epochs,
    long Samples,
    long SamplesPerEpoch,
    double SamplesPerSecond,
    TimeSpan EpochLeft,
    TimeSpan TimeLeft,
    double Loss);

/// <summary>One finished epoch: a line of the log.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Steps taken since the beginning of the first epoch.</param>
/// <param name="Samples">Samples of this epoch, each used once.</param>
/// <param name="LearningRate">The rate its steps were taken at.</param>
/// <param name="Loss">
/// Mean over the epoch's samples of the loss each had when its step was taken, in train mode: the last short batch
/// weighs by its samples.
/// </param>
/// <param name="Score">The workload's metric over the same outputs as <paramref name="Loss"/>: networks of before each step, dropout and augmentation on.</param>
/// <param name="Validation">On the test part after the epoch; null where it was not due.</param>
/// <param name="Times">Where the time went.</param>
public sealed record EpochResult(
    int Epoch, long Step, long Samples, double LearningRate, double Loss, double Score, Validation? Validation, EpochTimes Times)
{
    /// <summary>Samples per second of the steps: validation and checkpoints left out.</summary>
    [JsonIgnore]
    public double SamplesPerSecond => Samples / (Times.Wall - Times.Validation - Times.Checkpoint);
}

/// <summary>A network on the test part, in eval mode, without gradients and without augmentation.</summary>
/// <param name="Loss">Mean loss of its samples.</param>
/// <param name="Score">The workload's metric over all of them.</param>
public sealed record Validation(double Loss, double Score);

/// <summary>A stretch of steps within an epoch: a point of the loss's curve.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Step">Steps taken since the beginning of the first epoch, the stretch's last one included.</param>
/// <param name="Loss">Mean over the samples since the point before.</param>
public sealed record CurvePoint(int Epoch, long Step, double Loss);

/// <summary>How training ended.</summary>
/// <param name="Epochs">Every finished epoch, those before a resumption included.</param>
/// <param name="Cancelled">It was asked to stop, and did after the step in flight.</param>
/// <param name="Step">Steps taken, those before a resumption included.</param>
/// <param name="Score">The metric on the test part after the last epoch; null where it was cancelled.</param>
/// <param name="BestEpoch">The epoch with the best score on the test part, from 1; null before the first validation.</param>
/// <param name="Digest">Of the parameters as they are now: equal digests are equal bits.</param>
/// <param name="Checkpoint">The newest one; null where nothing was to be written.</param>
public sealed record TrainingResult(
    IReadOnlyList<EpochResult> Epochs, bool Cancelled, long Step, double? Score, int? BestEpoch, string Digest, string? Checkpoint);
