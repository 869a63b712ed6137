using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PerfSuite.Measurement;

/// <summary>Text of somebody else, made fit for one line of a terminal or a report.</summary>
public static partial class OneLine
{
    /// <summary>Line breaks and tabs become a space, runs of spaces one; control, formatting and half characters go. Cut to <paramref name="longest"/> with an ellipsis.</summary>
    public static string Of(string? text, int longest = 4096)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var line = new StringBuilder(Math.Min(text.Length, longest + 1));
        foreach (var rune in TerminalCodes().Replace(text, "").EnumerateRunes())
        {
            if (line.Length >= longest)
                return line.Append('…').ToString();
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
        }
        return line.ToString().TrimEnd();
    }

    [GeneratedRegex(@"\x1B\[[0-9;?]*[ -/]*[@-~]")]
    private static partial Regex TerminalCodes();
}
