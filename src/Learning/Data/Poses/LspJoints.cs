namespace PerfSuite.Learning.Data.Poses;

/// <summary>
/// The joints of one of the two published sets: LSP, 3×14×n, where the third row is 1 for a joint that is <b>not</b> visible, or
/// LSP extended (LSPET), 14×3×n, where it is 1 for one that is.
/// </summary>
internal sealed class LspJoints
{
    private readonly MatArray array;
    private readonly string file;

    private LspJoints(MatArray array, string file) => (this.array, this.file) = (array, file);

    /// <summary>Is it the extended set?</summary>
    public bool IsExtended => array.Sizes[0] == Pose.Count;

    /// <summary>lsp or lspet.</summary>
    public string Name => IsExtended ? "lspet" : "lsp";

    /// <summary>How many people, a picture for each.</summary>
    public int Count => array.Sizes[2];

    /// <summary>Reads joints.mat.</summary>
    /// <exception cref="DataException">It is missing, damaged, or not one of the two.</exception>
    public static LspJoints Read(string file)
    {
        var array = MatFile.Read(file, "joints");
        return array.Sizes is [3, Pose.Count, _] or [Pose.Count, 3, _]
            ? new(array, file)
            : throw new DataException(file, 0, $"joints of {string.Join('×', array.Sizes)}", $"3×{Pose.Count}×n (LSP) or {Pose.Count}×3×n (LSP extended)", "name another file in --joints");
    }

    /// <summary>The published name of the picture of a person, counted from 0: im0001.jpg, or im00001.jpg in the extended set.</summary>
    public string ImageOf(int person) => IsExtended ? $"im{person + 1:00000}.jpg" : $"im{person + 1:0000}.jpg";

    /// <summary>The person in the picture at a path.</summary>
    /// <exception cref="DataException">A number is none that a joint can have.</exception>
    public Pose Person(int person, string image)
    {
        var (joints, visible) = (new double[2 * Pose.Count], new bool[Pose.Count]);
        for (var joint = 0; joint < Pose.Count; joint++)
        {
            joints[2 * joint] = Sensible(person, At(person, joint, 0));
            joints[2 * joint + 1] = Sensible(person, At(person, joint, 1));
            var third = At(person, joint, 2);
            visible[joint] = third is 0 or 1 ? third == 1 == IsExtended : throw Odd(person, third, "0 or 1 in the third place");
        }
        return new(image, joints, visible);
    }

    private double At(int person, int joint, int which) =>
        array.Values[3 * Pose.Count * person + (IsExtended ? joint + Pose.Count * which : which + 3 * joint)];

    private double Sensible(int person, double value) =>
        Math.Abs(value) <= PoseList.Farthest ? value : throw Odd(person, value, $"a coordinate, at most {PoseList.Farthest} from 0");

    private DataException Odd(int person, double value, string expected) =>
        new(file, 0, FormattableString.Invariant($"{value} for person {person + 1}"), expected, "it is damaged: fetch it again");
}
