using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Correctness.Computing.Learning;

/// <summary>Drawn digits in memory, some of them poisoned if a test wants it.</summary>
internal sealed class DigitSource(int count, long seed = 0) : SampleSource
{
    private readonly MnistSet set = new DrawnMnist(seed, TrainCount: count, TestCount: 1).Draw(MnistPart.Train);

    /// <summary>Samples whose first pixel is no number.</summary>
    public HashSet<int> Poisoned { get; init; } = [];

    public override int Count => set.Count;

    public override SampleLayout Layout { get; } = new([1, 28, 28], TargetKind.Label);

    public override string NameOf(int index) => $"digit {index}";

    public override SampleReader OpenReader() => new Reader(this);

    private sealed class Reader(DigitSource source) : SampleReader
    {
        public override void Read(int index, SplitMix64 draws, Sample into)
        {
            var pixels = source.set.Image(index);
            for (var i = 0; i < pixels.Length; i++)
                into.Input[i] = pixels[i] / 255f;
            if (source.Poisoned.Contains(index))
                into.Input[0] = float.NaN;
            into.Label[0] = source.set.Labels[index];
        }
    }
}
