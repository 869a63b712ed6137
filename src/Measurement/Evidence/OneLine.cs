using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PerfSuite.Measurement;

/// <summary>Text of somebody else, made fit for one line of a terminal or a report.</summary>
public static partial class OneLine
{
    /// <summary>What every reader of ours takes.</summary>
    public const int Longest = 8192;

    /// <summary>Line breaks and tabs become a space, runs of spaces one; control, formatting and half characters go. What is longer than <paramref name="longest"/> ends in an ellipsis.</summary>
    public static string Of(string? text, int longest = Longest)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var line = new StringBuilder(Math.Min(text.Length, longest + 2));
        foreach (var rune in TerminalCodes().Replace(text, "").EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                if (line.Length > 0 && line[^1] != ' ')
                    line.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned) && rune != Rune.ReplacementChar)
            {
                line.Append(rune);
            }
            if (line.Length > longest)
                return Cut(line, longest);
        }
        return line.ToString().TrimEnd();
    }

    private static string Cut(StringBuilder line, int longest)
    {
        line.Length = longest - 1;
        if (char.IsHighSurrogate(line[^1]))
            line.Length--;
        return line.Append('…').ToString();
    }

    [GeneratedRegex(@"\x1B\[[0-9;?]*[ -/]*[@-~]")]
    private static partial Regex TerminalCodes();
}
