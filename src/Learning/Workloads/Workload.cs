using PerfSuite.Learning.Data;

namespace PerfSuite.Learning.Workloads;

/// <summary>
/// A named unit of learning: one definition, used by training, benchmarks, studies and tests, and by name by every
/// other language.
/// </summary>
public abstract class Workload
{
    /// <summary>Softmax regression, <see cref="Models.MnistSoftmax"/>.</summary>
    public static NetworkWorkload MnistSoftmax { get; } = new("mnist-softmax",
        "MNIST, 784→10 softmax regression, SGD 0.5", DataSet.Mnist, batch: 100, epochs: 3, (w, v, s) => new MnistRecipe(w, v, s));

    /// <summary>The convolutional network, <see cref="Models.MnistCnn"/>.</summary>
    public static NetworkWorkload MnistCnn { get; } = new("mnist-cnn",
        "MNIST, two 3×3 convolutions and two dense layers, SGD 0.5", DataSet.Mnist, batch: 100, epochs: 3, (w, v, s) => new MnistRecipe(w, v, s));

    /// <summary>The convolutional autoencoder, <see cref="Models.ConvolutionalAutoencoder"/>.</summary>
    public static NetworkWorkload ConvAe { get; } = new("convae",
        "CelebA, autoencoder of 64×64 faces, L1, Adam 1e-4", DataSet.Celeba, batch: 16, epochs: 1,
        (w, v, s) => new AutoencoderRecipe(w, v, s), AutoencoderRecipe.Own, AutoencoderRecipe.Variants);

    /// <summary>The pose network, <see cref="Models.AlexNetPose"/>.</summary>
    public static NetworkWorkload DeepPose { get; } = new("deeppose",
        "Leeds Sports Pose, AlexNet for 14 joints, SGD 0.01, momentum", DataSet.Lsp, batch: 32, epochs: 100,
        (w, v, s) => new PoseRecipe(w, v, s), PoseRecipe.Own, PoseRecipe.Variants);

    /// <summary>The residual network of 18 layers, <see cref="Models.ResNet"/>.</summary>
    public static NetworkWorkload ResNet18 { get; } = new("resnet18",
        "CIFAR-10, residual network of 18 layers, SGD 0.1, momentum", DataSet.Cifar10, batch: 128, epochs: 50,
        (w, v, s) => new ResNetRecipe(w, v, s, [2, 2, 2, 2]), ResNetRecipe.Own, ResNetRecipe.Variants);

    /// <summary>The residual network of 34 layers, <see cref="Models.ResNet"/>.</summary>
    public static NetworkWorkload ResNet34 { get; } = new("resnet34",
        "CIFAR-10, residual network of 34 layers, SGD 0.1, momentum", DataSet.Cifar10, batch: 128, epochs: 50,
        (w, v, s) => new ResNetRecipe(w, v, s, [3, 4, 6, 3]), ResNetRecipe.Own, ResNetRecipe.Variants);

    /// <summary>What single operations cost.</summary>
    public static OverheadWorkload Overhead { get; } = new();

    /// <summary>What batches cost to make.</summary>
    public static LoadingWorkload Loading { get; } = new();

    /// <summary>What this machine can do.</summary>
    public static PeakWorkload Peak { get; } = new();

    /// <summary>What single predictions cost.</summary>
    public static PredictionWorkload Prediction { get; } = new();

    private static readonly IReadOnlyList<Workload> known = [ConvAe, DeepPose, Loading, MnistCnn, MnistSoftmax, Overhead, Peak, Prediction, ResNet18, ResNet34];

    /// <summary>
    /// Networks of your own, in C# alone: a line here for each, such as
    /// <c>new("glyphs", "drawn letters, two dense layers", DataSet.None, batch: 64, epochs: 1, (w, v, s) => new GlyphRecipe(w, v, s)),</c>
    /// and it is listed, toured, studied, benchmarked, gated and tested. A project of its own calls <see cref="Add"/> instead.
    /// </summary>
    public static IReadOnlyList<NetworkWorkload> Own { get; private set; } =
    [
    ];

