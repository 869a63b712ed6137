using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Training;
using PerfSuite.Learning.Workloads;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>train WORKLOAD</c>: the network on real files, with a log and a saved model.</summary>
internal static class TrainVerb
{
    public static Command Build(Display display)
    {
        var names = Workload.All.OfType<NetworkWorkload>().Select(workload => workload.Name).ToArray();
        var workload = new Argument<string>("WORKLOAD") { Description = $"What to train: {string.Join(", ", names)}." };
        workload.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !names.Contains(result.Tokens[0].Value))
                result.AddError($"There is no workload '{result.Tokens[0].Value}' to train; there are {string.Join(", ", names)}");
        });
        var data = new Option<string>("--data") { Required = true, HelpName = "DIR", Description = "Folder with MNIST's four IDX files, .gz or not." };
        var @out = new Option<string>("--out") { Required = true, HelpName = "DIR", Description = "Where log.csv and model.dat go; made if missing." };
        var epochs = Options.Count("--epochs", "Passes over the training set.", 3, 1, 100_000);
        var batch = Options.Count("--batch", "Samples per step.", 100, 1, 65536);
        var seed = Options.Seed();
        seed.Description = "Decides parameters, dropout and the order of samples.";
        var threads = Options.Threads();
        threads.Description = "Threads inside libtorch and BLAS; another number gives other last bits.";
        var command = new Command("train", "Train a network on MNIST's files, or on `data make`'s; the last line is `test accuracy 0.9812`.") { workload };
        foreach (var option in new Option[] { data, @out, epochs, seed, batch, threads })
            command.Options.Add(option);
        command.SetAction(parsed => Run(
            Workload.FindNetwork(parsed.GetRequiredValue(workload)), parsed.GetRequiredValue(data),
            new TrainingOptions(parsed.GetValue(epochs), parsed.GetValue(seed), parsed.GetValue(batch), parsed.GetValue(threads), parsed.GetRequiredValue(@out)),
            display));
        return command;
    }

    private static int Run(NetworkWorkload workload, string folder, TrainingOptions options, Display display)
    {
        using var interruption = new Interruption();
        try
        {
            // Both halves are read and checked before the output folder is touched.
            using var training = workload.Configure().OpenData(folder, DataPart.Train);
            using var test = workload.Configure().OpenData(folder, DataPart.Test);
            display.Line($"{workload.Name} on {Figures.Count(training.Count)} images, tested on {Figures.Count(test.Count)}; seed {options.Seed}, batch {options.Batch}, threads {options.Threads}");
            TrainingResult? result = null;
            display.Follow(progress => result = new Trainer(workload, training, test, options).Run(
                new Ticker(display, progress).Tick, epoch => display.Line(Line(epoch, options.Epochs)), interruption.Token));
            return End(result!, options, display);
        }
        catch (Exception exception) when (exception is DataException or TrainingException or IOException or UnauthorizedAccessException)
        {
            throw new Fault(exception.Message, cause: exception);
        }
    }

    private static int End(TrainingResult result, TrainingOptions options, Display display)
    {
        display.Line($"model {result.ModelPath}, SHA-256 of its parameters {result.Digest[..16]}…");
        display.Line($"log   {result.LogPath}");
        if (result.Cancelled)
            display.Aside($"perf: stopped in epoch {result.Epochs.Count + 1} of {options.Epochs}; what was learned so far is saved. The same command starts again from the first epoch and gives the same bits.");
        display.Line(string.Create(CultureInfo.InvariantCulture, $"test accuracy {result.Accuracy:0.0000}"));
        return result.Cancelled ? ExitCode.Interrupted : ExitCode.Success;
    }

    private static string Line(EpochResult epoch, int epochs) => string.Create(CultureInfo.InvariantCulture,
        $"epoch {epoch.Epoch}/{epochs}: loss {epoch.Loss:0.0000}, test accuracy {epoch.Accuracy:0.0000}, {epoch.Seconds:0.0} s");

    /// <summary>The live line, or on no terminal a plain line every ten seconds: enough to see that it goes on, little enough for a log.</summary>
    private sealed class Ticker(Display display, Progress live)
    {
        private long last = Stopwatch.GetTimestamp();

        public void Tick(TrainingProgress at)
        {
            if (Stopwatch.GetElapsedTime(last) < (display.IsTerminal ? TimeSpan.FromSeconds(0.2) : TimeSpan.FromSeconds(10)))
                return;
            last = Stopwatch.GetTimestamp();
            var doing = string.Create(CultureInfo.InvariantCulture,
                $"epoch {at.Epoch}/{at.Epochs}, loss {at.Loss:0.000}, {at.SamplesPerSecond:N0} images/s, {Figures.Span(at.TimeLeft)} left");
            if (display.IsTerminal)
                live.Report((at.Epoch - 1 + ((double)at.Samples / at.SamplesPerEpoch)) / at.Epochs, doing);
            else
                display.Line($"{doing}, sample {at.Samples} of {at.SamplesPerEpoch}");
        }
    }
}
