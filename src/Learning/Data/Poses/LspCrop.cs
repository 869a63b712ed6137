using PerfSuite.Learning.Data.Images;

namespace PerfSuite.Learning.Data.Poses;

/// <summary>
/// The 256×256 pixels around a person that the published preparation keeps (DeepPoseComparison): a smaller picture gets black
/// on both sides (on the left and above the smaller half), then the crop is centred on the box of the visible joints as far as the picture goes.
/// </summary>
internal static class LspCrop
{
    /// <summary>Rows and columns kept.</summary>
    public const int Side = 256;

    /// <summary>The person in the crop, and where it begins in the picture (negative where black comes in); null if nobody is visible.</summary>
    public static (Pose Person, int Left, int Top)? Place(Pose person, int width, int height)
    {
        if (!person.Visible.Contains(true))
            return null;
        var (left, top) = (Start(person.Span(0), width), Start(person.Span(1), height));
        var joints = new double[person.Joints.Length];
        for (var i = 0; i < joints.Length; i += 2)
            (joints[i], joints[i + 1]) = (person.Joints[i] - left, person.Joints[i + 1] - top);
        return (person with { Joints = joints }, left, top);
    }

    /// <summary>Whether all visible joints lie strictly inside, in a box whose sides are shorter than the network's input.</summary>
    public static bool IsKept(Pose person)
    {
        for (var axis = 0; axis < 2; axis++)
        {
            var (least, most) = person.Span(axis);
            if (!(least > 0 && most < Side && most - least < PoseSource.Side))
                return false;
        }
        return true;
    }

    /// <summary>Copies the crop; what lies outside the picture is black.</summary>
    public static void Copy(Picture from, int left, int top, Picture to)
    {
        to.Resize(Side, Side);
        to.Bytes.Clear();
        var (first, last) = (Math.Max(left, 0), Math.Min(left + Side, from.Width));
        for (var y = Math.Max(top, 0); y < Math.Min(top + Side, from.Height); y++)
            from.Row(y)[(3 * first)..(3 * last)].CopyTo(to.Row(y - top)[(3 * (first - left))..]);
    }

    private static int Start((double Least, double Most) joints, int length)
    {
        // Halves are whole numbers, rounded down: the published code is Python 2.
        var padding = Math.Max(Side - length, 0);
        var before = padding / 2;
        var centre = (joints.Least + before + (joints.Most + before)) / 2;
        var start = Math.Max(0, (int)(centre - Side / 2.0));
        return Math.Min(start + Side, length + padding) - Side - before;
    }
}
