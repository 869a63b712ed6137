using PerfSuite.Learning.Data;

namespace PerfSuite.Learning.Workloads;

/// <summary>Not a network to train: what one prediction costs from a language's own arrays and back, through each layer of its API.</summary>
public sealed class PredictionWorkload : Workload
{
    /// <summary>The first test images of the folder, at most, that are predicted in turn.</summary>
    public const int MostImages = 1000;

    internal const string Network = "network";
    internal const string Api = "api";

    internal PredictionWorkload()
    {
    }

    /// <inheritdoc/>
    public override string Name => "prediction";

    /// <inheritdoc/>
    public override string Summary => "single predictions: MNIST's test images out of arrays, probabilities back into one";

    /// <inheritdoc/>
    public override bool OnDevices => false;

    /// <inheritdoc/>
    public override int DefaultBatch => 1;

    /// <inheritdoc/>
    public override IReadOnlyList<Phase> Phases { get; } = [Phase.Predict];

    /// <inheritdoc/>
    public override IReadOnlyList<Setting> Settings { get; } =
    [
        new(Network, "That of mnist-softmax or of mnist-cnn.", ["softmax", "cnn"], "softmax"),
        new(Api, "The network's module, functions of its parameters, the TorchScript beside the weights, or C# without libtorch.",
            ["module", "functional", "script", "managed"], "module"),
    ];

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Also without a data folder, and where the API does not have the network.</exception>
    /// <exception cref="DataException">The folder has no test files of MNIST, or weights or script cannot be loaded.</exception>
    public override PredictionSession Open(SessionOptions options)
    {
        options.Validate(this);
        var settings = Settle(options.Variant, options.Settings);
        if (settings.Is(Api, "managed") && !settings.Is(Network, "softmax"))
            throw new ArgumentException($"{Name} cannot be opened: api managed has the network softmax only, and {settings[Network]} was asked for.");
        var folder = options.DataFolder ?? throw new ArgumentException(
            $"{Name} was opened without a data folder: name one with MNIST's test files; `data make mnist` writes them.");
        return Weighted(new PredictionSession(this, options, settings, MnistSet.Read(folder, MnistPart.Test)));
    }
}
