using System.Text.RegularExpressions;

namespace PerfSuite.Correctness.Program;

/// <summary>A page of the documentation: what a reader may copy out of it, and where it leads.</summary>
/// <param name="Name">Its path below <see cref="Root"/>, with /.</param>
/// <param name="Text">Markdown, lines ended by line feeds.</param>
internal sealed partial record DocumentationPage(string Name, string Text)
{
    /// <summary>The checkout this was built from.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(SnapshotFolder.Here, "..", ".."));

    /// <summary>README, what lies in docs, and the baselines' own.</summary>
    public static IReadOnlyList<DocumentationPage> All { get; } =
    [
        .. new[] { "README.md", "baselines/README.md" }
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}").Order(StringComparer.Ordinal))
            .Select(Read),
    ];

    /// <summary>Reads one from the checkout.</summary>
    public static DocumentationPage Read(string name) => new(name, File.ReadAllText(Path.Combine(Root, name)).ReplaceLineEndings("\n"));

    /// <summary>Fenced blocks that a shell is to take: those of bash, and those that name no language.</summary>
    public IEnumerable<string> Scripts => Fence().Matches(Text).Where(fence => fence.Groups["language"].Value is "bash" or "").Select(fence => fence.Groups["body"].Value);

    /// <summary>Every simple command in them, what it sets in its environment left out.</summary>
    public IEnumerable<string[]> Commands => Scripts.SelectMany(ShellWords.Commands)
        .Select(words => words.SkipWhile(word => Assignment().IsMatch(word)).ToArray()).Where(words => words.Length > 0);

    /// <summary>The arguments of those that start the program, from its source or as a tool.</summary>
    public IEnumerable<string[]> ProgramLines => Commands.Select(ArgumentsOf).OfType<string[]>();

    /// <summary>Code within sentences and tables.</summary>
    public IEnumerable<string> Spans => Span().Matches(Prose).Select(span => span.Groups["code"].Value);

    /// <summary>Where links lead, as written.</summary>
    public IEnumerable<string> Links => Link().Matches(Prose).Select(link => link.Groups["target"].Value);

    /// <summary>What a link may name behind #: headings as GitHub makes them anchors.</summary>
    public IEnumerable<string> Anchors => Heading().Matches(Prose).Select(heading => Mark().Replace(heading.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    private string Prose => Fence().Replace(Text, "");

    private static string[]? ArgumentsOf(string[] words)
    {
        if (words is ["perfsuite", .. var tool])
            return tool;
        if (words is not ["dotnet", "run", ..] || Array.IndexOf(words, "--project") is not (> 0 and var place) || words.ElementAtOrDefault(place + 1)?.Split('/')[^1] != "perf")
            return null;
        var rest = words[(place + 2)..];
        return rest is ["--", .. var own] ? own : rest;
    }

    [GeneratedRegex(@"^```(?<language>\w*)[^\n]*\n(?<body>.*?)^```[ \t]*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\w+=")]
    private static partial Regex Assignment();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex Span();

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<title>[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex Mark();
}
