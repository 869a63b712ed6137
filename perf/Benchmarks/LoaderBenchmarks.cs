using BenchmarkDotNet.Attributes;
using PerfSuite.Learning.Data;
using PerfSuite.Learning.Workloads;

namespace PerfSuite.Benchmarks;

/// <summary>What batches cost to make: a whole pass over a drawn set, in memory or in files.</summary>
[BenchmarkCategory("loader", "files")]
public class LoaderBenchmarks : SessionBenchmarks<LoadingSession>
{
    private const int Digits = 10_000;
    private const int Figures = 2_000;
    private const int Faces = 90;

    /// <summary>Threads that read ahead; 0 reads where the batch is used.</summary>
    [Params("0", "1", Priority = 3)]
    public string Workers = "0";

    /// <summary>Rows in memory.</summary>
    [GlobalSetup(Target = nameof(Rows))]
    public void BeforeRows() => Begin(nameof(Rows), Phase.Rows, DataSet.Mnist, Digits, 100);

    /// <summary>Augmented images of 32×32.</summary>
    [GlobalSetup(Target = nameof(Cifar))]
    public void BeforeCifar() => Begin(nameof(Cifar), Phase.Cifar, DataSet.Cifar10, Figures, 128);

    /// <summary>JPEG files.</summary>
    [GlobalSetup(Target = nameof(Pictures))]
    public void BeforePictures() => Begin(nameof(Pictures), Phase.Faces, DataSet.Celeba, Faces, 32);

    /// <summary>JPEG files, decoded at a fraction of their size.</summary>
    [GlobalSetup(Target = nameof(PicturesScaled))]
    public void BeforePicturesScaled() => Begin(nameof(PicturesScaled), Phase.FacesScaled, DataSet.Celeba, Faces, 32);

    /// <summary>10,000 digits in batches of 100.</summary>
    [Benchmark]
    public void Rows() => Session.Run(Phase.Rows, 1);

    /// <summary>2,000 images in batches of 128, cropped and flipped.</summary>
    [Benchmark]
    public void Cifar() => Session.Run(Phase.Cifar, 1);

    /// <summary>90 faces in batches of 32, decoded and resized.</summary>
    [Benchmark]
    public void Pictures() => Session.Run(Phase.Faces, 1);

    /// <summary>The same, decoded at a fraction of their size.</summary>
    [Benchmark]
    public void PicturesScaled() => Session.Run(Phase.FacesScaled, 1);

    private void Begin(string benchmark, Phase phase, DataSet set, int samples, int batch) => Begin(benchmark, phase,
        options => Workload.Loading.Open(options with { Settings = new Dictionary<string, string> { ["workers"] = Workers } }), batch, 1, files: BenchmarkData.Of(set, samples));
}
