using PerfSuite.Contenders;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;
using PerfSuite.Learning.Training;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;

namespace PerfSuite.Studies;

/// <summary>
/// A network to be trained for how far it comes. C# does it alone: with one seed all three languages have the same losses, bit for bit, which is
/// tested, and which the sections of a study check again.
/// </summary>
/// <param name="Study">The study it belongs to.</param>
/// <param name="Label">What the table calls it.</param>
/// <param name="Threads">libtorch's; nobody else is at work meanwhile.</param>
/// <param name="Data">Folder with the workload's files.</param>
/// <param name="SecondsPerSample">About, for a step; for the forecast.</param>
internal sealed record CurvePlan(string Study, string Label, string Workload, int Batch, int Epochs, int Threads, long Seed, string Data, double SecondsPerSample)
{
    /// <summary>One of the workload's variants.</summary>
    public string Variant { get; init; } = Learning.Workloads.Variant.Matched;

    /// <summary>By name, what is to be other than the variant has it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Where it is trained.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Samples learned from, at most.</summary>
    public required int Samples { get; init; }

    /// <summary>Samples tested on, at most.</summary>
    public required int TestSamples { get; init; }

    /// <summary>Seconds that it is expected to take; a sample that is only tested costs a third.</summary>
    public double Weight => Epochs * SecondsPerSample * (Samples + (TestSamples / 3.0));

    public Case Case => new(Study, Workload, Variant, TrainingCurve.Phase, Batch, Device, Threads,
        string.Join(' ', new[] { Learning.Workloads.Workload.Find(Workload).Settle(Variant, Settings).ToString(), $"epochs={Epochs}" }.Where(part => part.Length > 0)));

    /// <summary>What a case's settings say beside the number of epochs.</summary>
    public static string WithoutEpochs(string settings) =>
        string.Join(' ', settings.Split(' ').Where(part => !part.StartsWith("epochs=", StringComparison.Ordinal)));

    /// <param name="folder">Where it may leave checkpoints to go on from, and finds those it left; null leaves nothing.</param>
    /// <param name="progress">Told after every step, how much of it is done.</param>
    /// <param name="cancellation">Stops after the step in flight.</param>
    /// <returns>Also where it was stopped or came to grief: then with a reason, and the epochs before that.</returns>
    public TrainingCurve Train(string? folder, Action<double> progress, CancellationToken cancellation)
    {
        var options = new TrainingOptions(Workload)
        {
            Variant = Variant,
            Settings = new Dictionary<string, string>(Settings) { ["epochs"] = $"{Epochs}" },
            Data = Data,
            Batch = Batch,
            Seed = Seed,
            Threads = Threads,
            Device = Device,
            Keep = 1,
            OutputFolder = folder,
            ResumeFolder = folder is not null && Directory.Exists(folder) ? folder : null,
            FallBack = true,
        };
        var listener = new Listener(progress);
        var (samples, tested) = (0, 0);
        string? reason = null, digest = null;
        try
        {
            var (recipe, _) = options.Settle();
            using var training = new FirstSamples(recipe.OpenData(Data, DataPart.Train), Samples);
            using var test = new FirstSamples(recipe.OpenData(Data, DataPart.Test), TestSamples);
            (samples, tested) = (training.Count, test.Count);
            var result = new Trainer(options, training, test, listener).Run(cancellation: cancellation);
            listener.Epochs.Clear();
            listener.Epochs.AddRange(result.Epochs);
            digest = result.Cancelled ? null : result.Digest;
            reason = result.Cancelled ? "stopped" : null;
        }
        catch (OperationCanceledException)
        {
            reason = "stopped before it began";
        }
        catch (Exception exception) when (exception is TrainingException or DataException or IOException or UnauthorizedAccessException)
        {
            reason = OneLine.Of(exception.Message);
        }
        return new TrainingCurve(Case, Contender.CSharp, Math.Max(1, samples), Math.Max(1, tested), Learning.Workloads.Workload.FindNetwork(Workload).Configure(Variant, Settings).Metric.Name,
            [.. listener.Epochs.Select(epoch => new CurveEpoch(epoch.Loss, epoch.Score, epoch.Validation?.Loss ?? 0, epoch.Validation?.Score ?? 0, epoch.Times.Wall))], digest, reason);
    }

    private sealed class Listener(Action<double> progress) : TrainingListener
    {
        public List<EpochResult> Epochs { get; } = [];

        public override void Stepped(TrainingProgress at) =>
            progress((at.Epoch - 1 + ((double)at.Samples / at.SamplesPerEpoch)) / at.Epochs);

        public override void EpochEnded(EpochResult epoch) => Epochs.Add(epoch);
    }
}
