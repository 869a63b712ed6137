using PerfSuite.Learning.Data;

namespace PerfSuite.Benchmarks;

/// <summary>A drawn set in a folder of its own, outside the repository, gone with the benchmark that needed it.</summary>
internal sealed class BenchmarkData : IDisposable
{
    private const int Test = 200;

    private readonly Scratch scratch = new("bench");

    private BenchmarkData(Action<string> make)
    {
        // Drawing makes the last folder itself.
        Folder = Path.Combine(scratch.Folder, "data");
        try
        {
            make(Folder);
        }
        catch
        {
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>Where the set lies.</summary>
    public string Folder { get; }

    /// <summary>So many samples to learn from, and some to test on.</summary>
    public static BenchmarkData Of(DataSet set, int samples) => new(folder =>
    {
        if (set == DataSet.Mnist)
            new DrawnMnist(TrainCount: samples, TestCount: Test).Make(folder);
        else if (set == DataSet.Cifar10)
            new DrawnCifar10(TrainCount: samples, TestCount: Test).Make(folder);
        else if (set == DataSet.Celeba)
            new DrawnCeleba(Count: Math.Max(10, ((samples * 10) + 8) / 9)).Make(folder); // a tenth is held out
        else
            new DrawnLsp(TrainCount: samples, TestCount: 2).Make(folder);
    });

    /// <summary>An empty folder.</summary>
    public static BenchmarkData Empty() => new(folder => Directory.CreateDirectory(folder));

    public void Dispose() => scratch.Dispose();
}
