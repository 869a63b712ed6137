namespace PerfSuite.Learning.Runtime;

/// <summary>
/// How libtorch picks its kernels and rounds: switches of the whole process, the same by name in every language. Most matter on a GPU only;
/// deterministic algorithms everywhere.
/// </summary>
/// <param name="Name">As command line, requests and results have it.</param>
/// <param name="Summary">One line for a listing.</param>
/// <param name="CudnnBenchmark">cuDNN tries its algorithms on the first batch of a shape and keeps the fastest.</param>
/// <param name="CudnnDeterministic">cuDNN takes only algorithms that give the same bits every time.</param>
/// <param name="DeterministicAlgorithms">All of libtorch takes only those, and fails where there is none.</param>
/// <param name="ConvolutionTf32">Convolutions may round their factors to TF32, ten bits of mantissa.</param>
/// <param name="ProductTf32">Matrix products may.</param>
/// <param name="Bfloat16">Parameters, what the optimizer keeps, samples and all between them are bfloat16, seven bits of mantissa; losses are taken in float32.</param>
public sealed record ComputeMode(
    string Name, string Summary, bool CudnnBenchmark = false, bool CudnnDeterministic = false, bool DeterministicAlgorithms = false, bool ConvolutionTf32 = true, bool ProductTf32 = false,
    bool Bfloat16 = false)
{
    /// <summary>As libtorch comes.</summary>
    public static ComputeMode Standard { get; } = new("standard", "as libtorch comes: cuDNN chooses by rules of thumb, convolutions in TF32");

    /// <summary>Every mode, the standard first.</summary>
    public static IReadOnlyList<ComputeMode> All { get; } =
    [
        Standard,
        new("benchmark", "cuDNN tries its algorithms first and keeps the fastest", CudnnBenchmark: true),
        new("deterministic", "cuDNN takes only deterministic algorithms", CudnnDeterministic: true),
        new("strict", "all of libtorch takes only deterministic algorithms, and fails where there is none", CudnnDeterministic: true, DeterministicAlgorithms: true),
        new("float32", "no TF32 anywhere", ConvolutionTf32: false),
        new("tf32", "TF32 in matrix products, too", ProductTf32: true),
        new("bfloat16", "network and samples in bfloat16, losses in float32", Bfloat16: true),
    ];

    /// <summary>Whether the same seed gives the same bits in every process on a GPU, too.</summary>
    public bool IsDeterministic => CudnnDeterministic;

    /// <summary>The mode of that name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those there are.</exception>
    public static ComputeMode Find(string name) => All.FirstOrDefault(mode => mode.Name == name)
        ?? throw new ArgumentException($"There is no mode '{name}'. There are: {string.Join(", ", All.Select(mode => mode.Name))}.");

    /// <summary>Why this process cannot have it; null where it can.</summary>
    public static string? Fault(string name) =>
        All.FirstOrDefault(mode => mode.Name == name) is not { } mode ? $"mode '{name}' is not one of {string.Join(", ", All.Select(one => one.Name))}"
        : TorchRuntime.Current.Lack(mode) is { } lack ? $"mode '{name}' is not available with {TorchRuntime.Current.Label}: {lack}"
        : null;
}
