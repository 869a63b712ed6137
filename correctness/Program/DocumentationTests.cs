using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using NUnit.Framework;
using PerfSuite.CommandLine;
using PerfSuite.Measurement;

namespace PerfSuite.Correctness.Program;

/// <summary>That the documentation says what is so: its commands, options, links, files and fields.</summary>
public sealed partial class DocumentationTests
{
    public static IEnumerable<string> Pages => DocumentationPage.All.Select(page => page.Name);

    [TestCaseSource(nameof(Pages))]
    public void Every_page_holds(string name) => Assert.That(DocumentationFaults.Of(DocumentationPage.Read(name)), Is.Empty);

    [Test]
    public void Every_page_is_linked_from_the_readme() =>
        Assert.That(DocumentationPage.Read("README.md").Links, Is.SupersetOf(Pages.Where(name => name != "README.md")));

    [Test]
    public void Pages_have_lines_to_check() =>
        Assert.That(DocumentationPage.All.Sum(page => page.ProgramLines.Count()), Is.AtLeast(30));

    [TestCase("```bash\ndotnet run -c Release --project perf -- gate --bass main\n```", "--bass")]
    [TestCase("```bash\ndotnet run -c Release --project perf -- study resnet --rounds 1\n```", "from 3 to 10000")]
    [TestCase("```\ndotnet run -c Release --project perf -- measure\n```", "measure")]
    [TestCase("```bash\nOMP_NUM_THREADS=1 dotnet run -c Release --project perf -- train resnet50 --data x --out y\n```", "resnet50")]
    [TestCase("```bash\ndotnet run -c Release --project perf -- bench --filter '*' --jobs 3\n```", "jobs")]
    [TestCase("```bash\ndotnet run -c Release --project perf -- bench --filter '*' --batch 0\n```", "from 1 to 65536")]
    [TestCase("`bench --filter '*' --variant best`", "--variant takes some of matched")]
    [TestCase("```bash\ndotnet run -c Release --project perf -- accept\n```", "--why")]
    [TestCase("| `study resnet --epoch 3` | trains |", "--epoch")]
    [TestCase("`--no-such-option` leaves it out.", "--no-such-option")]
    [TestCase("```bash\ncd baselines && ./set-up.sh\n```", "./set-up.sh")]
    [TestCase("```bash\nfor f in *; do echo\n```", "syntax error")]
    [TestCase("```bash\ndotnet test --filter TestCategory=Quick\n```", "Quick")]
    [TestCase("`dotnet test --filter Name~This_is_not_tested`", "This_is_not_tested")]
    [TestCase("See [there](docs/nowhere.md).", "docs/nowhere.md")]
    [TestCase("See [there](README.md#nowhere).", "#nowhere")]
    [TestCase("See [outside](../outside.md).", "../outside.md")]
    [TestCase("`src/Measurement/Nothing.cs`", "Nothing.cs")]
    public void A_page_that_does_not_hold_is_told(string text, string naming)
    {
        if (naming == "syntax error" && Launch.Find("bash") is null)
            Assert.Ignore("There is no bash to ask.");
        Assert.That(DocumentationFaults.Of(new DocumentationPage("README.md", text)), Has.Some.Contains(naming));
    }

    [TestCase("a 'b c' \"d\" # e\nf=1 \\\n  g && h; (i)", "a|b c|d/f=1|g/h/i")]
    [TestCase("a# b#c '#d'", "a#|b#c|#d")]
    [TestCase("# nothing", "")]
    public void Lines_of_shell_come_apart(string script, string expected) =>
        Assert.That(string.Join('/', ShellWords.Commands(script).Select(words => string.Join('|', words))), Is.EqualTo(expected));

    [Test]
    public void Every_format_that_the_program_writes_is_described()
    {
        var schemas = new[] { typeof(Results).Assembly, typeof(GateVerb).Assembly }.SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field is { IsLiteral: true, Name: "Schema" }).Select(field => (string)field.GetRawConstantValue()!);
        Assert.That(SchemaName().Matches(Formats.Text).Select(name => name.Value), Is.SupersetOf(schemas.Distinct()));
    }

    [Test]
    public void Every_field_and_word_of_results_is_described()
    {
        Type[] records = [typeof(ResultsDocument), .. typeof(ResultsDocument).GetNestedTypes(BindingFlags.NonPublic), typeof(Machine), typeof(ContenderEntry), typeof(CurveEpoch)];
        var fields = records.Where(type => !type.Name.StartsWith('<')).SelectMany(type => type.GetProperties())
            .Select(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        var words = new[] { typeof(RowStatus), typeof(AgreementStatus), typeof(Verdict) }.SelectMany(Enum.GetNames);
        Assert.That(Formats.Spans.SelectMany(span => Word().Matches(span).Select(word => word.Value)), Is.SupersetOf(fields.Concat(words).Distinct()));
    }

    [Test, NonParallelizable]
    public void What_takes_a_moment_does_what_it_says()
    {
        using var scratch = new ScratchFolder();
        var done = new DocumentationWalk(scratch, ProgramRun.Here).CarryOut(DocumentationPage.All, line => IsMomentary(line) ? line : null);
        Assert.That(done, Has.Some.StartsWith("list").And.Some.StartsWith("data make").And.Some.StartsWith("data check"));
    }

    [Test, Category("Slow"), Explicit("Minutes: measures, trains and compares for real. dotnet test --filter Name~What_takes_minutes")]
    public void What_takes_minutes_does_what_it_says()
    {
        using var scratch = new ScratchFolder();
        var done = new DocumentationWalk(scratch, line => ProgramRun.InProcess(scratch.Path, TimeSpan.FromMinutes(5), line))
            .CarryOut(DocumentationPage.All, line => IsMomentary(line) || line.Contains("smoke") || line is ["train" or "why" or "compare", ..] ? line : null);
        Assert.That(done, Has.Some.StartsWith("study").And.Some.StartsWith("train --resume").And.Some.StartsWith("compare"));
    }

    private static DocumentationPage Formats => DocumentationPage.Read("docs/formats.md");

    private static bool IsMomentary(string[] line) => line is ["list", ..] or ["data", "check", ..] || line is ["data", "make", "mnist", ..] && line.Contains("--train");

    [GeneratedRegex(@"perfsuite-[a-z-]+/\d+")]
    private static partial Regex SchemaName();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
