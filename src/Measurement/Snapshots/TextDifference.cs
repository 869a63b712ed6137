using System.Text;

namespace PerfSuite.Measurement;

/// <summary>Two texts, line by line: what only the first has (-), what only the second has (+), with a little around it.</summary>
public static class TextDifference
{
    private const int Context = 3;
    private const int LongestTable = 4_000_000;

    /// <summary>Each line with its mark, <c>…</c> for what is left out.</summary>
    public static string Between(string first, string second)
    {
        var old = first.Split('\n');
        var now = second.Split('\n');
        var head = 0;
        while (head < Math.Min(old.Length, now.Length) && old[head] == now[head])
            head++;
        var tail = 0;
        while (tail < Math.Min(old.Length, now.Length) - head && old[^(tail + 1)] == now[^(tail + 1)])
            tail++;

        var marked = new List<(char Mark, string Line)>();
        marked.AddRange(old.Take(head).Select(line => (' ', line)));
        marked.AddRange(Middle(old[head..^tail], now[head..^tail]));
        marked.AddRange(old.Skip(old.Length - tail).Select(line => (' ', line)));
        return Print(marked);
    }

    // The longest common subsequence; where its table would be too large, all old lines and then all new ones.
    private static IEnumerable<(char Mark, string Line)> Middle(string[] old, string[] now)
    {
        if ((long)old.Length * now.Length > LongestTable)
            return [.. old.Select(line => ('-', line)), .. now.Select(line => ('+', line))];

        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] = old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        return Walk(old, now, common);
    }

    private static IEnumerable<(char Mark, string Line)> Walk(string[] old, string[] now, int[,] common)
    {
        var (i, j) = (0, 0);
        while (i < old.Length || j < now.Length)
        {
            if (i < old.Length && j < now.Length && old[i] == now[j])
            {
                yield return (' ', old[i]);
                (i, j) = (i + 1, j + 1);
            }
            else if (j == now.Length || (i < old.Length && common[i + 1, j] >= common[i, j + 1]))
                yield return ('-', old[i++]);
            else
                yield return ('+', now[j++]);
        }
    }

    private static string Print(List<(char Mark, string Line)> marked)
    {
        var near = new bool[marked.Count];
        for (var i = 0; i < marked.Count; i++)
            if (marked[i].Mark != ' ')
                for (var k = Math.Max(0, i - Context); k <= Math.Min(marked.Count - 1, i + Context); k++)
                    near[k] = true;

        var text = new StringBuilder();
        for (var i = 0; i < marked.Count; i++)
        {
            if (near[i])
                text.Append(marked[i].Mark).Append(' ').Append(marked[i].Line).Append('\n');
            else if (i == 0 || near[i - 1])
                text.Append("  …\n");
        }

        return text.ToString();
    }
}
