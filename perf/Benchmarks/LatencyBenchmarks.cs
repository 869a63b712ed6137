using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>A single image through a network, tensor to tensor.</summary>
[BenchmarkCategory("latency")]
public class LatencyBenchmarks : SessionBenchmarks<NetworkSession>
{
    private const int Counted = 10;

    /// <summary>Name of the workload.</summary>
    [ParamsSource(nameof(Networks), Priority = 3)]
    public string Workload = "";

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<string> Networks => Learning.Workloads.Workload.All.OfType<NetworkWorkload>().Select(workload => workload.Name);

    /// <summary>Eval mode, no gradient.</summary>
    [GlobalSetup]
    public void Before() => Begin(nameof(SingleImage), Phase.Infer, Learning.Workloads.Workload.FindNetwork(Workload).Open, 1, Counted);

    /// <summary>Forward of a batch of one, freed.</summary>
    [Benchmark]
    public void SingleImage() => Session.Infer();
}

/// <summary>A single image from a .NET array to probabilities in another, through each layer of the API.</summary>
public abstract class PredictionBenchmarks : SessionBenchmarks<PredictionSession>
{
    private const int Counted = 10;

    private protected abstract (string Network, string Api) Case { get; }

    /// <summary>Draws the digits it predicts.</summary>
    [GlobalSetup]
    public void Before() => Begin(nameof(Predict), Phase.Predict, options => Workload.Prediction.Open(options with
    {
        Settings = new Dictionary<string, string> { ["network"] = Case.Network, ["api"] = Case.Api },
    }), 1, Counted, files: BenchmarkData.Of(Learning.Data.DataSet.Mnist, 1));

    /// <summary>The next image.</summary>
    [Benchmark]
    public void Predict() => Session.Predict();
}

/// <summary>Softmax regression: as a module, as functions of its parameters, or in C# without libtorch.</summary>
[BenchmarkCategory("latency", "mnist")]
public class SoftmaxPredictionBenchmarks : PredictionBenchmarks
{
    /// <summary>The layer of the API.</summary>
    [Params("module", "functional", "managed", Priority = 3)]
    public string Api = "";

    private protected override (string Network, string Api) Case => ("softmax", Api);
}

/// <summary>The convolutional network: as a module, or as functions of its parameters.</summary>
[BenchmarkCategory("latency", "mnist")]
public class CnnPredictionBenchmarks : PredictionBenchmarks
{
    /// <summary>The layer of the API.</summary>
    [Params("module", "functional", Priority = 3)]
    public string Api = "";

    private protected override (string Network, string Api) Case => ("cnn", Api);
}
