using System.CommandLine;
using System.CommandLine.Parsing;

namespace PerfSuite.CommandLine;

/// <summary>A command line as somebody else can give it again.</summary>
internal static class Reproduction
{
    /// <summary>What says where something goes or that it goes on, and not what is measured.</summary>
    private static readonly string[] left = ["--json", "--markdown", "--all", Options.ResumeName];

    /// <summary>Verb and options as they were given; a default is not spelled out.</summary>
    public static string Of(ParseResult parsed)
    {
        var words = new List<string>();
        for (SymbolResult? at = parsed.CommandResult; at is CommandResult { Command.Name: not "perf" and var name }; at = at.Parent)
            words.Insert(0, name);
        // `study all` asks its own verb, which is then the first.
        if (words.Count > 0 && parsed.CommandResult.Command.Parents.OfType<Command>().FirstOrDefault() is { Name: not "perf" and var parent } && words[0] != parent)
            words.Insert(0, parent);
        foreach (var option in parsed.CommandResult.Command.Options.Where(option => !left.Contains(option.Name)))
            if (parsed.GetResult(option) is OptionResult { Implicit: false } given)
                words.AddRange(given.Tokens.Select(token => Quoted(token.Value)).Prepend(option.Name));
        return string.Join(' ', words.Prepend(Workplace.Again));
    }

    /// <summary>A word as a shell takes it, with a space, a dollar or a quote in it, too.</summary>
    public static string Quoted(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '\\' or ':' or ',' or '=') ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
