using System.Globalization;
using PerfSuite.Learning.Data;

namespace PerfSuite.Studies;

/// <summary>Textured figures in CIFAR-10's files.</summary>
/// <param name="Count">Training images; half as many to test on.</param>
internal sealed record CifarFolder(int Count) : IStudyData
{
    public string Path { get; } = System.IO.Path.Combine(DataFolders.Root, string.Create(CultureInfo.InvariantCulture, $"figures-{Count}"));

    public bool AreThere => Directory.Exists(Path);

    public void Make(Action<double, string> progress, CancellationToken cancellation) =>
        new DrawnCifar10(0, Count, Math.Max(1, Count / 2)).Make(Path, progress: (drawn, of) => progress((double)drawn / of, "figures"), cancellation: cancellation);
}
