using PerfSuite.Contenders;
using PerfSuite.Learning.Workloads;
using PerfSuite.Measurement;
using PerfSuite.Studies;
using PerfSuite.Studies.Why;

namespace PerfSuite.Reports;

/// <summary>How a file's cases and contenders are called on a page.</summary>
internal sealed class CaseNames(Results results)
{
    private readonly bool manyThreads = results.Rows.Select(row => row.Case.Threads).Distinct().Count() > 1;
    private readonly Dictionary<string, string> titles = results.Contenders.ToDictionary(entry => entry.Contender, entry => entry.Title);

    /// <summary>The families of contenders, each of which has its own colour and shape on every page.</summary>
    public static IReadOnlyList<string> Families { get; } =
        [Contender.Cpp, "csharp-system", Contender.Python, Contender.Chainer, Contender.TensorFlowJs, Contender.OnnxRuntime, "csharp-torchsharp"];

    /// <summary>A contender as tables name it.</summary>
    public string Title(string contender) => titles.GetValueOrDefault(contender, contender);

    /// <summary>All of a case.</summary>
    public string Of(Case measured) => $"{Setting(measured)} {Step(measured)}";

    /// <summary>What a session is opened for.</summary>
    public string Setting(Case measured) => string.Join(' ', new[]
    {
        measured.Workload, measured.Variant == Variant.Matched ? "" : measured.Variant, measured.Settings, manyThreads ? Threads(measured) : "",
    }.Where(part => part.Length > 0));

    /// <summary>What is done in it.</summary>
    public static string Step(Case measured) => FormattableString.Invariant($"{measured.Phase} ×{measured.Batch}");

    /// <summary>Whether it is the time of a row of somebody's table, and not what a contender costs besides, a single iteration or the machine's peak.</summary>
    public static bool IsTimed(Case measured) => !IsCost(measured) && !IsLatency(measured)
        && (measured.Workload != Workload.Peak.Name || measured.Study == BlasStudy.Name) && measured.Phase != TrainingCurve.Phase;

    /// <summary>Start-up, first answer and memory.</summary>
    public static bool IsCost(Case measured) => measured.Phase is Costs.StartUp or Costs.FirstAnswer || measured.Phase.StartsWith(Costs.Memory, StringComparison.Ordinal);

    /// <summary>Iterations timed each by itself.</summary>
    public static bool IsLatency(Case measured) => Run.IsOfLatencies(measured);

    private static string Threads(Case measured) => measured.Threads == 1 ? "1 thread" : FormattableString.Invariant($"{measured.Threads} threads");
}
