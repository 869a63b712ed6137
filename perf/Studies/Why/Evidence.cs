using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Studies.Why;

/// <summary>What a run found out, as the reasons are taken from it: nothing else is known here.</summary>
internal sealed record Evidence(Plan Plan, IReadOnlyList<Row> Rows, IReadOnlyList<CounterRow> Counters)
{
    /// <summary>C++, C#, Python: the columns.</summary>
    public static IReadOnlyList<string> Languages { get; } = [Contender.Cpp, Contender.CSharp, Contender.Python];

    /// <summary>How a language is called in a table.</summary>
    public static string Title(string language) => language == Contender.Cpp ? "C++" : language == Contender.Python ? "Python" : "C#";

    /// <summary>Which of its ways a language takes where all take one alike: <c>module</c>, <c>automatic</c>; empty where it has one only.</summary>
    public string Lead => Ways.FirstOrDefault() ?? "";

    /// <summary>The ways that C++ takes, against which the others' same ways are held.</summary>
    public IReadOnlyList<string> Ways => [.. Rows.Select(row => row.Contender).Distinct().Select(name => WayOf(Contender.Cpp, name)).OfType<string>()];

    /// <summary>The contender that is this language in this way.</summary>
    public static string NameOf(string language, string way) => way.Length == 0 ? language : $"{language}-{way}";

    /// <summary>The first contender of each language that is one: who speaks for it where it takes part in several ways.</summary>
    public static IReadOnlyList<string> Leaders(IEnumerable<string> contenders)
    {
        var all = contenders.ToList();
        return [.. Languages.Select(language => all.FirstOrDefault(name => WayOf(language, name) is not null)).OfType<string>()];
    }

    /// <summary>A contender's row of one phase of a section, if it was measured.</summary>
    public Row? Measured(Section section, string phase, string contender) =>
        Item(section, phase) is { } item && Of(section.CaseOf(item), contender) is { Status: RowStatus.Measured, Rounds.Count: > 0, Median: > 0 } row ? row : null;

    /// <summary>The section's item of that phase.</summary>
    public static Item? Item(Section section, string phase) => section.Items.FirstOrDefault(item => item.Phase == phase);

    /// <summary>Native operations of one iteration; null where nobody counted.</summary>
    public double? Operations(Case measured, string contender) => Counts(measured, contender)?.NativeOperations?.Values.Sum();

    /// <summary>Calls into libtorch in one iteration; null where nobody counted, or a language has no such calls.</summary>
    public double? Calls(Case measured, string contender) => Counts(measured, contender)?.NativeCalls;

    /// <summary>Most bytes of tensors at once within an iteration; null where nobody counted.</summary>
    public double? PeakBytes(Case measured, string contender) => Counts(measured, contender)?.PeakBytes;

    private WorkerCounters? Counts(Case measured, string contender) =>
        Counters.FirstOrDefault(one => one.Case == measured && one.Contender == contender)?.Values;

    private Row? Of(Case measured, string contender) => Rows.FirstOrDefault(row => row.Case == measured && row.Contender == contender);

    private static string? WayOf(string language, string name) =>
        name == language ? "" : name.StartsWith(language + "-", StringComparison.Ordinal) ? name[(language.Length + 1)..] : null;
}
