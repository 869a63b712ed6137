using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Learning.Data;

/// <summary>MNIST's images as float32 (1,28,28), byte / 255, with their labels.</summary>
/// <param name="set">Read or drawn.</param>
/// <param name="name">What its samples are called, followed by their number.</param>
public sealed class MnistSource(MnistSet set, string name = "image") : RowSource(set.Images, set.Labels, [1, MnistSet.Side, MnistSet.Side])
{
    /// <summary>Reads one part of a folder with MNIST's files.</summary>
    /// <exception cref="DataException">A file is missing or faulty.</exception>
    public static MnistSource Read(string folder, DataPart part) => new(
        MnistSet.Read(folder, part == DataPart.Train ? MnistPart.Train : MnistPart.Test),
        Path.Combine(folder, part == DataPart.Train ? "training image" : "test image"));

    /// <inheritdoc/>
    public override string NameOf(int index) => $"{name} {index}";
}
