using System.CommandLine;
using System.CommandLine.Invocation;
using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using BenchmarkDotNet.ConsoleArguments;
using BenchmarkDotNet.Loggers;
using PerfSuite.Benchmarks;
using PerfSuite.CommandLine;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Correctness.Program;

/// <summary>What in a page does not hold; each fault is a line that quotes the page.</summary>
internal static partial class DocumentationFaults
{
    private static readonly Command root = Root.Build(new Display(TextWriter.Null, TextWriter.Null));
    private static readonly HashSet<string> verbs = [.. root.Subcommands.Select(command => command.Name)];
    private static readonly HashSet<string> options = [.. Below(root).SelectMany(command => command.Options).SelectMany(option => option.Aliases.Append(option.Name))];

    /// <summary>Of the scripts that pages also name options of.</summary>
    private static readonly string scripts = string.Concat(new[] { "setup.sh", ".ci/run", ".ci/debian" }.Select(name => File.ReadAllText(Path.Combine(DocumentationPage.Root, name))));

    /// <summary>Ledgers that nobody may have accepted anything into yet.</summary>
    private static readonly HashSet<string> ledgers = [.. typeof(CounterLedger).Assembly.GetTypes()
        .Select(type => type.GetField("File", BindingFlags.Static | BindingFlags.Public)).OfType<FieldInfo>().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    private static readonly IReadOnlyList<string> tests = [.. typeof(DocumentationFaults).Assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Select(method => $"{type.FullName}.{method.Name}"))];

    /// <summary>All that can be found without carrying anything out.</summary>
    public static IEnumerable<string> Of(DocumentationPage page) =>
        [.. Lines(page), .. Spans(page), .. Scripts(page), .. Syntax(page), .. Filters(page), .. Links(page), .. Files(page)];

    /// <summary>Lines that start the program and that it does not understand.</summary>
    private static IEnumerable<string> Lines(DocumentationPage page) =>
        page.ProgramLines.SelectMany(line => Misunderstood(line).Select(fault => $"{string.Join(' ', line)}: {fault}"));

    /// <summary>The same of what stands in sentences, where what goes without saying may be left out; and options by themselves.</summary>
    private static IEnumerable<string> Spans(DocumentationPage page)
    {
        foreach (var span in page.Spans)
        {
            var first = span.Split(' ')[0];
            if (first.StartsWith("--", StringComparison.Ordinal))
            {
                foreach (var option in ShellWords.Commands(span)[0].Where(word => word.StartsWith("--", StringComparison.Ordinal) && !IsOption(word.Split('=')[0])))
                    yield return $"`{span}`: there is no option {option}";
            }
            else if (verbs.Contains(first) && first != span)
            {
                foreach (var fault in Misunderstood([.. ShellWords.Commands(span)[0]]).Where(fault => !IsOmission(fault)))
                    yield return $"`{span}`: {fault}";
            }
        }
    }

    /// <summary>Scripts of the repository that are not there.</summary>
    private static IEnumerable<string> Scripts(DocumentationPage page) => page.Commands.Select(words => words[0])
        .Where(name => (name.StartsWith("./", StringComparison.Ordinal) || name.StartsWith(".ci/", StringComparison.Ordinal)) && !File.Exists(Path.Combine(DocumentationPage.Root, name)))
        .Select(name => $"there is no script {name}");

