using PerfSuite.Learning.Data;

namespace PerfSuite.Correctness.Learning;

/// <summary>A small drawn set of each kind, drawn when first asked for.</summary>
internal sealed class MadeData(int count) : IDisposable
{
    private readonly Dictionary<DataSet, Folder> folders = [];

    /// <summary>The folder with a set; of faces a tenth is held out, of the others a few more are.</summary>
    public string this[DataSet set]
    {
        get
        {
            if (folders.TryGetValue(set, out var folder))
                return folder.Path;
            folders[set] = folder = new Folder();
            if (set == DataSet.Mnist)
                new DrawnMnist(TrainCount: count, TestCount: 4).Make(folder.Path);
            else if (set == DataSet.Cifar10)
                new DrawnCifar10(TrainCount: count, TestCount: 4).Make(folder.Path);
            else if (set == DataSet.Celeba)
                new DrawnCeleba(Count: count * 10 / 9).Make(folder.Path);
            else
                new DrawnLsp(TrainCount: count, TestCount: 2).Make(folder.Path);
            return folder.Path;
        }
    }

    public void Dispose()
    {
        foreach (var folder in folders.Values)
            folder.Dispose();
    }
}
