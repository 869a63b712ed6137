using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>
/// What it costs to keep a network and to get it back: weights alone, or a whole checkpoint with optimizer and generator, checked by its SHA-256.
/// Saving is done when the file is on the disk.
/// </summary>
[BenchmarkCategory("checkpoint", "files")]
public class CheckpointBenchmarks : SessionBenchmarks<NetworkSession>
{
    private string weights = "";
    private string folder = "";

    /// <summary>Name of the workload.</summary>
    [ParamsSource(nameof(Networks), Priority = 3)]
    public string Workload = "";

    /// <summary>For BenchmarkDotNet.</summary>
    public IEnumerable<string> Networks => Learning.Workloads.Workload.All.OfType<NetworkWorkload>().Select(workload => workload.Name);

    /// <summary>Takes a step, so that the optimizer has something to keep, and saves both.</summary>
    [GlobalSetup]
    public void Before()
    {
        var files = BenchmarkData.Empty();
        Begin("", null, options => Learning.Workloads.Workload.FindNetwork(Workload).Open(options with { DataFolder = null }), 2, 0, files: files);
        Session.Agree(1);
        (weights, folder) = (Path.Combine(files.Folder, "weights.safetensors"), Path.Combine(files.Folder, "training"));
        Session.Save(weights);
        Session.SaveCheckpoint(folder);
    }

    /// <summary>Parameters and buffers to a safetensors file.</summary>
    [Benchmark]
    public void SaveWeights() => Session.Save(weights);

    /// <summary>And back.</summary>
    [Benchmark]
    public void LoadWeights() => Session.Load(weights);

    /// <summary>All it takes to go on to the bit.</summary>
    [Benchmark]
    public void SaveCheckpoint() => Session.SaveCheckpoint(folder);

    /// <summary>And back.</summary>
    [Benchmark]
    public void LoadCheckpoint() => Session.LoadCheckpoint(folder);
}
