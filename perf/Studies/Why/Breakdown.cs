using PerfSuite.Learning.Workloads;
using PerfSuite.Screen;

namespace PerfSuite.Studies.Why;

/// <summary>Where one contender's time goes in an epoch, a step or a prediction. What was not measured is null.</summary>
/// <param name="Whole">All of it.</param>
/// <param name="Data">Reading and batching.</param>
/// <param name="Forward">Network and, in training, loss.</param>
/// <param name="Backward">What a gradient takes beyond forward.</param>
/// <param name="Update">What a step takes beyond its gradient: zeroing and the optimizer.</param>
/// <param name="Other">What is left.</param>
internal sealed record Breakdown(Duration Whole, Duration? Data, Duration? Forward, Duration? Backward, Duration? Update, Duration? Other)
{
    /// <summary>Whether it is a prediction, which has no other parts than forward and other.</summary>
    public bool IsPrediction { get; init; }

    /// <summary>The rows of the table.</summary>
    public IReadOnlyList<(string Name, Duration? Time)> Parts => IsPrediction
        ? [("forward", Forward), ("other", Other)]
        : [("data", Data), ("transfer", null), ("forward", Forward), ("backward", Backward), ("update", Update), ("other", Other)];

    /// <summary>Whether the machine was another in one row than in the next: a part that shows is larger than the whole.</summary>
    public bool IsTorn => Parts.Any(part => part.Time is { IsNoise: false } time && time.Nanoseconds > Whole.Nanoseconds + Whole.Doubt);

    /// <summary>The largest part that shows, and its share; null where none does or the parts contradict the whole.</summary>
    public (string Name, double Share)? Largest => IsTorn ? null : Parts.Where(part => part.Time is { IsNoise: false }).OrderByDescending(part => part.Time!.Value.Nanoseconds)
        .Select(part => ((string, double)?)(part.Name, part.Time!.Value.Nanoseconds / Whole.Nanoseconds)).FirstOrDefault();
}

/// <summary>The whole that is broken down, with everybody's parts.</summary>
/// <param name="Title">What it is: <c>one epoch of 90 samples</c>.</param>
/// <param name="Other">What is in its rest, for a note.</param>
/// <param name="Of">By language; absent where the whole was not measured.</param>
internal sealed record BrokenDown(string Title, string Other, IReadOnlyDictionary<string, Breakdown> Of)
{
    private static readonly string[] reads = ["shuffle", "augment", "resize", "collate", "noise"];

    /// <summary>All that the run's phases allow: of sections with a gradient beside the step, and of predictions whose network was timed alone.</summary>
    public static IReadOnlyList<BrokenDown> All(Evidence evidence) =>
    [
        .. evidence.Plan.Sections.Where(section => !section.IsRepetition && Evidence.Item(section, "step") is not null && Evidence.Item(section, "gradient") is not null)
            .Select(section => Training(evidence, section)),
        .. evidence.Plan.Sections.Where(section => section.Batch == 1 && Evidence.Item(section, "predict") is not null).Select(section => Prediction(evidence, section)).OfType<BrokenDown>(),
    ];

    private static BrokenDown Training(Evidence evidence, Section section)
    {
        var alike = evidence.Plan.Sections.Where(one => one is { Samples: > 0, Workers: 0 } && one.Workload == section.Workload && Reading(one) == Reading(section)).ToList();
        var read = alike.FirstOrDefault(one => Evidence.Item(one, "data") is not null && one.Batch == section.Batch) ?? alike.FirstOrDefault(one => Evidence.Item(one, "data") is not null);
        var whole = alike.FirstOrDefault(one => one.Variant == section.Variant && one.Batch == section.Batch && one.SettingsText == section.SettingsText && Evidence.Item(one, "epoch") is not null);
        if (whole is not null && !Measured(evidence, whole, "epoch"))
            whole = null;
        if (read is not null && !Measured(evidence, read, "data"))
            read = null;
        var of = new Dictionary<string, Breakdown>();
        foreach (var language in Evidence.Languages)
        {
            var contender = Evidence.NameOf(language, evidence.Lead);
            if (Duration.Of(evidence.Measured(section, "step", contender)) is not { } step)
                continue;
            var forward = Duration.Of(evidence.Measured(section, "forward", contender));
            var gradient = Duration.Of(evidence.Measured(section, "gradient", contender));
            var pass = read is null ? null : Duration.Of(evidence.Measured(read, "data", contender));
            if (whole is null)
            {
                var data = pass * ((double)section.Batch / (read?.Samples ?? 1));
                of[language] = new Breakdown(step + (data ?? default), data, forward, gradient - forward, step - gradient, null);
            }
            else if (Duration.Of(evidence.Measured(whole, "epoch", contender)) is { } epoch)
            {
                // A short last batch is dropped.
                var batches = whole.Samples / whole.Batch;
                var data = pass * (whole.Samples / (double)(read?.Samples ?? 1));
                of[language] = new Breakdown(epoch, data, forward * batches, (gradient - forward) * batches, (step - gradient) * batches, epoch - data - (step * batches));
            }
        }
        var name = $"{Throughput.TitleOf(section)}, batch {section.Batch}";
        return whole is not null
            ? new($"{name}: one epoch of {Figures.Count(whole.Samples)} samples", "an epoch less its reading and its steps; below 0 where reading goes on beside the network", of)
            : new($"{name}: one step{(read is null ? "" : ", with its reading")}", "", of);
    }

    /// <summary>What a section does to what it reads: reading is the same where that is, whatever the network.</summary>
    private static string Reading(Section section)
    {
        var settings = Workload.Find(section.Workload).Settle(section.Variant, section.Settings);
        return string.Join(' ', Workload.Find(section.Workload).Settings.Where(setting => reads.Contains(setting.Name)).Select(setting => settings[setting.Name]));
    }

    private static bool Measured(Evidence evidence, Section section, string phase) =>
        Evidence.Languages.Any(language => evidence.Measured(section, phase, Evidence.NameOf(language, evidence.Lead)) is not null);

    private static BrokenDown? Prediction(Evidence evidence, Section section)
    {
        var network = Throughput.NetworkOf(section.Workload, section.Settings);
        if (evidence.Plan.Sections.FirstOrDefault(one => one.Workload == network && one.Batch == section.Batch && Evidence.Item(one, "infer") is not null) is not { } alone)
            return null;
        var of = new Dictionary<string, Breakdown>();
        foreach (var language in Evidence.Languages)
        {
            var contender = Evidence.NameOf(language, evidence.Lead);
            if (Duration.Of(evidence.Measured(section, "predict", contender)) is not { } whole)
                continue;
            var forward = Duration.Of(evidence.Measured(alone, "infer", contender));
            of[language] = new Breakdown(whole, null, forward, null, null, whole - forward) { IsPrediction = true };
        }
        return new($"{network}: one prediction", "a picture out of an array, softmax, probabilities into an array", of);
    }
}
