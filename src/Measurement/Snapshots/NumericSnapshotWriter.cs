using System.Globalization;
using System.Text;

namespace PerfSuite.Measurement;

/// <summary>The text of a numeric snapshot: line feeds, invariant numbers, one value a line, so that a pull request shows what moved.</summary>
internal static class NumericSnapshotWriter
{
    public const string ToleranceTitle = "tolerance";
    public const string EnvironmentTitle = "environment";

    /// <summary>Names in an entry that cannot be keys, in the order in which they are written.</summary>
    public static readonly string[] Fields = ["libtorch", "blas", "cpu", "threads"];

    private const string Rule =
        """
        In an environment that is listed here the bits must be the same. Any other is held against the nearest that is listed:
        |value - listed| <= atol + rtol * |listed|. How to accept other values, or add an environment: README, Snapshots.
        """;

    /// <param name="remarks">Written as comments after the heading, and not kept when the text is read.</param>
    public static string Write(NumericSnapshot snapshot, IEnumerable<string> remarks)
    {
        var width = snapshot.Keys.Concat(Fields).Max(key => key.Length);
        var text = new StringBuilder();
        void Line(string line) => text.Append(line.TrimEnd()).Append('\n');
        void Comment(string lines)
        {
            foreach (var line in lines.Split('\n'))
                Line($"# {OneLine.Of(line)}");
        }

        Comment(snapshot.Heading);
        Line("");
        Comment(Rule.ReplaceLineEndings("\n"));
        if (remarks.ToList() is { Count: > 0 } said)
        {
            Line("");
            said.ForEach(Comment);
        }

        Line("");
        Line($"{ToleranceTitle.PadRight(width + 2)}  atol    rtol    why as much as this");
        foreach (var (key, tolerance) in snapshot.Tolerances)
            Line($"  {key.PadRight(width)}  {Number(tolerance.Absolute),-6}  {Number(tolerance.Relative),-6}  {OneLine.Of(tolerance.Reason)}");
        foreach (var entry in snapshot.Entries)
        {
            var environment = entry.Environment;
            string?[] values = [environment.LibTorch, environment.Blas, environment.CpuCapability, environment.Threads.ToString(CultureInfo.InvariantCulture)];
            Line("");
            Line(EnvironmentTitle);
            foreach (var (field, value) in Fields.Zip(values))
                Line($"  {field.PadRight(width)}  {OneLine.Of(value ?? NumericEnvironment.Unknown)}");
            foreach (var key in snapshot.Keys)
                Line($"  {key.PadRight(width)}  {HexFloat.Format(entry.Values[key]),-16}  {Decimal(entry.Values[key])}");
        }

        return text.ToString();
    }

    /// <summary>The shortest that reads back as the same float32; <c>NaN</c>, <c>Infinity</c>.</summary>
    public static string Decimal(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.################e+0", CultureInfo.InvariantCulture) is var text && value == 0 ? "0" : text;
}
