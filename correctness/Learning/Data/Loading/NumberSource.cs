using PerfSuite.Learning.Data;
using PerfSuite.Learning.Data.Loading;

namespace PerfSuite.Correctness.Learning.Data.Loading;

/// <summary>Samples (2,3) that follow from index and draws alone; some of them slow, some of them faulty.</summary>
internal sealed class NumberSource(int count, TargetKind target = TargetKind.Label) : SampleSource
{
    private int open;

    public const int Joints = 4;

    public Func<int, Exception?> FaultOf { get; init; } = _ => null;

    /// <summary>Called before a sample is read, on the thread that reads it.</summary>
    public Action<int> Reading { get; init; } = _ => { };

    public int OpenReaders => Volatile.Read(ref open);

    public override int Count => count;

    public override SampleLayout Layout { get; } = new([2, 3], target, target == TargetKind.Pose ? Joints : 0);

    public override string NameOf(int index) => $"picture {index}.jpg";

    public override SampleReader OpenReader()
    {
        Interlocked.Increment(ref open);
        return new Reader(this);
    }

    private sealed class Reader(NumberSource source) : SampleReader
    {
        public override void Read(int index, SplitMix64 draws, Sample into)
        {
            source.Reading(index);
            if (source.FaultOf(index) is { } fault)
                throw fault;
            Fill(into.Input, ref draws);
            Fill(into.Pose, ref draws);
            Fill(into.Visible, ref draws);
            if (!into.Label.IsEmpty)
                into.Label[0] = index;
        }

        protected override void Dispose(bool disposing) => Interlocked.Decrement(ref source.open);

        private static void Fill(Span<float> numbers, ref SplitMix64 draws)
        {
            foreach (ref var number in numbers)
                number = (float)draws.Fraction();
        }
    }
}
