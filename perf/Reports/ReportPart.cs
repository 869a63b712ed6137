using System.Globalization;
using PerfSuite.Measurement;

namespace PerfSuite.Reports;

/// <summary>What one file comes to: its answer first, then what that stands on.</summary>
internal abstract class ReportPart
{
    /// <summary>What was done: <c>study resnet</c>.</summary>
    public abstract string Title { get; }

    /// <summary>Into the page.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="id">Of the part; everything in it begins so.</param>
    public abstract void Write(Html page, string id);

    /// <summary>The same for a pull request or a job's summary: answer, what stands out, the rest folded, the line to do it again.</summary>
    public abstract void Write(Markdown text);

    /// <summary>A heading of the part's own.</summary>
    protected static void Heading(Html page, string id, string text) => page.Element("h3", text, ("id", id));

    /// <summary>Charts beside each other where there is room.</summary>
    protected static void Charts(Html page, string id, IReadOnlyList<Figure> figures) => page.Within("div", [("class", "charts")], () =>
    {
        foreach (var (place, figure) in figures.Index())
            figure.Write(page, FormattableString.Invariant($"{id}-{place + 1}"));
    });

    /// <summary>Something long that most readers do not need.</summary>
    protected static void Folded(Html page, string summary, Action content) => page.Within("details", () =>
    {
        page.Element("summary", summary);
        content();
    });

    /// <summary>Names with what they stand for; those without are left out.</summary>
    protected static void Facts(Html page, params IEnumerable<(string What, string? Is)> facts) => page.Within("dl", () =>
    {
        foreach (var (what, it) in facts)
            if (!string.IsNullOrEmpty(it))
                page.Element("dt", what).Element("dd", it);
    });

    /// <summary>Lines for a shell.</summary>
    protected static void Commands(Html page, params IEnumerable<string> lines) =>
        page.Within("pre", [("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Commands")], () => page.Element("code", string.Join('\n', lines)));

    /// <summary>The machine in rows of facts.</summary>
    protected static IEnumerable<(string, string?)> Of(Machine machine)
    {
        yield return ("processor", machine.Cpu ?? "unknown");
        yield return ("cores", machine.Cores.ToString(CultureInfo.InvariantCulture) + (machine.Hypervisor switch { true => ", of a virtual machine", false => ", no virtual machine", null => "" }));
        yield return ("memory", machine.MemoryBytes is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB") : null);
        yield return ("system", $"{machine.Os}, kernel {machine.Kernel}, {machine.Architecture}");
        yield return ("runtime", machine.Runtime);
        yield return ("load at the start", machine.Load?.ToString("0.00", CultureInfo.InvariantCulture));
    }

    /// <summary>How many, in digits alone.</summary>
    internal static string Whole(int count) => count.ToString(CultureInfo.InvariantCulture);

    /// <summary>A moment for a person.</summary>
    protected static string Of(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>A commit as people write it.</summary>
    protected static string Short(string? commit) => commit is null ? "an unknown commit"
        : commit.Length <= 8 ? commit : commit[..8] + (IsDirty(commit) ? ", modified" : "");

    /// <summary>Whether the source was not just that commit.</summary>
    protected static bool IsDirty(string commit) => commit.EndsWith("-dirty", StringComparison.Ordinal);
}
