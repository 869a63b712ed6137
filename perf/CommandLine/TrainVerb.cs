using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Runtime;
using PerfSuite.Learning.Training;
using PerfSuite.Learning.Workloads;
using PerfSuite.Screen;

namespace PerfSuite.CommandLine;

/// <summary><c>train WORKLOAD</c>: a network on real files, with a log, checkpoints to go on from, and a saved model.</summary>
internal sealed class TrainVerb
{
    private static IReadOnlyList<string> Names => [.. Workload.All.OfType<NetworkWorkload>().Where(workload => workload.DataSet != DataSet.None).Select(workload => workload.Name)];

    private readonly Argument<string?> workload = new("WORKLOAD")
    {
        Arity = ArgumentArity.ZeroOrOne,
        Description = $"What to train: {string.Join(", ", Names)}. May be left out with --resume.",
    };

    private readonly Option<string?> data = new("--data")
    {
        HelpName = "DIR",
        Description = $"Folder with the data set's files (`data make` makes one); with --resume the same as before if left out, else what {UserData.Variable} has.",
    };

    private readonly Option<string?> @out = new("--out")
    {
        HelpName = "DIR",
        Description = "Where log, checkpoints and model go, made if missing; with --resume the same as before if left out.",
    };

    private readonly Option<string?> variant = new("--variant") { HelpName = "NAME", Description = "Which definition of the workload; `list` shows them. (default: matched)" };

