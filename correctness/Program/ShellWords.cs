using System.Text;

namespace PerfSuite.Correctness.Program;

/// <summary>A few lines of shell as documentation has them: no substitutions to follow, no quotes within quotes.</summary>
internal static class ShellWords
{
    /// <summary>The simple commands in order, each as its words with quotes taken off; comments are left out.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Commands(string script)
    {
        var commands = new List<IReadOnlyList<string>>();
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < script.Length; i++)
        {
            switch (script[i])
            {
                case '\\' when i + 1 < script.Length:
                    // At the end of a line it joins the next one.
                    if (script[++i] != '\n')
                        (word ??= new()).Append(script[i]);
                    break;
                case '\'' or '"':
                    var end = script.IndexOf(script[i], i + 1);
                    if (end < 0)
                        throw new FormatException($"A quote is not closed: {script[i..]}");
                    (word ??= new()).Append(script, i + 1, end - i - 1);
                    i = end;
                    break;
                case '#' when word is null:
                    i = script.IndexOf('\n', i) is >= 0 and var line ? line - 1 : script.Length;
                    break;
                case ' ' or '\t':
                    EndWord();
                    break;
                case '\n' or ';' or '&' or '|' or '(' or ')':
                    EndCommand();
                    break;
                default:
                    (word ??= new()).Append(script[i]);
                    break;
            }
        }
        EndCommand();
        return commands;

        void EndWord()
        {
            if (word is not null)
                words.Add(word.ToString());
            word = null;
        }

        void EndCommand()
        {
            EndWord();
            if (words.Count > 0)
                commands.Add([.. words]);
            words.Clear();
        }
    }
}
