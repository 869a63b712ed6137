using PerfSuite.Learning.Training;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>Short trainings on drawn digits: 110 to learn from in steps of 20, the last of 10, and 30 to be tested on.</summary>
internal static class Trainings
{
    public const int StepsPerEpoch = 6;

    public static TrainingOptions Options(string workload, int epochs, params (string Name, string Value)[] settings) => new(workload)
    {
        Settings = settings.Append((Name: "epochs", Value: $"{epochs}")).ToDictionary(setting => setting.Name, setting => setting.Value),
        Batch = 20,
        Seed = 5,
    };

    public static TrainingOptions Into(this TrainingOptions options, string folder) => options with { OutputFolder = folder };

    public static TrainingResult Run(this TrainingOptions options, TrainingListener? listener = null, CancellationToken cancellation = default)
    {
        using var training = new DigitSource(110);
        using var test = new DigitSource(30, seed: 1);
        return new Trainer(options, training, test, listener).Run(cancellation: cancellation);
    }

    /// <summary>Begins in a folder and is cancelled after so many steps.</summary>
    public static TrainingResult Stop(this TrainingOptions options, int after)
    {
        using var cancellation = new CancellationTokenSource();
        var result = options.Run(new Counting(step =>
        {
            if (step == after)
                cancellation.Cancel();
        }), cancellation.Token);
        return result;
    }

    /// <summary>Goes on where <paramref name="folder"/> stopped.</summary>
    public static TrainingResult Resume(this TrainingOptions options, string folder, TrainingListener? listener = null) =>
        (options with { OutputFolder = folder, ResumeFolder = folder }).Run(listener);

    /// <summary>What of a training must be the same however it was cut: everything but the times.</summary>
    public static (string Digest, string Log) Bits(this TrainingResult result) =>
        (result.Digest, string.Join('\n', result.Epochs.Select(epoch => epoch with { Times = None })));

    private static EpochTimes None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Counts the steps of this process, and hears the warnings.</summary>
    internal sealed class Counting(Action<int>? stepped = null) : TrainingListener
    {
        public int Steps { get; private set; }

        public List<string> Warnings { get; } = [];

        public override void Stepped(TrainingProgress progress) => stepped?.Invoke(++Steps);

        public override void Warned(string warning) => Warnings.Add(warning);
    }
}
