using System.Globalization;
using System.Text;

namespace PerfSuite.Learning.Data.Poses;

/// <summary>
/// The lists <c>train</c> and <c>test</c> of a folder: UTF-8, a line for each person, <c>path,x0,y0,v0,…,x13,y13,v13</c>, the
/// path relative to the folder, coordinates in pixels, v 1 for a visible joint and 0 for one that is not. Blank lines are passed over.
/// </summary>
public static class PoseList
{
    /// <summary>Fields of a line.</summary>
    public const int Fields = 1 + 3 * Pose.Count;

    /// <summary>Coordinates farther from 0 are refused: no picture is that large, and sums must stay whole numbers of 32 bits.</summary>
    public const double Farthest = 1e9;

    internal const string Cure = "name a folder with lists of poses, make one with `data prepare lsp`, or draw one with `data make lsp`";
    private const long Longest = 1L << 28;

    /// <summary>train or test.</summary>
    public static string NameOf(DataPart part) => part == DataPart.Train ? "train" : "test";

    /// <summary>Reads one list. That each picture is there, inside the folder, is looked at; the pictures are not opened.</summary>
    /// <exception cref="DataException">The list is missing or unreadable, or a line is wrong; the message names the first.</exception>
    public static IReadOnlyList<Pose> Read(string folder, DataPart part) =>
        Read(folder, part, fault => throw fault);

    /// <summary>Reads one list and tells every wrong line.</summary>
    internal static IReadOnlyList<Pose> Read(string folder, DataPart part, Action<DataException> wrong)
    {
        if (!Directory.Exists(folder))
            throw new DataException(folder, 0, File.Exists(folder) ? "this is a file" : "there is no such folder", "a folder with lists of poses", Cure);
        var path = Path.Combine(folder, NameOf(part));
        var content = Array.Empty<byte>();
        var length = RegularFile.Read(path, "a list of poses", Cure, Longest, ref content);
        ReadOnlySpan<byte> bytes = content.AsSpan(0, length);
        var poses = new List<Pose>();
        var inside = new InsideFolder(folder);
        var at = 0;
        for (var line = 1; at < bytes.Length; line++)
        {
            var end = bytes[at..].IndexOf((byte)'\n') is var found and >= 0 ? at + found : bytes.Length;
            try
            {
                if (Person(bytes[at..end], inside, path, at, line) is { } pose)
                    poses.Add(pose);
            }
            catch (DataException fault)
            {
                wrong(fault);
            }
            at = end + 1;
        }
        if (poses.Count == 0)
            wrong(new DataException(path, 0, "no line", "a line for at least one person", Cure));
        return poses;
    }

    private static Pose? Person(ReadOnlySpan<byte> bytes, InsideFolder inside, string list, int at, int line)
    {
        const string cure = "mend the line, or make the list again";
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimEnd('\r');
        }
        catch (DecoderFallbackException cause)
        {
            throw new DataException(list, at, $"line {line} is not UTF-8", "UTF-8", cure, cause);
        }
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var fields = text.Split(',');
        if (fields.Length != Fields)
            throw new DataException(list, at, $"line {line} has {fields.Length} fields", $"{Fields}: path and x,y,v of {Pose.Count} joints", cure);
        var (joints, visible) = (new double[2 * Pose.Count], new bool[Pose.Count]);
        for (var i = 1; i < fields.Length; i++)
        {
            const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
            if (!double.TryParse(fields[i], style, CultureInfo.InvariantCulture, out var number) || !(Math.Abs(number) <= Farthest))
                throw new DataException(list, at, $"line {line}, field {i + 1}: '{Shown(fields[i])}'", $"a number, at most {Farthest} from 0", cure);
            var (joint, which) = Math.DivRem(i - 1, 3);
            if (which < 2)
                joints[2 * joint + which] = number;
            else if (number is 0 or 1)
                visible[joint] = number == 1;
            else
                throw new DataException(list, at, $"line {line}, field {i + 1}: '{Shown(fields[i])}'", "0 or 1", cure);
        }
        try
        {
            return new(inside.Find(fields[0]), joints, visible);
        }
        catch (InvalidDataException cause)
        {
            throw new DataException(list, at, $"line {line}: '{Shown(fields[0])}' {cause.Message}", "the path of an image inside the folder", cure, cause);
        }
    }

    private static string Shown(string field) => field.Length <= 60 ? field : field[..60] + "…";
}
