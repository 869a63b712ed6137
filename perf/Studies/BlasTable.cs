using System.Globalization;
using PerfSuite.Contenders;
using PerfSuite.Measurement;
using PerfSuite.Screen;

namespace PerfSuite.Studies;

/// <summary>A row for each variant and a column for each case, once for every number of threads; then in words what follows.</summary>
internal sealed class BlasTable(Display display) : IFindings
{
    private const int TitleWidth = 24;
    private const int CellWidth = 7;
    private IReadOnlyList<Entrant> entrants = [];
    private IReadOnlyList<Row> rows = [];
    private IReadOnlyList<Ratio> ratios = [];

    public void Begin(Plan plan, IReadOnlyList<Entrant> everybody)
    {
        entrants = everybody;
        foreach (var entrant in everybody)
            foreach (var line in Wrapping.Lines($"{entrant.Contender.Title.PadRight(TitleWidth)}  {Proof(entrant)}", 80, TitleWidth + 2))
                display.Line(line);
    }

    public void Case(Section section, Item item, IReadOnlyList<Row> found, IReadOnlyList<Ratio> against)
    {
        // The table has a row for a variant, not for a case.
    }

    public void Conclude(Run run)
    {
        (rows, ratios) = (run.Rows, run.Ratios);
        if (entrants.Count == 0)
        {
            display.Line("Only C# takes part in this study, and it was not among the contenders named.");
            return;
        }
        foreach (var part in run.Plan.Sections.GroupBy(section => section.Threads))
            Show(part.Key, [.. part]);
        if (entrants.Any(entrant => entrant.Contender.Absence is not null))
            return;
        display.Line();
        foreach (var sentence in Sentences(run.Plan))
            display.Tell(sentence);
        if (Libraries.Count() < 2)
            display.Tell(BlasVariants.Cure);
    }

    /// <summary>What a variant's process says it uses.</summary>
    private static string Proof(Entrant entrant) => entrant switch
    {
        { Contender.Absence: { } absence } => "absent: " + absence,
        { Failure: { } failure } => "failed: " + failure,
        { Hello: { } hello } => string.Join(" · ", new[] { hello.Blas ?? "no BLAS of its own", hello.Versions.GetValueOrDefault(BlasVariant.Kernels), hello.CpuCapability, hello.Versions.GetValueOrDefault(BlasVariant.Threads) == BlasVariant.OwnThreads ? "threads of its own" : null }.OfType<string>()),
        _ => "failed",
    };

    private void Show(int threads, IReadOnlyList<Section> sections)
    {
        display.Line();
        display.Heading((threads == 1 ? "1 thread" : $"{threads} threads").PadRight(TitleWidth)
            + string.Concat(sections.GroupBy(section => section.Workload).Select(group => Over(Heading(group.Key), group.Sum(section => section.Items.Count)))).TrimEnd());
        display.Muted("".PadRight(TitleWidth) + string.Concat(sections.SelectMany(section => section.Items).Select(item => item.Phase.PadLeft(CellWidth))));
        display.Muted("batch".PadRight(TitleWidth) + string.Concat(sections.SelectMany(section => section.Items.Select(_ => $"{section.Batch}".PadLeft(CellWidth)))));
        Case[] cases = [.. sections.SelectMany(section => section.Items.Select(section.CaseOf))];
        foreach (var entrant in entrants)
            display.Line(Short(entrant.Contender.Title).PadRight(TitleWidth) + string.Concat(cases.Select(measured => Cell(entrant.Contender.Name, measured).PadLeft(CellWidth))));
        display.Keep(new Passage(PassageKind.Table, threads == 1 ? "1 thread" : $"{threads} threads")
        {
            Columns = [.. cases.Select(measured => $"{Heading(measured.Workload)} {measured.Phase} ×{measured.Batch}")],
            Rows = [.. entrants.Select(entrant => (IReadOnlyList<string>)[entrant.Contender.Title, .. cases.Select(measured => Cell(entrant.Contender.Name, measured))])],
        });
    }

    // Over several columns it stands a little to the right, clear of the one before.
    private static string Over(string heading, int columns) => heading.PadLeft(CellWidth + (columns > 1 ? 2 : 0)).PadRight(CellWidth * columns);

    private string Cell(string variant, Case measured) => rows.FirstOrDefault(row => row.Contender == variant && row.Case == measured) switch
    {
        { Status: RowStatus.Measured, Median: { } median } => variant == BlasVariant.System ? Figures.Time(median)
            : Of(variant, measured) is { } ratio ? Figures.Ratio(ratio.Median, ratio.ContainsOne).TrimEnd() : "–",
        { Status: RowStatus.Disagrees } => "differs",
        { } row => Table.Word(row.Status),
        null => "–",
    };

    private static string Heading(string workload) => workload switch { "peak" => "1024²", "resnet18" => "resnet", _ => workload.Replace("mnist-", "", StringComparison.Ordinal) };

