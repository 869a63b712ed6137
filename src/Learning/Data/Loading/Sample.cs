namespace PerfSuite.Learning.Data.Loading;

/// <summary>Where a reader writes one sample: straight into the memory of a batch.</summary>
/// <param name="input">Row-major, <see cref="SampleLayout.InputLength"/> numbers.</param>
/// <param name="label">One number, or none where the target is no label.</param>
/// <param name="pose">x and y of each joint in turn; empty where the target is no pose.</param>
/// <param name="visible">0 or 1 for each joint; empty where the target is no pose.</param>
public readonly ref struct Sample(Span<float> input, Span<long> label, Span<float> pose, Span<float> visible)
{
    /// <summary>Row-major.</summary>
    public Span<float> Input { get; } = input;

    /// <summary>One number, or none.</summary>
    public Span<long> Label { get; } = label;

    /// <summary>x and y of each joint in turn.</summary>
    public Span<float> Pose { get; } = pose;

    /// <summary>0 or 1 for each joint.</summary>
    public Span<float> Visible { get; } = visible;
}
