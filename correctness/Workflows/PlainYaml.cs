namespace PerfSuite.Correctness.Workflows;

/// <summary>
/// The part of YAML that workflows are written in: mappings and lists by indentation of two, plain and quoted text, <c>[a, b]</c>, and <c>|</c>
/// blocks. Anything else is refused, and so is a key that is there twice.
/// </summary>
internal sealed class PlainYaml
{
    private PlainYaml(int line) => Line = line;

    /// <summary>Where it begins, from 1.</summary>
    public int Line { get; }

    /// <summary>Of a mapping, in order; else null.</summary>
    public List<(string Key, PlainYaml Value)>? Entries { get; private init; }

    /// <summary>Of a list; else null.</summary>
    public List<PlainYaml>? Items { get; private init; }

    /// <summary>Of a scalar; else null.</summary>
    public string? Text { get; private init; }

    /// <summary>What stands behind a scalar after <c> #</c>; null where nothing does.</summary>
    public string? Comment { get; private init; }

    /// <summary>The value of a key; null where there is none.</summary>
    public PlainYaml? this[string key] => Entries?.Find(entry => entry.Key == key).Value;

    public IEnumerable<string> Keys => Entries?.Select(entry => entry.Key) ?? [];

    /// <exception cref="FormatException">It is not of that part; the message names the line.</exception>
    public static PlainYaml Read(string text)
    {
        var reader = new Reader([.. text.ReplaceLineEndings("\n").Split('\n')]);
        var whole = reader.Block(0);
        reader.End();
        return whole;
    }

    private sealed class Reader(string[] lines)
    {
        private int at;

        public PlainYaml Block(int indent)
        {
            Skip();
            return Body(lines[at]).StartsWith("- ", StringComparison.Ordinal) ? List(indent) : Mapping(indent);
        }

        public void End()
        {
            Skip();
            if (at < lines.Length)
                throw Wrong("is indented otherwise than what is around it");
        }

        private PlainYaml Mapping(int indent)
        {
            var start = at + 1;
            var entries = new List<(string, PlainYaml)>();
            while (Skip() == indent && !Body(lines[at]).StartsWith("- ", StringComparison.Ordinal))
            {
                var body = Body(lines[at]);
                var colon = body.IndexOf(':', StringComparison.Ordinal);
                if (colon < 1 || (colon + 1 < body.Length && body[colon + 1] != ' ') || body[..colon].Any(letter => !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')))
                    throw Wrong("is no `key: value`");
                if (entries.Any(entry => entry.Item1 == body[..colon]))
                    throw Wrong($"has '{body[..colon]}' again");
                entries.Add((body[..colon], Value(body[(colon + 1)..].Trim(), indent)));
            }
            return new(start) { Entries = entries };
        }

        private PlainYaml List(int indent)
        {
            var start = at + 1;
            var items = new List<PlainYaml>();
            while (Skip() == indent && Body(lines[at]).StartsWith("- ", StringComparison.Ordinal))
            {
                // What follows the dash is indented as if the dash were a space.
                var body = Body(lines[at])[2..];
                var isMapping = body.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon && body[..colon].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
                if (!isMapping && body.EndsWith(':'))
                    isMapping = true;
                if (isMapping)
                {
                    lines[at] = new string(' ', indent + 2) + body;
                    items.Add(Mapping(indent + 2));
                }
                else
                    items.Add(Value(body, indent));
            }
            return new(start) { Items = items };
        }

        private PlainYaml Value(string text, int indent)
        {
            var start = ++at;
            if (text is "|" or "|-")
                return new(start) { Text = Literal(indent + 2) };
            if (text.Length == 0)
                return Skip() > indent ? Block(indent + 2) : new(start) { Text = "" };
            string? comment = null;
            if (text.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var place && text[0] is not ('\'' or '"'))
                (text, comment) = (text[..place].TrimEnd(), text[(place + 2)..].Trim());
            if (text[0] is '\'' or '"')
            {
                if (text.Length < 2 || text[^1] != text[0] || text[1..^1].Contains(text[0], StringComparison.Ordinal))
                    throw Wrong("has a quote that is not closed, or quotes within quotes", start);
                return new(start) { Text = text[1..^1] };
            }
            if (text[0] == '[')
                return text[^1] == ']' ? new(start) { Items = [.. text[1..^1].Split(',', StringSplitOptions.TrimEntries).Select(item => new PlainYaml(start) { Text = item })] } : throw Wrong("has a [ that is not closed", start);
            if (text[0] is '&' or '*' or '!' or '%' or '@' or '`' or '{' or '>' || text.Contains(": ", StringComparison.Ordinal))
                throw Wrong("begins or goes on as plain text cannot: quote it", start);
            return new(start) { Text = text, Comment = comment };
        }

        private string Literal(int indent)
        {
            var text = new List<string>();
            for (; at < lines.Length && (string.IsNullOrWhiteSpace(lines[at]) || Indent(lines[at]) >= indent); at++)
                text.Add(lines[at].Length > indent ? lines[at][indent..] : "");
            return string.Join('\n', text).TrimEnd() + "\n";
        }

        /// <summary>Past blank lines and comments; the indent of what is there, −1 at the end.</summary>
        private int Skip()
        {
            while (at < lines.Length && (string.IsNullOrWhiteSpace(lines[at]) || lines[at].TrimStart().StartsWith('#')))
                at++;
            if (at == lines.Length)
                return -1;
            if (lines[at].Contains('\t', StringComparison.Ordinal))
                throw Wrong("has a tab");
            return Indent(lines[at]) % 2 == 0 ? Indent(lines[at]) : throw Wrong("is indented by an odd number of spaces");
        }

        private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

        private static string Body(string line) => line.TrimStart(' ').TrimEnd();

        private FormatException Wrong(string what, int? line = null) => new($"line {line ?? at + 1} {what}");
    }
}
