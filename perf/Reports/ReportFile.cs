using System.Text;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Reports;

/// <summary>From files of results, and of gates, to one page that can be sent to somebody.</summary>
internal static class ReportFile
{
    /// <summary>The page of the last tour, study or gate.</summary>
    public static string Latest => Path.Combine(Workplace.Artifacts, "report.html");

    /// <summary>What each file comes to, in order.</summary>
    /// <exception cref="Fault">A file is none of those.</exception>
    public static IReadOnlyList<ReportPart> Read(IReadOnlyList<string> files) => [.. files.Select(file => Read(file))];

    /// <summary>Writes the page whole or not at all.</summary>
    /// <param name="parts">In the order of the page.</param>
    /// <param name="files">What they were made from.</param>
    /// <param name="page">Where to.</param>
    /// <exception cref="Fault">The page cannot be written.</exception>
    public static void Write(IReadOnlyList<ReportPart> parts, IReadOnlyList<string> files, string page) => Write(page, Of(parts, files));

    /// <summary>Writes the same as Markdown.</summary>
    /// <exception cref="Fault">It cannot be written.</exception>
    public static void WriteMarkdown(IReadOnlyList<ReportPart> parts, string file) => Write(file, InMarkdown(parts));

    /// <summary>The page of what was just measured, and where it is.</summary>
    public static void Tell(IReadOnlyList<string> files, Display display) => Tell(Read(files), files, display);

    /// <summary>The same of parts.</summary>
    public static void Tell(IReadOnlyList<ReportPart> parts, IReadOnlyList<string> files, Display display)
    {
        Write(parts, files, Latest);
        display.Muted($"report: {Workplace.Show(Latest)}");
    }

    /// <summary>Markdown of all parts, one below the other.</summary>
    public static string InMarkdown(IReadOnlyList<ReportPart> parts)
    {
        var text = new Markdown();
        foreach (var part in parts)
            part.Write(text);
        return text.ToString();
    }

    /// <summary>The page itself: the same files give the same text.</summary>
    public static string Of(IReadOnlyList<string> files) => Of(Read(files), files);

    private static string Of(IReadOnlyList<ReportPart> parts, IReadOnlyList<string> files) => ReportPage.Of(
        parts.Count == 1 ? $"{parts[0].Title} · PerfSuite" : $"{parts.Count} reports · PerfSuite",
        page =>
        {
            page.Element("h1", "PerfSuite: C#, C++ and Python on the very same libtorch");
            if (parts.Count > 1)
                page.Within("nav", [("aria-label", "Reports")], () => page.Within("ul", () =>
                {
                    foreach (var (place, part) in parts.Index())
                        page.Within("li", () => page.Element("a", part.Title, ("href", $"#{Id(place)}")));
                }));
        },
        page =>
        {
            foreach (var (place, part) in parts.Index())
                page.Within("section", [("id", Id(place)), ("aria-labelledby", $"{Id(place)}-title")], () => part.Write(page, Id(place)));
        },
        page => page.Sentence("p", $"Made by `perf report` from {string.Join(", ", files.Select(file => Path.GetFileName(file)))}: everything here is in {(files.Count == 1 ? "that file" : "those files")}, nothing is loaded from elsewhere."));

    private static void Write(string file, string text)
    {
        try
        {
            AtomicFile.Write(file, Encoding.UTF8.GetBytes(text));
        }
        catch (IOException exception)
        {
            throw new Fault(exception.Message, cause: exception);
        }
    }

    private static string Id(int place) => FormattableString.Invariant($"r{place + 1}");

    private static ReportPart Read(string file)
    {
        try
        {
            return CounterTake.IsIn(file) ? new GatePart(GateFile.Read(file)) : new ResultsPart(BenchmarkFile.ReadAny(file));
        }
        catch (InvalidDataException fault)
        {
            throw new Fault(fault.Message, ExitCode.CouldNotMeasure, fault);
        }
    }
}
