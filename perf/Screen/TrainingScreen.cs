using System.Diagnostics;
using System.Globalization;
using PerfSuite.CommandLine;
using PerfSuite.Learning.Training;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Screen;

/// <summary>What somebody sees of a training: on a terminal two live lines, the run's and the epoch's; into a pipe a plain line now and then.</summary>
internal sealed class TrainingScreen(Display display, TrainingOptions options, Metric metric, int training, int test) : TrainingListener
{
    private const int Width = 80;
    private static readonly TimeSpan onTerminal = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan inPipe = TimeSpan.FromSeconds(10);
    private long last = Stopwatch.GetTimestamp();
    private TrainingProgress at;

    /// <summary>The live lines; set before training begins.</summary>
    public Progress Live { get; set; } = new(null, null);

    public override void Began()
    {
        var (recipe, optimizer) = options.Settle();
        var batch = options.Batch ?? recipe.Workload.DefaultBatch;
        var epochs = recipe.Settings.Whole("epochs");
        var settings = recipe.Settings.Changed.Where(setting => setting.Key != "epochs").Select(setting => $", {setting.Key} {setting.Value}");
        Say($"{options.Workload} {options.Variant}{string.Concat(settings)}, on {Figures.Count(training)} images, validated on {Figures.Count(test)}");
        Say($"{optimizer}; {epochs} {(epochs == 1 ? "epoch" : "epochs")} of {Figures.Count((training + batch - 1) / batch)} steps of {batch} images");
        Say($"seed {options.Seed}, threads {options.Threads}, workers {options.Workers}; a checkpoint {options.CheckpointEvery.InWords}, {(options.Keep == 1 ? "the last stays" : $"the last {options.Keep} stay")}");
    }

    public override void Estimated(Estimate estimate) => Say(
        $"about {Figures.Span(estimate.Whole)} in all: {Figures.Count(estimate.Steps)} steps at {estimate.SamplesPerSecond:N0} images/s, by {estimate.Tried} on trial");

    public override void Warned(string warning) => display.Warning($"warning: {warning}");

    public override void Resumed(string checkpoint, int epochs, long step) => Say(
        $"going on from {Workplace.Show(checkpoint)}: {Figures.Count(step)} steps and {epochs} whole {(epochs == 1 ? "epoch" : "epochs")} are done");

    public override void Stepped(TrainingProgress progress)
    {
        at = progress;
        if (Stopwatch.GetElapsedTime(last) < (display.IsTerminal ? onTerminal : inPipe))
            return;
        last = Stopwatch.GetTimestamp();
        var part = (double)at.Samples / at.SamplesPerEpoch;
        if (display.IsTerminal)
            Show(part, Invariant($"epoch {at.Epoch}/{at.Epochs}: loss {Number(at.Loss)}, {Figures.Span(at.EpochLeft)} left"));
        else
            Say(Invariant($"epoch {at.Epoch}/{at.Epochs}, {100 * part:0} %: loss {Number(at.Loss)}, {at.SamplesPerSecond:N0} images/s, {Figures.Span(at.TimeLeft)} left in all"));
    }

    public override void Validating(int epoch)
    {
        if (display.IsTerminal)
            Show(1, Invariant($"epoch {epoch}/{at.Epochs}: validating"));
    }

    public override void EpochEnded(EpochResult epoch)
    {
        var validation = epoch.Validation is { } found ? $"; validation {Number(found.Loss)}, {Number(found.Score)}" : "";
        Say(Invariant($"epoch {epoch.Epoch}/{at.Epochs}: loss {Number(epoch.Loss)}, {metric.Short} {Number(epoch.Score)}{validation}"));
        var shares = Enum.GetValues<Stage>().Select(stage => (stage, share: 100 * epoch.Times[stage] / epoch.Times.Wall)).Where(part => part.share >= 0.5);
        Say(Invariant($"  {Figures.Span(TimeSpan.FromSeconds(epoch.Times.Wall))}, {epoch.SamplesPerSecond:N0} images/s, lr {epoch.LearningRate:G4}; ")
            + string.Join(", ", shares.Select(part => Invariant($"{part.stage.ToString().ToLowerInvariant()} {part.share:0}%"))), indent: 2);
    }

    /// <summary>What came of it.</summary>
    /// <returns>The exit code.</returns>
    public int End(TrainingResult result)
    {
        var folder = options.OutputFolder!;
        if (result.Cancelled)
        {
            Say($"stopped after {Figures.Count(result.Step)} steps, in epoch {result.Epochs.Count + 1}; saved as {Workplace.Show(result.Checkpoint!)}");
            display.Aside($"perf: go on with: {Workplace.Command} train --resume {Reproduction.Quoted(folder)}");
            return ExitCode.Interrupted;
        }
        Say($"model {Path.Combine(folder, "model.safetensors")}, model.dat");
        Say($"bits  {result.Digest[..16]}… (SHA-256 of the parameters)");
        Say($"best  {Path.Combine(folder, "best.safetensors")}, of epoch {result.BestEpoch}");
        Say($"log   {Path.Combine(folder, "log.csv")}, log.jsonl");
        display.Line(Invariant($"test {metric.Name} {result.Score:0.0000}"));
        return ExitCode.Success;
    }

    private void Show(double part, string doing)
    {
        Live.ReportPart(part, doing);
        Live.Report((at.Epoch - 1 + part) / at.Epochs, Invariant($"in all: {at.SamplesPerSecond:N0} images/s, {Figures.Span(at.TimeLeft)} left"), timed: false);
    }

    private void Say(string text, int indent = 0)
    {
        foreach (var line in Wrapping.Lines(text, Width, indent))
            display.Line(line);
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) is >= 0.001 and < 1000 or 0 ? "0.0000" : "0.00E+0", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
