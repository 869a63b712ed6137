using NUnit.Framework;

namespace PerfSuite.Correctness.Program;

/// <summary>Carries out what pages tell a reader to type, in their order; ~ is a home for each page.</summary>
/// <param name="homes">Where those are.</param>
/// <param name="run">Runs the program.</param>
internal sealed class DocumentationWalk(ScratchFolder homes, Func<string[], ProgramRun> run)
{
    /// <summary>Options whose value the program writes.</summary>
    private static readonly string[] written = ["--out", "--json", "--markdown"];

    private readonly List<string> done = [];

    /// <summary>Of those lines that read files, such as read what lines before them wrote.</summary>
    /// <param name="pages">In the order in which they are read.</param>
    /// <param name="form">In what form a line is carried out; null passes over it.</param>
    /// <returns>What was carried out, each once.</returns>
    /// <exception cref="AssertionException">A line ended otherwise than it should.</exception>
    public IReadOnlyList<string> CarryOut(IEnumerable<DocumentationPage> pages, Func<string[], string[]?> form)
    {
        foreach (var (i, page) in pages.Index())
            foreach (var line in page.ProgramLines.Select(form).OfType<string[]>())
            {
                string[] arguments = [.. line.Select(word => word.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(homes[$"{i}"], word[2..]) : word)];
                if (arguments.Where((word, place) => word != line[place] && !(place > 0 && written.Contains(line[place - 1]))).Any(path => !Path.Exists(path))
                    || done.Contains(string.Join(' ', arguments)))
                    continue;
                Directory.CreateDirectory(homes[$"{i}"]);
                var said = run(arguments);
                Assert.That(Expected(line), Does.Contain(said.ExitCode), $"{string.Join(' ', line)}: {said.Error}");
                done.Add(string.Join(' ', arguments));
            }
        return done;
    }

    private static int[] Expected(string[] line) => line switch
    {
        // Two runs of one source may differ; that they can be compared is what is tried here.
        ["why" or "compare", ..] => [0, 1],
        // A commit may do more than the one before it, or take longer.
        ["gate" or "upgrade", ..] => [0, 1, 2],
        ["data", "get", "celeba" or "lsp"] => [1],
        _ => [0],
    };
}
