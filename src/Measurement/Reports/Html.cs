using System.Globalization;
using System.Text;

namespace PerfSuite.Measurement;

/// <summary>
/// HTML that is XML as well: whatever is opened is closed, and every text and attribute is escaped. No script can be written with it, no handler,
/// no style but the page's own, and no address except a place within the page.
/// </summary>
public sealed class Html
{
    private static readonly HashSet<string> forbidden = new(StringComparer.OrdinalIgnoreCase) { "script", "style", "iframe", "object", "embed", "link", "base", "form", "img", "image", "use" };
    private static readonly HashSet<string> block = new(StringComparer.Ordinal)
    {
        "html", "head", "title", "body", "header", "nav", "main", "section", "footer", "figure", "figcaption", "table", "caption", "thead", "tbody", "tr", "p", "ul", "ol", "li", "dl",
        "dd", "div", "details", "summary", "pre", "svg", "g", "desc", "text", "h1", "h2", "h3", "h4",
    };

    private readonly StringBuilder text = new();
    private readonly Stack<string> open = new();

    /// <summary>Begins an element.</summary>
    /// <param name="element">Its name; not one that could run or load something.</param>
    /// <param name="attributes">Those without a value are left out.</param>
    /// <exception cref="ArgumentException">An element or attribute that could run or load something.</exception>
    public Html Open(string element, params (string Name, string? Value)[] attributes)
    {
        Tag(element, attributes);
        text.Append('>');
        open.Push(element);
        return this;
    }

    /// <summary>Ends the element that was opened last.</summary>
    /// <exception cref="InvalidOperationException">None is open.</exception>
    public Html Close()
    {
        var element = open.Pop();
        text.Append("</").Append(element).Append('>');
        if (block.Contains(element))
            text.Append('\n');
        return this;
    }

    /// <summary>Text of whatever origin.</summary>
    public Html Text(string? content)
    {
        Escape(content);
        return this;
    }

    /// <summary>Sentences of whatever origin: what stands between two backticks is code.</summary>
    public Html Prose(string? content)
    {
        foreach (var (part, isCode) in Sentences.Parts(content ?? ""))
            if (isCode)
                Element("code", part);
            else
                Escape(part);
        return this;
    }

    /// <summary>An element with nothing but sentences in it.</summary>
    /// <inheritdoc cref="Open" path="/param|/exception"/>
    public Html Sentence(string element, string? content, params (string Name, string? Value)[] attributes) => Open(element, attributes).Prose(content).Close();

    /// <summary>An element with nothing but text in it.</summary>
    /// <inheritdoc cref="Open" path="/param|/exception"/>
    public Html Element(string element, string? content, params (string Name, string? Value)[] attributes) => Open(element, attributes).Text(content).Close();

    /// <summary>An element that has no content.</summary>
    /// <inheritdoc cref="Open" path="/param|/exception"/>
    public Html Empty(string element, params (string Name, string? Value)[] attributes)
    {
        Tag(element, attributes);
        text.Append(" />");
        if (element == "meta")
            text.Append('\n');
        return this;
    }

    /// <summary>An element with other elements in it.</summary>
    /// <inheritdoc cref="Open" path="/param|/exception"/>
    public Html Within(string element, (string Name, string? Value)[] attributes, Action content)
    {
        Open(element, attributes);
        content();
        return Close();
    }

    /// <summary>The same without attributes.</summary>
    public Html Within(string element, Action content) => Within(element, [], content);

    /// <summary>The page's style sheet: never text of anybody else.</summary>
    /// <exception cref="ArgumentException">It has characters that HTML and XML read differently.</exception>
    internal Html Style(string sheet)
    {
        if (sheet.AsSpan().ContainsAny('<', '&'))
            throw new ArgumentException("A style sheet has no < and no &.", nameof(sheet));
        text.Append("<style>").Append(sheet).Append("</style>\n");
        return this;
    }

    /// <summary>A place in a drawing: two decimals, a point, never a minus before zero.</summary>
    public static string At(double place) => (Math.Round(place, 2) + 0.0).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>All of it.</summary>
    /// <exception cref="InvalidOperationException">Something is still open.</exception>
    public override string ToString() => open.Count == 0 ? text.ToString() : throw new InvalidOperationException($"<{open.Peek()}> is still open.");

    private void Tag(string element, (string Name, string? Value)[] attributes)
    {
        if (element.Length == 0 || !element.All(char.IsAsciiLetterOrDigit) || forbidden.Contains(element))
            throw new ArgumentException($"<{element}> has no place in a report.", nameof(element));
        text.Append('<').Append(element);
        foreach (var (name, value) in attributes)
            if (value is not null)
            {
                Check(name, value);
                text.Append(' ').Append(name).Append("=\"");
                Escape(value);
                text.Append('"');
            }
    }

    private static void Check(string name, string value)
    {
        if (name.Length == 0 || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') || name.StartsWith("on", StringComparison.OrdinalIgnoreCase)
            || name.ToLowerInvariant() is "style" or "src" or "srcdoc" or "action" or "formaction" or "data")
            throw new ArgumentException($"The attribute {name} has no place in a report.", nameof(name));
        if (name.Equals("href", StringComparison.OrdinalIgnoreCase) && !value.StartsWith('#'))
            throw new ArgumentException($"A report refers to nothing outside itself, not to {value}.", nameof(value));
    }

    private void Escape(string? content)
    {
        foreach (var rune in (content ?? "").EnumerateRunes())
            switch (rune.Value)
            {
                case '&':
                    text.Append("&amp;");
                    break;
                case '<':
                    text.Append("&lt;");
                    break;
                case '>':
                    text.Append("&gt;");
                    break;
                case '"':
                    text.Append("&quot;");
                    break;
                case '\'':
                    text.Append("&#39;");
                    break;
                default:
                    text.Append(IsText(rune) ? rune.ToString() : "\uFFFD");
                    break;
            }
    }

    // XML allows no control characters and no half of a pair; those that turn the direction of writing could show what is not there.
    private static bool IsText(Rune rune) => rune.Value is '\n' or '\t'
        || (rune.Value is not (0xFFFE or 0xFFFF) && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate));
}