    private readonly Option<string[]> set = new("--set")
    {
        HelpName = "NAME=VALUE",
        Description = "Another setting than the variant's; may be repeated; `list` shows them.",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<int> epochs = Unset(Options.Count("--epochs", "Passes over the training data. (default: the workload's)", 1, 1, 100_000));
    private readonly Option<int> batch = Unset(Options.Count("--batch", "Samples per step. (default: the workload's)", 1, 1, 65536));
    private readonly Option<long> seed = Options.Seed();
    private readonly Option<string?> optimizer = Choice("--optimizer", "Instead of the workload's own.", [.. OptimizerRecipe.Kinds]);
    private readonly Option<double> rate = Options.Rate("--lr", "Learning rate to begin with. (default: the optimizer's own)");
    private readonly Option<string?> schedule = Choice("--schedule", "How the learning rate falls from epoch to epoch.", "none", "step", "cosine");
    private readonly Option<string?> augment = Choice("--augment", "Vary the training images at random, where the workload can.", "on", "off");
    private readonly Option<int> workers = Options.Count("--workers", "Threads that prepare batches ahead; the same bits whatever their number.", 0, 0, 64);
    private readonly Option<int> validateEvery = Options.Count("--val-every", "Epochs from one validation to the next; the last is always validated.", 1, 1, 100_000);
    private readonly Option<Cadence> checkpointEvery = new("--checkpoint-every")
    {
        HelpName = "N|Nsteps",
        Description = "Epochs, or steps, from one checkpoint to the next.",
        DefaultValueFactory = _ => Cadence.Epochs(1),
        CustomParser = result =>
        {
            if (!Cadence.TryParse(result.Tokens[0].Value, out var cadence))
                result.AddError($"--checkpoint-every takes a number of epochs such as 2, or of steps such as 50steps, not '{result.Tokens[0].Value}'.");
            return cadence;
        },
    };

    private readonly Option<int> keep = Options.Count("--keep", "Checkpoints that stay, the newest.", 3, 1, 1000);
    private readonly Option<string?> resume = new("--resume")
    {
        HelpName = "DIR",
        Description = "Go on with the training whose --out this was, from its newest checkpoint; all options are as they were unless given again.",
    };

    private readonly Option<bool> fallBack = new("--fall-back") { Description = "With --resume: where the newest checkpoint is damaged, take the newest good one." };
    private readonly Option<string> device = Options.Device();
    private readonly Option<IReadOnlyList<string>> mode = Options.Modes();
    private readonly Option<int> threads = Options.Threads();
    private readonly Display display;

    private TrainVerb(Display display)
    {
        this.display = display;
        seed.Description = "Decides parameters, dropout, augmentation and the order of samples.";
        mode.Description = $"How libtorch picks its kernels and rounds: {string.Join(", ", ComputeMode.All.Where(one => !one.Bfloat16).Select(one => one.Name))}.";
        threads.Description = "Threads inside libtorch and BLAS; another number gives other last bits.";
    }

    public static Command Build(Display display)
    {
        var verb = new TrainVerb(display);
        var command = new Command("train", "Train a network; can be stopped at any time and gone on with, to the same bits. The last line is `test accuracy 0.9812`, or `test mean absolute error 0.0123`.") { verb.workload };
        foreach (var option in new Option[]
        {
            verb.data, verb.@out, verb.variant, verb.set, verb.epochs, verb.batch, verb.seed, verb.optimizer, verb.rate, verb.schedule, verb.augment,
            verb.workers, verb.validateEvery, verb.checkpointEvery, verb.keep, verb.resume, verb.fallBack, verb.device, verb.mode, verb.threads,
        })
            command.Options.Add(option);
        command.Validators.Add(verb.Check);
        command.SetAction(verb.Run);
        return command;
    }

    private void Check(CommandResult result)
    {
        if (Options.LackAValue(result))
            return;
        var name = result.GetValue(workload);
        if (name is not null && !Names.Contains(name))
            result.AddError($"There is no workload '{name}' to train; there are {string.Join(", ", Names)}");
        foreach (var pair in result.GetValue(set) ?? [])
            if (pair.IndexOf('=', StringComparison.Ordinal) < 1)
                result.AddError($"--set takes NAME=VALUE, not '{pair}'");
        if (result.GetValue(resume) is not null)
            return;
        if (name is null)
            result.AddError($"train needs WORKLOAD. {workload.Description}");
        if (result.GetValue(data) is null && Environment.GetEnvironmentVariable(UserData.Variable) is null or "")
            result.AddError($"Option '{data.Name}' is required");
        if (result.GetValue(@out) is null)
            result.AddError($"Option '{@out.Name}' is required");
        if (result.GetValue(fallBack))
            result.AddError("--fall-back is of use only with --resume");
    }

    private int Run(ParseResult parsed)
    {
        using var interruption = new Interruption();
        try
        {
            var options = Asked(parsed);
            var (recipe, _) = options.Settle();
            // Both parts are read and checked before the output folder is touched.
            using var training = recipe.OpenData(options.Data!, DataPart.Train);
            using var test = recipe.OpenData(options.Data!, DataPart.Test);
            var screen = new TrainingScreen(display, options, recipe.Metric, training.Count, test.Count);
            TrainingResult? result = null;
            display.Follow(progress =>
            {
                screen.Live = progress;
                result = new Trainer(options, training, test, screen).Run(estimateFirst: true, interruption.Token);
            });
            return screen.End(result!);
        }
        catch (ArgumentException exception)
        {
            throw new Fault(exception.Message, ExitCode.Usage, exception);
        }
        catch (Exception exception) when (exception is DataException or TrainingException or IOException or UnauthorizedAccessException)
        {
            throw new Fault(exception.Message, cause: exception);
        }
    }

    /// <summary>The options of the command line, over those of the checkpoint where there is one.</summary>
    private TrainingOptions Asked(ParseResult parsed)
    {
        bool Given(Option option) => parsed.GetResult(option) is { Implicit: false };
        T Either<T>(Option<T> option, T before) => Given(option) ? parsed.GetValue(option)! : before;

        var options = parsed.GetValue(resume) is { } folder
            ? TrainingOptions.Of(folder, parsed.GetValue(fallBack), warning => display.Warning($"warning: {warning}"))
            : new TrainingOptions(parsed.GetRequiredValue(workload)!);
        var settings = options.Settings.ToDictionary();
        foreach (var pair in parsed.GetValue(set) ?? [])
            settings[pair[..pair.IndexOf('=', StringComparison.Ordinal)]] = pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..];
        if (Given(epochs))
            settings["epochs"] = parsed.GetValue(epochs).ToString(CultureInfo.InvariantCulture);
        if (parsed.GetValue(schedule) is { } falling)
            settings["schedule"] = falling;
        if (parsed.GetValue(augment) is { } varying)
            settings["augment"] = varying;
        return options with
        {
            Workload = parsed.GetValue(workload) ?? options.Workload,
            Variant = parsed.GetValue(variant) ?? options.Variant,
            Settings = settings,
            Data = parsed.GetValue(data) is { } place ? Path.GetFullPath(place) : options.Data ?? Own(parsed.GetValue(workload) ?? options.Workload),
            Batch = Given(batch) ? parsed.GetValue(batch) : options.Batch,
            Seed = Either(seed, options.Seed),
            Optimizer = parsed.GetValue(optimizer) ?? options.Optimizer,
            LearningRate = Given(rate) ? parsed.GetValue(rate) : options.LearningRate,
            Threads = Either(threads, options.Threads),
            Device = Either(device, options.Device),
            Mode = Given(mode) ? parsed.GetValue(mode) is [var one] ? one : throw Fault.Usage("train --mode takes one mode.") : options.Mode,
            Workers = Either(workers, options.Workers),
            ValidateEvery = Either(validateEvery, options.ValidateEvery),
            CheckpointEvery = Either(checkpointEvery, options.CheckpointEvery),
            Keep = Either(keep, options.Keep),
            OutputFolder = parsed.GetValue(@out) ?? parsed.GetValue(resume),
        };
    }

    private static string Own(string workload) => Learning.Workloads.Workload.FindNetwork(workload).DataSet is var set && UserData.Folder(set, null) is { } folder
        ? folder
        : throw Fault.Usage($"{UserData.Variable} has no {set.Name}; name a folder with --data{(set.CanBeDrawn ? $", or `data make {set.Name}` makes one" : "")}.");

    private static Option<string?> Choice(string name, string description, params string[] choices)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = string.Join('|', choices) };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !choices.Contains(result.Tokens[0].Value))
                result.AddError($"{name} takes {string.Join(" or ", choices)}, not '{result.Tokens[0].Value}'.");
        });
        return option;
    }

    private static Option<T> Unset<T>(Option<T> option)
    {
        option.DefaultValueFactory = null;
        return option;
    }
}
