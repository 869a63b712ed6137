using PerfSuite.Contenders;
using PerfSuite.Measurement;

namespace PerfSuite.Studies.Why;

/// <summary>What a language adds to a native operation: (its time − C++'s) within each round, by C++'s native operations.</summary>
/// <param name="Difference">Hodges–Lehmann estimate with its exact interval, in nanoseconds an operation.</param>
internal sealed record FrontEnd(string Language, Estimate Difference)
{
    /// <summary>Nanoseconds an operation that C# may add.</summary>
    public const double Target = 20;

    /// <summary>Whether the whole interval keeps the target, or the whole interval breaks it; else nothing is decided.</summary>
    public string Judgement => Difference.Interval is not { Level: >= Estimator.Level } interval ? "undecided"
        : interval.High <= Target ? "met"
        : interval.Low > Target ? "missed" : "undecided";

    /// <summary>Null unless both were measured in the same rounds and C++'s operations were counted.</summary>
    public static FrontEnd? Of(Evidence evidence, Section section, string phase, string language, string way)
    {
        var cpp = Evidence.NameOf(Contender.Cpp, way);
        if (evidence.Measured(section, phase, Evidence.NameOf(language, way)) is not { } row || evidence.Measured(section, phase, cpp) is not { } to
            || !row.IsPairedWith(to) || evidence.Operations(to.Case, cpp) is not { } operations || !(operations > 0))
            return null;
        return new(language, HodgesLehmann.Of(Estimator.ByProcess([.. row.Rounds.Zip(to.Rounds, (own, its) => (own - its) / operations)], row.Processes)));
    }
}

/// <summary>One line of the table: what one step or prediction of one sample does, and who adds what to it.</summary>
/// <param name="Operations">Native ones by language; null where nobody counted.</param>
/// <param name="Calls">From C# into libtorch; null where nobody counted.</param>
internal sealed record FrontEndLine(string Label, IReadOnlyDictionary<string, double?> Operations, double? Calls, IReadOnlyList<FrontEnd> Added)
{
    private static readonly string[] phases = ["step", "infer", "predict"];

    /// <summary>Steps and predictions of a single sample, where the share of the language is largest.</summary>
    public static IReadOnlyList<FrontEndLine> All(Evidence evidence) =>
    [
        .. from section in evidence.Plan.Sections
           where section is { Batch: 1, IsRepetition: false }
           from phase in phases
           where Evidence.Item(section, phase) is { Counted: > 0 }
           from way in evidence.Ways
           let line = Of(evidence, section, phase, way)
           where line is not null
           select line,
    ];

    private static FrontEndLine? Of(Evidence evidence, Section section, string phase, string way)
    {
        var measured = section.CaseOf(Evidence.Item(section, phase)!);
        var operations = Evidence.Languages.ToDictionary(language => language, language => evidence.Operations(measured, Evidence.NameOf(language, way)));
        return operations.Values.Count(count => count is not null) < 2 ? null : new(
            $"{Throughput.TitleOf(section)} {phase}{(way.Length > 0 && !section.IsForLeaders ? ", " + way : "")}", operations, evidence.Calls(measured, Evidence.NameOf(Contender.CSharp, way)),
            [.. Evidence.Languages.Skip(1).Select(language => FrontEnd.Of(evidence, section, phase, language, way)).OfType<FrontEnd>()]);
    }
}
