using System.Text;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Reports;

/// <summary>From files of results, and of gates, to one page that can be sent to somebody.</summary>
internal static class ReportFile
{
    /// <summary>The page of the last tour, study or gate.</summary>
    public static string Latest => Path.Combine(Workplace.Artifacts, "report.html");

    /// <summary>Writes it whole or not at all.</summary>
    /// <param name="files">In the order of the page.</param>
    /// <param name="page">Where to.</param>
    /// <exception cref="Fault">A file is none of those, or the page cannot be written.</exception>
    public static void Write(IReadOnlyList<string> files, string page)
    {
        var html = Encoding.UTF8.GetBytes(Of(files));
        try
        {
            AtomicFile.Write(page, html);
        }
        catch (IOException exception)
        {
            throw new Fault(exception.Message, cause: exception);
        }
    }

    /// <summary>The page of what was just measured, and where it is.</summary>
    public static void Tell(IReadOnlyList<string> files, Display display)
    {
        Write(files, Latest);
        display.Muted($"report: {Workplace.Show(Latest)}");
    }

    /// <summary>The page itself: the same files give the same text.</summary>
    public static string Of(IReadOnlyList<string> files)
    {
        ReportPart[] parts = [.. files.Select(Read)];
        return ReportPage.Of(
            parts.Length == 1 ? $"{parts[0].Title} · PerfSuite" : $"{parts.Length} reports · PerfSuite",
            page =>
            {
                page.Element("h1", "PerfSuite: C#, C++ and Python on the very same libtorch");
                if (parts.Length > 1)
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
            page => page.Element("p", $"Made by `perf report` from {string.Join(", ", files.Select(file => Path.GetFileName(file)))}: everything here is in {(files.Count == 1 ? "that file" : "those files")}, nothing is loaded from elsewhere."));
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
