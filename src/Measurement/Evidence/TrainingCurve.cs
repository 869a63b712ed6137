namespace PerfSuite.Measurement;

/// <summary>How far a training came, epoch by epoch: not what it took.</summary>
/// <param name="Case">Its phase is <c>train</c>.</param>
/// <param name="Contender">Who trained. Where contenders agree bit for bit, the curve is everybody's.</param>
/// <param name="Samples">Learned from in every epoch.</param>
/// <param name="TestSamples">Tested on after every epoch.</param>
/// <param name="Metric">Of the scores: <c>accuracy</c>, <c>mean absolute error</c>.</param>
/// <param name="Epochs">Those that were finished.</param>
/// <param name="Digest">Of the parameters at the end; null where it did not come so far.</param>
/// <param name="Reason">Why it ended early: one line; null where it did not.</param>
public sealed record TrainingCurve(
    Case Case, string Contender, int Samples, int TestSamples, string Metric, IReadOnlyList<CurveEpoch> Epochs, string? Digest, string? Reason)
{
    /// <summary>What <see cref="Case"/>'s phase is called.</summary>
    public const string Phase = "train";

    /// <summary>Whether all epochs are there.</summary>
    public bool IsComplete => Reason is null;

    /// <summary>
    /// Epochs until the training loss is down to <paramref name="loss"/>, a straight line between the means of two epochs, each taken to stand in
    /// its epoch's middle; null where it never is.
    /// </summary>
    public double? EpochsTo(double loss)
    {
        for (var i = 0; i < Epochs.Count; i++)
            if (Epochs[i].Loss <= loss)
                return i == 0 ? 0.5 : i - 0.5 + ((Epochs[i - 1].Loss - loss) / (Epochs[i - 1].Loss - Epochs[i].Loss));
        return null;
    }
}

/// <summary>An epoch of a curve.</summary>
/// <param name="Loss">Mean over the epoch's samples of the loss before each step, in train mode.</param>
/// <param name="Score">The metric over the same outputs.</param>
/// <param name="TestLoss">Mean loss of the test part after the epoch, in eval mode.</param>
/// <param name="TestScore">The metric of the test part.</param>
/// <param name="Seconds">That it took, test included.</param>
public sealed record CurveEpoch(double Loss, double Score, double TestLoss, double TestScore, double Seconds);