    /// <summary>Every workload, by name.</summary>
    public static IReadOnlyList<Workload> All => [.. known.Concat(Own).OrderBy(workload => workload.Name, StringComparer.Ordinal)];

    /// <summary>Networks of your own, beside those that there are. Before anything else is asked of this class, by one thread.</summary>
    /// <exception cref="ArgumentException">A name is taken; then none is added.</exception>
    public static void Add(params IReadOnlyList<NetworkWorkload> networks)
    {
        var names = All.Concat(networks).GroupBy(workload => workload.Name).Where(alike => alike.Count() > 1).Select(alike => $"'{alike.Key}'").ToList();
        if (names.Count > 0)
            throw new ArgumentException($"There is a workload {string.Join(" and ", names)} already: give yours another name.", nameof(networks));
        Own = [.. Own, .. networks];
    }

    /// <summary>Undoes <see cref="Add"/>.</summary>
    internal static void Remove(NetworkWorkload network) => Own = [.. Own.Where(one => one != network)];

    /// <summary>Whether a workload of that name is one of <see cref="Own"/>, which no other language has.</summary>
    public static bool IsOwn(string name) => Own.Any(workload => workload.Name == name);

    /// <summary>Lower case with hyphens; the same in every language.</summary>
    public abstract string Name { get; }

    /// <summary>One line for a listing.</summary>
    public abstract string Summary { get; }

    /// <summary>The batch where none is named.</summary>
    public abstract int DefaultBatch { get; }

    /// <summary>What can be timed.</summary>
    public abstract IReadOnlyList<Phase> Phases { get; }

    /// <summary>Whether it can compute on a GPU; what reads files or fills arrays cannot.</summary>
    public virtual bool OnDevices => true;

    /// <summary>Whether mode <c>bfloat16</c> is offered: of what is all arithmetic.</summary>
    public virtual bool TakesBfloat16 => false;

    /// <summary>The definitions it comes in; the first is the default.</summary>
    public virtual IReadOnlyList<Variant> Variants { get; } =
        [new(Variant.Matched, "The one definition.", new Dictionary<string, string>())];

    /// <summary>Its switches; a variant is a choice of them.</summary>
    public virtual IReadOnlyList<Setting> Settings { get; } = [];

    /// <summary>Every setting with its value: the defaults, changed by the variant, changed by what is asked for.</summary>
    /// <exception cref="ArgumentException">An unknown variant, setting or value.</exception>
    public Settings Settle(string variant = Variant.Matched, IReadOnlyDictionary<string, string>? asked = null) =>
        Workloads.Settings.Settle(this, variant, asked);

    /// <summary>
    /// Sets this thread's number of libtorch threads, seeds the default generator and builds what the phases need.
    /// Use the session on the thread that opened it: thread count and gradient mode belong to a thread.
    /// </summary>
    /// <exception cref="ArgumentException">An option is out of range or not offered.</exception>
    /// <exception cref="DataException">There are weights to begin with, and they cannot be loaded.</exception>
    public abstract Session Open(SessionOptions options);

    /// <summary>The workload of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static Workload Find(string name) =>
        All.FirstOrDefault(workload => workload.Name == name)
        ?? throw new ArgumentException(
            $"There is no workload '{name}'. There are: {string.Join(", ", All.Select(workload => workload.Name))}.");

    /// <summary>The workload of that name, where it must be one that can be trained.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static NetworkWorkload FindNetwork(string name) =>
        Find(name) as NetworkWorkload
        ?? throw new ArgumentException($"Workload '{name}' is not a network to train. These are: "
            + $"{string.Join(", ", All.OfType<NetworkWorkload>().Select(workload => workload.Name))}.");

    /// <summary>A session just opened, with the weights that its options name.</summary>
    private protected static TSession Weighted<TSession>(TSession session) where TSession : Session
    {
        if (session.Options.Weights is not { } path)
            return session;
        try
        {
            session.Load(path);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