    /// <summary>What a shell cannot read; nothing where there is none to ask.</summary>
    private static IEnumerable<string> Syntax(DocumentationPage page)
    {
        if (Launch.Find("bash") is not { } bash || !page.Scripts.Any())
            return [];
        // Of a language that is not installed bash speaks, too.
        using var process = Process.Start(new ProcessStartInfo(bash, ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true, Environment = { ["LC_ALL"] = "C" } })!;
        process.StandardInput.Write(string.Join('\n', page.Scripts));
        process.StandardInput.Close();
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Categories and names of tests that there are not.</summary>
    private static IEnumerable<string> Filters(DocumentationPage page) =>
        from words in page.Commands.Concat(page.Spans.Where(span => span.StartsWith("dotnet test", StringComparison.Ordinal)).Select(span => ShellWords.Commands(span)[0].ToArray()))
        where words is ["dotnet", "test", ..]
        from filter in words.Zip(words.Skip(1)).Where(pair => pair.First == "--filter").Select(pair => pair.Second)
        where !(filter.Split('=', '~') is ["TestCategory", var category] ? OneCategoryEachAttribute.All.Contains(category) : tests.Any(test => test.Contains(filter.Split('=', '~')[^1], StringComparison.Ordinal)))
        select $"dotnet test --filter {filter}: there is no such test";

    /// <summary>Links into the repository that lead nowhere.</summary>
    private static IEnumerable<string> Links(DocumentationPage page)
    {
        foreach (var link in page.Links.Where(link => !link.Contains("://", StringComparison.Ordinal)))
        {
            var (path, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
            var name = Path.GetRelativePath(DocumentationPage.Root, Path.Combine(DocumentationPage.Root, path.Length == 0 ? page.Name : Path.Combine(Path.GetDirectoryName(page.Name)!, path)));
            if (name.StartsWith("..", StringComparison.Ordinal) || !Path.Exists(Path.Combine(DocumentationPage.Root, name)))
                yield return $"link {link}: there is no such file";
            else if (anchor is not null && !(path.Length == 0 ? page : DocumentationPage.Read(name)).Anchors.Contains(anchor))
                yield return $"link {link}: there is no such heading";
        }
    }

    /// <summary>Paths of the repository that do not exist.</summary>
    private static IEnumerable<string> Files(DocumentationPage page) => page.Spans
        .Where(span => RepositoryPath().IsMatch(span) && !Path.Exists(Path.Combine(DocumentationPage.Root, span)) && !ledgers.Contains(span))
        .Select(span => $"`{span}`: there is no such file");

    /// <summary>What the program would answer instead of doing it.</summary>
    private static IEnumerable<string> Misunderstood(string[] written)
    {
        var arguments = Filled(written);
        if (BenchVerb.Takes(arguments, out var passed))
        {
            try
            {
                (_, passed) = BenchmarkScope.Take(passed);
            }
            catch (Fault fault)
            {
                return [fault.Message];
            }
            var log = new AccumulationLogger();
            var (understood, _, _) = ConfigParser.Parse(passed, log);
            return understood || passed.Contains("--help") ? [] : [log.GetLog().Trim()];
        }
        var parsed = root.Parse(arguments);
        return parsed.Action is ParseErrorAction ? parsed.Errors.Select(error => error.Message) : [];
    }

    /// <summary>With something in place of what a reader is to fill in, and of folders that only he has.</summary>
    private static string[] Filled(string[] words) => [.. words.Select((word, i) => word switch
    {
        _ when i > 0 && words[i - 1] is "--data" or "--blas-folder" => Path.GetTempPath(),
        "DIR" or "SOURCE" => Path.GetTempPath(),
        "FILE" => Path.Combine(Path.GetTempPath(), "perfsuite-file"),
        "N" => "6",
        // The last is the network that README adds to the suite.
        "WORKLOAD" or "NETWORK" or "glyphs" => words[0] == "study" ? "convae" : "mnist-softmax",
        "NAME" => words[0] == "study" ? "convae" : "mnist",
        _ => word,
    })];

    private static bool IsOmission(string fault) => fault.StartsWith("Required argument missing", StringComparison.Ordinal)
        || fault.Contains("is required", StringComparison.Ordinal) || fault.Contains("needs WORKLOAD", StringComparison.Ordinal);

    private static bool IsOption(string name) => options.Contains(name) || BenchVerb.Takes([name], out _) || scripts.Contains(name, StringComparison.Ordinal);

    private static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);

    [GeneratedRegex(@"^(\.ci|\.github|baselines|correctness|docs|perf|src)/[\w./-]+$")]
    private static partial Regex RepositoryPath();
}
