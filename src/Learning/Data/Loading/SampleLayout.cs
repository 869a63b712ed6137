namespace PerfSuite.Learning.Data.Loading;

/// <summary>What a sample is learned against.</summary>
public enum TargetKind
{
    /// <summary>A class: int64, one number.</summary>
    Label,

    /// <summary>Joints: float32 (J,2), and float32 (J,1) saying which are visible.</summary>
    Pose,

    /// <summary>The input itself.</summary>
    Input,
}

/// <summary>The shape of one sample, without the batch dimension.</summary>
/// <param name="Input">Of the float32 input, such as (3,32,32).</param>
/// <param name="Target">What belongs to it.</param>
/// <param name="Joints">How many joints a <see cref="TargetKind.Pose"/> has; 0 otherwise.</param>
public sealed record SampleLayout(IReadOnlyList<long> Input, TargetKind Target, int Joints = 0)
{
    /// <summary>Numbers in one input.</summary>
    public int InputLength { get; } = checked((int)Input.Aggregate(1L, (product, size) => checked(product * size)));
}
