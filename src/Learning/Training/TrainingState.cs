using System.Text.Json;
using System.Text.Json.Serialization;

namespace PerfSuite.Learning.Training;

/// <summary>
/// Where a training is, beside what tensors hold: the position in the data, the sums of the epoch in progress, and the log
/// so far. Numbers survive JSON to the bit.
/// </summary>
internal sealed class TrainingState
{
    /// <summary>Finished epochs, which is the number of the one in progress, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>Batches of the epoch in progress that are done; all of them where only the end of the epoch is missing.</summary>
    public int Batch { get; set; }

    /// <summary>Steps since the beginning of the first epoch.</summary>
    public long Step { get; set; }

    /// <summary>Of the epoch in progress.</summary>
    public Sums Sums { get; set; } = new();

    /// <summary>Since the curve's last point.</summary>
    public Sums Stretch { get; set; } = new();

    /// <summary>Of the epoch in progress.</summary>
    public EpochTimes Times { get; set; } = EpochTimes.None;

    /// <summary>The best score on the test part so far.</summary>
    public double? Best { get; set; }

    /// <summary>The epoch it was reached in, from 1.</summary>
    public int? BestEpoch { get; set; }

    /// <summary>The log: finished epochs.</summary>
    public List<EpochResult> Epochs { get; set; } = [];

    /// <summary>The log: the curve of the loss.</summary>
    public List<CurvePoint> Curve { get; set; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, Json.Exact);

    /// <exception cref="JsonException">It is something else.</exception>
    public static TrainingState Parse(string json) =>
        JsonSerializer.Deserialize<TrainingState>(json, Json.Exact) is { Epoch: >= 0, Batch: >= 0, Step: >= 0, Sums: not null, Stretch: not null, Times: not null, Epochs: not null, Curve: not null } state
        && state.Epochs.Count == state.Epoch && !state.Epochs.Contains(null!) && !state.Curve.Contains(null!)
            ? state
            : throw new JsonException("no state of a training");
}

/// <summary>Running sums over samples.</summary>
internal sealed class Sums
{
    public long Samples { get; set; }

    public double Loss { get; set; }

    public double Score { get; set; }

    [JsonIgnore]
    public double MeanLoss => Loss / Samples;

    [JsonIgnore]
    public double MeanScore => Score / Samples;

    public void Add(long samples, double meanLoss, double score)
    {
        Samples += samples;
        Loss += meanLoss * samples;
        Score += score;
    }
}

/// <summary>How this room writes JSON: doubles as the shortest text that reads back to the same bits.</summary>
internal static class Json
{
    public static JsonSerializerOptions Exact { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };
}
