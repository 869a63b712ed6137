namespace PerfSuite.Learning.Data.Poses;

/// <summary>A person in a picture.</summary>
/// <param name="Image">Path of the picture.</param>
/// <param name="Joints">x and y of each of the 14 joints in turn, in pixels; may lie outside.</param>
/// <param name="Visible">Of each joint.</param>
public sealed record Pose(string Image, double[] Joints, bool[] Visible)
{
    /// <summary>Right ankle, knee, hip, left hip, knee, ankle, right wrist, elbow, shoulder, left shoulder, elbow, wrist, neck, top of the head.</summary>
    public const int Count = 14;

    /// <summary>Smallest and largest coordinate along an axis (0 for x, 1 for y) of the visible joints; of all joints if none is visible.</summary>
    public (double Least, double Most) Span(int axis)
    {
        var (least, most, all) = (double.PositiveInfinity, double.NegativeInfinity, !Visible.Contains(true));
        for (var joint = 0; joint < Count; joint++)
        {
            if (!Visible[joint] && !all)
                continue;
            least = Math.Min(least, Joints[2 * joint + axis]);
            most = Math.Max(most, Joints[2 * joint + axis]);
        }
        return (least, most);
    }
}
