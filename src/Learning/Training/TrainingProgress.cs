namespace PerfSuite.Learning.Training;

/// <summary>Where training is, after every step.</summary>
/// <param name="Epoch">The epoch in progress, from 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Samples">Samples of this epoch that are done.</param>
/// <param name="SamplesPerEpoch">Samples in an epoch.</param>
/// <param name="SamplesPerSecond">Since training began, evaluation and writing included; 0 before the first step.</param>
/// <param name="TimeLeft">What is left of all epochs at that rate.</param>
/// <param name="Loss">Mean loss of this epoch's samples so far.</param>
public readonly record struct TrainingProgress(
    int Epoch,
    int Epochs,
    long Samples,
    long SamplesPerEpoch,
    double SamplesPerSecond,
    TimeSpan TimeLeft,
    double Loss);

/// <summary>One finished epoch.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">
/// Mean over the epoch's samples of the loss each had when its step was taken, in train mode: the last short batch
/// weighs by its samples.
/// </param>
/// <param name="Accuracy">Share of the test set classified rightly after the epoch, in eval mode.</param>
/// <param name="Seconds">Duration of the steps, without the evaluation.</param>
public sealed record EpochResult(int Epoch, double Loss, double Accuracy, double Seconds);

/// <summary>How training ended.</summary>
/// <param name="Epochs">Every finished epoch.</param>
/// <param name="Cancelled">It was asked to stop, and did after the step in flight.</param>
/// <param name="Accuracy">On the test set, of the parameters as they are now (of an epoch cut short, too).</param>
/// <param name="Digest">Of the parameters as they are now: equal digests are equal bits.</param>
/// <param name="ModelPath">The saved network; null where nothing was to be written.</param>
/// <param name="LogPath">The log; null where nothing was to be written.</param>
public sealed record TrainingResult(
    IReadOnlyList<EpochResult> Epochs,
    bool Cancelled,
    double Accuracy,
    string Digest,
    string? ModelPath,
    string? LogPath);
