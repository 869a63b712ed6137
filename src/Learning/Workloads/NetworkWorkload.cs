using PerfSuite.Learning.Data;

namespace PerfSuite.Learning.Workloads;

/// <summary>A network, its loss, optimizer and data, in the variants it was published in.</summary>
public sealed class NetworkWorkload : Workload
{
    private readonly Func<NetworkWorkload, string, Settings, Recipe> recipe;

    internal NetworkWorkload(
        string name, string summary, DataSet data, int batch, int epochs, Func<NetworkWorkload, string, Settings, Recipe> recipe,
        IReadOnlyList<Setting>? settings = null, IReadOnlyList<Variant>? variants = null)
    {
        (Name, Summary, DataSet, DefaultBatch) = (name, summary, data, batch);
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
    public override int DefaultBatch { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Variant> Variants { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases { get; } =
        [Phase.Infer, Phase.InferGrad, Phase.Forward, Phase.Backward, Phase.Gradient, Phase.Loss, Phase.Step, Phase.StepItem, Phase.Data, Phase.Epoch];

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
}
