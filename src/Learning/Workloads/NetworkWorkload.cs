using PerfSuite.Learning.Data;
using PerfSuite.Learning.Runtime;

namespace PerfSuite.Learning.Workloads;

/// <summary>A network, its loss, optimizer and data, in the variants it was published in.</summary>
public sealed class NetworkWorkload : Workload
{
    private const int LongestName = 40;
    private const int LongestSummary = 100;

    private static readonly Phase[] phases =
        [Phase.Infer, Phase.InferGrad, Phase.Forward, Phase.Backward, Phase.Gradient, Phase.Loss, Phase.Step, Phase.StepItem, Phase.Data, Phase.Epoch];

    private static readonly Phase[] onGpu = [Phase.InferLaunch, Phase.InferEvents, Phase.StepEvents, Phase.Transfer, Phase.TransferPinned];
    private static readonly Lazy<bool> gpu = new(() => ComputeDevice.Here.Count > 1);

    private readonly IReadOnlyList<Phase> everywhere;
    private readonly Func<NetworkWorkload, string, Settings, Recipe> recipe;

    /// <summary>A network to learn with; <see cref="Workload.Add"/> makes one of yours known.</summary>
    /// <param name="name">Lower-case letters, digits and single hyphens, 40 at most: the name on the command line, in results and in baselines.</param>
    /// <param name="summary">One line for a listing, 100 characters at most.</param>
    /// <param name="data">What it learns from; <see cref="DataSet.None"/> where it has random samples alone.</param>
    /// <param name="batch">Samples in a step where nobody says otherwise, 1 to 65536.</param>
    /// <param name="epochs">That its schedules are made for, 1 to 100,000.</param>
    /// <param name="recipe">Called with this workload, a variant's name and every setting.</param>
    /// <param name="settings">Switches of its own, beside <c>shuffle</c>, <c>schedule</c> and <c>epochs</c>; none if left out.</param>
    /// <param name="variants">Its definitions, the first the default; <see cref="Variant.Matched"/> alone if left out.</param>
    /// <exception cref="ArgumentException">Something is out of its range; the message names all that is.</exception>
    public NetworkWorkload(
        string name, string summary, DataSet data, int batch, int epochs, Func<NetworkWorkload, string, Settings, Recipe> recipe,
        IReadOnlyList<Setting>? settings = null, IReadOnlyList<Variant>? variants = null)
    {
        var faults = Faults(name, summary, batch, epochs, settings ?? [], variants).ToList();
        if (faults.Count > 0)
            throw new ArgumentException($"Workload '{name}' cannot be defined: {string.Join("; ", faults)}.");
        (Name, Summary, DataSet, DefaultBatch) = (name, summary, data, batch);
        everywhere = data == DataSet.None ? phases[..^2] : phases;
        this.recipe = recipe;
        Settings =
        [
            .. settings ?? [],
            Setting.Switch("shuffle", "The order of samples: drawn anew for every epoch, or as they are stored.", "on"),
            new("schedule", "What becomes of the learning rate: a tenth after every third of the epochs, or down to 0 along a cosine.", ["none", "step", "cosine"], "none"),
            new("epochs", "Epochs the schedule is made for.", [], epochs.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ];
        Variants = variants ?? [new(Variant.Matched, "The one definition.", new Dictionary<string, string>())];
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Summary { get; }

    /// <summary>What it learns from.</summary>
    public DataSet DataSet { get; }

    /// <inheritdoc/>
    public override bool TakesBfloat16 => true;

    /// <inheritdoc/>
    public override int DefaultBatch { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Variant> Variants { get; }

    /// <summary>All of a network's; without a data set those that read none, and those of a GPU only where there is one.</summary>
    public override IReadOnlyList<Phase> Phases => gpu.Value ? [.. everywhere, .. onGpu] : everywhere;

    /// <summary>Whether a workload may be called so: lower-case letters, digits and single hyphens, 40 at most.</summary>
    public static bool IsName(string name) => name.Length <= LongestName
        && name.Split('-').All(part => part.Length > 0 && part.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter)));

    /// <summary>Chooses every setting.</summary>
    /// <param name="variant">One of <see cref="Variants"/>.</param>
    /// <param name="settings">Values that differ from the variant's.</param>
    /// <exception cref="ArgumentException">An unknown variant, setting or value.</exception>
    public Recipe Configure(string variant = Variant.Matched, IReadOnlyDictionary<string, string>? settings = null) =>
        recipe(this, variant, Settle(variant, settings));

    /// <summary>
    /// How large each variant's network is, in the order of <see cref="Variants"/>. Variants with the same layers are built once;
    /// building draws from the default generator.
    /// </summary>
    public IReadOnlyList<NetworkSize> Sizes()
    {
        var built = new Dictionary<string, NetworkSize>();
        return [.. Variants.Select(variant => Configure(variant.Name)).Select(recipe =>
        {
            var layers = string.Join(' ', Settings.Where(setting => setting.IsStructural).Select(setting => recipe.Settings[setting.Name]));
            return built.TryGetValue(layers, out var size) ? size : built[layers] = NetworkSize.Of(recipe);
        })];
    }

    /// <inheritdoc/>
    public override NetworkSession Open(SessionOptions options)
    {
        options.Validate(this);
        return Weighted(new NetworkSession(Configure(options.Variant, options.Settings), options));
    }

    private static IEnumerable<string> Faults(string name, string summary, int batch, int epochs, IReadOnlyList<Setting> settings, IReadOnlyList<Variant>? variants)
    {
        if (!IsName(name))
            yield return $"its name is not of lower-case letters, digits and single hyphens, {LongestName} at most";
        if (summary.Length is 0 or > LongestSummary || summary.Any(char.IsControl))
            yield return $"its summary is not one line of 1 to {LongestSummary} characters";
        if (batch is < 1 or > 65536)
            yield return $"batch {batch} is not within 1 to 65536";
        if (epochs is < 1 or > Setting.MostWhole)
            yield return $"epochs {epochs} is not within 1 to {Setting.MostWhole}";
        foreach (var twice in settings.Select(setting => setting.Name).Concat(["shuffle", "schedule", "epochs"]).GroupBy(one => one).Where(alike => alike.Count() > 1))
            yield return $"setting '{twice.Key}' is there twice";
        if (variants is { Count: 0 })
            yield return "there is no variant";
    }
}