    private static string Short(string title) => title.Length <= TitleWidth ? title : title[..(TitleWidth - 2)] + "…";

    private Ratio? Of(string variant, Case measured) => ratios.FirstOrDefault(ratio => ratio.Contender == variant && ratio.Case == measured);

    /// <summary>The system's choice and the libraries held against it, without those of another setting.</summary>
    private IEnumerable<string> Libraries => entrants.Select(entrant => entrant.Contender.Name)
        .Where(name => name == BlasVariant.System || !(IsOfKernels(name) || IsOfInstructions(name)));

    private bool IsOfKernels(string name) => TitleOf(name).StartsWith("kernels ", StringComparison.Ordinal);

    private bool IsOfInstructions(string name) => TitleOf(name).StartsWith("ATen ", StringComparison.Ordinal);

    private string TitleOf(string name) => entrants.First(entrant => entrant.Contender.Name == name).Contender.Title;

    private IEnumerable<string> Sentences(Plan plan)
    {
        var system = TitleOf(BlasVariant.System);
        foreach (var name in entrants.Select(entrant => entrant.Contender.Name).Where(name => name != BlasVariant.System))
            if (Extremes(name, system) is { } said)
                yield return $"{Subject(name)} {said}.";
        if (plan.Sections.Select(section => section.Threads).Distinct().Count() < 2)
            yield break;
        var (one, two) = (Case(plan, 1), Case(plan, 2));
        var gains = Libraries.Select(name => (Name: name, Alone: Measured(name, one), Both: Measured(name, two))).Where(gain => gain is { Alone: not null, Both: not null }).ToList();
        if (gains.Count > 0)
            yield return $"A second thread makes the product of two 1024×1024 matrices " + string.Join(", ", gains.Select(gain => $"{Gain(gain.Alone!, gain.Both!)} with {TitleOf(gain.Name)}")) + ".";
        foreach (var name in Libraries.Where(HasOwnThreads))
            yield return $"{TitleOf(name)} has threads of its own, as many as it was told when its process began, {plan.Sections.Max(section => section.Threads)} here, and takes no other number from libtorch: what stands for it under 1 thread are not figures of one thread{(Of(name, one) is { } alone && Of(name, two) is { } both ? $". For that product it takes {Word(alone)} of the system's time there and {Word(both)} under 2 threads" : "")}.";
    }

    // Of other rounds: nothing is said where the two intervals meet.
    private static string Gain(Row alone, Row both) => alone.Low <= both.High && both.Low <= alone.High ? "no faster that shows"
        : string.Create(CultureInfo.InvariantCulture, $"{alone.Median / both.Median:0.00} times as fast");

    private bool HasOwnThreads(string name) =>
        entrants.First(entrant => entrant.Contender.Name == name).Hello?.Versions.GetValueOrDefault(BlasVariant.Threads) == BlasVariant.OwnThreads;

    private string Subject(string name) => TitleOf(name) switch
    {
        var title when IsOfKernels(name) => $"OpenBLAS told to use {title["kernels ".Length..]}'s kernels",
        "ATen default" => "libtorch without vector instructions of its own (ATEN_CPU_CAPABILITY=default)",
        var title when IsOfInstructions(name) => $"libtorch held to {title["ATen ".Length..].ToUpperInvariant()}",
        "reference" => "The reference BLAS",
        var title => title,
    };

    /// <summary>Where it costs most and where least, of the cases that show a difference; null where nothing was measured.</summary>
    private string? Extremes(string name, string system)
    {
        var all = ratios.Where(ratio => ratio.Contender == name).OrderBy(ratio => ratio.Median).ToList();
        var shown = all.Where(ratio => !ratio.ContainsOne).ToList();
        if (all.Count == 0)
            return null;
        var silent = all.Count > shown.Count ? $"; no difference is shown in {all.Count - shown.Count} of {all.Count} cases" : "";
        return shown.Count switch
        {
            0 => $"shows no difference to {system} in any of {all.Count} cases",
            1 => $"takes {Told(shown[0])} times as long as {system}{silent}",
            _ => $"takes between {Told(shown[0])} and {Told(shown[^1])} times as long as {system}{silent}",
        };
    }

    private static string Told(Ratio ratio) =>
        $"{Word(ratio)} ({(ratio.Case.Workload == "peak" ? "1024×1024 product" : $"{ratio.Case.Workload} {ratio.Case.Phase}, batch {ratio.Case.Batch}")}, {(ratio.Case.Threads == 1 ? "1 thread" : $"{ratio.Case.Threads} threads")})";

    private static string Word(Ratio ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.00}");

    private static Case Case(Plan plan, int threads) => plan.Cases.First(one => one.Workload == "peak" && one.Threads == threads);

    private Row? Measured(string name, Case measured) => rows.FirstOrDefault(row => row.Contender == name && row.Case == measured && row.Status == RowStatus.Measured);
}
