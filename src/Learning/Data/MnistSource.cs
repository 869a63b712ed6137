using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Learning.Data;

/// <summary>MNIST's images as float32 (1,28,28), byte / 255, with their labels.</summary>
/// <remarks>
/// The division is done once, when the source is made: four times the memory, and every later read is a copy.
/// </remarks>
public sealed class MnistSource : SampleSource
{
    private const int Length = MnistSet.Side * MnistSet.Side;
    private readonly string name;
    private readonly float[] pixels;
    private readonly byte[] labels;

    /// <param name="set">Read or drawn.</param>
    /// <param name="name">What its samples are called, followed by their number.</param>
    public MnistSource(MnistSet set, string name = "image")
    {
        this.name = name;
        pixels = Array.ConvertAll(set.Images, pixel => pixel / 255f);
        labels = set.Labels;
    }

    /// <inheritdoc/>
    public override int Count => labels.Length;

    /// <inheritdoc/>
    public override SampleLayout Layout { get; } = new([1, MnistSet.Side, MnistSet.Side], TargetKind.Label);

    /// <summary>Reads one part of a folder with MNIST's files.</summary>
    /// <exception cref="DataException">A file is missing or faulty.</exception>
    public static MnistSource Read(string folder, DataPart part) => new(
        MnistSet.Read(folder, part == DataPart.Train ? MnistPart.Train : MnistPart.Test),
        Path.Combine(folder, part == DataPart.Train ? "training image" : "test image"));

    /// <inheritdoc/>
    public override string NameOf(int index) => $"{name} {index}";

    /// <inheritdoc/>
    public override SampleReader OpenReader() => new Reader(this);

    private sealed class Reader(MnistSource source) : SampleReader
    {
        public override void Read(int index, SplitMix64 draws, Sample into)
        {
            source.pixels.AsSpan(index * Length, Length).CopyTo(into.Input);
            into.Label[0] = source.labels[index];
        }
    }
}
